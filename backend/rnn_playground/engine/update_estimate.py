"""How many updates fit into a slice, by how long the last ones took."""

from __future__ import annotations

from collections.abc import Callable
from typing import final


@final
class UpdateEstimate:
    """Of updates of one kind; ``clock`` tells the worker's time in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._seconds = clock, 0.0

    def fitting(self, now: float, end: float) -> int:
        """Return how many are likely to be made from ``now`` until ``end``, at least 1; 1 before any was made."""
        return max(1, int((end - now) / self._seconds)) if self._seconds else 1

    def note(self, begun: float, made: int) -> None:
        """Note that ``made`` of them, begun at ``begun``, are over."""
        if made:
            self._seconds = (self._clock() - begun) / made
