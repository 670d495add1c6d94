"""The finite differences against closed forms, then every gradient of every cell against the finite differences."""

from dataclasses import replace
from itertools import product
from typing import NamedTuple

import pytest
import torch
from torch import Tensor

from rnn_playground.cells import Cell, CellStep, State, Weights
from rnn_playground.diagnostics.finite_difference import Problem, hidden_state_slope, parameter_slope
from rnn_playground.diagnostics.gradient_flow import gradient_flow, hidden_gradients
from rnn_playground.experiment.activations import ACTIVATIONS
from rnn_playground.experiment.cells import CellConfig, CwrnnCell, GruCell, IrnnCell, LstmCell, RnnCell
from rnn_playground.experiment.tasks import AddingTask, HelloTask, SineTask
from rnn_playground.learning.backpropagation import Gradients, backpropagate
from rnn_playground.learning.loss import batch_loss, predict
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.unroll import Trajectory, unroll

H, LAYERS, BATCH = 3, 2, 2
EPSILON = 1e-6
KINKS = {"relu": (0.0,), "leaky_relu": (0.0,), "elu": (0.0,), "hard_tanh": (-1.0, 1.0)}
CELLS: list[CellConfig] = [
    *(RnnCell(hidden_size=H, layers=LAYERS, activation=kind) for kind in ACTIVATIONS),
    *(CwrnnCell(hidden_size=H, layers=LAYERS, activation=kind) for kind in ACTIVATIONS),
    IrnnCell(hidden_size=H, layers=LAYERS, input_std=0.5),
    LstmCell(hidden_size=H, layers=LAYERS),
    GruCell(hidden_size=H, layers=LAYERS),
]
SEEDS = {"irnn": 1}


def name_of(cell: CellConfig) -> str:
    return f"{cell.kind}-{cell.activation}" if isinstance(cell, RnnCell | CwrnnCell) else cell.kind


def differentiate(problem: Problem) -> tuple[Trajectory, Gradients]:
    scoring = Scoring.of(problem.batch)
    trajectory = unroll(problem.network, problem.parameters, problem.batch.inputs)
    loss = batch_loss(problem.loss, predict(problem.parameters, trajectory, scoring), scoring.targets)
    return trajectory, backpropagate(loss, trajectory, problem.parameters)


def keeps_off_kinks(cell: CellConfig, trajectory: Trajectory) -> bool:
    kind = "relu" if isinstance(cell, IrnnCell) else getattr(cell, "activation", "tanh")
    z = torch.stack([step.pre_activation for steps in trajectory.layers for step in steps])
    return all(bool(((z - kink).abs() > 1e-3).all()) for kink in KINKS.get(kind, ()))


class NudgedMemory(NamedTuple):
    """An LSTM whose c is moved at one time step before its h is made of it."""

    cell: Cell
    time_step: int
    nudge: Tensor

    def prepare(self, weights: Weights) -> Weights:
        return self.cell.prepare(weights)

    def drive(self, weights: Weights, inputs: Tensor) -> Tensor:
        return self.cell.drive(weights, inputs)

    def recur(self, weights: Weights, drive: Tensor, state: State) -> Tensor:
        return self.cell.recur(weights, drive, state)

    def step(self, weights: Weights, drive: Tensor, recurrent: Tensor, state: State, time_step: int) -> CellStep:
        step = self.cell.step(weights, drive, recurrent, state, time_step)
        if time_step != self.time_step:
            return step
        c, o = step.state[1] + self.nudge, step.gates[3]
        return step._replace(state=(o * torch.tanh(c), c))


def memory_slope(problem: Problem, index: tuple[int, int, int], sample: int, epsilon: float) -> float:
    layer, time_step, unit = index
    losses = []
    for offset in (epsilon, -epsilon):
        nudge = torch.zeros(BATCH, H, dtype=torch.float64)
        nudge[sample, unit] = offset
        cells = list(problem.network.cells)
        cells[layer] = NudgedMemory(cells[layer], time_step, nudge)
        losses.append(problem._replace(network=replace(problem.network, cells=tuple(cells))).value())
    return BATCH * (losses[0] - losses[1]) / (2.0 * epsilon)


def state_differences(problem: Problem, slope=hidden_state_slope) -> Tensor:
    """∂ℓ_b/∂h (layer, time_step, batch, hidden), or ∂ℓ_b/∂c, one number at a time."""
    time_steps, batch_size, _ = problem.batch.inputs.shape
    shape = (len(problem.network.cells), time_steps, batch_size, problem.network.hidden_size)
    slopes = torch.zeros(shape, dtype=torch.float64)
    for layer, time_step, sample, unit in product(*map(range, shape)):
        slopes[layer, time_step, sample, unit] = slope(problem, (layer, time_step, unit), sample, EPSILON)
    return slopes


def test_slopes_of_a_scalar_linear_network_are_the_closed_forms(make_problem) -> None:
    problem = make_problem(RnnCell(hidden_size=1, activation="identity"), AddingTask(length=5), batch_size=2)
    trajectory, _ = differentiate(problem)
    w, v = problem.parameters["W_hh.0"].item(), problem.parameters["W_hy"].item()
    last = trajectory.top[-1].state[0].detach()
    error = last * v + problem.parameters["b_y"].detach() - problem.batch.targets[-1]
    for sample, time_step in product(range(2), range(5)):
        expected = 2.0 * float(error[sample, 0]) * v * w ** (4 - time_step)
        found = hidden_state_slope(problem, (0, time_step, 0), sample, 1e-4)
        assert found == pytest.approx(expected, rel=1e-8)
    assert parameter_slope(problem, "b_y", (0,), 1e-4) == pytest.approx(2.0 * float(error.mean()), rel=1e-8)


def test_measuring_a_slope_changes_nothing(make_problem) -> None:
    problem = make_problem(GruCell(hidden_size=H), HelloTask())
    before = problem.parameters.vector.clone()
    parameter_slope(problem, "W_xh.0", (0, 0), 0.1)
    assert torch.equal(problem.parameters.vector, before)


@pytest.mark.parametrize("cell", CELLS, ids=name_of)
def test_backpropagation_agrees_with_finite_differences(cell: CellConfig, make_problem) -> None:
    task = SineTask(length=4, components=2)
    problem = make_problem(cell, task, BATCH, weight_seed=SEEDS.get(cell.kind, 0))
    trajectory, gradients = differentiate(problem)
    assert keeps_off_kinks(cell, trajectory), "choose another seed"

    for name, gradient in problem.parameters.split(gradients.parameters).items():
        slopes = [parameter_slope(problem, name, index, EPSILON) for index in product(*map(range, gradient.shape))]
        expected = torch.tensor(slopes, dtype=torch.float64).view_as(gradient)
        torch.testing.assert_close(gradient, expected, rtol=1e-6, atol=1e-9, msg=lambda text, n=name: f"{n}: {text}")

    measures = [hidden_state_slope, memory_slope] if isinstance(cell, LstmCell) else [hidden_state_slope]
    by_state = [state_differences(problem, slope) for slope in measures]
    flow = gradient_flow(gradients)
    for sample in range(BATCH):
        torch.testing.assert_close(hidden_gradients(gradients, sample), by_state[0][:, :, sample], rtol=1e-6, atol=1e-9)
    torch.testing.assert_close(flow.hidden, by_state[0].norm(dim=3).mean(dim=2), rtol=1e-6, atol=1e-9)
    whole = torch.cat(by_state, dim=3)
    torch.testing.assert_close(flow.state, whole.norm(dim=3).mean(dim=2), rtol=1e-6, atol=1e-9)
    assert float(flow.hidden.min()) > 1e-6


@pytest.mark.parametrize("cell", [LstmCell(hidden_size=H), RnnCell(hidden_size=H)], ids=name_of)
def test_classes_too(cell: CellConfig, make_problem) -> None:
    problem = make_problem(cell, HelloTask(), BATCH)
    _, gradients = differentiate(problem)
    slopes = state_differences(problem)
    torch.testing.assert_close(gradient_flow(gradients).hidden, slopes.norm(dim=3).mean(dim=2), rtol=1e-6, atol=1e-9)
