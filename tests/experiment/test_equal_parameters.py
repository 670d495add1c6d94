from __future__ import annotations

import pytest
from pydantic import ValidationError

from rnn_playground.experiment import Experiment, describe
from rnn_playground.experiment.equal_parameters import with_equal_parameters


def race(*cells: dict[str, object], **more: object) -> Experiment:
    return Experiment.model_validate({"task": {"kind": "adding"}, "lanes": [{"cell": cell} for cell in cells], **more})


def counts(experiment: Experiment) -> list[int]:
    return [lane["parameters"] for lane in describe(experiment)["lanes"]]


def sizes(experiment: Experiment) -> list[int]:
    return [lane.cell.hidden_size for lane in experiment.lanes]


@pytest.mark.parametrize(
    "kind", ["rnn", "irnn", "lstm", "gru", "ugrnn", "mingru", "scrn", "indrnn", "lru", "cornn", "formula"]
)
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
