"""Lyapunov exponents against systems whose exponents are known, and against decompositions of numpy and mpmath.

A network that reads on and on is held to a loop of numpy that knows nothing of blocks, runs side by side or layers.
"""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
import torch

from rnn_playground.diagnostics.jacobian_product import end_to_end_singular_values, product_singular_values
from rnn_playground.diagnostics.lyapunov import BLOCK, finite_time_exponents, long_run, long_run_exponents, stretches
from rnn_playground.diagnostics.step_jacobian import step_jacobians
from rnn_playground.experiment.cells import CwrnnCell, LstmCell, RnnCell
from rnn_playground.experiment.tasks import AddingTask
from rnn_playground.training.panel_readings import fresh_inputs

NILPOTENT = np.array([[8.0, 8.0], [-8.0, -8.0]])
TASK = AddingTask(length=20)
STEPS, TRANSIENT = 2 * BLOCK + 13, 10


def noise(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape)


def of_stream(jacobians: np.ndarray, transient: int = 0):
    """The long run of (time_step, run, S, S)."""
    tensor = torch.from_numpy(jacobians)
    eye = torch.eye(tensor.shape[-1], dtype=torch.float64).repeat(tensor.shape[1], 1, 1)
    return long_run_exponents(stretches(tensor, eye)[1][transient:])


def test_those_of_a_sequence_are_the_singular_values_of_the_way_from_its_first_state_to_its_last() -> None:
    jacobians = noise(0, 12, 4, 4)
    with mpmath.workdps(60):
        product = mpmath.eye(4)
        for jacobian in jacobians[1:]:
            product = mpmath.matrix(jacobian.tolist()) * product
        expected = [float(mpmath.log(value) / 11) for value in mpmath.svd_r(product, compute_uv=False)]
    np.testing.assert_allclose(finite_time_exponents(jacobians), expected, rtol=1e-12)
    np.testing.assert_array_equal(end_to_end_singular_values(jacobians), product_singular_values(jacobians)[0])


@pytest.mark.parametrize("off", [1, 3])
def test_a_direction_that_units_take_away_once_is_lost_for_good(off: int) -> None:
    jacobians = np.repeat(noise(1, 1, 6, 6) / 3, 20, axis=0)
    assert np.isfinite(finite_time_exponents(jacobians)).all()
    jacobians[10, :off] = 0.0
    seen = finite_time_exponents(jacobians)
    assert np.isfinite(seen[: 6 - off]).all()
    assert (seen[6 - off :] == -np.inf).all()
    long = of_stream(np.repeat(jacobians[:, None], 3, axis=1))
    assert (long.exponents[6 - off :] == -torch.inf).all()
    assert not long.error[6 - off :].any()


def test_small_is_not_lost() -> None:
    rates = np.array([0.5, 1e-12, 1e-30])
    jacobians = np.tile(np.diag(rates), (7, 1, 1))
    np.testing.assert_allclose(finite_time_exponents(jacobians), np.log(rates), rtol=1e-14)
    np.testing.assert_allclose(of_stream(np.tile(np.diag(rates), (8, 2, 1, 1))).exponents, np.log(rates), rtol=1e-14)


def test_what_is_not_finite_has_no_rate() -> None:
    jacobians = np.tile(np.eye(2), (3, 1, 1))
    jacobians[1, 0, 0] = np.inf
    assert np.isnan(finite_time_exponents(jacobians)).all()
    both = np.tile(np.eye(2), (4, 2, 1, 1))
    both[1, 1, 0, 0] = np.inf
    assert of_stream(both).exponents.isnan().all()
    assert np.isnan(finite_time_exponents(np.eye(2)[None])).all()  # One step goes nowhere.


def test_a_nilpotent_matrix_loses_every_direction() -> None:
    assert (finite_time_exponents(np.tile(NILPOTENT, (5, 1, 1))) == -np.inf).all()
    assert (of_stream(np.tile(NILPOTENT, (6, 2, 1, 1))).exponents == -torch.inf).all()


def test_stretches_are_the_diagonals_of_numpys_decompositions_and_add_up_to_the_volume() -> None:
    jacobians = noise(3, 7, 2, 4, 4)
    turned, found = stretches(torch.from_numpy(jacobians), torch.eye(4, dtype=torch.float64).repeat(2, 1, 1))
    for run in range(2):
        directions = np.eye(4)
        for step, jacobian in enumerate(jacobians[:, run]):
            directions, stretched = np.linalg.qr(jacobian @ directions)
            np.testing.assert_allclose(found[step, run], np.log(np.abs(np.diag(stretched))), rtol=1e-10)
        np.testing.assert_allclose(turned[run].abs().numpy(), np.abs(directions), rtol=1e-9)
    np.testing.assert_allclose(found.sum(dim=2), np.linalg.slogdet(jacobians)[1], rtol=1e-10)


def henon(runs: int, steps: int) -> np.ndarray:
    """Jacobians (time_step, run, 2, 2) of x' = 1 − 1.4 x² + y, y' = 0.3 x (Hénon, 1976), from starts of their own."""
    x, y = np.random.default_rng(0).uniform(-0.1, 0.1, (2, runs))
    found = []
    for _ in range(steps):
        found.append(np.stack([np.stack([-2.8 * x, np.ones(runs)], 1), np.stack([np.full(runs, 0.3), 0 * x], 1)], 1))
        x, y = 1.0 - 1.4 * x**2 + y, 0.3 * x
    return np.array(found)


def test_the_long_run_of_the_henon_map_is_the_published_one_within_its_error() -> None:
    seen = of_stream(henon(8, 3000), transient=100)
    assert float(seen.exponents[0]) == pytest.approx(0.41922, abs=4 * float(seen.error[0]))  # Sprott, 2003.
    assert float(seen.error[0]) < 0.003
    assert float(seen.exponents.sum()) == pytest.approx(math.log(0.3), rel=1e-12)


def test_the_error_is_that_of_many_such_runs() -> None:
    jacobians = 0.9 * np.eye(2) + noise(2, 120, 4 * 100, 2, 2) / 50
    seen = [of_stream(part) for part in np.split(jacobians, 100, axis=1)]
    spread = torch.stack([each.exponents[0] for each in seen]).std()
    told = torch.stack([each.error[0] for each in seen]).square().mean().sqrt()
    assert float(told) == pytest.approx(float(spread), rel=0.25)


def test_what_has_not_settled_is_told_from_what_has() -> None:
    steady, drifting = np.tile(np.diag([0.9, 0.5]), (100, 4, 1, 1)), np.tile(np.diag([0.9, 0.5]), (100, 4, 1, 1))
    drifting[50:, :, 0, 0] = 0.8
    assert of_stream(steady).exponents.isfinite().all()
    assert not of_stream(steady).error.any()
    assert of_stream(drifting).exponents.isnan().tolist() == [True, False]
    apart = np.tile(np.diag([0.9, 0.5]), (100, 4, 1, 1))
    apart[:, 0, 0, 0] = 0.7  # One run of four goes another way.
    assert of_stream(apart).exponents.isnan().tolist() == [True, False]


def rates_of(jacobians: list[np.ndarray], transient: int) -> np.ndarray:
    turned, rates = np.eye(len(jacobians[0])), []
    for jacobian in jacobians:
        turned, stretched = np.linalg.qr(jacobian @ turned)
        rates.append(np.log(np.abs(np.diag(stretched))))
    return np.mean(rates[transient:], axis=0)


def by_hand(weights: dict[str, np.ndarray], inputs: np.ndarray, periods: list[int], layer: int) -> list[np.ndarray]:
    """∂h_t/∂h_{t−1} of one run of a tanh network whose units fire at their ``periods``."""
    recurrent, bias = weights[f"W_hh.{layer}"], weights[f"b_xh.{layer}"] + weights.get(f"b_hh.{layer}", 0.0)
    h, found = np.zeros(len(recurrent)), []
    for step, x in enumerate(inputs):
        fires = step % np.array(periods) == 0
        new = np.tanh(weights[f"W_xh.{layer}"] @ x + recurrent @ h + bias)
        found.append(np.where(fires[:, None], (1.0 - new**2)[:, None] * recurrent, np.eye(len(h))))
        h = np.where(fires, new, h)
    return found


@pytest.mark.parametrize(
    ("cell", "periods"),
    [(RnnCell(hidden_size=4), [1] * 4), (CwrnnCell(hidden_size=4, periods=(1, 3)), [1, 1, 3, 3])],
    ids=["rnn", "cwrnn"],
)
def test_the_exponents_are_those_of_every_run_from_its_first_step_to_its_last(cell, periods, make_problem) -> None:
    problem = make_problem(cell, TASK)
    inputs = fresh_inputs(TASK, 3, STEPS, 7)
    (seen,) = long_run(problem.network, problem.parameters, inputs, TRANSIENT)
    weights = {name: value.detach().numpy() for name, value in problem.parameters.items()}
    if isinstance(cell, CwrnnCell):
        weights["W_hh.0"] = np.triu(np.ones((2, 2))).repeat(2, 0).repeat(2, 1) * weights["W_hh.0"]
    runs = [rates_of(by_hand(weights, inputs[:, run].numpy(), periods, 0), TRANSIENT) for run in range(3)]
    expected, known = np.sort(np.mean(runs, axis=0))[::-1], seen.exponents.isfinite().numpy()
    assert known.any()
    np.testing.assert_allclose(seen.exponents.numpy()[known], expected[known], rtol=1e-9)


def test_a_layer_reads_what_the_one_below_it_made_and_has_exponents_of_its_own(make_problem, make_pass) -> None:
    problem = make_problem(LstmCell(hidden_size=3, layers=2), TASK, 1)
    inputs = fresh_inputs(TASK, 1, STEPS, 7)
    passed = make_pass(problem._replace(batch=problem.batch._replace(inputs=inputs)))
    both = long_run(problem.network, problem.parameters, torch.cat([inputs, inputs], dim=1), TRANSIENT)
    for layer, seen in enumerate(both):
        expected = np.sort(rates_of(list(step_jacobians(passed, layer, 0).numpy()), TRANSIENT))[::-1]
        known = seen.exponents.isfinite().numpy()
        np.testing.assert_allclose(seen.exponents.numpy()[known], expected[known], rtol=1e-8)
        assert known[0]


def test_what_grows_within_a_short_sequence_may_shrink_in_the_long_run(make_problem, make_pass) -> None:
    problem = make_problem(LstmCell(hidden_size=12, forget_bias=5.0), AddingTask(length=50))
    short = finite_time_exponents(step_jacobians(make_pass(problem), 0, 0).numpy())
    (seen,) = long_run(problem.network, problem.parameters, fresh_inputs(AddingTask(length=50), 4, 480, 7), 160)
    assert short[0] > 0.03
    assert float(seen.exponents[0]) < -5 * float(seen.error[0])


def test_sequences_are_put_one_after_the_other_and_follow_from_their_seed() -> None:
    inputs = fresh_inputs(TASK, 2, 50, 7)
    assert inputs.shape == (50, 2, 2)
    assert not torch.equal(inputs[:20], inputs[20:40])
    assert torch.equal(inputs, fresh_inputs(TASK, 2, 50, 7))
    assert not torch.equal(inputs, fresh_inputs(TASK, 2, 50, 8))
