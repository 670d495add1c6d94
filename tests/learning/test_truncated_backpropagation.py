"""Truncated backpropagation is a mask on (loss, time step): every contribution is kept whole or not at all."""

from typing import NamedTuple

import pytest
import torch
from torch import Tensor

from rnn_playground.cells import draw_parameters
from rnn_playground.experiment import Lane
from rnn_playground.experiment.cells import CELLS, CellConfig, CwrnnCell, LstmCell, RnnCell
from rnn_playground.experiment.learning import FullBptt, TruncatedBptt, backward_chunks, truncation_mask
from rnn_playground.experiment.tasks import AddingTask, SineTask, Task
from rnn_playground.learning.backpropagation import Gradients
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.loss import batch_loss, predict
from rnn_playground.learning.network import Network
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.start import ZERO_STATE, Start
from rnn_playground.learning.truncated_backpropagation import truncated_backpropagate
from rnn_playground.learning.unroll import unroll
from rnn_playground.tasks import TaskBatch, draw_batch
from rnn_playground.training.measurement import StepInputs, measure

T, B, H = 12, 3, 8
PAIRS = [(4, 4), (4, 1), (6, 2), (5, 3), (12, 5), (1, 1), (40, 7)]  # window, shift
ROUNDING = 4e-15
"""A few units in the last place of the largest entry: others are sums in which more than they are cancels."""
EVERY_CELL = [cell(hidden_size=H) for cell in CELLS]


class World(NamedTuple):
    network: Network
    parameters: Parameters
    task: Task
    batch: TaskBatch
    start: Start = ZERO_STATE


def world(cell: CellConfig, task: Task, start: Start = ZERO_STATE) -> World:
    drawn = draw_parameters(Lane(cell=cell), task.input_size, task.output_size, 1)
    parameters = Parameters.join({name: torch.from_numpy(value) for name, value in drawn.items()})
    return World(Network.build(cell), parameters, task, draw_batch(task, B, 0, 0), start)


def truncated(made: World, window: int, shift: int) -> Gradients:
    """The window method itself, also where one window holds everything."""
    network, parameters, task, batch, start = made
    trajectory = unroll(network, parameters, batch.inputs, start.states, start.time_step)
    passed = ForwardPass(network, parameters, batch.inputs, start, trajectory)
    chunks = backward_chunks(TruncatedBptt(window=window, shift=shift), len(batch.inputs))
    return truncated_backpropagate(task.loss, Scoring.of(batch), passed, chunks)


def every_state(gradients: Gradients) -> list[Tensor]:
    return [tensor for layer in gradients.states for state in layer for tensor in state]


def full(made: World) -> Gradients:
    network, parameters, task, batch, start = made
    return measure(StepInputs(network, parameters, task.loss, batch.inputs, Scoring.of(batch), start)).gradients


class Contributions(NamedTuple):
    """Of loss i through time step s: to each parameter; and the total derivatives with respect to every state."""

    parameters: list[list[Tensor]]
    read_out: list[Tensor]
    states: list[list[Tensor]]


def contributions(made: World) -> Contributions:
    """One backward pass a loss, with a copy of every parameter for every time step."""
    network, parameters, task, batch, start = made
    length = len(batch.inputs)
    copies = [
        {name: value.detach().clone().requires_grad_() for name, value in parameters.items()} for _ in range(length)
    ]
    current = list(start.states or network.zero_states(batch.inputs))
    states, outputs = [], []
    for time_step, copy in enumerate(copies):
        x = batch.inputs[time_step]
        for layer, cell in enumerate(network.cells):
            own = {name.partition(".")[0]: value for name, value in copy.items() if name.endswith(f".{layer}")}
            weights = cell.prepare(own)
            drive = cell.drive(weights, x[None])[0]
            recurrent = cell.recur(weights, drive, current[layer])
            current[layer] = cell.step(weights, drive, recurrent, current[layer], start.time_step + time_step).state
            x = current[layer][0]
        states.append([tensor for state in current for tensor in state])
        outputs.append(x @ copy["W_hy"].T + copy["b_y"])
    by_step, by_read_out, by_state = [], [], []
    total = int(batch.loss_mask.sum())
    for time_step in range(length):
        mask = batch.loss_mask[time_step]
        if not bool(mask.any()):
            loss = outputs[time_step].sum() * 0.0
        else:
            loss = batch_loss(task.loss, outputs[time_step][mask], batch.targets[time_step][mask])
            loss = loss * (int(mask.sum()) / total)
        wanted = [value for copy in copies for name, value in copy.items() if "." in name]
        flat = [tensor for step in states for tensor in step]
        own = [copies[time_step]["W_hy"], copies[time_step]["b_y"]]
        found = torch.autograd.grad(
            loss, [*wanted, *flat, *own], retain_graph=True, allow_unused=True, materialize_grads=True
        )
        size = len(wanted) // length
        by_step.append([torch.cat([g.flatten() for g in found[s * size : (s + 1) * size]]) for s in range(length)])
        of_states, tensors = found[len(wanted) : -2], len(states[0])
        by_state.append(
            [torch.cat([g.flatten() for g in of_states[s * tensors : (s + 1) * tensors]]) for s in range(length)]
        )
        by_read_out.append(torch.cat([g.flatten() for g in found[-2:]]))
    return Contributions(by_step, by_read_out, by_state)


def relative(found: Tensor, expected: Tensor) -> float:
    return float((found - expected).norm() / expected.norm())


def masked(parts: Contributions, mask: Tensor) -> Tensor:
    pairs = mask.nonzero().tolist()
    recurrent = torch.stack([parts.parameters[i][s] for i, s in pairs]).sum(dim=0)
    return torch.cat([recurrent, torch.stack(parts.read_out).sum(dim=0)])


@pytest.mark.parametrize("cell", EVERY_CELL, ids=lambda cell: cell.kind)
def test_the_truncated_gradient_is_the_masked_sum_of_every_losss_contributions(cell: CellConfig) -> None:
    made = world(cell.model_copy(update={"layers": 2}), SineTask(length=T, warm_up=2))
    parts = contributions(made)
    everything = torch.ones(T, T).tril()
    assert relative(full(made).parameters, masked(parts, everything)) < 1e-12
    for window, shift in PAIRS:
        found = truncated(made, window, shift)
        mask = torch.from_numpy(truncation_mask(TruncatedBptt(window=window, shift=shift), T))
        assert relative(found.parameters, masked(parts, mask)) < 1e-12, (window, shift)
        for s in range(T):
            flat = torch.cat([tensor.flatten() for layer in found.states for tensor in layer[s]])
            expected = sum(parts.states[i][s] for i in range(T) if mask[i, s])
            torch.testing.assert_close(flat, expected, rtol=1e-11, atol=1e-16)


def test_a_single_loss_reaches_back_one_window() -> None:
    made = world(LstmCell(hidden_size=H), AddingTask(length=T))
    parts = contributions(made)
    mask = torch.from_numpy(truncation_mask(TruncatedBptt(window=5, shift=4), T))
    found = truncated(made, 5, 4)
    assert relative(found.parameters, masked(parts, mask)) < 1e-12
    reached = [bool(state[0].abs().sum() > 0) for state in found.states[0]]
    assert reached == [False] * (T - 5) + [True] * 5


@pytest.mark.parametrize("task", [SineTask(length=T, warm_up=2), AddingTask(length=T)], ids=lambda task: task.kind)
@pytest.mark.parametrize("cell", EVERY_CELL, ids=lambda cell: cell.kind)
def test_one_window_over_everything_is_full_backpropagation(cell: CellConfig, task: Task) -> None:
    made = world(cell, task)
    expected = full(made)
    for window, shift in ((T, T), (T, 1), (T, 5), (3 * T, 2 * T)):
        found = truncated(made, window, shift)
        assert relative(found.parameters, expected.parameters) < 1e-13
        for ours, theirs in zip(every_state(found), every_state(expected), strict=True):
            torch.testing.assert_close(ours, theirs, rtol=0, atol=ROUNDING * float(theirs.abs().max()))
    network, parameters, _, batch, start = made
    bptt = TruncatedBptt(window=T, shift=T)
    same = measure(StepInputs(network, parameters, task.loss, batch.inputs, Scoring.of(batch), start, bptt))
    assert torch.equal(same.gradients.parameters, expected.parameters)  # the same operations: the same bits


def test_the_error_falls_as_the_mask_grows() -> None:
    made = world(RnnCell(hidden_size=H), SineTask(length=T, warm_up=2))
    expected = full(made).parameters
    errors = [
        relative(truncated(made, window, shift).parameters, expected) for window, shift in ((4, 4), (4, 1), (6, 2))
    ]
    assert errors[0] > errors[1] > errors[2] > 1e-9
    by_window = [relative(truncated(made, window, 1).parameters, expected) for window in (1, 2, 4, 8, T)]
    assert by_window == sorted(by_window, reverse=True)
    assert by_window[-1] < 1e-14


def test_windows_go_on_from_carried_states_and_keep_the_clock() -> None:
    cell = CwrnnCell(hidden_size=H, layers=2)
    fresh = world(cell, SineTask(length=T, warm_up=2))
    states = tuple(
        (torch.randn(B, H, dtype=torch.float64, generator=torch.Generator().manual_seed(0)),) for _ in range(2)
    )
    made = fresh._replace(start=Start(states, time_step=5))
    mask = torch.from_numpy(truncation_mask(TruncatedBptt(window=6, shift=2), T))
    assert relative(truncated(made, 6, 2).parameters, masked(contributions(made), mask)) < 1e-12
    assert relative(truncated(made, 6, 2).parameters, truncated(fresh, 6, 2).parameters) > 1e-3


def test_loss_and_states_do_not_depend_on_how_far_back_it_is_differentiated() -> None:
    network, parameters, task, batch, _ = world(LstmCell(hidden_size=H), SineTask(length=T, warm_up=2))
    scoring = Scoring.of(batch)
    seen = [
        measure(StepInputs(network, parameters, task.loss, batch.inputs, scoring, bptt=bptt))
        for bptt in (FullBptt(), TruncatedBptt(window=4, shift=2))
    ]
    assert seen[0].loss == seen[1].loss
    assert seen[0].metric == seen[1].metric
    assert torch.equal(seen[0].trajectory.hidden_states(), seen[1].trajectory.hidden_states())
    assert seen[0].gradient_norm != seen[1].gradient_norm
    assert predict(parameters, seen[1].trajectory, scoring).shape == (T * B, 1)
