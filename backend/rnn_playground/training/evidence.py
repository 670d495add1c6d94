"""Evidence from a log of scalars that a lane does better than a level: a test that holds at every update at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import final

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
