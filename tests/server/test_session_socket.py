"""A socket that is served: where its messages are checked, how it ends, what is heard where something breaks."""

from __future__ import annotations

import asyncio
import json
import time

from rnn_playground.server.allowance import Allowance
from rnn_playground.server.computing import Computing
from rnn_playground.server.connection import Connection
from rnn_playground.server.counters import Counters
from rnn_playground.server.outbox import Outbox
from rnn_playground.server.session_socket import SessionSocket
from rnn_playground.server.sessions import Sessions
from rnn_playground.server.settings import Settings


class SilentSocket:
    """A client that is told things and says nothing."""

    def __init__(self):
        self.scope, self.query_params, self.told = {}, {}, []

    async def accept(self):
        pass

    async def receive(self):
        await asyncio.Event().wait()

    async def send_text(self, text):
        self.told.append(text)


def test_a_server_that_ends_leaves_no_error_behind():
    async def scenario():
        socket, counters = SilentSocket(), Counters()
        sessions = Sessions(None, Settings(), counters)
        connection = Connection(socket, heartbeat=15.0, send_timeout=10.0, counters=counters)
        allowance = Allowance(100.0, 100, time.monotonic)
        session_socket = SessionSocket(socket, connection, sessions, {}, counters, allowance=allowance)
        serving = asyncio.create_task(session_socket.serve())
        while not socket.told:
            await asyncio.sleep(0)
        serving.cancel("timeout graceful shutdown exceeded")
        await asyncio.wait({serving})
        others = asyncio.all_tasks() - {asyncio.current_task()}
        return serving, sessions.connections, others

    serving, connections, others = asyncio.run(scenario())
    assert not serving.cancelled()
    assert serving.exception() is None
    assert not connections
    assert not others


class TalkativeSocket(SilentSocket):
    """A client that says these messages, one after the other."""

    def __init__(self, *messages):
        super().__init__()
        self.messages = list(messages)

    async def receive(self):
        if self.messages:
            return {"type": "websocket.receive", "text": self.messages.pop(0)}
        return await super().receive()


class NotedComputing(Computing):
    """Notes what it is asked to do."""

    def __init__(self):
        super().__init__("documents", 1)
        self.read = []

    async def do(self, visitor, work, *given, **named):
        self.read += given
        return await super().do(visitor, work, *given, **named)


def test_a_long_message_is_checked_elsewhere_and_answered_in_its_order():
    long = json.dumps({"type": "start", "experiment": {"task": {"kind": "text", "corpus": "own", "text": "\a" * 5000}}})
    ping = json.dumps({"type": "ping", "at": 7})

    async def scenario():
        socket, counters = TalkativeSocket(long, ping), Counters()
        sessions = Sessions(None, Settings(), counters)
        sessions.computing = computing = NotedComputing()
        connection = Connection(socket, heartbeat=15.0, send_timeout=10.0, counters=counters)
        allowance = Allowance(100.0, 100, time.monotonic)
        session_socket = SessionSocket(socket, connection, sessions, {}, counters, allowance=allowance)
        serving = asyncio.create_task(session_socket.serve())
        async with asyncio.timeout(60):
            while len(socket.told) < 3:
                await asyncio.sleep(0.001)
        serving.cancel()
        await asyncio.wait({serving})
        computing.close()
        return computing.read, [json.loads(each)["type"] for each in socket.told]

    assert asyncio.run(scenario()) == ([long], ["welcome", "error", "pong"])


class Client(SilentSocket):
    """A client that says things, and is told how its connection is closed."""

    def __init__(self, *said):
        super().__init__()
        self._said, self.closed = list(said), None

    async def receive(self):
        if not self._said:
            await asyncio.Event().wait()
        return {"type": "websocket.receive", "text": json.dumps(self._said.pop(0))}

    async def close(self, code, reason):
        self.closed = code


def served(socket, break_it=lambda connection: None, told=2):
    """Serve ``socket`` without an engine until it was told so many things, or is closed; return what was counted."""

    async def scenario():
        counters = Counters()
        sessions = Sessions(None, Settings(), counters)
        connection = Connection(socket, heartbeat=15.0, send_timeout=10.0, counters=counters)
        allowance = Allowance(100.0, 100, time.monotonic)
        serving = asyncio.create_task(
            SessionSocket(socket, connection, sessions, {}, counters, allowance=allowance).serve()
        )
        break_it(connection)
        while len(socket.told) < told and socket.closed is None:
            await asyncio.sleep(0)
        if socket.closed is None:
            serving.cancel()
        await asyncio.wait({serving})
        assert serving.exception() is None
        return counters

    return asyncio.run(scenario())


def wall(identifier):
    """A question that a server without an engine cannot put to anybody."""
    return {"type": "request", "id": identifier, "kind": "wall", "activation": "tanh"}


def test_a_request_that_breaks_is_answered_counted_and_logged(caplog):
    socket = Client(wall("q1"), {"type": "ping", "at": 1})
    counters = served(socket, told=3)
    answers = [json.loads(text) for text in socket.told]
    (problem,) = [answer for answer in answers if answer["type"] == "error"]
    assert (problem["code"], problem["id"]) == ("internal_error", "q1")
    assert "server" in problem["message"]
    assert [answer["at"] for answer in answers if answer["type"] == "pong"] == [1]
    assert counters.unexpected_errors == 1
    assert "Traceback" in caplog.text


def test_an_order_that_breaks_is_answered_counted_and_logged(caplog):
    socket = Client({"type": "start", "experiment": {}})
    counters = served(socket)
    problem = json.loads(socket.told[1])
    assert (problem["type"], problem["code"]) == ("error", "internal_error")
    assert counters.unexpected_errors == 1
    assert "Traceback" in caplog.text


class BrokenOutbox(Outbox):
    """One that cannot be emptied."""

    def take(self):
        raise KeyError("no such frame")


def test_where_the_sending_half_breaks_the_client_is_not_left_waiting(caplog):
    def break_it(connection):
        connection.outbox = BrokenOutbox()

    socket = Client()
    counters = served(socket, break_it)
    assert socket.closed == 1011
    assert counters.unexpected_errors == 1
    assert "KeyError: 'no such frame'" in caplog.text
