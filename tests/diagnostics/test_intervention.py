"""A pebble on an input: forward what becomes of it, backward the gradient, and what the two say of the loss."""

from __future__ import annotations

import pytest
import torch

from rnn_playground.diagnostics.intervention import poke
from rnn_playground.experiment.cells import CELLS, LstmCell, RnnCell
from rnn_playground.experiment.tasks import AddingTask, CopyTask, EchoTask
from rnn_playground.learning.loss import batch_loss, predict
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.start import Start
from rnn_playground.learning.unroll import unroll

TINY = 1e-5


@pytest.mark.parametrize("kind", CELLS, ids=lambda kind: kind.model_fields["kind"].default)
def test_to_first_order_it_is_what_a_tiny_pebble_does(make_problem, kind) -> None:
    problem = make_problem(kind(hidden_size=8, layers=2), CopyTask())
    found = poke(problem, 1, 3, 0, TINY)
    torch.testing.assert_close(found.response, found.linear, rtol=1e-3, atol=1e-3 * float(found.linear.max()))
    assert float(found.loss[0]) == pytest.approx(float(found.loss[1]), rel=1e-3)
    assert float(found.linear[:, :3].abs().max()) == 0.0


@pytest.mark.parametrize("kind", [RnnCell, LstmCell], ids=["rnn", "lstm"])
def test_the_loss_is_the_samples_part_of_the_batch_loss_and_the_adjoint_its_gradient(make_problem, kind) -> None:
    problem = make_problem(kind(hidden_size=5, layers=2), EchoTask(length=12), batch_size=4)
    network, parameters, batch, loss, _ = problem
    inputs = batch.inputs.clone()
    trajectory = unroll(network, parameters, inputs)
    scoring = Scoring.of(batch)
    before = batch_loss(loss, predict(parameters, trajectory, scoring), scoring.targets)
    leaf = batch.inputs.clone().requires_grad_()
    whole = unroll(network, parameters, leaf)
    states = [step.state[0] for steps in whole.layers for step in steps]
    gradients = torch.autograd.grad(batch_loss(loss, predict(parameters, whole, scoring), scoring.targets), states)
    inputs[4, 2, 0] += 0.5
    after = batch_loss(loss, predict(parameters, unroll(network, parameters, inputs), scoring), scoring.targets)
    found = poke(problem, 2, 4, 0, 0.5)
    assert float(found.loss[0]) == pytest.approx(4 * (after - before).item(), rel=1e-9)
    expected = torch.stack([4 * gradient[2].norm() for gradient in gradients]).reshape(2, 12)
    torch.testing.assert_close(found.adjoint, expected, rtol=1e-9, atol=1e-15)


def test_what_runs_forward_meets_what_runs_back_in_the_same_number_everywhere(make_problem) -> None:
    found = poke(make_problem(RnnCell(hidden_size=6), AddingTask(length=15)), 0, 4, 0, 0.3)
    assert found.meeting[0, :4].tolist() == [0.0] * 4
    torch.testing.assert_close(found.meeting[0, 4:], found.loss[1].expand(11), rtol=1e-9, atol=1e-15)


def test_a_large_pebble_is_not_what_the_linear_network_would_make_of_it(make_problem) -> None:
    found = poke(make_problem(RnnCell(hidden_size=6), AddingTask(length=8)), 0, 2, 0, 20.0)
    assert float(found.response[0, 2]) <= 2 * 6**0.5 < float(found.linear[0, 2])


def test_it_goes_on_from_carried_states(make_problem) -> None:
    problem = make_problem(RnnCell(hidden_size=4, activation="tanh"), EchoTask(length=6))
    carried = problem._replace(start=Start((((torch.full((3, 4), 2.0, dtype=torch.float64)),),), 6))
    assert float(poke(carried, 1, 0, 0, 0.1).linear[0, 0]) < float(poke(problem, 1, 0, 0, 0.1).linear[0, 0])
