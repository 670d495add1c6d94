"""uvicorn's WebSocket protocol, made to let go of clients that stall or cheat."""

from __future__ import annotations

import socket
from asyncio.transports import BaseTransport
from typing import Protocol

from starlette.websockets import WebSocket, WebSocketDisconnect
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState
from websockets.frames import Frame
from websockets.http11 import Request

# The close code by which a client knows that it is to come back (RFC 6455: service restart).
COME_BACK = 1012
SEND_BUFFER = 64 * 1024
MOST_FRAGMENTS = 64
PONG_PATIENCE = 15.0
# Under these names the scope carries the function that drops the connection at once, and the one that sends a piece.
ABORT, PIECE = "rnn_playground.abort", "rnn_playground.piece"


class SendPiece(Protocol):
    """What sends a fragment of a binary message."""

    async def __call__(self, data: bytes | memoryview, *, first: bool, last: bool) -> None:
        """Send it once the client has taken those before; raises WebSocketDisconnect where it is gone."""


def piece_sender(client: WebSocket) -> SendPiece | None:
    """Return what sends a piece to ``client``; None under a server that was not made for it."""
    send: SendPiece | None = client.scope.get("extensions", {}).get(PIECE, {}).get("send")
    return send


class SessionProtocol(WebSocketsSansIOProtocol):
    """A small send buffer, a keep-alive that really ends the connection, few fragments a message."""

    def connection_made(self, transport: BaseTransport) -> None:
        """Shrink the kernel's buffer, which would hide megabytes of stale frames."""
        super().connection_made(transport)
        if (raw := transport.get_extra_info("socket")) is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)

    def handle_connect(self, event: Request) -> None:
        """Give the application a way to drop the connection, and one to send a long message."""
        super().handle_connect(event)
        if hasattr(self, "scope"):
            self.scope["extensions"] |= {ABORT: {"abort": self.transport.abort}, PIECE: {"send": self.send_piece}}

    async def send_piece(self, data: bytes | memoryview, *, first: bool, last: bool) -> None:
        """Send a fragment of a binary message once the buffer has room; raises WebSocketDisconnect without a client."""
        await self.writable.wait()
        if self.disconnected or self.close_sent:
            raise WebSocketDisconnect(1006)
        try:
            if first:
                self.conn.send_binary(data, fin=last)
            else:
                self.conn.send_continuation(data, fin=last)
        except InvalidState:
            raise WebSocketDisconnect(1006) from None
        self.transport.write(b"".join(self.conn.data_to_send()))

    def keepalive_timeout(self) -> None:
        """Abort: closing would wait for ever until a stalled client takes what is in the buffer.

        Where this end does not read, the answer may stand behind what the client said before: then it has more time.
        """
        if self.read_paused and not self.transport.is_closing():
            self.pong_timer = self.loop.call_later(self.ping_timeout or PONG_PATIENCE, self.keepalive_timeout)
            return
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
