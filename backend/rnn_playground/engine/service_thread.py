"""Threads on which others rely: each goes through one guarded loop, so that none dies without a word in the log."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import final

logger = logging.getLogger(__name__)
Failed = Callable[[Exception], None]


class ServiceThread(threading.Thread):
    """Does ``work``; an error that nobody foresaw is logged with its traceback, then ``broken`` is called."""

    def __init__(self, name: str, work: Callable[[], None], broken: Callable[[], None] = lambda: None) -> None:
        super().__init__(name=name, daemon=True)
        self._work, self._broken = work, broken

    def run(self) -> None:
        """See the class."""
        try:
            self._work()
        except Exception as problem:
            logger.error("the thread '%s' broke", self.name, exc_info=problem)
            self._broken()


@final
class Watchdog:
    """Calls ``check`` every ``interval`` seconds, from ``open`` to ``close``; a check that fails is logged."""

    def __init__(self, name: str, interval: float, check: Callable[[], None]) -> None:
        self._interval, self._check, self._closing = interval, check, threading.Event()
        self._thread = ServiceThread(name, self._run)

    def open(self) -> None:
        """Begin to check."""
        self._thread.start()

    def close(self) -> None:
        """Stop checking."""
        self._closing.set()

    def _run(self) -> None:
        while not self._closing.wait(self._interval):
            _guarded(self._thread.name, self._check)


@final
class TaskThread:
    """Does one task after the other; one that fails is logged, and the next one is done."""

    def __init__(self, name: str) -> None:
        self._tasks: SimpleQueue[tuple[Callable[[], None], Failed] | None] = SimpleQueue()
        self._thread = ServiceThread(name, self._run)

    def open(self) -> None:
        """Begin."""
        self._thread.start()

    def put(self, task: Callable[[], None], failed: Failed = lambda _: None) -> None:
        """Have something done soon, after ``open``; where it fails ``failed`` is called with the error."""
        self._tasks.put((task, failed))

    def close(self, patience: float | None = None) -> None:
        """End after the tasks so far, within ``patience`` seconds; None: however long they take."""
        self._tasks.put(None)
        if self._thread.ident is not None:
            self._thread.join(patience)

    def _run(self) -> None:
        while (task := self._tasks.get()) is not None:
            _guarded(self._thread.name, *task)


def _guarded(name: str, work: Callable[[], None], failed: Failed = lambda _: None) -> None:
    try:
        work()
    except Exception as problem:
        logger.error("the thread '%s' failed in one of its tasks; it goes on", name, exc_info=problem)
        failed(problem)
