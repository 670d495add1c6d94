"""Runs over many seeds, tiles of a map, lanes of equal cost."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from rnn_playground import Experiment
from rnn_playground.experiment import describe
from rnn_playground.experiment.document import LOCAL, PROFILES
from rnn_playground.experiment.errors import Refusal
from rnn_playground.experiment.variations import (
    MOST_SEED_RUNS,
    MOST_UPDATE_WORK,
    SeedRun,
    Sweep,
    require_small,
    with_equal_parameters,
)

GAIN, LENGTH = "lanes.0.cell.recurrent_init.gain", "task.length"
BASE_ATLAS = {
    "task": {"kind": "adding", "length": 20},
    "lanes": [{"cell": {"kind": "rnn", "recurrent_init": {"kind": "gaussian", "gain": 1.0}}}],
    "data_seed": 2**32 - 1,
    "weight_seed": 3,
}


def atlas(x, y, base=BASE_ATLAS, **more):
    (x_field, x_values), (y_field, y_values) = x, y
    axes = {"x": {"field": x_field, "values": x_values}, "y": {"field": y_field, "values": y_values}}
    return Sweep.model_validate({"base": base, **axes, **more})


def test_a_tile_is_the_base_with_its_two_values_and_the_maps_updates():
    tile = atlas((GAIN, [0.5, 1, 2.5]), (LENGTH, [10, 30]), steps=40).sweep_cell(1, 2)
    cell = {"kind": "rnn", "recurrent_init": {"kind": "gaussian", "gain": 2.5}}
    assert tile == Experiment.model_validate(
        {**BASE_ATLAS, "task": {"kind": "adding", "length": 30}, "lanes": [{"cell": cell}], "steps": 40}
    )


def test_default_clocks_follow_size_and_length_from_tile_to_tile():
    base = {**BASE_ATLAS, "lanes": [{"cell": {"kind": "cwrnn"}}]}
    sizes = atlas(("lanes.0.cell.hidden_size", [6, 16]), (LENGTH, [10, 200]), base=base)
    periods = [[sizes.sweep_cell(row, column).lanes[0].cell.periods for column in (0, 1)] for row in (0, 1)]
    assert [[len(each) for each in row] for row in periods] == [[3, 4], [6, 8]]
    named = {**BASE_ATLAS, "lanes": [{"cell": {"kind": "cwrnn", "periods": [1, 3]}}]}
    assert atlas((LENGTH, [10]), ("lanes.0.cell.hidden_size", [8]), base=named).sweep_cell(0, 0).lanes[
        0
    ].cell.periods == (
        1,
        3,
    )


def test_a_seed_is_added_to_both_seeds_and_goes_round():
    tile = atlas((GAIN, [1.0]), (LENGTH, [10])).sweep_cell(0, 0, seed=4)
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
    document = atlas((field, [kind]), ("batch_size", [8])).sweep_cell(0, 0).model_dump(mode="json")
    for part in field.split(".")[:-1]:
        document = document[int(part) if part.isdecimal() else part]
    assert document["kind"] == kind
    assert left.items() <= document.items()


def test_a_kind_is_set_before_the_fields_that_only_it_has():
    tile = atlas(("lanes.0.cell.step_size", [0.2]), ("lanes.0.cell.kind", ["antisymmetric"]))
    with pytest.raises(Refusal, match=r"lanes\.0\.cell\.step_size"):
        tile.sweep_cell(0, 0)  # the base is what says which fields there are
    threshold = atlas(("lanes.0.clip.threshold", [5.0]), ("lanes.0.clip.kind", ["value"])).sweep_cell(0, 0)
    assert threshold.lanes[0].clip.model_dump() == {"kind": "value", "threshold": 5.0}


@pytest.mark.parametrize(
    "field", ["task", "lanes.1.cell.kind", "lanes.x", "task.lag", "lanes.0.cell.recurrent_init", "", ".", "a.b.c"]
)
def test_a_field_that_is_none_is_refused_by_its_name(field):
    with pytest.raises((Refusal, ValidationError)) as refusal:
        atlas((field, [1]), (LENGTH, [10])).sweep_cell(0, 0)
    assert field in str(refusal.value)


def test_a_value_that_does_not_fit_is_that_tiles_alone():
    either = atlas((GAIN, [1.0, -3.0]), (LENGTH, [10, "long"]))
    assert either.sweep_cell(0, 0).task.sequence_length == 10
    for row, column in ((0, 1), (1, 0)):
        with pytest.raises(ValidationError):
            either.sweep_cell(row, column)


def test_a_map_is_of_one_lane_and_two_fields():
    with pytest.raises(ValidationError, match="2 lanes"):
        atlas((GAIN, [1.0]), (LENGTH, [10]), base={**BASE_ATLAS, "lanes": [{}, {}]})
    with pytest.raises(ValidationError, match="both axes"):
        atlas((LENGTH, [10]), (LENGTH, [20]))
    with pytest.raises(ValidationError, match="at most 12"):
        atlas((GAIN, [1.0] * 13), (LENGTH, [10]))


@pytest.mark.parametrize("profile", PROFILES)
def test_the_first_map_fits_every_profile(profile):
    for length in (10, 100):
        require_small(atlas((GAIN, [1.0]), (LENGTH, [length])).sweep_cell(0, 0), PROFILES[profile])


def test_a_tile_that_takes_long_is_refused_and_told_how_many_updates_it_may_have():
    long = atlas((GAIN, [1.0]), (LENGTH, [100]), steps=2000).sweep_cell(0, 0)
    limits = LOCAL._replace(tile_work=10_000_000_000)
    with pytest.raises(Refusal) as refusal:
        require_small(long, limits)
    most = refusal.value.parameters["most"]
    require_small(long.model_copy(update={"steps": most}), limits)
    with pytest.raises(Refusal):
        require_small(long.model_copy(update={"steps": most + 1}), limits)


def test_an_update_that_takes_long_is_refused_however_few_there_are():
    with pytest.raises(Refusal, match=str(MOST_UPDATE_WORK)):
        require_small(atlas((GAIN, [1.0]), (LENGTH, [2000]), steps=1).sweep_cell(0, 0), LOCAL)


BASE_SEEDS = {"task": {"kind": "adding", "length": 20}, "weight_seed": 7, "data_seed": 2**32 - 1, "steps": 900}


def run(**fields):
    return SeedRun.model_validate({"experiment": BASE_SEEDS, **fields})


@pytest.mark.parametrize(
    ("weights", "data", "seeds"),
    [(True, True, (10, 2)), (True, False, (10, 2**32 - 1)), (False, True, (7, 2))],
)
def test_a_seed_is_added_to_the_seeds_that_vary_and_wraps_round(weights, data, seeds):
    document = run(seed=3, steps=40, weights=weights, data=data).document()
    assert document == Experiment.model_validate(
        {**BASE_SEEDS, "steps": 40, "weight_seed": seeds[0], "data_seed": seeds[1]}
    )


def test_seed_0_is_the_document_itself():
    assert run(steps=900).document() == Experiment.model_validate(BASE_SEEDS)
    assert run(steps=900, weights=False, data=False).document() == Experiment.model_validate(BASE_SEEDS)


@pytest.mark.parametrize(
    ("fields", "type"),
    [
        ({"experiment": {**BASE_SEEDS, "lanes": [{}, {}]}}, "seed_run_lanes"),
        ({"seed": 1, "weights": False, "data": False}, "seed_run_same"),
        ({"seed": MOST_SEED_RUNS}, "less_than"),
        ({"steps": 2001}, "less_than_equal"),
    ],
)
def test_what_is_no_run_over_seeds_is_refused_by_name(fields, type):
    with pytest.raises(ValidationError) as refused:
        run(**fields)
    assert [error["type"] for error in refused.value.errors()] == [type]


def race(*cells: dict[str, object], **more: object) -> Experiment:
    return Experiment.model_validate({"task": {"kind": "adding"}, "lanes": [{"cell": cell} for cell in cells], **more})


def counts(experiment: Experiment) -> list[int]:
    return [lane["parameters"] for lane in describe(experiment)["lanes"]]


def sizes(experiment: Experiment) -> list[int]:
    return [lane.cell.hidden_size for lane in experiment.lanes]


@pytest.mark.parametrize(
    "kind",
    [
        "rnn", "irnn", "lstm", "slstm", "gru", "ugrnn", "mingru", "minlstm", "scrn", "indrnn", "lem", "lmu", "lru",
        "rglru", "deltanet", "mlstm",
        "cornn", "formula",
    ],
)  # fmt: skip
@pytest.mark.parametrize("size", [1, 7, 40])
def test_no_other_size_comes_nearer(kind: str, size: int) -> None:
    equal = with_equal_parameters(race({"kind": "gru", "hidden_size": size}, {"kind": kind}), 0)
    wanted, found = counts(equal)
    chosen = sizes(equal)[1]
    for other in {max(1, chosen - 1), min(512, chosen + 1)}:
        beside = counts(race({"kind": "gru", "hidden_size": size}, {"kind": kind, "hidden_size": other}))[1]
        assert abs(found - wanted) <= abs(beside - wanted)


def test_the_lane_that_is_named_keeps_its_size_and_all_else_stays() -> None:
    before = race({"kind": "lstm", "hidden_size": 9, "layers": 2}, {"kind": "rnn"}, {"kind": "gru"}, steps=77)
    after = with_equal_parameters(before, 1)
    assert sizes(after)[1] == 16
    resized = [lane.model_copy(update={"cell": old.cell}) for lane, old in zip(after.lanes, before.lanes, strict=True)]
    assert after.model_copy(update={"lanes": tuple(resized)}) == before


def test_equal_lanes_stay_as_they_are() -> None:
    before = race({"kind": "gru"}, {"kind": "gru"})
    assert with_equal_parameters(before, 1) == before


def test_a_clockwork_cell_keeps_its_modules() -> None:
    equal = with_equal_parameters(
        race({"kind": "rnn", "hidden_size": 24}, {"kind": "cwrnn", "hidden_size": 6, "periods": [1, 4, 9]}), 0
    )
    assert sizes(equal)[1] % 3 == 0
    derived = with_equal_parameters(race({"kind": "rnn", "hidden_size": 24}, {"kind": "cwrnn"}), 0)
    assert sizes(derived)[1] % 8 == 0


def test_what_fits_one_size_only_keeps_it() -> None:
    matrix = {"kind": "matrix", "matrix": [[1.0, 0.0], [0.0, 1.0]]}
    given = race({"kind": "gru", "hidden_size": 20}, {"kind": "rnn", "hidden_size": 2, "recurrent_init": matrix})
    assert sizes(with_equal_parameters(given, 0)) == [20, 2]


def test_a_branch_and_its_trunk_keep_the_size_of_the_weights_that_they_share() -> None:
    trunk = {"cell": {"kind": "gru", "hidden_size": 5}}
    lanes = [trunk, {**trunk, "origin": {"lane": 0, "step": 3}}, {"cell": {"kind": "rnn", "hidden_size": 40}}]
    assert sizes(with_equal_parameters(Experiment.model_validate({"lanes": lanes}), 2)) == [5, 5, 40]


@pytest.mark.parametrize("lane", [-1, 1, True, "0", 0.0])
def test_a_lane_that_is_none_is_named(lane: object) -> None:
    with pytest.raises(ValueError, match=r"equal_parameters is .* 0 … 0"):
        with_equal_parameters(race({"kind": "gru"}), lane)


def test_a_step_that_would_cost_too_much_is_refused() -> None:
    large = race({"kind": "lstm", "hidden_size": 400}, {"kind": "mingru"}, task={"kind": "adding", "length": 300})
    with pytest.raises(ValidationError, match=r"work|memory"):
        with_equal_parameters(large.model_copy(update={"batch_size": 512, "steps": 10}), 0)
