"""When a task counts as solved: by its validations; in training, by its criterion with evidence for it."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping, Sequence
from typing import final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from rnn_playground.experiment.tasks import SolvedCriterion, TaskFacts
from rnn_playground.telemetry.codec import Array

STAKES = (0.2, 0.5, 0.9)
MARGIN = 0.95
ENOUGH = 100.0
EARLY = 100


@final
class Evidence:
    """Bets, update after update, that a figure of mean ``level`` or more would lose; ``grown`` is what they came to.

    The figure is a mean over ``sequences`` independent sequences, ∞ where every batch is the same. Each update makes
    x = min(figure / level, cap) with cap = 1 + 4/√sequences, and a bet begun at update s grows by
    1 + λ (0.95 − x), λ = stake / (cap − 0.95). Bets begin at every update, in three sizes, with weights that sum to 1.
    So whoever stays at the level (more exactly: E[x | past] ≥ 0.95) has an expectation of 1 at the most, and ever
    reaches ``ENOUGH`` = 100 with probability 1/100 at the most, at whatever update one looks (Ville, 1939; Waudby-Smith
    and Ramdas, 2024). The cap bounds what one lucky or unlucky batch can say; it takes less than the 5 % between 0.95
    and 1 from figures whose sequences scatter no more than squared Gaussian errors.
    """

    def __init__(self, level: float, sequences: float) -> None:
        self._level, self._cap = level, 1.0 + 4.0 / math.sqrt(sequences)
        self._rates = [stake / (self._cap - MARGIN) for stake in STAKES]
        self._bets = [0.0 for _ in STAKES]
        self._updates = 0
        self.grown = 0.0

    def add(self, figure: float) -> None:
        """Settle the bets of one update more. A figure that is no number says nothing for the lane."""
        ratio = figure / self._level
        shown = ratio if ratio < self._cap else self._cap
        begun = self._updates + EARLY
        fresh = EARLY / (begun * (begun + 1)) / len(STAKES)
        self._bets = [
            (bet + fresh) * (1.0 + rate * (MARGIN - shown)) for bet, rate in zip(self._bets, self._rates, strict=True)
        ]
        self._updates += 1
        self.grown = sum(self._bets)

    @property
    def state(self) -> list[float]:
        """What ``resume`` goes on from: the updates so far and the bets."""
        return [float(self._updates), *self._bets]

    def resume(self, state: Sequence[float]) -> None:
        """Stand where ``state`` was taken."""
        self._updates, self._bets = int(state[0]), list(state[1:])
        self.grown = sum(self._bets)


def solved_at(log: Mapping[str, Array], task: TaskFacts) -> int | None:
    """Return after how many updates ``task`` was solved: those before the first validation in ``log`` that meets its
    criterion; None where none does."""
    steps = log.get("validation_steps", ())
    figures = log.get(f"validation_{task.solved.quantity}", ())
    return next(
        (int(step) for step, figure in zip(steps, figures, strict=True) if task.solved.met_by(float(figure))), None
    )


@final
class CriterionWatch:
    """Tells whether a lane meets its task's criterion in training, figure after figure.

    It does where the mean over the criterion's last updates stands in its relation, and there was evidence enough
    (``Evidence``), then or before, that the lane does better than halfway between guessing and the criterion: no run of
    luck at guessing meets it.
    """

    def __init__(self, task: TaskFacts, batch_size: int) -> None:
        self._criterion = task.solved
        self._best = 0.0 if task.solved.relation == "<=" else 1.0
        level = abs((task.guessing + task.solved.value) / 2.0 - self._best)
        # Where guessing is as good as the criterion asks for, nothing has to be shown.
        self._evidence = Evidence(level, math.inf if task.repeats else batch_size) if level > 0.0 else None
        self._evident = self._evidence is None
        self._latest: deque[float] = deque(maxlen=task.solved.over)

    def add(self, figure: float) -> None:
        """Take the figure of one update more."""
        self._latest.append(figure)
        if not self._evident and self._evidence is not None:
            self._evidence.add(abs(figure - self._best))
            self._evident = self._evidence.grown >= ENOUGH

    @property
    def is_met(self) -> bool:
        """Whether the criterion is met now."""
        full = len(self._latest) == self._latest.maxlen
        return self._evident and full and self._criterion.met_by(math.fsum(self._latest) / len(self._latest))

    @property
    def state(self) -> list[float]:
        """What ``resume`` goes on from: whether there is evidence enough, what the bets are, the latest figures."""
        bets = [] if self._evidence is None else self._evidence.state
        return [float(self._evident), float(len(bets)), *bets, *self._latest]

    def resume(self, state: Sequence[float]) -> None:
        """Stand where ``state`` was taken."""
        self._evident, count = bool(state[0]), int(state[1])
        if self._evidence is not None:
            self._evidence.resume(state[2 : 2 + count])
        self._latest.extend(state[2 + count :])


def best_mean(log: Mapping[str, Array], criterion: SolvedCriterion) -> float:
    """Return the mean of the criterion's quantity where it came nearest to the criterion's value."""
    means = moving_mean(log[criterion.quantity], criterion.over)
    return float(means.max() if criterion.relation == ">=" else means.min())


def best_figure(log: Mapping[str, Array], task: TaskFacts) -> float:
    """Return what came nearest to the criterion's value: of a task that keeps sequences back a validation, else a mean.

    NaN where there was no validation.
    """
    if not task.held_out:
        return best_mean(log, task.solved)
    figures = log.get(f"validation_{task.solved.quantity}", np.array([math.nan]))
    return float(figures.max() if task.solved.relation == ">=" else figures.min())


def moving_mean(values: Array, window: int) -> NDArray[np.float64]:
    """Return the means of every ``window`` consecutive values; those of all of them where there are fewer."""
    window = min(window, len(values))
    # Not by differences of a running sum: where a loss was 1e20 once, those are 0 for ever after.
    means: NDArray[np.float64] = sliding_window_view(values, window).mean(axis=1, dtype=np.float64)
    return means
