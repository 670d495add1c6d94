"""The tasks: what can be chosen about each, and what is known of it before anything is trained."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from rnn_playground.experiment.document import kinds_not_yet
from rnn_playground.experiment.tasks.adding import AddingTask
from rnn_playground.experiment.tasks.brackets import BracketsTask
from rnn_playground.experiment.tasks.copy import CopyTask
from rnn_playground.experiment.tasks.echo import EchoTask
from rnn_playground.experiment.tasks.embedded_reber import EmbeddedReberTask
from rnn_playground.experiment.tasks.facts import Figure, Loss, Metric, Modality, SolvedCriterion, Structure, TaskFacts
from rnn_playground.experiment.tasks.hello import HelloTask
from rnn_playground.experiment.tasks.parity import ParityTask
from rnn_playground.experiment.tasks.reber import ReberTask
from rnn_playground.experiment.tasks.seq2seq_reverse import Seq2seqReverseTask
from rnn_playground.experiment.tasks.sine import SineTask
from rnn_playground.experiment.tasks.temporal_order import TemporalOrderTask

__all__ = [
    "TASKS", "TASKS_NOT_YET", "AddingTask", "DigitsTask", "Figure", "HelloTask", "Loss", "Metric", "MnistTask",
    "Modality", "SineTask", "SolvedCriterion", "Structure", "Task", "TaskFacts", "TemporalOrderTask", "TextTask",
    "WaveformTask", "carries_state",
]  # fmt: skip

TASKS = (HelloTask, TextTask, AddingTask, TemporalOrderTask, SineTask, WaveformTask, DigitsTask, MnistTask)
TASKS_NOT_YET = ("copy", "parity", "echo", "reber", "embedded_reber", "brackets", "seq2seq_reverse")

Task = Annotated[
    HelloTask | TextTask | AddingTask | TemporalOrderTask | SineTask | WaveformTask | DigitsTask | MnistTask,
    Field(discriminator="kind"),
    kinds_not_yet("task", tuple(task.model_fields["kind"].default for task in TASKS), TASKS_NOT_YET),
]


def carries_state(task: Task) -> bool:
    """Tell whether every update starts from the states that the update before left."""
    return isinstance(task, TextTask) and task.carry_state
