"""The memory that the kept frames of all runs may take together: each has the same part, trains or stands."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import final

from rnn_playground.server.frame_history import FrameHistory


@final
class FrameBudget:
    """Divides ``most_bytes`` among the ``histories`` of now; as parts shrink, all thin, though no frame comes."""

    def __init__(self, most_bytes: int, histories: Callable[[], Collection[FrameHistory]]) -> None:
        self._most_bytes, self._histories = most_bytes, histories
        self._parts = 1

    def part(self) -> int:
        """Return what one history may take, in bytes."""
        histories, parts = self._histories(), self._parts
        self._parts = max(1, len(histories))
        if self._parts > parts:
            for history in histories:
                history.thin()
        return self._most_bytes // self._parts
