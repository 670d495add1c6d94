"""A thread that looks after something at regular times."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from rnn_playground.engine.service_thread import ServiceThread

logger = logging.getLogger(__name__)


class Patrol:
    """Calls ``look`` every ``period`` seconds, from ``open`` to ``close``; a look that fails is logged."""

    def __init__(self, name: str, period: float, look: Callable[[], None]) -> None:
        self._name, self._period, self._look, self._closing = name, period, look, threading.Event()
        self._thread = ServiceThread(name, self._walk)

    def open(self) -> None:
        """Begin to look."""
        self._thread.start()

    def close(self) -> None:
        """Stop looking."""
        self._closing.set()

    def _walk(self) -> None:
        while not self._closing.wait(self._period):
            try:
                self._look()
            except Exception as problem:
                logger.error("the %s failed; it looks again", self._name, exc_info=problem)
