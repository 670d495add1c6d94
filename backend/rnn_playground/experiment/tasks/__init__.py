"""The tasks: what can be chosen about each, and what is known of it before anything is trained."""

from __future__ import annotations

from typing import Annotated, get_args

from pydantic import Field

from rnn_playground.experiment.tasks.chaos import ChaosTask, LorenzTask, MackeyGlassTask
from rnn_playground.experiment.tasks.facts import Figure, Loss, Metric, Modality, SolvedCriterion, Structure, TaskFacts
from rnn_playground.experiment.tasks.grammars import BracketsTask, EmbeddedReberTask, ReberTask
from rnn_playground.experiment.tasks.images import DigitsTask, MnistTask
from rnn_playground.experiment.tasks.recall import AssociativeRecallTask, CopyTask, SelectiveCopyTask
from rnn_playground.experiment.tasks.signals import SineTask, WaveformTask
from rnn_playground.experiment.tasks.state_tracking import FlipFlopTask, WordProblemTask
from rnn_playground.experiment.tasks.synthetic import (
    AddingTask,
    EchoTask,
    ParityTask,
    Seq2seqReverseTask,
    TemporalOrderTask,
)
from rnn_playground.experiment.tasks.text import HelloTask, TextTask

__all__ = [
    "TASKS", "AddingTask", "AssociativeRecallTask", "BracketsTask", "ChaosTask", "CopyTask", "DigitsTask", "EchoTask",
    "EmbeddedReberTask", "Figure", "FlipFlopTask", "HelloTask", "LorenzTask", "Loss", "MackeyGlassTask", "Metric",
    "MnistTask", "Modality", "ParityTask", "ReberTask", "SelectiveCopyTask", "Seq2seqReverseTask", "SignalTask",
    "SineTask", "SolvedCriterion", "Structure", "Task", "TaskFacts", "TemporalOrderTask", "TextTask", "WaveformTask",
    "WordProblemTask",
    "at_length", "carries_state", "forcing_of", "period_of",
]  # fmt: skip

Task = Annotated[
    HelloTask
    | TextTask
    | SineTask
    | WaveformTask
    | LorenzTask
    | MackeyGlassTask
    | AddingTask
    | CopyTask
    | SelectiveCopyTask
    | AssociativeRecallTask
    | TemporalOrderTask
    | ParityTask
    | WordProblemTask
    | FlipFlopTask
    | EchoTask
    | ReberTask
    | EmbeddedReberTask
    | BracketsTask
    | DigitsTask
    | MnistTask
    | Seq2seqReverseTask,
    Field(discriminator="kind"),
]
TASKS = get_args(get_args(Task)[0])
SignalTask = SineTask | LorenzTask | MackeyGlassTask
"""Its network predicts the value that it reads next, so that it can also run on its own predictions."""


def carries_state(task: Task) -> bool:
    """Tell whether every update starts from the states that the update before left."""
    return isinstance(task, TextTask) and task.carry_state


def forcing_of(task: Task) -> float:
    """Return how much of what its networks read is the task's own; the rest is what they predicted themselves."""
    return task.forcing if isinstance(task, ChaosTask) else 1.0


def period_of(task: Task) -> int | None:
    """Return after how many time steps a sequence begins anew where states are carried on; None where they are not."""
    return task.sequence_length if carries_state(task) else None


def at_length(task: Task, length: int) -> Task:
    """Return ``task`` over sequences of another length; what followed from its own length stays as it was.

    An echo whose lag does not fit any more gets the longest that does. Raises ValidationError where the task has no
    length, or not this one.
    """
    fields = {**task.model_dump(), "length": length}
    if isinstance(task, EchoTask):
        fields["lag"] = max(1, min(task.delay, length - 1))
    elif isinstance(task, BracketsTask):
        fields["max_depth"] = task.deepest
    return type(task).model_validate(fields)
