"""When a task counts as solved, read from a log of scalars."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from rnn_playground.experiment.tasks import SolvedCriterion
from rnn_playground.telemetry.codec import Array


def solved_at(log: Mapping[str, Array], criterion: SolvedCriterion) -> int | None:
    """Return the update, counted from 1, at which ``criterion`` first held in ``log``; None where it never did."""
    if len(log[criterion.quantity]) < criterion.over:
        return None
    means = moving_mean(log[criterion.quantity], criterion.over)
    holds = means >= criterion.value if criterion.relation == ">=" else means <= criterion.value
    return int(np.argmax(holds)) + criterion.over if holds.any() else None


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
