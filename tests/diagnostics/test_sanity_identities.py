"""What is known in closed form of the gradient's way through a cell, measured."""

import math

import numpy as np
import pytest
import torch

from rnn_playground.diagnostics.decay import decay
from rnn_playground.diagnostics.finite_difference import Problem
from rnn_playground.diagnostics.gradient_flow import gradient_flow
from rnn_playground.diagnostics.jacobian_product import product_singular_values
from rnn_playground.diagnostics.lyapunov import finite_time_exponents, long_run
from rnn_playground.diagnostics.step_jacobian import step_eigenvalues, step_jacobians
from rnn_playground.experiment.cells import (
    CornnCell,
    CwrnnCell,
    DeltanetCell,
    IndrnnCell,
    IrnnCell,
    LruCell,
    LstmCell,
    MingruCell,
    MinlstmCell,
    OrthogonalCell,
    RglruCell,
    RnnCell,
    ScrnCell,
)
from rnn_playground.experiment.initialisations import OrthogonalInit
from rnn_playground.experiment.tasks import AddingTask
from rnn_playground.learning.backpropagation import Gradients, backpropagate
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.loss import batch_loss, predict
from rnn_playground.learning.scoring import Scoring

H, LENGTH, SAMPLE = 4, 30, 1
TASK = AddingTask(length=LENGTH)
DISTANCE = torch.arange(LENGTH - 1, -1, -1, dtype=torch.float64)
"""T − t at every time step."""


def gradients_of(problem: Problem, passed: ForwardPass) -> Gradients:
    scoring = Scoring.of(problem.batch)
    loss = batch_loss(problem.loss, predict(problem.parameters, passed.trajectory, scoring), scoring.targets)
    return backpropagate(loss, passed.trajectory, problem.parameters)


def close(found: torch.Tensor, expected: torch.Tensor, rtol: float = 1e-11) -> None:
    torch.testing.assert_close(found, expected, rtol=rtol, atol=1e-300)


@pytest.mark.parametrize("rho", [0.5, 0.9, 1.0, 1.1])
def test_a_linear_network_of_a_scaled_rotation_has_one_rate_everywhere(rho: float, make_problem, make_pass) -> None:
    cell = RnnCell(hidden_size=H, activation="identity", recurrent_init=OrthogonalInit(gain=rho))
    problem = make_problem(cell, TASK)
    passed = make_pass(problem)
    jacobians = step_jacobians(passed, 0, SAMPLE)
    np.testing.assert_allclose(finite_time_exponents(jacobians.numpy()), math.log(rho), atol=1e-14)
    (forever,) = long_run(problem.network, problem.parameters, problem.batch.inputs[:, :2], 1)
    np.testing.assert_allclose(forever.exponents, math.log(rho), atol=1e-14)
    assert not (forever.error > 1e-14).any()
    close(torch.from_numpy(product_singular_values(jacobians.numpy())), (rho**DISTANCE)[:, None].expand(-1, H))
    close(torch.view_as_complex(step_eigenvalues(jacobians)).abs(), torch.full((LENGTH, H), rho, dtype=torch.float64))
    profile = gradient_flow(gradients_of(problem, passed)).state[0]
    close(profile / profile[-1], rho**DISTANCE)
    rate = decay(profile[:-1])
    assert rate.gain_per_step == pytest.approx(rho, rel=1e-12)
    assert rate.half_life == pytest.approx(abs(math.log(2) / math.log(rho)) if rho != 1 else math.inf)


def test_an_irnn_whose_units_all_fire_hands_everything_on(make_problem, make_pass) -> None:
    problem = make_problem(IrnnCell(hidden_size=H), TASK)
    problem.parameters["W_xh.0"].detach().abs_()  # the inputs are positive
    problem.parameters["b_xh.0"].detach().fill_(1e-3)
    passed = make_pass(problem)
    jacobians = step_jacobians(passed, 0, SAMPLE)
    torch.testing.assert_close(jacobians, torch.eye(H, dtype=torch.float64).expand(LENGTH, H, H))
    assert not finite_time_exponents(jacobians.numpy()).any()
    profile = gradient_flow(gradients_of(problem, passed)).state[0]
    close(profile, profile[-1].expand(LENGTH))
    assert decay(profile[:-1]).half_life == math.inf


def test_the_state_of_a_linear_recurrent_unit_fades_by_its_own_lambda(make_problem, make_pass) -> None:
    problem = make_problem(LruCell(hidden_size=H), TASK)
    passed = make_pass(problem)
    radius = torch.exp(-problem.parameters["nu.0"].detach().exp())
    along_x = step_jacobians(passed, 0, SAMPLE)[:, H:, H:]
    expected = radius.repeat_interleave(2).sort(descending=True).values ** DISTANCE[:, None]
    close(torch.from_numpy(product_singular_values(along_x.numpy())), expected, 1e-10)
    rates = torch.from_numpy(finite_time_exponents(along_x.numpy()))
    close(rates, radius.log().repeat_interleave(2).sort(descending=True).values, 1e-10)
    by_x = torch.stack([state[1] for state in gradients_of(problem, passed).states[0]]).norm(dim=3)
    close(by_x, by_x[-1] * radius ** DISTANCE[:, None, None], 1e-10)


def test_the_context_of_a_structurally_constrained_network_keeps_its_share(make_problem, make_pass) -> None:
    jacobians = step_jacobians(make_pass(make_problem(ScrnCell(hidden_size=H), TASK)), 0, SAMPLE)
    close(jacobians[:, H:, H:], (0.95 * torch.eye(H, dtype=torch.float64)).expand(LENGTH, H, H))
    assert not jacobians[:, H:, :H].any()
    product = torch.linalg.multi_dot([*jacobians.flip(0)])
    close(product[H:, H:].diagonal(), torch.full((H,), 0.95**LENGTH, dtype=torch.float64))


def test_an_independent_unit_that_fires_has_a_geometric_curve_of_its_own(make_problem, make_pass) -> None:
    problem = make_problem(IndrnnCell(hidden_size=H, layers=1), TASK)
    u = torch.tensor([0.2, 0.5, 0.9, 1.0], dtype=torch.float64)
    problem.parameters["u.0"].detach().copy_(u)
    problem.parameters["W_xh.0"].detach().abs_()
    problem.parameters["b_xh.0"].detach().fill_(1e-3)
    passed = make_pass(problem)
    jacobians = step_jacobians(passed, 0, SAMPLE)
    torch.testing.assert_close(jacobians, torch.diag(u).expand(LENGTH, H, H))
    close(torch.from_numpy(product_singular_values(jacobians.numpy())), u.flip(0) ** DISTANCE[:, None], 1e-10)
    by_unit = torch.stack([state[0] for state in gradients_of(problem, passed).states[0]])
    close(by_unit, by_unit[-1] * u ** DISTANCE[:, None, None], 1e-10)


def test_a_clockwork_module_that_waits_hands_its_gradient_on_unchanged(make_problem, make_pass) -> None:
    cell = CwrnnCell(hidden_size=H, periods=(1, 3, 7, 64))
    jacobians = step_jacobians(make_pass(make_problem(cell, TASK)), 0, SAMPLE)
    identity = torch.eye(H, dtype=torch.float64)
    for unit, period in enumerate((1, 3, 7, 64)):
        for time_step in range(LENGTH):
            waits = time_step % period != 0
            assert torch.equal(jacobians[time_step, unit], identity[unit]) == waits


def test_an_lstm_without_recurrence_keeps_by_its_forget_gate_alone(make_problem, make_pass) -> None:
    passed = make_pass(make_problem(LstmCell(hidden_size=H, recurrence="off"), TASK))
    jacobians = step_jacobians(passed, 0, SAMPLE)
    forget = torch.stack([step.gates[1][SAMPLE] for step in passed.trajectory.top]).detach()
    close(jacobians[:, H:, H:], torch.diag_embed(forget))
    assert not jacobians[:, :, :H].any()


INPUT_GATED = [model(hidden_size=H, layers=1) for model in (MingruCell, MinlstmCell, RglruCell)]


@pytest.mark.parametrize("cell", INPUT_GATED, ids=lambda cell: cell.kind)
def test_a_gate_that_sees_the_input_alone_never_grows_a_gradient(cell, make_problem, make_pass) -> None:
    passed = make_pass(make_problem(cell, TASK))
    jacobians = step_jacobians(passed, 0, SAMPLE)
    keep = torch.stack([step.gates[0][SAMPLE] for step in passed.trajectory.top]).detach()
    close(jacobians, torch.diag_embed(keep))
    assert (product_singular_values(jacobians.numpy()) <= 1.0).all()


@pytest.mark.parametrize("beta_max", [1, 2])
def test_a_matrix_keeps_all_but_what_its_decay_and_the_correction_at_its_key_take(
    beta_max: int, make_problem, make_pass
) -> None:
    keys = 3
    cell = DeltanetCell(hidden_size=H, layers=1, key_size=keys, beta_max=beta_max, decay_gate=True)
    problem = make_problem(cell, TASK)
    problem.parameters["b_beta.0"].detach().fill_(1.0)
    passed = make_pass(problem)
    found = torch.view_as_complex(step_eigenvalues(step_jacobians(passed, 0, SAMPLE)))
    alpha, beta = (
        torch.stack([step.gates[gate][SAMPLE] for step in passed.trajectory.top]).detach() for gate in (0, 1)
    )
    expected = torch.cat([torch.zeros_like(alpha), *[alpha] * (keys - 1), alpha * (1.0 - beta)], dim=1)
    close(found.real.sort(dim=1).values, expected.sort(dim=1).values, 1e-10)
    assert float(found.imag.abs().max()) < 1e-10
    assert bool((beta > 1.0).any()) == (beta_max == 2)


def test_the_rotation_of_the_orthogonal_cell_loses_only_what_its_bend_shuts(make_problem, make_pass) -> None:
    problem = make_problem(OrthogonalCell(hidden_size=H), TASK)
    problem.parameters["b_mod.0"].detach().fill_(-0.1)
    passed = make_pass(problem)
    jacobians = step_jacobians(passed, 0, SAMPLE)
    active = torch.stack([step.activation[SAMPLE] != 0 for step in passed.trajectory.top])
    assert 0 < active.sum() < active.numel()
    for jacobian, open_units in zip(jacobians, active, strict=True):
        values = np.linalg.svd(jacobian.numpy(), compute_uv=False)
        np.testing.assert_allclose(values, np.sort(open_units.double().numpy())[::-1], atol=1e-12)


@pytest.mark.parametrize("frequency", [0.5, 1.0, 20.0])
def test_an_oscillator_left_alone_shrinks_by_its_damping_whatever_its_frequency(
    frequency: float, make_problem, make_pass
) -> None:
    cell = CornnCell(hidden_size=H, frequency=frequency, recurrence="off")
    jacobians = step_jacobians(make_pass(make_problem(cell, TASK)), 0, SAMPLE)
    expected = math.sqrt(1 - cell.damping * cell.step_size)
    close(
        torch.view_as_complex(step_eigenvalues(jacobians)).abs(),
        torch.full((LENGTH, 2 * H), expected, dtype=torch.float64),
        1e-9,
    )
