"""Errors that nobody foresaw: each is logged with its traceback and counted, and what it hit goes on without it."""

from __future__ import annotations

import threading

from rnn_playground.server.counters import Counters
from rnn_playground.server.journal import LOGGER

_COUNTING = threading.Lock()


def note_unexpected(counters: Counters, event: str, problem: BaseException, **fields: str | int | float | None) -> None:
    """Log ``problem`` with its traceback and count it; ``event`` says what it hit. Any thread may call this."""
    count_unexpected(counters)
    LOGGER.error(event, exc_info=problem, extra={"fields": fields})


def count_unexpected(counters: Counters) -> None:
    """Count an error that is logged already. Any thread may call this."""
    with _COUNTING:
        counters.unexpected_errors += 1
