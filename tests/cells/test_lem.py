"""LEM: its start, its step sizes held, and how long it keeps."""

import math

import numpy as np
import pytest
import torch
from pydantic import ValidationError

from rnn_playground.cells import draw_parameters
from rnn_playground.experiment import Experiment, Lane
from rnn_playground.experiment.cells import LemCell

H = 4


def test_the_gates_are_the_step_sizes(make_specimen) -> None:
    specimen = make_specimen(LemCell(hidden_size=H, step_size=0.3))
    before = specimen.state[1]
    for step in specimen.run():
        step_1, step_2, g = step.gates
        for gate in (step_1, step_2):
            assert bool(((gate > 0.0) & (gate < 0.3)).all())
        torch.testing.assert_close(step.state[1], before + step_1 * (g - before), rtol=0, atol=1e-15)
        before = step.state[1]


def test_it_is_drawn_as_it_was_published() -> None:
    cell = LemCell(hidden_size=64, layers=2)
    drawn = draw_parameters(Lane(cell=cell), 3, 2, 0)
    assert drawn["W_xh.0"].shape == (192, 3)
    assert drawn["W_zc.1"].shape == (64, 64)
    for name, value in drawn.items():
        assert np.abs(value).max() <= 1.0 / math.sqrt(64), name


def test_while_the_first_step_size_is_0_nothing_is_written(make_specimen) -> None:
    specimen = make_specimen(LemCell(hidden_size=H))
    cell, weights = specimen.cell, specimen.cell.prepare(specimen.weights)
    drive, state = cell.drive(weights, specimen.inputs)[0], specimen.state
    held = torch.arange(3 * H) < H
    shut = float(cell.pre_activation_of("Δt₁", torch.tensor(0.0, dtype=torch.float64)))
    opened = cell.hold_gate(weights, drive, cell.recur(weights, drive, state), held, shut)
    assert torch.equal(cell.step(*opened, state, 0).state[1], state[1])


@pytest.mark.parametrize("gate", ["Δt₁", "Δt₂"])
@pytest.mark.parametrize("value", [0.0, 0.1, 0.25])
def test_a_step_size_is_held_at_whatever_it_can_be(value: float, gate: str, make_specimen) -> None:
    specimen = make_specimen(LemCell(hidden_size=H, step_size=0.25))
    cell, weights = specimen.cell, specimen.cell.prepare(specimen.weights)
    drive, state = cell.drive(weights, specimen.inputs)[0], specimen.state
    block = specimen.document.gates.index(gate)
    held = torch.arange(3 * H) // H == block
    pre_activation = float(cell.pre_activation_of(gate, torch.tensor(value, dtype=torch.float64)))
    opened = cell.hold_gate(weights, drive, cell.recur(weights, drive, state), held, pre_activation)
    found = cell.step(*opened, state, 0).gates[block]
    torch.testing.assert_close(found, torch.full_like(found, value), rtol=0, atol=1e-16)


def test_a_step_size_beyond_the_largest_is_refused() -> None:
    clamp = {"kind": "gate", "gate": "Δt₁", "value": 0.5, "last": 2}
    lane = {"cell": {"kind": "lem", "step_size": 0.25}, "clamps": [clamp]}
    with pytest.raises(ValidationError, match=r"lies between 0\.0 and 0\.25"):
        Experiment.model_validate({"task": {"kind": "adding", "length": 8}, "lanes": [lane]})


def test_off_each_unit_of_z_is_a_leaky_mean_of_what_is_read(make_specimen) -> None:
    specimen = make_specimen(LemCell(hidden_size=H, recurrence="off"))
    moved = specimen._replace(state=(specimen.state[0] + 1.0, specimen.state[1]))
    for step, other in zip(specimen.run(), moved.run(), strict=True):
        assert torch.equal(step.state[1], other.state[1])
        assert not torch.equal(step.state[0], other.state[0])
