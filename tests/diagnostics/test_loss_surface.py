import pytest
import torch

from rnn_playground.diagnostics.finite_difference import Problem
from rnn_playground.diagnostics.loss_surface import LossSurface, loss_surface, losses_at, random_direction
from rnn_playground.experiment.cells import CellConfig, CwrnnCell, GruCell, LstmCell, RnnCell
from rnn_playground.experiment.learning import Clip, NoClip, NormClip, ValueClip
from rnn_playground.experiment.tasks import AddingTask, HelloTask, TemporalOrderTask
from rnn_playground.learning.backpropagation import backpropagate
from rnn_playground.learning.loss import batch_loss, predict
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.unroll import unroll


def gradient_of(problem: Problem) -> torch.Tensor:
    scoring = Scoring.of(problem.batch)
    trajectory = unroll(problem.network, problem.parameters, problem.batch.inputs)
    loss = batch_loss(problem.loss, predict(problem.parameters, trajectory, scoring), scoring.targets)
    return backpropagate(loss, trajectory, problem.parameters).parameters


def slice_of(problem: Problem, clip: Clip | None = None, **options: float) -> LossSurface:
    return loss_surface(problem, gradient_of(problem), clip or NoClip(), 0.1, **{"points": 5, **options})


@pytest.mark.parametrize("cell", [RnnCell(hidden_size=4), LstmCell(hidden_size=4, layers=2), CwrnnCell(hidden_size=4)])
@pytest.mark.parametrize("task", [HelloTask(), AddingTask(length=9)])
def test_its_centre_is_the_loss(cell: CellConfig, task, make_problem) -> None:
    problem = make_problem(cell, task)
    assert slice_of(problem).surface[2, 2] == pytest.approx(problem.value(), rel=1e-12)


def test_every_point_is_the_loss_of_a_network_with_those_parameters(make_problem) -> None:
    problem = make_problem(GruCell(hidden_size=3), TemporalOrderTask(length=8))
    gradient, theta = gradient_of(problem), problem.parameters.vector.detach()
    seen = slice_of(problem, span=0.5, seed=4)
    descent = -gradient * theta.norm() / gradient.norm()
    across = random_direction(problem.parameters, 4)
    for row, column in ((0, 0), (1, 3), (4, 2)):
        vector = theta + seen.axis[row] * descent + seen.axis[column] * across
        moved = problem._replace(parameters=Parameters(vector.clone(), problem.parameters.shapes))
        assert seen.surface[row, column] == pytest.approx(moved.value(), rel=1e-12)


def test_the_loss_falls_along_the_descent_direction_by_the_norm_of_the_gradient(make_problem) -> None:
    problem = make_problem(RnnCell(hidden_size=4), AddingTask(length=9))
    span = 1e-5
    seen = slice_of(problem, points=3, span=span)
    length = float(problem.parameters.vector.detach().norm())
    slope = (seen.surface[2, 1] - seen.surface[0, 1]) / (2 * span * length)
    assert slope == pytest.approx(-float(gradient_of(problem).norm()), rel=1e-6)


def test_the_random_direction_has_the_norm_of_every_filter(make_problem) -> None:
    parameters = make_problem(LstmCell(hidden_size=3), HelloTask()).parameters
    drawn = parameters.split(random_direction(parameters, 0))
    for name, value in parameters.split(parameters.vector).items():
        torch.testing.assert_close(drawn[name].norm(dim=-1), value.norm(dim=-1), rtol=1e-12, atol=0)
    assert not torch.equal(random_direction(parameters, 0), random_direction(parameters, 1))


def test_the_raw_step_ends_where_gradient_descent_ends(make_problem) -> None:
    problem = make_problem(RnnCell(hidden_size=4), AddingTask(length=9))
    gradient, theta = gradient_of(problem), problem.parameters.vector.detach()
    norm = float(gradient.norm())
    seen = slice_of(problem, NormClip(threshold=norm / 4))
    assert seen.gradient_step == pytest.approx([0.1 * norm / float(theta.norm()), 0.0], abs=1e-9)
    assert seen.clipped_step == pytest.approx(seen.gradient_step / 4, rel=1e-4, abs=1e-9)


def test_a_step_that_leaves_the_plane_is_projected_onto_it(make_problem) -> None:
    problem = make_problem(RnnCell(hidden_size=4), AddingTask(length=9))
    gradient, theta = gradient_of(problem), problem.parameters.vector.detach()
    threshold = float(gradient.abs().max()) / 3
    seen = slice_of(problem, ValueClip(threshold=threshold))
    descent, across = -gradient * theta.norm() / gradient.norm(), random_direction(problem.parameters, 0)
    missed = -0.1 * gradient.clamp(-threshold, threshold)
    missed = missed - float(seen.clipped_step[0]) * descent - float(seen.clipped_step[1]) * across
    assert float(missed.norm()) > 1e-6
    assert abs(float(missed @ descent)) < 1e-12
    assert abs(float(missed @ across)) < 1e-12


def test_a_gradient_of_zero_leaves_the_descent_axis_flat(make_problem) -> None:
    problem = make_problem(RnnCell(hidden_size=4), HelloTask())
    seen = loss_surface(problem, torch.zeros_like(problem.parameters.vector), NormClip(), 0.1, points=3)
    assert seen.surface[0, 1] == seen.surface[2, 1]
    assert seen.gradient_step == pytest.approx([0.0, 0.0])


def test_many_networks_are_run_in_portions(make_problem) -> None:
    problem = make_problem(RnnCell(hidden_size=4), HelloTask())
    vectors = problem.parameters.vector.detach() * torch.linspace(0.5, 1.5, 7, dtype=torch.float64)[:, None]
    whole = losses_at(problem, vectors)
    torch.testing.assert_close(losses_at(problem, vectors, states_at_once=100), whole, rtol=1e-14, atol=0)
