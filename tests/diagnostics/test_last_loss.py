"""The adjoint of the last loss, against the product of Jacobians and closed forms, and what is read from it."""

import math

import pytest
import torch
from torch import Tensor

from rnn_playground.diagnostics.decay import decay, memory_horizon
from rnn_playground.diagnostics.finite_difference import Problem
from rnn_playground.diagnostics.last_loss import last_loss
from rnn_playground.diagnostics.ledger import backward_steps
from rnn_playground.diagnostics.step_jacobian import step_jacobians
from rnn_playground.experiment.cells import CELLS, CellConfig, GruCell, LruCell, LstmCell, ScrnCell
from rnn_playground.experiment.learning import FULL, Bptt, TruncatedBptt
from rnn_playground.experiment.tasks import AddingTask, EmbeddedReberTask, HelloTask, SineTask, Task, TemporalOrderTask
from rnn_playground.learning.loss import batch_loss
from rnn_playground.learning.network import read_out
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.unroll import unroll
from rnn_playground.training.measurement import StepInputs, measure

T, H, B = 12, 4, 3


def found_by(problem, passed) -> Tensor:
    return last_loss(problem.loss, Scoring.of(problem.batch), passed)


@pytest.mark.parametrize("task", [AddingTask(length=T), SineTask(length=T, warm_up=2)], ids=lambda task: task.kind)
@pytest.mark.parametrize("cell", [cell(hidden_size=H, layers=1) for cell in CELLS], ids=lambda cell: cell.kind)
def test_it_is_what_the_products_of_the_jacobians_make_of_one_loss(
    cell: CellConfig, task: Task, make_problem, make_pass
) -> None:
    problem = make_problem(cell, task)
    passed = make_pass(problem)
    norms = torch.zeros(T, dtype=torch.float64)
    for sample in range(B):
        h = passed.trajectory.top[-1].state[0][sample].detach().requires_grad_()
        target = problem.batch.targets[-1, sample : sample + 1]
        loss = batch_loss(problem.loss, read_out(problem.parameters, h[None]), target)
        (direct,) = torch.autograd.grad(loss / len(Scoring.of(problem.batch).time_steps), h)
        jacobians = step_jacobians(passed, 0, sample)
        adjoint = torch.cat([direct, direct.new_zeros(jacobians.shape[1] - H)])
        for time_step in range(T - 1, 0, -1):
            adjoint = jacobians[time_step].T @ adjoint
            norms[time_step - 1] += adjoint.norm() / B
    torch.testing.assert_close(found_by(problem, passed)[0], norms, rtol=1e-10, atol=1e-300)


def step_inputs_of(problem: Problem, bptt: Bptt = FULL) -> StepInputs:
    network, parameters, batch, loss, start = problem
    return StepInputs(network, parameters, loss, batch.inputs, Scoring.of(batch), start, bptt)


@pytest.mark.parametrize("cell", [cell(hidden_size=H, layers=2) for cell in CELLS], ids=lambda cell: cell.kind)
def test_one_loss_of_h_alone_is_read_from_the_gradients_that_are_there(
    cell: CellConfig, make_problem, make_pass
) -> None:
    for task in (AddingTask(length=T), TemporalOrderTask(length=T), HelloTask()):
        problem = make_problem(cell, task)
        given = step_inputs_of(problem)
        assert given.has_one_loss == (task.kind != "hello" and tuple(cell.state_shapes()) == ("h",))
        exact = found_by(problem, make_pass(problem))
        torch.testing.assert_close(measure(given).last_loss(), exact, rtol=1e-12, atol=1e-300)


def test_a_gradient_that_is_cut_is_not_that_of_one_loss(make_problem, make_pass) -> None:
    problem = make_problem(GruCell(hidden_size=H), AddingTask(length=T))
    given = step_inputs_of(problem, TruncatedBptt(window=4, shift=4))
    assert not given.has_one_loss
    torch.testing.assert_close(measure(given).last_loss(), found_by(problem, make_pass(problem)), rtol=1e-12, atol=0.0)
    assert step_inputs_of(problem, TruncatedBptt(window=T, shift=T)).has_one_loss


@pytest.mark.parametrize("cell", [cell(hidden_size=H, layers=2) for cell in CELLS], ids=lambda cell: cell.kind)
def test_of_every_layer_it_is_the_adjoint_that_the_ledger_follows(cell: CellConfig, make_problem, make_pass) -> None:
    problem = make_problem(cell, AddingTask(length=T))
    passed = make_pass(problem)
    norms = torch.zeros(2, T, dtype=torch.float64)
    for sample in range(B):
        steps = backward_steps(problem.loss, Scoring.of(problem.batch), passed, sample)
        for layer, step in enumerate(steps):
            norms[layer] += torch.cat([tensor.flatten(1) for tensor in step.incoming], dim=1).norm(dim=1) / B
    norms[:, -1] = 0.0
    torch.testing.assert_close(found_by(problem, passed), norms, rtol=1e-10, atol=1e-300)


def test_only_the_last_of_losses_that_some_samples_make_counts(make_problem, make_pass) -> None:
    problem = make_problem(GruCell(hidden_size=H), EmbeddedReberTask(length=20), batch_size=5)
    mask = problem.batch.loss_mask.clone()
    last = Scoring.of(problem.batch).time_steps[-1]
    assert not bool(mask[last].all())
    mask[:last] = False
    alone = Scoring.of(problem.batch._replace(loss_mask=mask))
    passed = make_pass(problem)
    whole = found_by(problem, passed)
    share = int(mask.sum()) / int(problem.batch.loss_mask.sum())
    torch.testing.assert_close(whole, last_loss(problem.loss, alone, passed) * share, rtol=1e-12, atol=0.0)
    assert not bool(whole[:, last:].any())


@pytest.mark.parametrize("length", [20, 50, 100, 400])
@pytest.mark.parametrize("radius", [0.8, 0.9, 0.95, 0.99])
def test_a_linear_recurrent_unit_says_its_radius(radius: float, length: int, make_problem, make_pass) -> None:
    problem = make_problem(LruCell(hidden_size=8, r_min=radius, r_max=radius), AddingTask(length=length))
    norms = found_by(problem, make_pass(problem))[0]
    rate = decay(norms)
    assert rate.gain_per_step == pytest.approx(radius, abs=1e-10)
    assert rate.half_life == pytest.approx(math.log(2) / -math.log(radius), rel=1e-6)
    felt = math.log(100) / -math.log(radius)
    assert memory_horizon(norms, length - 1) == (math.floor(felt) + 1 if felt < length - 2 else length - 1)


def single(problem, passed):
    """The same pass in float32."""
    parameters, inputs = passed.parameters.to(torch.float32), passed.inputs.float()
    trajectory = unroll(passed.network, parameters, inputs)
    targets = problem.batch.targets
    batch = problem.batch._replace(targets=targets.float() if targets.is_floating_point() else targets)
    return (
        problem._replace(batch=batch, parameters=parameters),
        passed._replace(parameters=parameters, inputs=inputs, trajectory=trajectory),
    )


@pytest.mark.parametrize(
    ("cell", "length"), [(LstmCell(hidden_size=H, forget_bias=0.0), 300), (GruCell(hidden_size=H), 300)]
)
def test_in_float32_it_follows_the_norm_down_to_where_float32_itself_has_ended(
    cell: CellConfig, length: int, make_problem, make_pass
) -> None:
    problem = make_problem(cell, TemporalOrderTask(length=length))
    passed = make_pass(problem)
    exact, found = found_by(problem, passed), found_by(*single(problem, passed))
    there = exact > 1e-45
    assert float(exact[there].min()) < 1e-44
    torch.testing.assert_close(found[there], exact[there], rtol=1e-3, atol=0.0)
    assert decay(found[0]).half_life == pytest.approx(decay(exact[0]).half_life, rel=1e-4)


def test_a_gradient_that_explodes_beyond_the_lift_is_followed_without(make_problem, make_pass) -> None:
    cell = LruCell(hidden_size=8, r_min=0.5, r_max=0.5)
    problem = make_problem(cell, AddingTask(length=80))
    problem.parameters["nu.0"].detach().fill_(-100.0)  # |λ| = 1
    problem.parameters["gamma_log.0"].detach().fill_(-200.0)
    problem.parameters["C_re.0"].detach().mul_(1e25)
    passed = make_pass(problem)
    exact, found = found_by(problem, passed), found_by(*single(problem, passed))
    assert float(exact.max()) > 3.4e38 / 2.0**64
    torch.testing.assert_close(found, exact, rtol=1e-4, atol=0.0)


def test_the_context_of_a_structurally_constrained_network_says_its_alpha(make_problem, make_pass) -> None:
    problem = make_problem(ScrnCell(hidden_size=H, context_keep=0.7), AddingTask(length=1000))
    assert decay(found_by(problem, make_pass(problem))[0]).gain_per_step == pytest.approx(0.7, abs=5e-5)
