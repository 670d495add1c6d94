"""Whether a lane that meets its task's criterion in training meets it on fresh sequences, too."""

from __future__ import annotations

from typing import NamedTuple

from rnn_playground.experiment.tasks import TextTask
from rnn_playground.learning.generalisation import fresh_batch, score
from rnn_playground.training.trainer import Trainer

FRESH = 512


class Confirmation(NamedTuple):
    """The criterion's ``figure`` over 512 fresh sequences with the parameters that step ``step`` uses."""

    step: int
    figure: float
    holds: bool


def confirm(trainer: Trainer, lane: int) -> Confirmation | None:
    """Return what a lane has on fresh sequences at the step where ``trainer`` stands; nothing of the run is touched.

    Every step has fresh sequences of its own, so trying again is no second look at the same ones. None where the lane
    left the finite numbers, and of a task that has nothing fresh: every batch is the same, or it is one text.
    """
    experiment = trainer.experiment
    facts, parameters = experiment.task.facts(), trainer.present(lane)
    if parameters is None or facts.repeats or isinstance(experiment.task, TextTask):
        return None
    batch = fresh_batch(experiment.task, FRESH, experiment.data_seed, b"solved", trainer.step).to(trainer.dtype)
    found = score(trainer.lanes[lane].network, parameters, facts.loss, batch)
    figure = found.loss if facts.solved.quantity == "loss" else found.metric
    holds = figure >= facts.solved.value if facts.solved.relation == ">=" else figure <= facts.solved.value
    return Confirmation(trainer.step, figure, holds)
