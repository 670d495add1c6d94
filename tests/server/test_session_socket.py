"""A socket that is being served: where its messages are checked, and its end when the server ends."""

from __future__ import annotations

import asyncio
import json
import time

from rnn_playground.server.allowance import Allowance
from rnn_playground.server.computing import Computing
from rnn_playground.server.connection import Connection
from rnn_playground.server.counters import Counters
from rnn_playground.server.session_socket import SessionSocket
from rnn_playground.server.sessions import Sessions
from rnn_playground.server.settings import Settings


class SilentSocket:
    """A client that is told things and says nothing."""

    def __init__(self):
        self.scope, self.told = {}, []

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
        super().__init__("computing")
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
