"""A network that reads on and on, against a loop of numpy that knows nothing of blocks, runs side by side or layers."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from rnn_playground.diagnostics.long_run import BLOCK, long_run
from rnn_playground.diagnostics.lyapunov import finite_time_exponents
from rnn_playground.diagnostics.step_jacobian import step_jacobians
from rnn_playground.experiment.cells import CwrnnCell, LstmCell, RnnCell
from rnn_playground.experiment.tasks import AddingTask
from rnn_playground.training.step_readings import fresh_inputs

TASK = AddingTask(length=20)
STEPS, TRANSIENT = 2 * BLOCK + 13, 10


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
