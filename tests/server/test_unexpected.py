"""An error that nobody foresaw is told with its traceback, and counted for who watches the server."""

from __future__ import annotations

import logging

import pytest
from prometheus_client import generate_latest

from rnn_playground.server.counters import Counters, Metrics
from rnn_playground.server.unexpected import note_unexpected


def test_it_is_logged_with_its_traceback_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    counters = Counters()
    try:
        raise KeyError("no such key")
    except KeyError as problem:
        note_unexpected(counters, "the request broke", problem, session="s")
    (record,) = caplog.records
    assert (record.levelno, record.getMessage(), record.fields) == (
        logging.ERROR,
        "the request broke",
        {"session": "s"},
    )
    assert "KeyError: 'no such key'" in caplog.text
    assert b"rnn_playground_unexpected_errors_total 1.0" in generate_latest(Metrics(counters, {})).splitlines()
