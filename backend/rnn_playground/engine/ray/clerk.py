"""The one thread of a server that calls Ray, so that nobody else waits for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from queue import SimpleQueue
from typing import final

from rnn_playground.engine.service_thread import ServiceThread

logger = logging.getLogger(__name__)


@final
class Clerk:
    """Does what it is told, in order."""

    def __init__(self) -> None:
        self._work: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = ServiceThread("ray", self._serve)

    def open(self) -> None:
        """Begin."""
        self._thread.start()

    def do(self, work: Callable[[], None]) -> None:
        """Have something done soon; where it fails the log says so, and the next thing is done."""
        self._work.put(work)

    def close(self, patience: float) -> None:
        """End after what was told so far, within ``patience`` seconds."""
        self._work.put(None)
        self._thread.join(patience)

    def _serve(self) -> None:
        while (work := self._work.get()) is not None:
            try:
                work()
            except Exception as problem:
                logger.error("a call to the cluster failed", exc_info=problem)
