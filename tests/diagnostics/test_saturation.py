import numpy as np
import pytest
import torch

from rnn_playground.cells import build_cell
from rnn_playground.cells.activations import ACTIVATIONS
from rnn_playground.diagnostics.saturation import operating_points
from rnn_playground.experiment import Experiment, Lane
from rnn_playground.experiment.cells import CellConfig, CwrnnCell, GruCell, IrnnCell, LstmCell, RnnCell
from rnn_playground.experiment.learning import Adam
from rnn_playground.experiment.tasks import AddingTask, HelloTask, TemporalOrderTask
from rnn_playground.learning.start import Start
from rnn_playground.learning.unroll import unroll
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.train import train

H = 4


def points(problem, cell: CellConfig):
    trajectory = unroll(problem.network, problem.parameters, problem.batch.inputs, None, problem.start.time_step)
    built = build_cell(cell)
    fires = built.firing_units(problem.start.time_step, len(trajectory.top))
    return trajectory, operating_points(trajectory, built.candidate_activation, fires)


@pytest.mark.parametrize("scale", [0.1, 1.0, 30.0])
def test_saturation_is_the_fraction_beyond_95_percent(scale: float, make_problem) -> None:
    cell = RnnCell(hidden_size=H, layers=2)
    problem = make_problem(cell, AddingTask(length=9), 5)
    problem.parameters["W_xh.0"].detach().mul_(scale)
    trajectory, found = points(problem, cell)
    h = trajectory.hidden_states().detach()
    torch.testing.assert_close(found.saturation, (h.abs() > 0.95).double().mean(dim=(2, 3)))
    assert found.saturation.shape == (2, 9)
    torch.testing.assert_close(torch.tanh(found.pre_activation), h)
    assert (float(found.saturation[0].max()) > 0.5) == (scale == 30.0)


def test_a_unit_is_dead_when_it_is_silent_everywhere(make_problem) -> None:
    cell = RnnCell(hidden_size=H, activation="relu")
    problem = make_problem(cell, AddingTask(length=9), 5)
    bias = problem.parameters["b_xh.0"].detach()
    bias.fill_(5.0)
    bias[1] = -50.0
    _, found = points(problem, cell)
    assert found.dead_units.tolist() == [1]
    torch.testing.assert_close(found.saturation[0], torch.full((9,), 1.0 / H, dtype=torch.float64))


@pytest.mark.parametrize("kind", ["tanh", "hard_tanh", "sine", "identity"])
def test_a_unit_that_rests_where_its_activation_is_steep_is_not_dead(kind, make_problem) -> None:
    problem = make_problem(RnnCell(hidden_size=H, activation=kind), AddingTask(length=9), 5)
    for name in ("W_xh.0", "W_hh.0", "b_xh.0", "b_hh.0"):
        problem.parameters[name].detach().zero_()
    _, found = points(problem, RnnCell(hidden_size=H, activation=kind))
    assert float(found.zero_fraction.min()) == 1.0
    assert found.dead_units.tolist() == [0]


def test_one_positive_moment_in_one_sample_is_life(make_problem) -> None:
    cell = IrnnCell(hidden_size=H)
    problem = make_problem(cell, AddingTask(length=9), 5)
    problem.parameters["W_hh.0"].detach().zero_()
    problem.parameters["W_xh.0"].detach().fill_(-1.0)
    assert points(problem, cell)[1].dead_units.tolist() == [H]
    problem.batch.inputs[3, 2] = -0.5
    assert points(problem, cell)[1].dead_units.tolist() == [0]


@pytest.mark.parametrize("cell", [LstmCell(hidden_size=H), GruCell(hidden_size=H)], ids=lambda cell: cell.kind)
def test_gated_cells_show_their_candidate(cell: CellConfig, make_problem) -> None:
    problem = make_problem(cell, HelloTask())
    trajectory, found = points(problem, cell)
    candidate = torch.stack([step.gates[2] for step in trajectory.top])
    torch.testing.assert_close(torch.tanh(found.pre_activation[0]), candidate.detach())


def fired(found, periods: list[int], first: int = 0) -> list[tuple[int, torch.Tensor]]:
    """Each time step with the z (layer, batch · units that fire) of it, by a clock of its own."""
    steps = []
    for step in range(found.pre_activation.shape[1]):
        units = [unit for unit, period in enumerate(periods) if (first + step) % period == 0]
        steps.append((step, found.pre_activation[:, step][:, :, units].flatten(1).clone()))
    return steps


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_a_clockwork_is_read_at_the_units_that_fire(kind, make_problem) -> None:
    cell = CwrnnCell(hidden_size=6, layers=2, activation=kind, periods=(1, 2, 4))
    problem = make_problem(cell, AddingTask(length=9), 5)
    problem.parameters["W_xh.0"].detach().mul_(4.0)
    found = points(problem, cell)[1]
    for step, z in fired(found, [1, 1, 2, 2, 4, 4]):
        leaf = z.requires_grad_()
        h = ACTIVATIONS[kind].function(leaf)
        (slope,) = torch.autograd.grad(h.sum(), leaf)
        torch.testing.assert_close(found.mean_slope[:, step], slope.mean(dim=1))
        torch.testing.assert_close(found.zero_fraction[:, step], (h == 0).double().mean(dim=1))
        if kind in {"tanh", "relu"}:
            flat = h.abs() > 0.95 if kind == "tanh" else h == 0
            torch.testing.assert_close(found.saturation[:, step], flat.double().mean(dim=1))


def test_where_no_unit_fires_the_figures_are_those_of_the_last_time_one_did(make_problem) -> None:
    cell = CwrnnCell(hidden_size=2, periods=(2, 4))
    problem = make_problem(cell, AddingTask(length=8), 3)
    found = points(problem, cell)[1]
    torch.testing.assert_close(found.mean_slope[:, 1::2], found.mean_slope[:, ::2])
    assert bool((found.mean_slope[0, ::2].diff() != 0).all())
    carried = points(problem._replace(start=Start(None, 3)), cell)[1]
    assert bool(carried.mean_slope[:, 0].isnan().all())
    assert bool(carried.mean_slope[:, 1:].isfinite().all())


def test_a_clockwork_unit_is_dead_when_it_is_silent_whenever_it_fires(make_problem) -> None:
    cell = CwrnnCell(hidden_size=3, activation="relu", periods=(1, 2, 64))
    problem = make_problem(cell, AddingTask(length=6), 5)
    problem.parameters["b_xh.0"].detach().copy_(torch.tensor([5.0, -50.0, -50.0]))
    assert points(problem, cell)[1].dead_mask.tolist() == [[False, True, True]]
    later = problem._replace(start=Start(None, 2))
    assert points(later, cell)[1].dead_mask.tolist() == [[False, True, False]]  # the third never fires: unknown


def test_a_clockwork_module_that_waits_keeps_the_figures_of_its_last_beat(make_problem) -> None:
    cell = CwrnnCell(hidden_size=2, periods=(8, 16))
    problem = make_problem(cell, AddingTask(length=6), 2)
    problem.parameters["b_xh.0"].detach().fill_(100.0)
    trajectory, found = points(problem, cell)
    assert (trajectory.hidden_states() > 0.95).all()
    assert (found.saturation == 1.0).all()


def test_every_activation_has_a_saturation(make_problem) -> None:
    for kind in ACTIVATIONS:
        cell = RnnCell(hidden_size=H, activation=kind)
        saturation = points(make_problem(cell, HelloTask()), cell)[1].saturation
        assert ((saturation >= 0) & (saturation <= 1)).all()


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_the_mean_slope_is_that_of_autograd(kind, make_problem) -> None:
    cell = RnnCell(hidden_size=H, layers=2, activation=kind)
    problem = make_problem(cell, AddingTask(length=9), 5)
    problem.parameters["W_xh.0"].detach().mul_(4.0)
    found = points(problem, cell)[1]
    z = found.pre_activation.clone().requires_grad_()
    (slope,) = torch.autograd.grad(ACTIVATIONS[kind].function(z).sum(), z)
    torch.testing.assert_close(found.mean_slope, slope.mean(dim=(2, 3)))


def test_zeros_are_counted_and_dead_units_marked(make_problem) -> None:
    cell = RnnCell(hidden_size=H, activation="relu")
    problem = make_problem(cell, AddingTask(length=9), 5)
    problem.parameters["b_xh.0"].detach().copy_(torch.tensor([-50.0, 5.0, 2.0, -50.0]))
    trajectory, found = points(problem, cell)
    assert found.dead_mask.tolist() == [[True, False, False, True]]
    zero = trajectory.hidden_states().detach() == 0
    torch.testing.assert_close(found.zero_fraction, zero.double().mean(dim=(2, 3)))
    assert (found.zero_fraction >= 0.5).all()
    torch.testing.assert_close(found.mean_slope, 1.0 - found.zero_fraction)


def test_a_dead_unit_may_come_back_to_life() -> None:
    lane = Lane(cell=RnnCell(hidden_size=16, activation="relu"), optimizer=Adam(learning_rate=0.01))
    document = Experiment(task=TemporalOrderTask(length=10), lanes=(lane,), steps=60, batch_size=4)
    frames = train(document, Watch(panels=("pre_activation",)))
    dead = np.stack([frame["0/dead_mask"][0] for frame in frames]).astype(bool)
    assert (~dead[1:] & dead[:-1]).any()
