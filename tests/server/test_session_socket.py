"""The end of a socket that is being served when the server ends."""

from __future__ import annotations

import asyncio
import time

from rnn_playground.server.allowance import Allowance
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
