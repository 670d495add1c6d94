"""The tasks: what can be chosen about each, and what is known of it before anything is trained."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from rnn_playground.experiment.document import kinds_not_yet
from rnn_playground.experiment.tasks.adding import AddingTask
from rnn_playground.experiment.tasks.facts import Figure, Loss, Metric, Modality, SolvedCriterion, Structure, TaskFacts
from rnn_playground.experiment.tasks.hello import HelloTask
from rnn_playground.experiment.tasks.sine import SineTask
from rnn_playground.experiment.tasks.temporal_order import TemporalOrderTask

__all__ = [
    "TASKS", "TASKS_NOT_YET", "AddingTask", "Figure", "HelloTask", "Loss", "Metric", "Modality", "SineTask",
    "SolvedCriterion", "Structure", "Task", "TaskFacts", "TemporalOrderTask",
]  # fmt: skip

TASKS = (HelloTask, AddingTask, TemporalOrderTask, SineTask)
TASKS_NOT_YET = (
    "text", "waveform", "copy", "parity", "echo", "reber", "embedded_reber", "brackets", "digits", "mnist",
    "seq2seq_reverse",
)  # fmt: skip

Task = Annotated[
    HelloTask | AddingTask | TemporalOrderTask | SineTask,
    Field(discriminator="kind"),
    kinds_not_yet("task", ("hello", "adding", "temporal_order", "sine"), TASKS_NOT_YET),
]
