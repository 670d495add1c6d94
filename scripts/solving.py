"""Training until a task is solved, by the fused kernels where there are any."""

from __future__ import annotations

from collections.abc import Mapping

from rnn_playground.experiment import Experiment
from rnn_playground.kernels.load import load_kernels
from rnn_playground.telemetry.codec import Array
from rnn_playground.training.solved import solved_at
from rnn_playground.training.trainer import Trainer

BLOCK = 16
"""Updates made in one call. Every one of them is measured and judged, so the block shows in no result."""


def train_to_the_end(experiment: Experiment) -> Trainer:
    """Return the trainer once the run is over."""
    trainer = Trainer(experiment, kernels=load_kernels())
    while trainer.advance_by(experiment.steps):
        pass
    return trainer


def train_to_the_solution(experiment: Experiment) -> Trainer:
    """Return the trainer a few updates after its first lane has solved its task, or once the run is over."""
    trainer = Trainer(experiment, kernels=load_kernels())
    while trainer.advance_by(BLOCK) and solved(experiment, scalars(trainer)) is None:
        pass
    return trainer


def solved(experiment: Experiment, log: Mapping[str, Array]) -> int | None:
    """Return the update, counted from 1, at which the task of ``experiment`` was solved in ``log``; None for never."""
    return solved_at(log, experiment.task.facts(), experiment.batch_size)


def scalars(trainer: Trainer, lane: int = 0) -> dict[str, Array]:
    """Return loss, metric and gradient norm of every step so far."""
    return trainer.scalars.since(lane, -1, limit=trainer.step + 1)
