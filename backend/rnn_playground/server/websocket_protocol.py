"""uvicorn's WebSocket protocol, made to let go of clients that stall or cheat."""

from __future__ import annotations

import socket
from asyncio.transports import BaseTransport

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request

SEND_BUFFER = 64 * 1024
MOST_FRAGMENTS = 64
# Under this name the scope carries the function that drops the connection at once.
ABORT = "rnn_playground.abort"


class SessionProtocol(WebSocketsSansIOProtocol):
    """A small send buffer, a keep-alive that really ends the connection, few fragments a message."""

    def connection_made(self, transport: BaseTransport) -> None:
        """Shrink the kernel's buffer, which would hide megabytes of stale frames."""
        super().connection_made(transport)
        if (raw := transport.get_extra_info("socket")) is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)

    def handle_connect(self, event: Request) -> None:
        """Give the application a way to drop the connection."""
        super().handle_connect(event)
        if hasattr(self, "scope"):
            self.scope["extensions"][ABORT] = {"abort": self.transport.abort}

    def keepalive_timeout(self) -> None:
        """Abort: closing would wait for ever until a stalled client takes what is in the buffer."""
        super().keepalive_timeout()
        self.transport.abort()

    def handle_cont(self, event: Frame) -> None:
        """Refuse a message in very many pieces: empty ones pass every bound on size and cost the loop seconds."""
        if self.close_sent:
            return
        if len(self.frames) < MOST_FRAGMENTS:
            super().handle_cont(event)
            return
        self.conn.fail(1009, f"more than {MOST_FRAGMENTS} fragments")
        self.handle_parser_exception()
        self.transport.abort()
