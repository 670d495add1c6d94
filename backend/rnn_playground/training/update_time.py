"""How long a lane's updates take, as a mean over the last of them."""

from __future__ import annotations

from typing import final

MEMORY = 64
"""Updates after which older ones count half: the first, in which buffers are made, are soon forgotten."""


@final
class UpdateTime:
    """Seconds of processor time an update. Updates that were made in one call count alike: theirs is the mean."""

    def __init__(self) -> None:
        self._seconds, self._updates = 0.0, 0.0

    def add(self, seconds: float, updates: int) -> None:
        """Note that ``updates`` of them, at least one, took ``seconds`` together."""
        if self._updates >= MEMORY:
            self._seconds, self._updates = self._seconds / 2, self._updates / 2
        self._seconds, self._updates = self._seconds + seconds, self._updates + updates

    @property
    def mean(self) -> float | None:
        """Seconds an update; None before the first."""
        return self._seconds / self._updates if self._updates else None
