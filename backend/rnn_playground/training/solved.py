"""When a task counts as solved, read from a log of scalars."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from rnn_playground.experiment.tasks import SolvedCriterion, TaskFacts
from rnn_playground.telemetry.codec import Array
from rnn_playground.training.evidence import enough_at


def solved_at(log: Mapping[str, Array], task: TaskFacts, batch_size: int) -> int | None:
    """Return the update, counted from 1, at which ``task`` was solved in ``log``; None where it never was.

    It is the first at which the criterion holds and, then or before, there was evidence enough (``Evidence``) that the
    lane does better than halfway between guessing and the criterion: no run of luck at guessing solves anything.
    """
    criterion = task.solved
    if len(log[criterion.quantity]) < criterion.over:
        return None
    means = moving_mean(log[criterion.quantity], criterion.over)
    holds = means >= criterion.value if criterion.relation == ">=" else means <= criterion.value
    if not holds.any():
        return None
    evident = _evident_at(log[criterion.quantity], task, batch_size)
    if evident is None:
        return None
    first = max(0, evident + 1 - criterion.over)
    return first + int(np.argmax(holds[first:])) + criterion.over if holds[first:].any() else None


def still_holds(log: Mapping[str, Array], criterion: SolvedCriterion) -> bool:
    """Return whether ``criterion`` holds over the last updates of ``log``."""
    if len(log[criterion.quantity]) < criterion.over:
        return False
    mean = float(np.mean(log[criterion.quantity][-criterion.over :], dtype=np.float64))
    return mean >= criterion.value if criterion.relation == ">=" else mean <= criterion.value


def best_mean(log: Mapping[str, Array], criterion: SolvedCriterion) -> float:
    """Return the mean of the criterion's quantity where it came nearest to the criterion's value."""
    means = moving_mean(log[criterion.quantity], criterion.over)
    return float(means.max() if criterion.relation == ">=" else means.min())


def moving_mean(values: Array, window: int) -> NDArray[np.float64]:
    """Return the means of every ``window`` consecutive values; those of all of them where there are fewer."""
    window = min(window, len(values))
    # Not by differences of a running sum: where a loss was 1e20 once, those are 0 for ever after.
    means: NDArray[np.float64] = sliding_window_view(values, window).mean(axis=1, dtype=np.float64)
    return means


def _evident_at(values: Array, task: TaskFacts, batch_size: int) -> int | None:
    """Return the place with which it is evident that the lane is past halfway; 0 where guessing is as good."""
    best = 0.0 if task.solved.relation == "<=" else 1.0
    level = abs((task.guessing + task.solved.value) / 2.0 - best)
    if level <= 0.0:
        return 0
    figures = np.abs(values.astype(np.float64) - best)
    return enough_at(figures.tolist(), level, math.inf if task.repeats else batch_size)
