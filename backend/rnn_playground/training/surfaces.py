"""The two pictures of an error over a plane: of a lane around its parameters, and of a single unit."""

from __future__ import annotations

import math

import numpy as np

from rnn_playground.diagnostics.error_wall import error_wall
from rnn_playground.diagnostics.loss_surface import loss_surface
from rnn_playground.experiment.catalog import PROTOCOL
from rnn_playground.experiment.work import ONE_SECOND, require_affordable, step_work
from rnn_playground.telemetry.codec import Array
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.questions import SurfaceQuestion, WallQuestion
from rnn_playground.training.trainer import Trainer


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
    return trainer.still({name: _float32(value) for name, value in found._asdict().items()})


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
    tensors = {name: _float32(value) for name, value in found._asdict().items()}
    return Frame(0, tensors, {"protocol": str(PROTOCOL), "lanes": "0", "kernel": "reference"})


def _float32(values: np.ndarray) -> Array:
    with np.errstate(over="ignore"):
        array: Array = values.astype(np.float32)
    return array
