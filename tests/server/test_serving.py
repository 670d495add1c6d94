"""What a client's connection is like, of each of the addresses that a server may listen at."""

from __future__ import annotations

import asyncio
import socket

import pytest
import uvicorn

from rnn_playground.server.listening import listen
from rnn_playground.server.serving import ImpatientProtocol
from rnn_playground.server.websocket_protocol import SessionProtocol

UPGRADE = (
    b"Connection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)


async def answer(scope, receive, send):
    """Accept a socket; answer a request."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        await receive()
        await receive()
    else:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body"})


async def delays_of(host: str, more: bytes) -> list[int]:
    """Return TCP_NODELAY of each connection that the server has accepted, after one was answered."""
    config = uvicorn.Config(answer, http=ImpatientProtocol, ws=SessionProtocol, lifespan="off", log_level="critical")
    server = uvicorn.Server(config)
    with listen(host, 0) as listener:
        serving = asyncio.create_task(server.serve([listener]))
        reader, writer = await asyncio.open_connection(host, listener.getsockname()[1])
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n" + more + b"\r\n")
        await reader.readuntil(b"\r\n\r\n")
        accepted = [each.transport.get_extra_info("socket") for each in server.server_state.connections]
        found = [each.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) for each in accepted]
        writer.close()
        server.should_exit = True
        await serving
    return found


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
@pytest.mark.parametrize("more", [b"", UPGRADE], ids=["http", "websocket"])
def test_small_messages_do_not_wait_for_an_acknowledgement(host, more):
    (no_delay,) = asyncio.run(delays_of(host, more))
    assert no_delay
