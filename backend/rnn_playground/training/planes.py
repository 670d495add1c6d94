"""Pictures over a plane: of a lane's loss around its parameters, of the error of one unit, of the states of a layer."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from rnn_playground.cells import build_cell
from rnn_playground.diagnostics.error_wall import error_wall
from rnn_playground.diagnostics.loss_surface import loss_surface
from rnn_playground.diagnostics.phase_portrait import (
    NEWTON_ROUNDS,
    SETTLING,
    Plane,
    basins,
    distinct,
    fixed_points,
    late_states,
    layer_map,
    plane_of,
    settled,
    states_of,
)
from rnn_playground.experiment.catalog import PROTOCOL
from rnn_playground.experiment.cells import CellConfig
from rnn_playground.experiment.errors import Refusal
from rnn_playground.experiment.work import ONE_SECOND, forward_work, require_affordable, step_work
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.unroll import unroll
from rnn_playground.telemetry.codec import Array
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.questions import PortraitQuestion, SurfaceQuestion, WallQuestion
from rnn_playground.training.readings import float32
from rnn_playground.training.trainer import Trainer
from rnn_playground.training.watched_sample import require_position

MOST_STATES = 64
SEEDS = 8
"""Of the trajectory, of the plane, and of what the plane settles into, each; twice as many of what the batch does."""


def draw_surface(trainer: Trainer, question: SurfaceQuestion) -> Frame:
    """Return ``surface`` (P, P), ``axis`` (P), ``gradient_step`` (2), ``clipped_step`` (2) of the measured step.

    Raises Refusal where the lane has left the finite numbers, or it would take too long.
    """
    problem, lane = trainer.problem(question.lane), trainer.lanes[question.lane]
    learning_rate, clip = lane.settings(trainer.step)
    _require_affordable(trainer, question)
    found = loss_surface(
        problem,
        lane.measurement.gradients.parameters,
        clip,
        learning_rate,
        points=question.points,
        span=question.span,
        seed=question.seed,
    )
    return trainer.still({name: _without_overflow(value) for name, value in found._asdict().items()})


def _require_affordable(trainer: Trainer, question: SurfaceQuestion) -> None:
    experiment = trainer.experiment
    task, cell = experiment.task, experiment.lanes[question.lane].cell
    step = step_work(cell, task.input_size, task.output_size, sequences=experiment.batch_size)
    one = task.sequence_length * step + cell.layers * cell.preparation_work()
    work = question.points**2 * one
    most = max(3, math.isqrt(ONE_SECOND * question.points**2 // work))
    require_affordable("surface", work, "choose {most} points at most, or a smaller batch", most=most)


def draw_wall(question: WallQuestion) -> Frame:
    """Return ``wall`` (P, P), ``weight_axis`` (P), ``bias_axis`` (P) and ``gradient`` (P, P, 2) of one unit."""
    found = error_wall(
        question.activation,
        points=question.points,
        steps=question.steps,
        target=question.target,
        start=question.start,
    )
    tensors = {name: _without_overflow(value) for name, value in found._asdict().items()}
    return Frame(0, tensors, {"protocol": str(PROTOCOL), "lanes": "0", "kernel": "reference"})


def _without_overflow(values: np.ndarray) -> Array:
    with np.errstate(over="ignore"):
        array: Array = values.astype(np.float32)
    return array


def draw_portrait(trainer: Trainer, question: PortraitQuestion, sample: int) -> Frame:
    """Return field, fixed points, basins and trajectories in the plane of the question, or in one of its own.

    Raises Refusal where there is no such layer or time step, the plane is of another size, the state is too
    large, the lane has left the finite numbers, or it would take too long.
    """
    task, problem = trainer.experiment.task, trainer.problem(question.lane)
    cell = trainer.experiment.lanes[question.lane].cell
    require_position(question.layer, cell.layers, question.time_step, task.sequence_length)
    grid = question.points**2
    passed = problem.passed()
    states = states_of(passed, question.layer, sample)
    size = states.shape[1]
    if size > MOST_STATES:
        raise Refusal(
            "portrait_size",
            "a state of this layer has {size} numbers; a portrait is drawn of {most} at most; choose fewer units",
            {"size": size, "most": MOST_STATES},
        )
    work = forward_work(cell, cell.hidden_size, 1, time_steps=2 * SETTLING, sequences=grid)
    work += forward_work(cell, cell.hidden_size, 1, time_steps=3 * NEWTON_ROUNDS * size, sequences=5 * SEEDS)
    require_affordable("portrait", work, "choose fewer points or fewer hidden units")
    step = layer_map(passed, question.layer, question.time_step, sample)
    plane = _plane(question, states)
    coordinates = _grid(plane, states, question)
    starts = plane.lift(coordinates)
    some = starts[:: -(-grid // SEEDS)]
    ends = distinct(settled(step, late_states(passed, question.layer)), 2 * SEEDS)
    seeds = torch.cat([ends, states[:: -(-len(states) // SEEDS)], some, settled(step, some)])
    waiting = _waiting(passed, cell, question.time_step)
    points = fixed_points(step, seeds[:0] if waiting else seeds)
    with torch.no_grad():
        field = plane.project(step(starts)) - coordinates
    tensors = {
        "centre": plane.centre,
        "axes": plane.axes,
        "places": coordinates.reshape(question.points, question.points, 2),
        "field": field.reshape(question.points, question.points, 2),
        "basins": basins(step, starts, points).reshape(question.points, question.points).double(),
        "fixed_points": plane.project(points.states),
        "fixed_point_residual": points.residual,
        "fixed_point_radius": points.radius,
        "waiting": torch.tensor(float(waiting)),
        "trajectory": plane.project(states),
        "started": plane.project(_started(passed, plane, question, sample)),
    }
    return trainer.still({name: float32(value) for name, value in tensors.items()})


def _waiting(passed: ForwardPass, cell: CellConfig, time_step: int) -> int:
    """Return how many units only copy themselves in this time step: with them every fixed point lies in a continuum."""
    fires = build_cell(cell).firing_units(passed.start.time_step + time_step, 1)
    return 0 if fires is None else int((~fires).sum())


def _plane(question: PortraitQuestion, states: Tensor) -> Plane:
    if question.axes is None or question.centre is None:
        return plane_of(states)
    size = states.shape[1]
    given = (len(question.centre), *map(len, question.axes))
    if given != (size, size, size):
        raise Refusal(
            "portrait_plane",
            "centre and axes have {given} numbers; a state of this layer has {size}; leave both out to get new ones",
            {"given": ", ".join(map(str, given)), "size": size},
        )
    centre, axes = (torch.tensor(given, dtype=torch.float64) for given in (question.centre, question.axes))
    return Plane(centre, axes)


def _grid(plane: Plane, states: Tensor, question: PortraitQuestion) -> Tensor:
    """Return the grid's coordinates (points², 2), rows from below: over the trajectory, or as far as ``reach``."""
    seen = plane.project(states)
    reach = question.reach or max(1.0, 1.15 * float(seen.abs().max()))
    line = torch.linspace(-reach, reach, question.points, dtype=torch.float64)
    across, up = torch.meshgrid(line, line, indexing="xy")
    return torch.stack([across.flatten(), up.flatten()], dim=1)


def _started(passed: ForwardPass, plane: Plane, question: PortraitQuestion, sample: int) -> Tensor:
    """Return the states that the sequence runs through from the question's start, (time_step + 1, state)."""
    if question.start is None:
        return states_of(passed, question.layer, sample)
    begun = plane.lift(torch.tensor([question.start], dtype=torch.float64))
    before = [tuple(tensor[sample : sample + 1].double() for tensor in state) for state in passed.states_before(0)]
    own = before[question.layer]
    parts = torch.split(begun, [tensor[0].numel() for tensor in own], dim=1)
    before[question.layer] = tuple(part.reshape(tensor.shape) for part, tensor in zip(parts, own, strict=True))
    inputs = passed.inputs[:, sample : sample + 1].double()
    with torch.no_grad():
        run = unroll(passed.network, passed.parameters.to(torch.float64), inputs, before, passed.start.time_step)
    start = passed.start._replace(states=tuple(before))
    return states_of(passed._replace(inputs=inputs, trajectory=run, start=start), question.layer, 0)
