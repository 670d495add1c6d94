"""The keep-alive ends a connection whose client takes nothing, however full the buffers are."""

from __future__ import annotations

import asyncio
import socket

import uvicorn

from rnn_playground.server.websocket_protocol import ABORT, SEND_BUFFER, SessionProtocol

HANDSHAKE = (
    b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


async def pour(scope, receive, send):
    """Accept, then send without end."""
    assert ABORT in scope["extensions"]
    await send({"type": "websocket.accept"})
    while True:
        await send({"type": "websocket.send", "bytes": b"x" * 65_536})


async def stall_until_dropped():
    config = uvicorn.Config(
        pour,
        port=0,
        ws=SessionProtocol,
        ws_ping_interval=0.1,
        ws_ping_timeout=0.1,
        lifespan="off",
        log_level="critical",
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    with socket.create_connection(server.servers[0].sockets[0].getsockname()) as client:
        client.sendall(HANDSHAKE)
        while not any(isinstance(connection, SessionProtocol) for connection in server.server_state.connections):
            await asyncio.sleep(0.01)
        (connection,) = server.server_state.connections
        buffer = connection.transport.get_extra_info("socket").getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)
        assert buffer <= 2 * SEND_BUFFER
        async with asyncio.timeout(20):
            while server.server_state.connections:
                await asyncio.sleep(0.01)
    server.should_exit = True
    await serving


def test_a_stalled_client_is_dropped():
    asyncio.run(stall_until_dropped())
