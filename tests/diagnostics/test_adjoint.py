"""The adjoint sweep and what is read from it, against plain automatic differentiation of every loss by itself."""

from dataclasses import replace
from typing import Any, NamedTuple

import pytest
import torch
from torch import Tensor

from rnn_playground.cells import CellStep, State, Weights, draw_parameters
from rnn_playground.diagnostics.adjoint import adjoint_sweep, gradient_triangle
from rnn_playground.diagnostics.gradient_flow import gradient_flow
from rnn_playground.diagnostics.gradient_shares import gradient_by_lag, step_contributions
from rnn_playground.experiment import Lane
from rnn_playground.experiment.cells import CELLS, CellConfig, GruCell, LstmCell, RnnCell
from rnn_playground.experiment.initialisations import OrthogonalInit
from rnn_playground.experiment.tasks import AddingTask, HelloTask, SineTask, Task
from rnn_playground.learning.backpropagation import Gradients, backpropagate
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.loss import batch_loss, predict
from rnn_playground.learning.network import Network, read_out
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.start import ZERO_STATE, Start
from rnn_playground.learning.unroll import unroll
from rnn_playground.tasks import TaskBatch, draw_batch

T, B, H = 9, 3, 8
EVERY_CELL = [cell(hidden_size=H, layers=2) for cell in CELLS]


class World(NamedTuple):
    cell: CellConfig
    task: Task
    batch: TaskBatch
    scoring: Scoring
    passed: ForwardPass
    gradients: Gradients

    @property
    def asked(self) -> tuple[str, Scoring, ForwardPass]:
        return self.task.loss, self.scoring, self.passed


def world(cell: CellConfig, task: Task, loss_mask: Tensor | None = None, start: Start = ZERO_STATE) -> World:
    drawn = draw_parameters(Lane(cell=cell), task.input_size, task.output_size, 1)
    parameters = Parameters.join({name: torch.from_numpy(value) for name, value in drawn.items()})
    batch = draw_batch(task, B, 0, 0)
    if loss_mask is not None:
        batch = batch._replace(loss_mask=loss_mask)
    network, scoring = Network.build(cell), Scoring.of(batch)
    trajectory = unroll(network, parameters, batch.inputs, start.states, start.time_step)
    loss = batch_loss(task.loss, predict(parameters, trajectory, scoring), scoring.targets)
    gradients = backpropagate(loss, trajectory, parameters)
    return World(
        cell, task, batch, scoring, ForwardPass(network, parameters, batch.inputs, start, trajectory), gradients
    )


def brute_force(made: World) -> dict[int, list[list[list[Tensor]]]]:
    """Return by scored step the total derivatives of the ℓ_{i,b} with respect to every state: one backward a loss."""
    network, parameters, inputs, start, _ = made.passed
    trajectory = unroll(network, parameters, inputs, start.states, start.time_step)
    flat = [tensor for steps in trajectory.layers for step in steps for tensor in step.state]
    scored = int(made.batch.loss_mask.sum())
    found = {}
    for time_step in made.scoring.time_steps:
        mask = made.batch.loss_mask[time_step]
        output = read_out(parameters, trajectory.top[time_step].state[0])
        mean = batch_loss(made.task.loss, output[mask], made.batch.targets[time_step][mask])
        sum_of_samples = mean * int(mask.sum()) * inputs.shape[1] / scored
        derivatives = iter(torch.autograd.grad(sum_of_samples, flat, retain_graph=True, materialize_grads=True))
        found[time_step] = [[[next(derivatives) for _ in step.state] for step in steps] for steps in trajectory.layers]
    return found


@pytest.mark.parametrize("cell", EVERY_CELL, ids=lambda cell: cell.kind)
def test_every_adjoint_is_that_of_plain_differentiation(cell: CellConfig) -> None:
    made = world(cell, SineTask(length=T, warm_up=2))
    expected = brute_force(made)
    seen = 0
    for adjoints in adjoint_sweep(*made.asked):
        for row, loss in enumerate(adjoints.losses):
            for layer, state in enumerate(adjoints.total):
                for found, exact in zip(state, expected[loss][layer][adjoints.time_step], strict=True):
                    torch.testing.assert_close(found[row], exact, rtol=1e-10, atol=1e-17)
                    seen += 1
    assert seen == T * (T + 1) // 2 * 2 * len(made.passed.network.states)


@pytest.mark.parametrize(
    "task", [SineTask(length=T, warm_up=2), AddingTask(length=T), HelloTask()], ids=lambda t: t.kind
)
@pytest.mark.parametrize("cell", [RnnCell(hidden_size=H), LstmCell(hidden_size=H, layers=2)], ids=lambda c: c.kind)
def test_the_vectors_of_all_losses_add_up_to_the_gradient(cell: CellConfig, task: Task) -> None:
    made = world(cell, task)
    for adjoints in adjoint_sweep(*made.asked):
        for layer, state in enumerate(adjoints.total):
            whole = made.gradients.states[layer][adjoints.time_step]
            for found, exact in zip(state, whole, strict=True):
                torch.testing.assert_close(found.sum(dim=0), exact * B, rtol=1e-11, atol=1e-17)


def test_a_loss_that_only_some_samples_make_counts_for_those_alone() -> None:
    mask = torch.zeros(T, B, dtype=torch.bool)
    mask[3, 0] = mask[5, 1] = mask[5, 2] = mask[7, 0] = True
    made = world(GruCell(hidden_size=H), SineTask(length=T, warm_up=2), mask)
    expected = brute_force(made)
    triangle = gradient_triangle(*made.asked)
    for loss, states in expected.items():
        for step in range(T):
            norms = states[-1][step][0].norm(dim=1)
            assert float(triangle.hidden[loss, step]) == pytest.approx(float(norms.mean()), rel=1e-10, abs=1e-18)
    assert bool((triangle.hidden[[0, 1, 2, 4, 6, 8]] == 0).all())
    by_sample = [adjoints.joint[0][0] for adjoints in adjoint_sweep(*made.asked)][-1]
    assert bool((by_sample[0, 1:] == 0).all())  # the latest loss, step 7, is sample 0's


@pytest.mark.parametrize("cell", EVERY_CELL, ids=lambda cell: cell.kind)
def test_the_triangle_is_the_brute_force_one(cell: CellConfig) -> None:
    made = world(cell, SineTask(length=T, warm_up=2))
    expected = brute_force(made)
    hidden, state = gradient_triangle(*made.asked)
    for loss in range(T):
        for step in range(T):
            tensors = expected[loss][-1][step]
            joint = torch.cat([tensor.flatten(1) for tensor in tensors], dim=1).norm(dim=1).mean()
            assert float(hidden[loss, step]) == pytest.approx(float(tensors[0].norm(dim=1).mean()), rel=1e-9, abs=1e-18)
            assert float(state[loss, step]) == pytest.approx(float(joint), rel=1e-9, abs=1e-18)
    assert bool((hidden.triu(1) == 0).all())


def test_each_row_of_a_rotation_falls_by_rho_a_step() -> None:
    rho = 0.8
    cell = RnnCell(hidden_size=H, activation="identity", recurrent_init=OrthogonalInit(gain=rho))
    triangle = gradient_triangle(*world(cell, SineTask(length=T, warm_up=2)).asked).hidden
    lag = torch.arange(T)[:, None] - torch.arange(T)
    expected = torch.where(lag >= 0, rho ** lag.double(), 0.0)
    torch.testing.assert_close(triangle / triangle.diagonal()[:, None], expected, rtol=1e-12, atol=0)


def test_one_loss_makes_one_row_which_is_the_profile() -> None:
    made = world(LstmCell(hidden_size=H), AddingTask(length=T))
    triangle, flow = gradient_triangle(*made.asked), gradient_flow(made.gradients)
    torch.testing.assert_close(triangle.hidden[-1], flow.hidden[-1], rtol=1e-11, atol=0)
    torch.testing.assert_close(triangle.state[-1], flow.state[-1], rtol=1e-11, atol=0)
    assert bool((triangle.hidden[:-1] == 0).all())


def test_the_triangle_goes_back_to_its_last_loss_and_keeps_what_float32_could_not_hold() -> None:
    cell = RnnCell(hidden_size=H, activation="identity", recurrent_init=OrthogonalInit(gain=0.5))
    mask = torch.ones(200, B, dtype=torch.bool)
    mask[180:] = False
    made = world(cell, SineTask(length=200, warm_up=2), mask)
    exact = gradient_triangle(*made.asked).hidden
    assert float(exact[179, 0]) > 0.0 == float(exact[180:].abs().max())
    scoring, passed = made.scoring, made.passed
    single = passed._replace(
        parameters=passed.parameters.to(torch.float32),
        inputs=passed.inputs.float(),
        trajectory=unroll(passed.network, passed.parameters.to(torch.float32), passed.inputs.float()),
    )
    found = gradient_triangle(made.task.loss, scoring._replace(targets=scoring.targets.float()), single).hidden
    there = exact > 1e-45
    assert float(exact[there].min()) < 1e-44
    torch.testing.assert_close(found[there], exact[there], rtol=1e-3, atol=0.0)


def per_step_gradients(made: World) -> dict[tuple[int, int], list[Tensor]]:
    """Return (loss, step) → the part of ∂L/∂(recurrent parameters), a vector a layer: a copy of them for every step."""
    network, parameters, inputs, start, _ = made.passed
    names = [[f"{name}.{layer}" for name in made.cell.recurrent] for layer in range(made.cell.layers)]
    copies = [
        {name: value.detach().clone().requires_grad_() for name, value in parameters.items()}
        for _ in range(len(inputs))
    ]
    current, hidden = list(start.states or network.zero_states(inputs)), []
    for time_step, copy in enumerate(copies):
        x = inputs[time_step]
        for layer, cell in enumerate(network.cells):
            weights = cell.prepare({n.partition(".")[0]: v for n, v in copy.items() if n.endswith(f".{layer}")})
            drive = cell.drive(weights, x[None])[0]
            recurrent = cell.recur(weights, drive, current[layer])
            current[layer] = cell.step(weights, drive, recurrent, current[layer], start.time_step + time_step).state
            x = current[layer][0]
        hidden.append(x)
    parts = {}
    for loss_step in made.scoring.time_steps:
        mask, targets = made.batch.loss_mask[loss_step], made.batch.targets[loss_step]
        mean = batch_loss(made.task.loss, read_out(parameters, hidden[loss_step])[mask], targets[mask])
        loss = mean * int(mask.sum()) / int(made.batch.loss_mask.sum())
        wanted = [copy[name] for copy in copies for layer in names for name in layer]
        found = iter(torch.autograd.grad(loss, wanted, retain_graph=True, materialize_grads=True))
        for step in range(len(inputs)):
            parts[loss_step, step] = [torch.cat([next(found).flatten() for _ in layer]) for layer in names]
    return parts


WITH_WEIGHTS = [cell for cell in EVERY_CELL if cell.recurrent]


@pytest.mark.parametrize("cell", WITH_WEIGHTS, ids=lambda cell: cell.kind)
def test_lags_and_contributions_are_the_parts_of_the_gradient(cell: CellConfig) -> None:
    made = world(cell, SineTask(length=T, warm_up=2))
    parts = per_step_gradients(made)
    lags = gradient_by_lag(*made.asked, made.gradients.parameters, cell.recurrent)
    steps = step_contributions(*made.asked, made.gradients.parameters, cell.recurrent, most_parts=10**6)
    named = made.passed.parameters.split(made.gradients.parameters)
    for name, part in steps.parts.items():
        torch.testing.assert_close(part.sum(dim=0), named[name], rtol=1e-10, atol=1e-16)
    for layer in range(2):
        whole = torch.cat([named[f"{name}.{layer}"].flatten() for name in cell.recurrent])
        for lag in range(T):
            part = sum(parts[step + lag, step][layer] for step in range(T - lag))
            expected = float(part @ whole / (whole @ whole))
            assert float(lags[layer, lag]) == pytest.approx(expected, rel=1e-8, abs=1e-11)
        for step in range(T):
            part = sum(parts[loss, step][layer] for loss in range(step, T))
            assert float(steps.shares[layer, step]) == pytest.approx(float(part @ whole / (whole @ whole)), abs=1e-11)
            assert float(steps.norms[layer, step]) == pytest.approx(float(part.norm()), rel=1e-8)
    for shares in (lags, steps.shares):
        torch.testing.assert_close(shares.sum(dim=1), torch.ones(2, dtype=torch.float64), rtol=1e-10, atol=0)


def test_lags_of_carried_states_and_of_some_samples_losses_add_up_too() -> None:
    mask = torch.zeros(T, B, dtype=torch.bool)
    mask[3, 0] = mask[5, 1] = mask[7, 2] = mask[7, 0] = True
    draw = torch.Generator().manual_seed(0)
    states = tuple(tuple(torch.randn(B, H, dtype=torch.float64, generator=draw) for _ in range(2)) for _ in range(2))
    cell = LstmCell(hidden_size=H, layers=2)
    made = world(cell, SineTask(length=T, warm_up=2), mask, Start(states, 4))
    lags = gradient_by_lag(*made.asked, made.gradients.parameters, cell.recurrent)
    torch.testing.assert_close(lags.sum(dim=1), torch.ones(2, dtype=torch.float64), rtol=1e-10, atol=0)
    assert bool((lags[:, 8] == 0).all())  # the last loss is made at step 7
    parts = step_contributions(*made.asked, made.gradients.parameters, cell.recurrent, most_parts=10**6).parts
    named = made.passed.parameters.split(made.gradients.parameters)
    torch.testing.assert_close(parts["W_hh.1"].sum(dim=0), named["W_hh.1"], rtol=1e-10, atol=1e-16)
    assert float(parts["W_hh.0"][8].abs().max()) == 0.0


def test_the_sweep_gives_the_same_in_pieces() -> None:
    made = world(LstmCell(hidden_size=H, layers=2), SineTask(length=T, warm_up=2))
    for whole, pieces in zip(adjoint_sweep(*made.asked), adjoint_sweep(*made.asked, rows=2 * B), strict=True):
        for one, other in zip([*whole.joint, *whole.total], [*pieces.joint, *pieces.total], strict=True):
            torch.testing.assert_close(one, other, rtol=1e-11, atol=1e-17)


class Counted(NamedTuple):
    """A cell that writes down how many rows go through each of its steps."""

    cell: Any
    rows: list[int]

    def prepare(self, weights: Weights) -> Weights:
        return self.cell.prepare(weights)

    def drive(self, weights: Weights, inputs: Tensor) -> Tensor:
        return self.cell.drive(weights, inputs)

    def recur(self, weights: Weights, drive: Tensor, state: State) -> Tensor:
        return self.cell.recur(weights, drive, state)

    def step(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, state: State, time_step: int | Tensor
    ) -> CellStep:
        self.rows.append(len(recurrent))
        return self.cell.step(weights, drive, recurrent, state, time_step)


@pytest.mark.parametrize("rows", [1, 2 * B, 4096])
def test_the_sweep_takes_one_step_at_a_time_over_a_bounded_number_of_rows(rows: int) -> None:
    made = world(LstmCell(hidden_size=H), SineTask(length=T, warm_up=2))
    counted = Counted(made.passed.network.cells[0], [])
    passed = made.passed._replace(network=replace(made.passed.network, cells=(counted,)))
    largest = 0
    for adjoints in adjoint_sweep(made.task.loss, made.scoring, passed, rows):
        largest = max(largest, *(tensor.numel() for state in adjoints.joint for tensor in state))
    assert max(counted.rows) <= max(rows, B)
    assert sum(counted.rows) == B * T * (T + 1) // 2  # each loss once at each step before it
    assert largest == T * B * H


def test_lags_of_many_sequences_are_worked_out_in_pieces_of_time() -> None:
    task = SineTask(length=T, warm_up=2)
    cell = GruCell(hidden_size=H)
    few = world(cell, task)
    many = few._replace(
        passed=few.passed._replace(
            inputs=few.passed.inputs.repeat(1, 700, 1),
            trajectory=unroll(few.passed.network, few.passed.parameters, few.passed.inputs.repeat(1, 700, 1)),
        ),
        scoring=Scoring.of(
            TaskBatch(
                few.batch.inputs.repeat(1, 700, 1),
                few.batch.targets.repeat(1, 700, 1),
                few.batch.loss_mask.repeat(1, 700),
            )
        ),
    )
    one, other = (gradient_by_lag(*made.asked, few.gradients.parameters, cell.recurrent) for made in (few, many))
    torch.testing.assert_close(one, other, rtol=1e-9, atol=1e-13)


def test_parts_that_are_too_many_are_measured_and_not_kept() -> None:
    made = world(GruCell(hidden_size=H), SineTask(length=T, warm_up=2))
    size = T * 3 * H * H
    kept, left = (
        step_contributions(*made.asked, made.gradients.parameters, ("W_hh",), most_parts=most)
        for most in (size, size - 1)
    )
    assert set(kept.parts) == {"W_hh.0"}
    assert left.parts == {}
    assert torch.equal(kept.shares, left.shares)
    assert torch.equal(kept.norms, left.norms)


def test_a_recurrence_that_is_off_has_no_shares() -> None:
    for cell in EVERY_CELL:
        if cell.recurrent:
            made = world(cell.model_copy(update={"recurrence": "off"}), SineTask(length=T, warm_up=2))
            lags = gradient_by_lag(*made.asked, made.gradients.parameters, cell.recurrent)
            steps = step_contributions(*made.asked, made.gradients.parameters, cell.recurrent, most_parts=10**6)
            assert bool(lags.isnan().all()), cell.kind
            assert bool(steps.shares.isnan().all()), cell.kind
            assert bool((steps.norms == 0).all()), cell.kind
