"""A client that never comes to the end of a request is dropped, one that asks is not."""

from __future__ import annotations

import asyncio
import socket

import pytest
import uvicorn

from rnn_playground.server.serving import ImpatientProtocol


class Hasty(ImpatientProtocol):
    patience = 0.3


class LessHasty(ImpatientProtocol):
    patience = 1.5


async def answer(scope, receive, send):
    await asyncio.sleep(2.0)  # longer than a client may take over a head
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


async def spoken_to(*pieces, protocol=Hasty):
    """Send pieces to a server, and return what came back until it closed or answered."""
    config = uvicorn.Config(answer, port=0, http=protocol, lifespan="off", log_level="critical")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    reader, writer = await asyncio.open_connection(host, port, family=socket.AF_INET)
    received = b""
    try:
        async with asyncio.timeout(60):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
            while not received.endswith(b"ok") and (more := await reader.read(1000)):
                received += more
    except ConnectionResetError:
        pass
    writer.close()
    server.should_exit = True
    await serving
    return received


@pytest.mark.parametrize("pieces", [[], [b"GET / HTTP/1.1\r\n"], [b"GET / HTTP/1.1\r\nHost: h\r\n", b"X-More: 1\r\n"]])
def test_half_a_request_is_not_waited_for(pieces):
    assert asyncio.run(spoken_to(*pieces)) == b""


def test_a_whole_one_is_answered_however_long_that_takes():
    assert asyncio.run(spoken_to(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n", protocol=LessHasty)).endswith(b"ok")
