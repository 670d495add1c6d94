"""How a lane does on sequences that it does not learn from: what "solved" is about.

A task that keeps sequences back is validated on those, again and again; one that draws every sequence anew on fresh
ones, while its criterion holds in training, until it is solved; so is one that has no other sequences, on what it
trains on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, final

import torch

from rnn_playground.experiment import Experiment
from rnn_playground.experiment.document import LOCAL
from rnn_playground.experiment.tasks import DigitsTask, MnistTask, TextTask
from rnn_playground.experiment.tasks.facts import FRESH
from rnn_playground.learning.generalisation import fresh_batch, score_together
from rnn_playground.tasks import TaskBatch, draw_batch
from rnn_playground.tasks.catalog import held_out_batch, held_out_count, whole_text
from rnn_playground.training.lane import LaneSteps, TrainingLane
from rnn_playground.training.solved import CriterionWatch

EVERY = 16
"""A lane may be validated where a multiple of so many steps of its run have been measured."""
LATER = 1.1
"""The next validation of sequences kept back waits until so many times as many have been."""
AT_A_TIME = 250_000
"""Time steps of all sequences that are in memory at a time."""


class ValidationState(NamedTuple):
    """The step of a lane's last validation, −1 before the first; whether one met the criterion; the watch's state."""

    last: int
    solved: bool
    watch: Sequence[float]


def until_boundary(step: int) -> int:
    """Return how many updates lead from ``step`` to the next at which lanes may be validated."""
    return EVERY - (step + 1) % EVERY


@final
class Validation:
    """Says of one lane at which of its steps it is to be validated, whatever lanes train beside it; and does it."""

    def __init__(self, experiment: Experiment) -> None:
        self._experiment = experiment
        self._facts = experiment.task.facts()
        self._watch = CriterionWatch(self._facts, experiment.batch_size)
        self._last, self._solved = -1, False

    @property
    def state(self) -> ValidationState:
        """What ``resume`` goes on from."""
        return ValidationState(self._last, self._solved, self._watch.state)

    def resume(self, state: ValidationState) -> None:
        """Stand where ``state`` was taken."""
        self._last, self._solved = state.last, state.solved
        self._watch.resume(state.watch)

    def add(self, steps: LaneSteps) -> None:
        """Take the scalars of further steps."""
        column = 0 if self._facts.solved.quantity == "loss" else 1
        for figure in steps.scalars[:, column].tolist():
            self._watch.add(figure)

    def is_due(self, step: int) -> bool:
        """Return whether the lane is to be validated with the parameters that ``step`` uses, the last one measured."""
        if (step + 1) % EVERY:
            return False
        if self._facts.held_out:
            return step + 1 >= LATER * (self._last + 1)
        return self._watch.is_met and not self._solved

    def measure(self, lane: TrainingLane, step: int, dtype: torch.dtype) -> tuple[float, float]:
        """Return loss and metric of ``lane``."""
        batches = (batch.to(dtype) for batch in self._batches(step))
        found = score_together(lane.state.network, lane.state.parameters, self._facts.loss, batches)
        solved = self._facts.solved
        self._last = step
        self._solved |= solved.met_by(found.loss if solved.quantity == "loss" else found.metric)
        return found.loss, found.metric

    def _batches(self, step: int) -> Iterator[TaskBatch]:
        """Yield what a lane reads; every step has fresh sequences of its own: a second try is no second look."""
        task, seed = self._experiment.task, self._experiment.data_seed
        most = max(1, AT_A_TIME // task.sequence_length)
        if self._facts.fresh:
            for first in range(0, self._facts.fresh, most):
                count = min(most, self._facts.fresh - first)
                yield fresh_batch(task, count, seed, b"solved", step + first * LOCAL.steps[1])
        elif self._facts.held_out and isinstance(task, DigitsTask | MnistTask | TextTask):
            kept = min(FRESH, held_out_count(task))
            for first in range(0, kept, most):
                yield held_out_batch(task, min(most, kept - first), first)
        else:
            yield whole_text(task) if isinstance(task, TextTask) else draw_batch(task, 1, seed, step)
