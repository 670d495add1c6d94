"""Training until a task is solved, by the fused kernels where there are any."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rnn_playground.experiment import Experiment
from rnn_playground.kernels.load import load_kernels
from rnn_playground.telemetry.codec import Array
from rnn_playground.training.confirmation import confirm
from rnn_playground.training.solved import solved_at, still_holds
from rnn_playground.training.trainer import Trainer

BLOCK = 16
"""Updates made in one call. Every one of them is measured and judged, so the block shows in no result."""


def train_to_the_end(experiment: Experiment) -> Trainer:
    """Return the trainer once the run is over."""
    trainer = Trainer(experiment, kernels=load_kernels())
    while trainer.advance_by(experiment.steps):
        pass
    return trainer


class Solution(NamedTuple):
    """A ``trainer`` a few updates after its first lane has solved its task, or once the run is over.

    ``update``: the one at which it was solved, counted from 1, None where it was not. ``fresh``: the criterion's figure
    on fresh sequences then, None where the task has none.
    """

    trainer: Trainer
    update: int | None
    fresh: float | None


def train_to_the_solution(experiment: Experiment) -> Solution:
    """Train until the criterion holds in training and, a few updates later, on fresh sequences.

    Where it does not hold on these, training goes on, and the update is the one after which it does.
    """
    trainer, failed = Trainer(experiment, kernels=load_kernels()), False
    while trainer.advance_by(BLOCK):
        log = scalars(trainer)
        update = solved(experiment, log)
        if update is None:
            continue
        confirmation = confirm(trainer, 0)
        if confirmation is None:
            return Solution(trainer, update, None)
        if confirmation.holds and still_holds(log, experiment.task.facts().solved):
            return Solution(trainer, trainer.step + 1 if failed else update, confirmation.figure)
        failed = True
    return Solution(trainer, None, None)


def solved(experiment: Experiment, log: Mapping[str, Array]) -> int | None:
    """Return the update, counted from 1, at which the task of ``experiment`` was solved in ``log``; None for never."""
    return solved_at(log, experiment.task.facts(), experiment.batch_size)


def scalars(trainer: Trainer, lane: int = 0) -> dict[str, Array]:
    """Return loss, metric and gradient norm of every step so far."""
    return trainer.scalars.since(lane, -1, limit=trainer.step + 1)
