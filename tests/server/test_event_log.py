"""Lines of JSON that name session and run; nothing that opens a session is ever among them."""

from __future__ import annotations

import asyncio
import io
import json
import logging

import pytest

from rnn_playground.server.audience import Role
from rnn_playground.server.connection import Connection
from rnn_playground.server.counters import Counters
from rnn_playground.server.event_log import LOGGER, log_event, write_event_log
from rnn_playground.server.sessions import Sessions
from rnn_playground.server.settings import Settings


@pytest.fixture
def written():
    stream, level = io.StringIO(), LOGGER.level
    handler = write_event_log(stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)
    LOGGER.setLevel(level)


def test_an_event_is_one_line_with_its_fields(written):
    log_event("run", session="s", run="r", state="finished", step=3, reason='a "word"\nand another')
    (line,) = written()
    assert {**line, "time": 0} == {
        "time": 0,
        "level": "info",
        "event": "run",
        "session": "s",
        "run": "r",
        "state": "finished",
        "step": 3,
        "reason": 'a "word"\nand another',
    }


def test_what_was_raised_is_told(written):
    try:
        raise ValueError("of the disk")
    except ValueError:
        LOGGER.exception("not saved")
    (line,) = written()
    assert line["level"] == "error"
    assert "ValueError: of the disk" in line["exception"]


def test_a_session_is_named_and_its_keys_are_not(written):
    async def scene():
        counters = Counters()
        sessions = Sessions(None, Settings(), counters)
        connection = Connection(None, heartbeat=15.0, send_timeout=10.0, counters=counters)
        session = sessions.open()
        session.join(connection, Role.OWNER)
        sessions.leave(session, connection)
        await asyncio.sleep(0)
        return session

    session = asyncio.run(scene())
    lines = written()
    assert [line["event"] for line in lines] == ["session opened", "session ended"]
    assert {line["session"] for line in lines} == {session.id}
    assert session.key not in json.dumps(lines)
    assert session.viewer_key not in json.dumps(lines)
