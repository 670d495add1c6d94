"""What is logged with a traceback is counted, and still written where nobody else writes the log."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys

from rnn_playground.engine.service_thread import ServiceThread
from rnn_playground.server.counters import Counters
from rnn_playground.server.unexpected import logged_errors_counted


def broken():
    raise KeyError("no such key")


def test_a_thread_of_the_engine_that_breaks_is_counted():
    counters = Counters()
    with logged_errors_counted(counters):
        thread = ServiceThread("heart", broken)
        thread.start()
        thread.join()
    assert counters.unexpected_errors == 1


def test_a_callback_of_the_event_loop_that_breaks_is_counted():
    async def call():
        asyncio.get_running_loop().call_soon(broken)
        await asyncio.sleep(0)

    counters = Counters()
    with logged_errors_counted(counters):
        asyncio.run(call())
    assert counters.unexpected_errors == 1


def test_what_is_foreseen_is_not_counted_and_afterwards_nothing_is():
    counters, logger = Counters(), logging.getLogger("rnn_playground.server.store")
    with logged_errors_counted(counters):
        logger.error("the database is away")
    logger.error("too late", exc_info=KeyError("no such key"))
    assert counters.unexpected_errors == 0


WITHOUT_A_JOURNAL = """
import logging
from rnn_playground.server.counters import Counters
from rnn_playground.server.unexpected import logged_errors_counted

with logged_errors_counted(Counters()):
    logging.getLogger("rnn_playground.engine.service_thread").error("it failed", exc_info=KeyError("no such key"))
"""


def test_where_nobody_writes_the_log_it_goes_to_the_standard_error_as_ever():
    environment = {"PYTHONPATH": ":".join(sys.path)}
    command = [sys.executable, "-c", WITHOUT_A_JOURNAL]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert "it failed" in ended.stderr
    assert "KeyError" in ended.stderr
