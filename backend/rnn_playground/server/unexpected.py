"""Errors that nobody foresaw: each is logged with its traceback and counted, and what it hit goes on without it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rnn_playground.server.counters import Counters
from rnn_playground.server.event_log import LOGGER

_COUNTING = threading.Lock()


def note_unexpected(counters: Counters, event: str, problem: BaseException, **fields: str | int | float | None) -> None:
    """Log ``problem`` with its traceback and count it; ``event`` says what it hit. Any thread may call this."""
    count_unexpected(counters)
    LOGGER.error(event, exc_info=problem, extra={"fields": fields})


def count_unexpected(counters: Counters) -> None:
    """Count an error that is logged already. Any thread may call this."""
    with _COUNTING:
        counters.unexpected_errors += 1


LOGGERS = ("rnn_playground.engine", "rnn_playground.server", "asyncio", "concurrent.futures", "uvicorn.error")


class LoggedErrors(logging.Handler):
    """Counts what is logged with a traceback as an unexpected error; who else writes the log writes it as before."""

    def __init__(self, counters: Counters) -> None:
        super().__init__(logging.ERROR)
        self._counters = counters

    def emit(self, record: logging.LogRecord) -> None:
        """Count a record. Any thread may call this."""
        if record.exc_info:
            count_unexpected(self._counters)
        if logging.lastResort is not None and not _is_written(logging.getLogger(record.name)):
            logging.lastResort.handle(record)  # logging itself does so only where there is no handler at all


def _is_written(logger: logging.Logger | None) -> bool:
    """Tell whether a handler writes down what is logged there."""
    while logger is not None:
        if any(not isinstance(handler, LoggedErrors) for handler in logger.handlers):
            return True
        logger = logger.parent if logger.propagate else None
    return False


@contextmanager
def logged_errors_counted(counters: Counters) -> Iterator[None]:
    """Count what is logged meanwhile. What ``note_unexpected`` logs it counts itself."""
    handler = LoggedErrors(counters)
    for name in LOGGERS:
        logging.getLogger(name).addHandler(handler)
    try:
        yield
    finally:
        for name in LOGGERS:
            logging.getLogger(name).removeHandler(handler)
