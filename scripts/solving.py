"""Training until a task is solved, by the fused kernels where there are any."""

from __future__ import annotations

from typing import NamedTuple

from rnn_playground.experiment import Experiment
from rnn_playground.kernels.load import load_kernels
from rnn_playground.telemetry.codec import Array
from rnn_playground.training.solved import solved_at
from rnn_playground.training.trainer import Trainer
from rnn_playground.training.validation import EVERY


def train_to_the_end(experiment: Experiment) -> Trainer:
    """Return the trainer once the run is over."""
    trainer = Trainer(experiment, kernels=load_kernels())
    while trainer.advance_by(experiment.steps):
        pass
    return trainer


class Solution(NamedTuple):
    """A ``trainer`` that stands where its first lane has solved its task, or once the run is over.

    ``update``: after how many it was solved, None where it was not.
    """

    trainer: Trainer
    update: int | None


def train_to_the_solution(experiment: Experiment) -> Solution:
    """Train until the criterion holds on sequences that no step trains on."""
    trainer, facts = Trainer(experiment, kernels=load_kernels()), experiment.task.facts()
    while trainer.advance_by(EVERY):
        update = solved_at(trainer.scalars.since(0, trainer.step - 1), facts)
        if update is not None:
            return Solution(trainer, update)
    return Solution(trainer, None)


def solved(trainer: Trainer) -> int | None:
    """Return after how many updates the task was solved; None for never."""
    return solved_at(scalars(trainer), trainer.experiment.task.facts())


def scalars(trainer: Trainer, lane: int = 0) -> dict[str, Array]:
    """Return loss, metric and gradient norm of every step so far, and the validations."""
    return trainer.scalars.since(lane, -1, limit=trainer.step + 1)
