"""Clamps: what is held is what the network computes with, and every gradient around it is a finite difference."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import torch
from pydantic import ValidationError

from rnn_playground import Experiment, train
from rnn_playground.cells import draw_parameters
from rnn_playground.diagnostics.finite_difference import Problem, hidden_state_slope, parameter_slope
from rnn_playground.diagnostics.intervention import planted_network, read_sample, states_after
from rnn_playground.experiment import Lane
from rnn_playground.experiment.cells import (
    CELLS,
    CellConfig,
    DeltanetCell,
    GruCell,
    LstmCell,
    MingruCell,
    MinlstmCell,
    RnnCell,
    SlstmCell,
)
from rnn_playground.experiment.clamps import Clamp, Cut, EdgeClamp, GateClamp, UnitClamp
from rnn_playground.experiment.initialisations import UniformInit
from rnn_playground.experiment.learning import TruncatedBptt
from rnn_playground.experiment.tasks import SineTask
from rnn_playground.learning.backpropagation import backpropagate
from rnn_playground.learning.loss import batch_loss, predict
from rnn_playground.learning.network import Network
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.unroll import Trajectory, unroll
from rnn_playground.tasks import draw_batch
from rnn_playground.training import Trainer

T, B, H = 7, 2, 6
FIRST, LAST = 2, 4
TASK = SineTask(length=T, warm_up=2)
EPSILON = 1e-6


def clamps_of(cell: CellConfig) -> Iterator[Clamp]:
    """Every kind of clamp that a cell has something for."""
    for state in cell.held_states:
        yield UnitClamp(state=state, unit=1, value=0.3, first=FIRST, last=LAST)
    for gate in cell.gates:
        yield GateClamp(gate=gate, value=0.4, first=FIRST, last=LAST)
        yield GateClamp(gate=gate, unit=2, value=1.0, first=FIRST, last=LAST)
        yield GateClamp(gate=gate, unit=2, value=0.0, first=FIRST, last=LAST)
    if "W_hh" in cell.recurrent:
        yield EdgeClamp(row=1, column=3, value=1.5, first=FIRST, last=LAST)
    if cell.recurrent:
        yield Cut(first=FIRST, last=LAST)


ALL = [cell(hidden_size=H) for cell in CELLS if cell is not SlstmCell] + [
    SlstmCell(hidden_size=H, recurrent_init=UniformInit()),  # of the 0 that it starts from there is nothing to cut
    LstmCell(hidden_size=H, peepholes=True),
    RnnCell(hidden_size=H, layers=2),
    DeltanetCell(hidden_size=H, beta_max=2, decay_gate=True),
]
CASES = [(cell, clamp) for cell in ALL for clamp in clamps_of(cell)]
NAMES = [f"{cell.kind}-{clamp.kind}-{getattr(clamp, 'gate', getattr(clamp, 'state', ''))}" for cell, clamp in CASES]


def problem_of(cell: CellConfig, *clamps: Clamp) -> Problem:
    drawn = draw_parameters(Lane(cell=cell), TASK.input_size, TASK.output_size, 3)
    parameters = Parameters.join({name: torch.from_numpy(value) for name, value in drawn.items()})
    return Problem(Network.build(cell, clamps), parameters, draw_batch(TASK, B, 0, 0), TASK.loss)


def run(problem: Problem) -> tuple[Trajectory, torch.Tensor]:
    scoring = Scoring.of(problem.batch)
    trajectory = unroll(problem.network, problem.parameters, problem.batch.inputs)
    return trajectory, batch_loss(problem.loss, predict(problem.parameters, trajectory, scoring), scoring.targets)


@pytest.mark.parametrize(("cell", "clamp"), CASES, ids=NAMES)
def test_gradients_under_a_clamp_are_finite_differences(cell: CellConfig, clamp: Clamp) -> None:
    problem = problem_of(cell, clamp)
    trajectory, loss = run(problem)
    gradients = backpropagate(loss, trajectory, problem.parameters)
    for time_step in (0, FIRST - 1, LAST, T - 2):
        expected = hidden_state_slope(problem, (0, time_step, 1), 0, EPSILON)
        found = B * float(gradients.states[0][time_step][0][0, 1])
        if not (clamp.kind == "unit" and FIRST <= time_step <= LAST):  # A held unit cannot be moved: it is moved back.
            assert found == pytest.approx(expected, abs=2e-7)
    by_name = problem.parameters.split(gradients.parameters)
    for name, value in by_name.items():
        index = tuple(min(1, size - 1) for size in value.shape)
        assert float(value[index]) == pytest.approx(parameter_slope(problem, name, index, EPSILON), abs=2e-7), name


@pytest.mark.parametrize(("cell", "clamp"), CASES, ids=NAMES)
def test_nothing_changes_before_the_clamp_and_something_after(cell: CellConfig, clamp: Clamp) -> None:
    free, _ = run(problem_of(cell))
    held, _ = run(problem_of(cell, clamp))
    before, after = (torch.stack([s.state[0] for s in each.layers[0]]) for each in (free, held))
    assert torch.equal(before[:FIRST], after[:FIRST])
    assert not torch.equal(before[FIRST:], after[FIRST:])


@pytest.mark.parametrize(("cell", "clamp"), CASES, ids=NAMES)
def test_side_by_side_the_steps_are_the_same(cell: CellConfig, clamp: Clamp) -> None:
    """Truncated windows and the Jacobians run many time steps as rows of one batch."""
    problem = problem_of(cell, clamp)
    trajectory, _ = run(problem)
    for layer, own in enumerate(problem.network.cells):
        weights = own.prepare(problem.parameters.layer(layer))
        steps = trajectory.layers[layer]
        zeros = problem.network.zero_states(problem.batch.inputs)[layer]
        states = [zeros, *(step.state for step in steps[:-1])]
        joint = tuple(torch.cat(rows) for rows in zip(*states, strict=True))
        inputs = problem.batch.inputs if layer == 0 else torch.stack([s.state[0] for s in trajectory.layers[layer - 1]])
        drive = own.drive(weights, inputs.flatten(0, 1)[None])[0]
        times = torch.arange(T).repeat_interleave(B)[:, None]
        made = own.step(weights, drive, own.recur(weights, drive, joint), joint, times)
        expected = torch.cat([step.state[0] for step in steps])
        torch.testing.assert_close(made.state[0], expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize(("cell", "clamp"), CASES, ids=NAMES)
def test_what_is_held_has_its_value(cell: CellConfig, clamp: Clamp) -> None:
    trajectory, _ = run(problem_of(cell, clamp))
    for step in trajectory.layers[0][FIRST : LAST + 1]:
        match clamp:
            case UnitClamp():
                assert bool((step.state[cell.states.index(clamp.state)][:, clamp.unit] == clamp.value).all())
            case GateClamp():
                chosen = step.gates[cell.gates.index(clamp.gate)]
                chosen = chosen if clamp.unit is None else chosen[:, clamp.unit]
                torch.testing.assert_close(chosen, torch.full_like(chosen, clamp.value), rtol=0, atol=1e-15)


def test_a_plain_network_cut_off_forgets_everything() -> None:
    problem = problem_of(RnnCell(hidden_size=H), Cut(first=FIRST, last=FIRST))
    trajectory, loss = run(problem)
    gradients = backpropagate(loss, trajectory, problem.parameters)
    assert not any(bool(gradients.states[0][t][0].any()) for t in range(FIRST) if not problem.batch.loss_mask[t].any())
    fresh = unroll(problem.network, problem.parameters, problem.batch.inputs[FIRST:], None, FIRST)
    assert torch.equal(fresh.hidden_states(), trajectory.hidden_states()[:, FIRST:])


def test_an_lstm_whose_forget_gate_is_held_open_keeps_what_it_has() -> None:
    open_, closed = (
        GateClamp(gate=gate, value=value, first=FIRST, last=LAST) for gate, value in (("f", 1.0), ("i", 0.0))
    )
    trajectory, _ = run(problem_of(LstmCell(hidden_size=H), open_, closed))
    memories = [step.state[1] for step in trajectory.layers[0]]
    assert all(torch.equal(memories[t], memories[FIRST - 1]) for t in range(FIRST, LAST + 1))


def test_a_share_of_the_minimal_lstm_is_held_and_the_other_one_goes_on() -> None:
    free, _ = run(problem_of(MinlstmCell(hidden_size=H, layers=1)))
    held, _ = run(problem_of(MinlstmCell(hidden_size=H, layers=1), GateClamp(gate="f", value=1.0, first=2, last=4)))
    for t in range(2, 5):
        before, step = held.layers[0][t - 1].state[0], held.layers[0][t]
        assert torch.equal(step.gates[1], free.layers[0][t].gates[1])
        torch.testing.assert_close(step.state[0], before + step.gates[1] * step.gates[2], rtol=0, atol=1e-15)


@pytest.mark.parametrize(("cell", "gate"), [(GruCell(hidden_size=H), "z"), (MingruCell(hidden_size=H), "k")])
def test_a_gate_that_keeps_all_keeps_the_state(cell: CellConfig, gate: str) -> None:
    trajectory, _ = run(problem_of(cell, GateClamp(gate=gate, value=1.0, first=FIRST, last=LAST)))
    states = [step.state[0] for step in trajectory.layers[0]]
    torch.testing.assert_close(states[LAST], states[FIRST - 1], rtol=0, atol=1e-15)


def test_an_edge_is_the_entry_of_the_matrix() -> None:
    cell = RnnCell(hidden_size=H)
    trajectory, _ = run(problem_of(cell, EdgeClamp(row=1, column=3, value=1.5, last=T - 1)))
    other = problem_of(cell)
    with torch.no_grad():
        other.parameters["W_hh.0"][1, 3] = 1.5
    torch.testing.assert_close(trajectory.hidden_states(), run(other)[0].hidden_states(), rtol=0, atol=1e-14)


@pytest.mark.parametrize("cell", ALL, ids=lambda cell: cell.kind)
def test_a_transplanted_state_runs_on_and_no_gradient_passes_it(cell: CellConfig) -> None:
    donor, host = problem_of(cell), problem_of(cell)
    mask = torch.zeros_like(host.batch.loss_mask)
    mask[3:] = True
    parameters = Parameters(host.parameters.vector * 0.9, host.parameters.shapes)
    host = host._replace(parameters=parameters, batch=host.batch._replace(loss_mask=mask))
    states = states_after(read_sample(donor, 0), 3)
    found = read_sample(host._replace(network=planted_network(host.network, 3, states)), 0)
    assert torch.equal(found.states[:, 3], torch.stack([state[0][0] for state in states]))
    rest = unroll(host.network, host.parameters, host.batch.inputs[4:, :1], states, 4)
    torch.testing.assert_close(found.states[:, 4:], rest.hidden_states()[:, :, 0], rtol=0, atol=1e-12)
    assert not bool(found.gradient[:, :3].any())
    assert bool(found.gradient[:, 3].any())


def document(**lane: object) -> dict[str, object]:
    return {
        "task": {"kind": "adding", "length": 8},
        "lanes": [{"cell": {"kind": "lstm", "hidden_size": 4}, **lane}],
        "batch_size": 4,
        "steps": 6,
    }


HELD = [{"kind": "gate", "gate": "f", "value": 1.0, "first": 2, "last": 5}]


def test_a_lane_trains_under_its_clamps_by_the_reference_and_its_document_says_so() -> None:
    free = [frame["0/loss"][-1] for frame in train(Experiment.model_validate(document()))]
    experiment = Experiment.model_validate(document(clamps=HELD))
    trainer = Trainer(experiment, kernels=True)
    assert trainer.kernel == "reference"
    held = [frame["0/loss"][-1] for frame in train(experiment)]
    assert len(held) == len(free)
    assert not np.allclose(free, held)
    assert Experiment.model_validate_json(experiment.model_dump_json()) == experiment
    trainer.advance()
    again = Trainer.restore(trainer.checkpoint())
    assert again.experiment == experiment
    assert float(again.lanes[0].measurement.loss) == float(trainer.lanes[0].measurement.loss)


def test_windows_that_hold_the_whole_sequence_train_as_without_truncation() -> None:
    whole = Trainer(Experiment.model_validate(document(clamps=HELD)), dtype=torch.float64)
    cut = Trainer(
        Experiment.model_validate(document(clamps=HELD, bptt=TruncatedBptt(window=8, shift=4).model_dump())),
        dtype=torch.float64,
    )
    for trainer in (whole, cut):
        trainer.advance()
    one, other = (trainer.lanes[0].state.parameters.vector for trainer in (whole, cut))
    torch.testing.assert_close(one, other, rtol=0, atol=1e-9)


@pytest.mark.parametrize(
    ("lane", "extra", "word"),
    [
        ({"clamps": HELD}, {"kernel": "fused"}, "no fused kernel"),
        ({"clamps": HELD}, {"device": "cuda"}, "processor"),
        ({"clamps": [{**HELD[0], "value": 1.5}]}, {}, "lies between 0.0 and 1.0"),
        ({"clamps": [{**HELD[0], "last": 8}]}, {}, "the sequence has 8"),
        ({"cell": {"kind": "mingru"}, "clamps": [{"kind": "cut", "last": 2}]}, {}, "no recurrent weights"),
        (
            {"cell": {"kind": "lru"}, "clamps": [{"kind": "edge", "row": 0, "column": 0, "value": 0.0, "last": 2}]},
            {},
            "no recurrent matrix",
        ),
    ],
)
def test_a_clamp_that_cannot_be_is_refused(lane: dict[str, object], extra: dict[str, object], word: str) -> None:
    with pytest.raises(ValidationError, match=word):
        Experiment.model_validate({**document(**lane), **extra})
