"""A map's tiles are experiments: the base with two of its fields set, each checked like any other document."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from rnn_playground.experiment import Experiment
from rnn_playground.experiment.atlas import MOST_UPDATE_WORK, Atlas, require_small
from rnn_playground.experiment.limits import LOCAL
from rnn_playground.experiment.profiles import PROFILES
from rnn_playground.experiment.refusal import Refusal

GAIN, LENGTH = "lanes.0.cell.recurrent_init.gain", "task.length"
BASE = {
    "task": {"kind": "adding", "length": 20},
    "lanes": [{"cell": {"kind": "rnn", "recurrent_init": {"kind": "gaussian", "gain": 1.0}}}],
    "data_seed": 2**32 - 1,
    "weight_seed": 3,
}


def atlas(x, y, base=BASE, **more):
    (x_field, x_values), (y_field, y_values) = x, y
    axes = {"x": {"field": x_field, "values": x_values}, "y": {"field": y_field, "values": y_values}}
    return Atlas.model_validate({"base": base, **axes, **more})


def test_a_tile_is_the_base_with_its_two_values_and_the_maps_updates():
    tile = atlas((GAIN, [0.5, 1, 2.5]), (LENGTH, [10, 30]), steps=40).tile(1, 2)
    cell = {"kind": "rnn", "recurrent_init": {"kind": "gaussian", "gain": 2.5}}
    assert tile == Experiment.model_validate(
        {**BASE, "task": {"kind": "adding", "length": 30}, "lanes": [{"cell": cell}], "steps": 40}
    )


def test_default_clocks_follow_size_and_length_from_tile_to_tile():
    base = {**BASE, "lanes": [{"cell": {"kind": "cwrnn"}}]}
    sizes = atlas(("lanes.0.cell.hidden_size", [6, 16]), (LENGTH, [10, 200]), base=base)
    periods = [[sizes.tile(row, column).lanes[0].cell.periods for column in (0, 1)] for row in (0, 1)]
    assert [[len(each) for each in row] for row in periods] == [[3, 4], [6, 8]]
    named = {**BASE, "lanes": [{"cell": {"kind": "cwrnn", "periods": [1, 3]}}]}
    assert atlas((LENGTH, [10]), ("lanes.0.cell.hidden_size", [8]), base=named).tile(0, 0).lanes[0].cell.periods == (
        1,
        3,
    )


def test_a_seed_is_added_to_both_seeds_and_goes_round():
    tile = atlas((GAIN, [1.0]), (LENGTH, [10])).tile(0, 0, seed=4)
    assert (tile.weight_seed, tile.data_seed) == (7, 3)


@pytest.mark.parametrize(
    ("field", "kind", "left"),
    [
        ("lanes.0.cell.kind", "lstm", {"recurrent_init": {"kind": "gaussian", "gain": 1.0, "spectral_radius": None}}),
        ("lanes.0.clip.kind", "value", {"threshold": 1.0}),
        ("lanes.0.clip.kind", "none", {}),
        ("lanes.0.optimizer.kind", "sgd", {"learning_rate": 0.01}),
        ("lanes.0.cell.recurrent_init.kind", "orthogonal", {"gain": 1.0}),
        ("task.kind", "copy", {"length": 20}),
    ],
)
def test_another_kind_keeps_the_fields_that_it_has_as_well(field, kind, left):
    document = atlas((field, [kind]), ("batch_size", [8])).tile(0, 0).model_dump(mode="json")
    for part in field.split(".")[:-1]:
        document = document[int(part) if part.isdecimal() else part]
    assert document["kind"] == kind
    assert left.items() <= document.items()


def test_a_kind_is_set_before_the_fields_that_only_it_has():
    tile = atlas(("lanes.0.cell.step_size", [0.2]), ("lanes.0.cell.kind", ["antisymmetric"]))
    with pytest.raises(Refusal, match=r"lanes\.0\.cell\.step_size"):
        tile.tile(0, 0)  # the base is what says which fields there are
    threshold = atlas(("lanes.0.clip.threshold", [5.0]), ("lanes.0.clip.kind", ["value"])).tile(0, 0)
    assert threshold.lanes[0].clip.model_dump() == {"kind": "value", "threshold": 5.0}


@pytest.mark.parametrize(
    "field", ["task", "lanes.1.cell.kind", "lanes.x", "task.lag", "lanes.0.cell.recurrent_init", "", ".", "a.b.c"]
)
def test_a_field_that_is_none_is_refused_by_its_name(field):
    with pytest.raises((Refusal, ValidationError)) as refusal:
        atlas((field, [1]), (LENGTH, [10])).tile(0, 0)
    assert field in str(refusal.value)


def test_a_value_that_does_not_fit_is_that_tiles_alone():
    either = atlas((GAIN, [1.0, -3.0]), (LENGTH, [10, "long"]))
    assert either.tile(0, 0).task.sequence_length == 10
    for row, column in ((0, 1), (1, 0)):
        with pytest.raises(ValidationError):
            either.tile(row, column)


def test_a_map_is_of_one_lane_and_two_fields():
    with pytest.raises(ValidationError, match="2 lanes"):
        atlas((GAIN, [1.0]), (LENGTH, [10]), base={**BASE, "lanes": [{}, {}]})
    with pytest.raises(ValidationError, match="both axes"):
        atlas((LENGTH, [10]), (LENGTH, [20]))
    with pytest.raises(ValidationError, match="at most 12"):
        atlas((GAIN, [1.0] * 13), (LENGTH, [10]))


@pytest.mark.parametrize("profile", PROFILES)
def test_the_first_map_fits_every_profile(profile):
    for length in (10, 100):
        require_small(atlas((GAIN, [1.0]), (LENGTH, [length])).tile(0, 0), PROFILES[profile])


def test_a_tile_that_takes_long_is_refused_and_told_how_many_updates_it_may_have():
    long = atlas((GAIN, [1.0]), (LENGTH, [100]), steps=2000).tile(0, 0)
    limits = LOCAL._replace(tile_work=10_000_000_000)
    with pytest.raises(Refusal) as refusal:
        require_small(long, limits)
    most = refusal.value.parameters["most"]
    require_small(long.model_copy(update={"steps": most}), limits)
    with pytest.raises(Refusal):
        require_small(long.model_copy(update={"steps": most + 1}), limits)


def test_an_update_that_takes_long_is_refused_however_few_there_are():
    with pytest.raises(Refusal, match=str(MOST_UPDATE_WORK)):
        require_small(atlas((GAIN, [1.0]), (LENGTH, [2000]), steps=1).tile(0, 0), LOCAL)
