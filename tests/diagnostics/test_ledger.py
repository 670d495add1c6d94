"""The ledger against Jacobians and adjoints that are worked out by other means."""

import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor
from torch.autograd.functional import jacobian

from rnn_playground.diagnostics.finite_difference import Problem
from rnn_playground.diagnostics.ledger import ledger, recurrent_map
from rnn_playground.diagnostics.step_jacobian import single_steps
from rnn_playground.experiment.cells import (
    CELLS,
    CellConfig,
    CornnCell,
    CwrnnCell,
    DeltanetCell,
    GruCell,
    IrnnCell,
    LstmCell,
    MingruCell,
    MinlstmCell,
    MlstmCell,
    NprnnCell,
    RglruCell,
    RnnCell,
    ScrnCell,
    SlstmCell,
)
from rnn_playground.experiment.initialisations import GaussianInit, OrthogonalInit, UniformInit
from rnn_playground.experiment.tasks import AddingTask, SineTask, Task
from rnn_playground.learning.backpropagation import backpropagate
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.loss import batch_loss, predict
from rnn_playground.learning.network import read_out
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.start import ZERO_STATE
from rnn_playground.learning.unroll import unroll

T, B, H, SAMPLE = 7, 3, 6, 1
SLOPE, WEIGHT, GATE, GAIN = range(4)
THROUGH, AROUND, THROUGH_GAIN, AROUND_GAIN, COSINE = range(5)
TASK = SineTask(length=T, warm_up=2)
INPUT_GATED = [MingruCell(hidden_size=H), MinlstmCell(hidden_size=H), RglruCell(hidden_size=H)]
EVERY_CELL = [
    *(cell(hidden_size=H, layers=2) for cell in CELLS if cell is not SlstmCell),
    SlstmCell(hidden_size=H, layers=2, recurrent_init=UniformInit()),  # at its own start nothing goes through W_hh
]
MakeProblem = Callable[..., Problem]


def passed_of(problem: Problem) -> ForwardPass:
    trajectory = unroll(problem.network, problem.parameters, problem.batch.inputs)
    return ForwardPass(problem.network, problem.parameters, problem.batch.inputs, ZERO_STATE, trajectory)


def ledger_of(problem: Problem, *, has_weights: bool = True) -> Tensor:
    scoring = Scoring.of(problem.batch)
    return ledger(problem.loss, scoring, passed_of(problem), SAMPLE, has_weights=has_weights).entries


def paths_of(problem: Problem) -> Tensor:
    return ledger(problem.loss, Scoring.of(problem.batch), passed_of(problem), SAMPLE, has_weights=True).paths


def adjoint(problem: Problem, layer: int, time_step: int) -> list[Tensor]:
    """Return ∂ℓ_b/∂s of a layer's state, its tensors independent: the rest of the sequence runs on from it."""
    passed, batch = passed_of(problem), problem.batch
    network, parameters = passed.network, passed.parameters
    states = [tuple(t.detach() for t in steps[time_step].state) for steps in passed.trajectory.layers]
    leaf = tuple(tensor.clone().requires_grad_() for tensor in states[layer])
    states[layer] = leaf
    before = passed.states_before(time_step)
    for above in range(layer + 1, len(network.cells)):
        cell = network.cells[above]
        weights = cell.prepare(parameters.layer(above))
        drive = cell.drive(weights, states[above - 1][0][None])[0]
        recurrent = cell.recur(weights, drive, before[above])
        states[above] = cell.step(weights, drive, recurrent, before[above], time_step).state
    outputs = [read_out(parameters, states[-1][0])]
    if time_step + 1 < T:
        later = unroll(network, parameters, batch.inputs[time_step + 1 :], states, time_step + 1)
        outputs += [read_out(parameters, step.state[0]) for step in later.top]
    mask = batch.loss_mask[time_step:]
    total, scored = int(batch.loss_mask.sum()), int(mask.sum())
    loss = batch_loss(problem.loss, torch.stack(outputs)[mask], batch.targets[time_step:][mask]) * scored / total
    found = torch.autograd.grad(loss, leaf, materialize_grads=True)
    return [tensor[SAMPLE] * B for tensor in found]


def step_jacobian(problem: Problem, layer: int, time_step: int) -> Tensor:
    """Return ∂s_t/∂s_{t−1} of one sample as rows of a matrix."""
    passed = passed_of(problem)
    cell = passed.network.cells[layer]
    weights = {name: value.detach() for name, value in cell.prepare(passed.parameters.layer(layer)).items()}
    below = passed.inputs if layer == 0 else passed.trajectory.hidden_states()[layer - 1].detach()
    drive = cell.drive(weights, below[time_step, SAMPLE][None, None])[0]
    state = tuple(tensor[SAMPLE : SAMPLE + 1] for tensor in passed.states_before(time_step)[layer])
    shapes = [tensor.shape for tensor in state]

    def after(joint: Tensor) -> Tensor:
        pieces = torch.split(joint, [shape.numel() for shape in shapes])
        old = tuple(piece.view(shape) for piece, shape in zip(pieces, shapes, strict=True))
        new = cell.step(weights, drive, cell.recur(weights, drive, old), old, time_step).state
        return torch.cat([tensor.flatten() for tensor in new])

    found = jacobian(after, torch.cat([tensor.flatten() for tensor in state]))
    assert isinstance(found, Tensor)
    return found


def decibels(ratio: Tensor) -> float:
    return 20.0 * math.log10(float(ratio)) if float(ratio) else -math.inf


@pytest.mark.parametrize("cell", EVERY_CELL, ids=lambda cell: cell.kind)
def test_the_gain_is_that_of_the_jacobian_and_the_parts_add_up_to_it(
    cell: CellConfig, make_problem: MakeProblem
) -> None:
    problem = make_problem(cell, TASK)
    found = ledger_of(problem, has_weights=bool(cell.recurrent))
    assert found.shape == (2, T, 4)
    for layer in range(2):
        for time_step in range(T):
            incoming = torch.cat([tensor.flatten() for tensor in adjoint(problem, layer, time_step)])
            outgoing = incoming @ step_jacobian(problem, layer, time_step)
            expected = decibels(outgoing.norm() / incoming.norm())
            assert float(found[layer, time_step, GAIN]) == pytest.approx(expected, abs=1e-9)
    finite = found.isfinite().all(dim=2)
    torch.testing.assert_close(found[..., :GAIN].sum(dim=2)[finite], found[..., GAIN][finite], rtol=0, atol=1e-9)
    assert int(finite.sum()) >= T  # and there are such


@pytest.mark.parametrize("cell", [cell for cell in EVERY_CELL if cell.recurrent], ids=lambda cell: cell.kind)
def test_the_recurrent_map_is_the_derivative_of_what_the_weights_bring(
    cell: CellConfig, make_problem: MakeProblem
) -> None:
    passed = passed_of(make_problem(cell, TASK))
    for layer in range(2):
        matrix, seen = recurrent_map(passed, layer), single_steps(passed, layer, SAMPLE)
        brought = seen.recurrent[3].flatten()
        for row in (0, len(brought) - 1):
            found = torch.autograd.grad(brought[row], seen.before, retain_graph=True, materialize_grads=True)
            expected = torch.cat([tensor[3].flatten() for tensor in found])
            torch.testing.assert_close(matrix[row], expected, rtol=0, atol=1e-12)


def test_a_plain_networks_recurrent_map_is_its_matrix(make_problem: MakeProblem) -> None:
    problem = make_problem(RnnCell(hidden_size=H), TASK)
    expected = problem.parameters["W_hh.0"].detach()
    torch.testing.assert_close(recurrent_map(passed_of(problem), 0), expected, rtol=0, atol=1e-15)


def test_a_plain_network_has_a_slope_and_a_matrix_and_nothing_else(make_problem: MakeProblem) -> None:
    problem = make_problem(RnnCell(hidden_size=H, recurrent_init=GaussianInit(gain=1.5)), TASK)
    found = ledger_of(problem)[0]
    passed, scoring = passed_of(problem), Scoring.of(problem.batch)
    loss = batch_loss(problem.loss, predict(passed.parameters, passed.trajectory, scoring), scoring.targets)
    gradients = backpropagate(loss, passed.trajectory, passed.parameters)
    matrix = passed.parameters["W_hh.0"].detach()
    for time_step in range(T):
        incoming = gradients.states[0][time_step][0][SAMPLE]
        h = passed.trajectory.layers[0][time_step].state[0][SAMPLE].detach()
        bend = (1.0 - h**2) * incoming
        assert float(found[time_step, SLOPE]) == pytest.approx(decibels(bend.norm() / incoming.norm()), abs=1e-9)
        assert float(found[time_step, WEIGHT]) == pytest.approx(
            decibels((bend @ matrix).norm() / bend.norm()), abs=1e-9
        )
    torch.testing.assert_close(found[:, GATE], torch.zeros(T, dtype=torch.float64), rtol=0, atol=1e-12)


def test_a_linear_rotation_has_only_the_matrix(make_problem: MakeProblem) -> None:
    cell = RnnCell(hidden_size=H, activation="identity", recurrent_init=OrthogonalInit(gain=0.9))
    found = ledger_of(make_problem(cell, TASK))[0]
    expected = torch.tensor([0.0, 20.0 * math.log10(0.9), 0.0, 20.0 * math.log10(0.9)], dtype=torch.float64)
    torch.testing.assert_close(found, expected.expand(T, 4), rtol=0, atol=1e-10)


def test_a_waiting_clockwork_passes_the_gradient_around_the_weights(make_problem: MakeProblem) -> None:
    found = ledger_of(make_problem(CwrnnCell(hidden_size=H, periods=(2, 4)), TASK))[0]
    for waiting in (1, 3, 5):
        assert found[waiting].tolist() == [-math.inf, 0.0, math.inf, pytest.approx(0.0, abs=1e-12)]
    assert bool(found[[0, 2, 4, 6]].isfinite().all())
    assert bool((found[2, GATE].abs() > 1e-3).all())  # at step 2 the slower module waits


def test_without_recurrent_weights_an_lstm_remembers_by_its_forget_gate(make_problem: MakeProblem) -> None:
    problem = make_problem(LstmCell(hidden_size=H, recurrence="off"), TASK)
    found = ledger_of(problem)[0]
    steps = passed_of(problem).trajectory.layers[0]
    for time_step in range(T):
        of_h, of_c = adjoint(problem, 0, time_step)
        _, f, _, o = (gate[SAMPLE].detach() for gate in steps[time_step].gates)
        c = steps[time_step].state[1][SAMPLE].detach()
        outgoing = f * (of_c + of_h * o * (1.0 - torch.tanh(c) ** 2))
        gain = decibels(outgoing.norm() / torch.cat([of_h, of_c]).norm())
        assert float(found[time_step, GAIN]) == pytest.approx(gain, abs=1e-9)
        assert found[time_step, WEIGHT] == -math.inf
        assert found[time_step, GATE] == math.inf


def test_a_network_that_is_cut_off_has_no_way_at_all(make_problem: MakeProblem) -> None:
    found = ledger_of(make_problem(RnnCell(hidden_size=H, recurrence="off"), TASK))[0]
    assert bool(found[:, SLOPE].isfinite().all())
    assert found[0, WEIGHT:].tolist() == [-math.inf, 0.0, -math.inf]


def test_through_a_matrix_of_zeros_nothing_goes(make_problem: MakeProblem) -> None:
    found = ledger_of(make_problem(SlstmCell(hidden_size=H), TASK))[0]
    assert bool((found[:, WEIGHT] == -math.inf).all())
    assert bool(found[1:, GAIN].isfinite().all())


@pytest.mark.parametrize("cell", INPUT_GATED, ids=lambda cell: cell.kind)
def test_a_cell_without_recurrent_weights_has_only_its_gate(cell: CellConfig, make_problem: MakeProblem) -> None:
    problem = make_problem(cell, TASK)
    found = ledger_of(problem, has_weights=False)[0]
    assert bool((found[:, :GATE] == 0.0).all())
    assert torch.equal(found[:, GATE], found[:, GAIN])
    assert bool((found[:, GAIN] < 0.0).all())


@pytest.mark.parametrize("task", [AddingTask(length=T), TASK], ids=lambda task: task.kind)
def test_steps_that_no_loss_reaches_are_not_a_number(task: Task, make_problem: MakeProblem) -> None:
    problem = make_problem(GruCell(hidden_size=H), task)
    mask = torch.zeros_like(problem.batch.loss_mask)
    mask[4] = True
    found = ledger_of(problem._replace(batch=problem.batch._replace(loss_mask=mask)))[0]
    assert bool(found[5:].isnan().all())
    assert bool(found[:5].isfinite().all())


@pytest.mark.parametrize("cell", [cell for cell in EVERY_CELL if cell.recurrent], ids=lambda cell: cell.kind)
def test_the_paths_are_the_matrix_and_the_rest_of_the_jacobian(cell: CellConfig, make_problem: MakeProblem) -> None:
    problem = make_problem(cell, TASK)
    passed, found = passed_of(problem), paths_of(problem)
    assert found.shape == (2, T, 5)
    for layer in range(2):
        matrix = recurrent_map(passed, layer)
        for time_step in range(1, T):
            incoming = torch.cat([tensor.flatten() for tensor in adjoint(problem, layer, time_step)])
            outgoing = incoming @ step_jacobian(problem, layer, time_step)
            bend = through_recurrent(problem, layer, time_step, incoming)
            through = bend @ matrix
            around = outgoing - through
            seen = found[layer, time_step]
            shares = [float(part @ outgoing / outgoing.square().sum()) for part in (through, around)]
            assert seen[:2].tolist() == [pytest.approx(share, abs=1e-9) for share in shares]
            assert float(seen[:2].sum()) == pytest.approx(1.0, abs=1e-12)
            assert float(seen[THROUGH_GAIN]) == pytest.approx(decibels(through.norm() / incoming.norm()), abs=1e-7)
            if float(around.norm()) > 1e-9 * float(incoming.norm()):
                assert float(seen[AROUND_GAIN]) == pytest.approx(decibels(around.norm() / incoming.norm()), abs=1e-5)
                cosine = float(through @ around / through.norm() / around.norm())
                assert float(seen[COSINE]) == pytest.approx(cosine, abs=1e-6)
            else:
                assert [float(seen[AROUND_GAIN]), math.isnan(float(seen[COSINE]))] == [-math.inf, True]


def through_recurrent(problem: Problem, layer: int, time_step: int, incoming: Tensor) -> Tensor:
    """δ_t of one sample: the adjoint through the step's own recurrent argument, its state held."""
    passed = passed_of(problem)
    cell = passed.network.cells[layer]
    weights = {name: value.detach() for name, value in cell.prepare(passed.parameters.layer(layer)).items()}
    below = passed.inputs if layer == 0 else passed.trajectory.hidden_states()[layer - 1].detach()
    drive = cell.drive(weights, below[time_step, SAMPLE][None, None])[0]
    state = tuple(tensor[SAMPLE : SAMPLE + 1] for tensor in passed.states_before(time_step)[layer])
    argument = cell.recur(weights, drive, state).detach().requires_grad_()
    made = torch.cat([tensor.flatten() for tensor in cell.step(weights, drive, argument, state, time_step).state])
    return torch.autograd.grad(made @ incoming, argument)[0].flatten()


@pytest.mark.parametrize(
    "cell", [RnnCell(hidden_size=H), IrnnCell(hidden_size=H), NprnnCell(hidden_size=H)], ids=lambda cell: cell.kind
)
def test_of_a_plain_network_all_goes_through_the_weights(cell: CellConfig, make_problem: MakeProblem) -> None:
    problem = make_problem(cell, TASK)
    found, entries = paths_of(problem)[0], ledger_of(problem)[0]
    assert found[:, [THROUGH, AROUND, AROUND_GAIN]].tolist() == [[pytest.approx(1.0, abs=1e-12), 0.0, -math.inf]] * T
    torch.testing.assert_close(found[:, THROUGH_GAIN], entries[:, SLOPE] + entries[:, WEIGHT], rtol=0, atol=1e-9)


def test_a_structurally_constrained_network_loses_its_leak_around_the_weights(make_problem: MakeProblem) -> None:
    found = paths_of(make_problem(ScrnCell(hidden_size=16, context_keep=0.95), AddingTask(length=50)))[0]
    inner = found[2:30]  # The last step reads h out, which the context never does again.
    assert bool((inner[:, AROUND] > 0.99).all())
    torch.testing.assert_close(
        inner[:, AROUND_GAIN], torch.full((28,), 20 * math.log10(0.95), dtype=torch.float64), rtol=0, atol=0.01
    )


@pytest.mark.parametrize(
    "cell",
    [LstmCell(hidden_size=16, chrono=50.0), GruCell(hidden_size=16, chrono=50.0), CornnCell(hidden_size=16)],
    ids=lambda cell: cell.kind,
)
def test_what_keeps_by_a_gate_carries_the_gradient_around_the_weights(
    cell: CellConfig, make_problem: MakeProblem
) -> None:
    problem = make_problem(cell, AddingTask(length=50))
    found, entries = paths_of(problem)[0, :-1], ledger_of(problem)[0, :-1]
    assert bool((found[:, AROUND] > 0.8).all())
    lost = (found[:, :2] * entries[:, GAIN:]).mean(dim=0)
    assert float(lost.sum()) == pytest.approx(float(entries[:, GAIN].mean()), abs=1e-9)
    assert float(lost[AROUND]) < float(lost[THROUGH])
    assert float(lost[AROUND]) < 0.8 * float(entries[:, GAIN].mean()) < 0


def test_an_lstm_keeps_around_the_weights_what_its_forget_gate_lets_through(make_problem: MakeProblem) -> None:
    problem = make_problem(LstmCell(hidden_size=H, chrono=50.0), AddingTask(length=T))
    found = paths_of(problem)[0]
    steps = passed_of(problem).trajectory.layers[0]
    for time_step in range(1, T):
        of_h, of_c = adjoint(problem, 0, time_step)
        _, f, _, o = (gate[SAMPLE].detach() for gate in steps[time_step].gates)
        c = steps[time_step].state[1][SAMPLE].detach()
        around = f * (of_c + of_h * o * (1.0 - torch.tanh(c) ** 2))
        gain = decibels(around.norm() / torch.cat([of_h, of_c]).norm())
        assert float(found[time_step, AROUND_GAIN]) == pytest.approx(gain, abs=1e-9)


@pytest.mark.parametrize(
    "cell", [*INPUT_GATED, DeltanetCell(hidden_size=H), MlstmCell(hidden_size=H)], ids=lambda cell: cell.kind
)
def test_without_recurrent_weights_all_goes_around_them(cell: CellConfig, make_problem: MakeProblem) -> None:
    found = paths_of(make_problem(cell, TASK))[0]
    assert found[:, [THROUGH, AROUND, THROUGH_GAIN]].tolist() == [[0.0, pytest.approx(1.0, abs=1e-12), -math.inf]] * T
    assert bool(found[:, COSINE].isnan().all())


def test_a_clockwork_carries_through_the_weights_what_fires_and_around_them_what_waits(make_problem) -> None:
    found = paths_of(make_problem(CwrnnCell(hidden_size=H, periods=(2, 4)), TASK))[0]
    assert found[[1, 3, 5], :2].tolist() == [[0.0, pytest.approx(1.0, abs=1e-12)]] * 3
    assert found[4, :2].tolist() == [pytest.approx(1.0, abs=1e-12), 0.0]
    assert bool((found[2, :2].abs() > 1e-6).all())


def test_where_nothing_goes_on_there_is_no_share(make_problem: MakeProblem) -> None:
    found = paths_of(make_problem(RnnCell(hidden_size=H, recurrence="off"), TASK))[0]
    assert bool(found[:, [THROUGH, AROUND, COSINE]].isnan().all())
    assert found[:, [THROUGH_GAIN, AROUND_GAIN]].tolist() == [[-math.inf, -math.inf]] * T
    problem = make_problem(GruCell(hidden_size=H), TASK)
    mask = torch.zeros_like(problem.batch.loss_mask)
    mask[4] = True
    unreached = paths_of(problem._replace(batch=problem.batch._replace(loss_mask=mask)))[0]
    assert bool(unreached[5:].isnan().all())
    assert bool(unreached[1:5].isfinite().all())
