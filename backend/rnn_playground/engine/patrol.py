"""A thread that looks after something at regular times."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Patrol:
    """Calls ``look`` every ``period`` seconds, from ``open`` to ``close``."""

    def __init__(self, name: str, period: float, look: Callable[[], None]) -> None:
        self._period, self._look, self._closing = period, look, threading.Event()
        self._thread = threading.Thread(target=self._walk, name=name, daemon=True)

    def open(self) -> None:
        """Begin to look."""
        self._thread.start()

    def close(self) -> None:
        """Stop looking."""
        self._closing.set()

    def _walk(self) -> None:
        while not self._closing.wait(self._period):
            self._look()
