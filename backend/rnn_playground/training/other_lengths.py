"""How every lane does on fresh sequences of other lengths than it learns from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from rnn_playground.experiment import Experiment, explain
from rnn_playground.experiment.errors import Refusal
from rnn_playground.experiment.tasks import Task, at_length
from rnn_playground.experiment.work import ONE_SECOND, forward_work, require_affordable
from rnn_playground.learning.generalisation import Score, fresh_batch, score
from rnn_playground.training.trainer import Trainer


def score_lengths(trainer: Trainer, lengths: Sequence[int], samples: int) -> dict[str, Any]:
    """Return ``lengths``, ``chance`` and ``floor`` of each, and for every lane its ``loss`` and ``metric`` at each.

    Every lane reads the same ``samples`` sequences of a length. A lane that left the finite numbers is None, and so is
    a figure that is not finite. Raises Refusal where the task has no length, or it would take too long.
    """
    tasks = [with_length(trainer.experiment, length) for length in lengths]
    work = sum(
        forward_work(lane.cell, task.input_size, task.output_size, time_steps=task.sequence_length, sequences=samples)
        for task in tasks
        for lane in trainer.experiment.lanes
    )
    most = max(1, samples * ONE_SECOND // work)
    require_affordable("lengths", work, "choose {most} samples at most, or shorter lengths", most=most)
    scores: list[list[Score]] = [[] for _ in trainer.lanes]
    for task in tasks:
        batch = fresh_batch(task, samples, trainer.experiment.data_seed).to(trainer.dtype)
        for number, lane in enumerate(trainer.lanes):
            parameters = trainer.present(number)
            if parameters is not None:
                scores[number].append(score(lane.state.network, parameters, task.loss, batch))
    facts = [task.facts() for task in tasks]
    return {
        "lengths": list(lengths),
        "chance": [fact.chance for fact in facts],
        "floor": [fact.floor for fact in facts],
        "lanes": [_lane(found) if found else None for found in scores],
    }


def with_length(experiment: Experiment, length: int) -> Task:
    """Return the experiment's task with another length. Raises Refusal where it has none, or the rest forbids it."""
    task = experiment.task
    if "length" not in type(task).model_fields:
        raise Refusal(
            "no_length",
            "the sequences of {task} have one length only; choose a task with a length",
            {"task": task.kind},
        )
    try:
        return at_length(task, length)
    except ValidationError as error:
        raise Refusal(
            "length_refused",
            "a length of {length} does not go with this task: {why}",
            {"length": length, "why": explain(error)[0]["message"]},
        ) from None


def _lane(scores: Sequence[Score]) -> dict[str, list[float | None]]:
    return {
        "loss": [finite(found.loss) for found in scores],
        "metric": [finite(found.metric) for found in scores],
    }


def finite(value: float) -> float | None:
    """Return a number that JSON can carry; None for what it cannot."""
    return value if math.isfinite(value) else None
