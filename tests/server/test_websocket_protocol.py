"""The keep-alive ends a connection whose client takes nothing, however full the buffers are; pieces never fill them."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager

import pytest
import uvicorn
from starlette.websockets import WebSocket
from websockets.asyncio.client import connect

from rnn_playground.server.connection import Connection
from rnn_playground.server.counters import Counters
from rnn_playground.server.pieces import PIECE_BYTES, Pieces
from rnn_playground.server.websocket_protocol import ABORT, PIECE, SEND_BUFFER, SessionProtocol

HANDSHAKE = (
    b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


SHORT_KEEP_ALIVE = {"ws_ping_interval": 0.2, "ws_ping_timeout": 1.0}


@asynccontextmanager
async def serving(application, ws=SessionProtocol, **settings):
    """Serve ``application`` on a free port; yield the server and the port."""
    server = uvicorn.Server(
        uvicorn.Config(application, port=0, ws=ws, lifespan="off", log_level="critical", **settings)
    )
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield server, server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await task


async def pour(scope, receive, send):
    """Accept, then send without end."""
    assert ABORT in scope["extensions"]
    await send({"type": "websocket.accept"})
    while True:
        await send({"type": "websocket.send", "bytes": b"x" * 65_536})


async def stall_until_dropped():
    async with serving(pour, **SHORT_KEEP_ALIVE) as (server, port):
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(HANDSHAKE)
            while not any(isinstance(connection, SessionProtocol) for connection in server.server_state.connections):
                await asyncio.sleep(0.01)
            (connection,) = server.server_state.connections
            buffer = connection.transport.get_extra_info("socket").getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)
            assert buffer <= 2 * SEND_BUFFER
            async with asyncio.timeout(60):
                while server.server_state.connections:
                    await asyncio.sleep(0.01)


def test_a_stalled_client_is_dropped():
    asyncio.run(stall_until_dropped())


async def think_first(scope, receive, send):
    """Accept, and read for the first time when the keep-alive would have given up twice."""
    await send({"type": "websocket.accept"})
    await asyncio.sleep(2.5)
    await receive()  # that it connected
    said = [(await receive()).get("text") for _ in range(3)]
    await send({"type": "websocket.send", "text": " ".join(said)})


def test_a_client_whose_answer_is_not_read_yet_is_not_dropped():
    async def scenario():
        async with (
            serving(think_first, **SHORT_KEEP_ALIVE) as (_, port),
            connect(f"ws://127.0.0.1:{port}/", compression=None, ping_interval=None) as client,
        ):
            for word in ("one", "after", "another"):
                await client.send(word)
            return await client.recv()

    assert asyncio.run(scenario()) == "one after another"


LONG = bytes(range(256)) * 2**15


async def tell_at_length(scope, receive, send):
    """Accept, then send one long message in pieces."""
    await send({"type": "websocket.accept"})
    pieces = Pieces([LONG[:1000], b"", memoryview(LONG)[1000:]])
    assert len(pieces) == len(LONG)
    left = len(pieces)
    for number, piece in enumerate(pieces):
        left -= len(piece)
        await scope["extensions"][PIECE]["send"](piece, first=number == 0, last=left == 0)
    await receive()


def test_a_long_message_never_fills_the_buffer_and_arrives_whole():
    async def scenario():
        async with (
            serving(tell_at_length) as (server, port),
            connect(f"ws://127.0.0.1:{port}/", max_size=None, max_queue=1, compression=None) as client,
        ):
            (connection,) = server.server_state.connections
            while connection.writable.is_set():  # the client takes nothing, so it stops
                await asyncio.sleep(0.01)
            return connection.transport.get_write_buffer_size(), await client.recv()

    waiting, received = asyncio.run(scenario())
    assert received == LONG
    assert 0 < waiting < 3 * PIECE_BYTES


async def give(scope, receive, send):
    """Accept, give one long message and close."""
    socket = WebSocket(scope, receive, send)
    await socket.accept()
    connection = Connection(socket, heartbeat=15.0, send_timeout=60.0, counters=Counters())
    connection.outbox.enqueue_reply(Pieces([LONG]))
    connection.close(1000, "done")
    await connection.send()


@pytest.mark.parametrize("ws", [SessionProtocol, "websockets-sansio"])
def test_a_long_message_arrives_whole_whatever_serves_it(ws):
    async def scenario():
        async with (
            serving(give, ws) as (_, port),
            connect(f"ws://127.0.0.1:{port}/", max_size=None, compression=None) as client,
        ):
            return [message async for message in client]

    assert asyncio.run(scenario()) == [LONG]
