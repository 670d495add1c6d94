import pytest
import torch

from rnn_playground.diagnostics.finite_difference import Problem
from rnn_playground.diagnostics.saliency import input_gradients, input_saliency
from rnn_playground.experiment.cells import CELLS, CellConfig, LstmCell, RnnCell
from rnn_playground.experiment.tasks import AddingTask, HelloTask, TemporalOrderTask
from rnn_playground.learning.backpropagation import backpropagate
from rnn_playground.learning.loss import batch_loss, predict
from rnn_playground.learning.scoring import Scoring

BATCH = 3


def derivatives_of(problem: Problem, passed) -> torch.Tensor:
    scoring = Scoring.of(problem.batch)
    loss = batch_loss(problem.loss, predict(problem.parameters, passed.trajectory, scoring), scoring.targets)
    return input_gradients(passed, backpropagate(loss, passed.trajectory, problem.parameters))


@pytest.mark.parametrize("document", CELLS, ids=lambda document: document().kind)
@pytest.mark.parametrize("task", [HelloTask(), AddingTask(length=6)], ids=lambda task: task.kind)
def test_it_is_the_gradient_of_the_whole_network_by_its_input(
    document: type[CellConfig], task, make_problem, make_pass
):
    problem = make_problem(document(hidden_size=4, layers=2), task)
    inputs = problem.batch.inputs.clone().requires_grad_()
    passed = make_pass(problem._replace(batch=problem.batch._replace(inputs=inputs)))
    scoring = Scoring.of(problem.batch)
    loss = batch_loss(problem.loss, predict(problem.parameters, passed.trajectory, scoring), scoring.targets)
    (expected,) = torch.autograd.grad(loss, inputs)
    found = derivatives_of(problem, make_pass(problem))
    torch.testing.assert_close(found, BATCH * expected, rtol=1e-9, atol=1e-13)


def test_it_is_the_finite_difference_of_a_sample_loss(make_problem, make_pass) -> None:
    problem = make_problem(LstmCell(hidden_size=4), TemporalOrderTask(length=8))
    found = derivatives_of(problem, make_pass(problem))
    epsilon = 1e-5
    for index in ((0, 1, 2), (5, 2, 0), (7, 0, 3)):
        moved = []
        for offset in (epsilon, -epsilon):
            inputs = problem.batch.inputs.clone()
            inputs[index] += offset
            moved.append(problem._replace(batch=problem.batch._replace(inputs=inputs)).value())
        slope = BATCH * (moved[0] - moved[1]) / (2 * epsilon)
        assert float(found[index]) == pytest.approx(slope, rel=1e-6, abs=1e-10)


def test_the_saliency_is_the_mean_norm(make_problem, make_pass) -> None:
    problem = make_problem(RnnCell(hidden_size=4), AddingTask(length=6))
    found = derivatives_of(problem, make_pass(problem))
    torch.testing.assert_close(input_saliency(found), found.norm(dim=2).mean(dim=1), rtol=1e-12, atol=0)
    assert input_saliency(torch.full((1, 2, 3), 1e-40)).item() == pytest.approx(3**0.5 * 1e-40, rel=1e-4)
