"""The phase portrait against maps whose fixed points are known, and against each cell's own next state."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch

from rnn_playground.diagnostics.finite_difference import Problem
from rnn_playground.diagnostics.phase_portrait import (
    basins,
    distinct,
    fixed_points,
    jacobians,
    layer_map,
    plane_of,
    settled,
    states_of,
)
from rnn_playground.experiment import Experiment
from rnn_playground.experiment.cells import CELLS, CellConfig, LstmCell, RnnCell
from rnn_playground.experiment.tasks import SineTask
from rnn_playground.kernels.load import load_kernels
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.parameters import Parameters
from rnn_playground.telemetry.questions import PortraitQuestion
from rnn_playground.training.planes import draw_portrait
from rnn_playground.training.trainer import Trainer

T, H, SAMPLE = 7, 6, 1
TASK = SineTask(length=T, warm_up=2)
Make = Callable[..., Problem]
Pass = Callable[[Problem], ForwardPass]


def two_units(make_problem: Make, make_pass: Pass, weights: list[list[float]], bias: list[float]) -> ForwardPass:
    """A tanh network of two units that hears nothing but its bias."""
    problem = make_problem(RnnCell(hidden_size=2), TASK)
    values = {name: torch.zeros_like(value) for name, value in problem.parameters.items()}
    values["W_hh.0"], values["b_xh.0"] = (
        torch.tensor(weights, dtype=torch.float64),
        torch.tensor(bias, dtype=torch.float64),
    )
    return make_pass(problem._replace(parameters=Parameters.join(values)))


def grid(points: int = 9, reach: float = 1.0) -> torch.Tensor:
    line = torch.linspace(-reach, reach, points, dtype=torch.float64)
    return torch.stack([axis.flatten() for axis in torch.meshgrid(line, line, indexing="xy")], dim=1)


def test_a_bistable_unit_has_a_saddle_between_two_attractors(make_problem: Make, make_pass: Pass) -> None:
    step = layer_map(two_units(make_problem, make_pass, [[2.0, 0.0], [0.0, 0.5]], [0.0, 0.0]), 0, 3, SAMPLE)
    found = fixed_points(step, grid())
    root = 0.5
    for _ in range(200):
        root = math.tanh(2.0 * root)
    places = sorted(zip(found.states[:, 0].tolist(), found.stable.tolist(), strict=True))
    assert [round(place, 9) for place, _ in places] == [round(each, 9) for each in (-root, 0.0, root)]
    assert [stable for _, stable in places] == [True, False, True]
    middle = int(found.states[:, 0].abs().argmin())
    assert float(found.radius[middle]) == pytest.approx(2.0, abs=1e-9)
    assert bool((found.residual < 1e-8).all())
    starts = grid(8)  # An even number: none on the border between the basins.
    ends = basins(step, starts, found)
    reached = found.states[ends, 0]
    assert torch.equal(reached.sign(), starts[:, 0].sign())


def test_the_nilpotent_matrix_stands_still_where_its_gradient_doubles(make_problem: Make, make_pass: Pass) -> None:
    bias = [math.atanh(0.0) - 8.0 * 0.5, math.atanh(0.5) + 8.0 * 0.5]
    step = layer_map(two_units(make_problem, make_pass, [[8.0, 8.0], [-8.0, -8.0]], bias), 0, 0, SAMPLE)
    found = fixed_points(step, grid())
    at = (found.states - torch.tensor([0.0, 0.5]).double()).norm(dim=1)
    assert float(at.min()) < 1e-9
    assert float(found.radius[int(at.argmin())]) == pytest.approx(2.0, abs=1e-6)
    assert not bool(found.stable[int(at.argmin())])


def test_a_rotation_that_shrinks_has_one_point_and_all_of_the_plane(make_problem: Make, make_pass: Pass) -> None:
    step = layer_map(two_units(make_problem, make_pass, [[0.0, -0.9], [0.9, 0.0]], [0.0, 0.0]), 0, 0, SAMPLE)
    found = fixed_points(step, grid())
    assert len(found.states) == 1
    assert float(found.states.norm()) < 1e-9
    assert float(found.radius[0]) == pytest.approx(0.9, abs=1e-9)
    assert bool((basins(step, grid(), found) == 0).all())
    assert bool((settled(step, grid()).norm(dim=1) < 1e-9).all())


@pytest.mark.parametrize("cell", [cell(hidden_size=H, layers=2) for cell in CELLS], ids=lambda cell: cell.kind)
def test_the_map_is_the_cells_next_state(cell: CellConfig, make_problem: Make, make_pass: Pass) -> None:
    passed = make_pass(make_problem(cell, TASK))
    for layer in range(2):
        states = states_of(passed, layer, SAMPLE)
        for time_step in (0, 3):
            step = layer_map(passed, layer, time_step, SAMPLE)
            torch.testing.assert_close(
                step(states[time_step : time_step + 1])[0], states[time_step + 1], rtol=0, atol=1e-12
            )


def test_jacobians_are_finite_differences(make_problem: Make, make_pass: Pass) -> None:
    passed = make_pass(make_problem(LstmCell(hidden_size=H), TASK))
    step, rows = layer_map(passed, 0, 2, SAMPLE), states_of(passed, 0, SAMPLE)[2:5]
    found = jacobians(step, rows)
    for unit in (0, H + 1):
        nudge = torch.zeros(2 * H, dtype=torch.float64)
        nudge[unit] = 1e-6
        expected = (step(rows + nudge) - step(rows - nudge)) / 2e-6
        torch.testing.assert_close(found[:, :, unit], expected, rtol=0, atol=1e-8)


def test_the_plane_of_more_than_two_units_holds_most_of_the_spread(make_problem: Make, make_pass: Pass) -> None:
    states = states_of(make_pass(make_problem(RnnCell(hidden_size=H), TASK)), 0, SAMPLE)
    plane = plane_of(states)
    torch.testing.assert_close(plane.axes @ plane.axes.t(), torch.eye(2).double(), rtol=0, atol=1e-12)
    torch.testing.assert_close(plane.project(plane.lift(states[:, :2])), states[:, :2], rtol=0, atol=1e-12)
    spread = (states - states.mean(dim=0)).square().sum()
    values = torch.linalg.svdvals(states - states.mean(dim=0)).square()
    assert float(plane.project(states).square().sum()) == pytest.approx(float(values[:2].sum()), rel=1e-9)
    assert float(values[:2].sum()) <= float(spread)
    of_two = plane_of(states[:, :2])
    assert torch.equal(of_two.project(states[:, :2]), states[:, :2])


def test_rows_that_lie_apart_are_kept_once() -> None:
    rows = torch.tensor([[math.nan, 0.0], [0.0, 0.0], [1e-6, 0.0], [1.0, 0.0], [0.0, 0.0], [2.0, 0.0]])
    assert distinct(rows, 9).tolist() == [[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]]
    assert distinct(rows, 2).tolist() == [[0.0, 0.0], [1.0, 0.0]]
    assert distinct(rows[:1], 2).shape == (0, 2)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_network_that_holds_three_bits_has_eight_points_that_attract(seed: int) -> None:
    lane = {"cell": {"kind": "rnn", "hidden_size": 32}, "optimizer": {"kind": "adam", "learning_rate": 0.01}}
    document = {"task": {"kind": "flip_flop"}, "lanes": [lane], "steps": 600, "weight_seed": seed, "data_seed": seed}
    trainer = Trainer(Experiment.model_validate(document), kernels=load_kernels())
    while trainer.advance_by(600):
        pass
    quiet = int((trainer.watched_input(0)[:, 0] == 0).all(dim=1).nonzero()[0])
    question = PortraitQuestion(type="request", kind="portrait", id="q", lane=0, layer=0, time_step=quiet)
    frame = draw_portrait(trainer, question, 0)
    attracts = frame["fixed_point_radius"] < 1.0
    assert attracts.sum() == 8
    assert float(frame["fixed_point_residual"].max()) < 1e-6
