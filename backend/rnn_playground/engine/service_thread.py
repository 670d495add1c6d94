"""A thread on which others rely: where it breaks the log says so, and what it was for is given up aloud."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import final

logger = logging.getLogger(__name__)


@final
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
