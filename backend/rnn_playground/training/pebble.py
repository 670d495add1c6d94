"""A pebble dropped on an input of the watched sample."""

from __future__ import annotations

from rnn_playground.diagnostics.poke import poke
from rnn_playground.experiment.errors import Refusal
from rnn_playground.experiment.tasks import Task
from rnn_playground.experiment.work import forward_work, require_affordable
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.questions import PokeQuestion
from rnn_playground.training.backward_step import require_place
from rnn_playground.training.readings import float32
from rnn_playground.training.trainer import Trainer

# Forward, forward with tangents, and forward and backward.
PASSES = 6


def drop(trainer: Trainer, question: PokeQuestion, sample: int) -> Frame:
    """Return the tensors of ``Poke`` for the measured step.

    Raises Refusal where the task has no such input, the lane has left the finite numbers, or it would take too long.
    """
    task, problem = trainer.experiment.task, trainer.problem(question.lane)
    _require_input(task, question)
    cell = trainer.experiment.lanes[question.lane].cell
    work = PASSES * forward_work(cell, task.input_size, task.output_size, time_steps=task.sequence_length, sequences=1)
    require_affordable("poke", work, "choose a shorter sequence or a smaller network")
    sample = min(sample, trainer.experiment.batch_size - 1)
    found = poke(problem, sample, question.time_step, question.feature, question.size)
    return trainer.still({name: float32(value) for name, value in found._asdict().items()})


def _require_input(task: Task, question: PokeQuestion) -> None:
    require_place(0, 1, question.time_step, task.sequence_length)
    if question.feature >= task.input_size:
        raise Refusal(
            "no_feature",
            "feature is {feature}; a time step has {count} inputs, counted from 0; choose {last} or less",
            {"feature": question.feature, "count": task.input_size, "last": task.input_size - 1},
        )
