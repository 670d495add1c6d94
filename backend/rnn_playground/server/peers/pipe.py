"""A client's socket, led on to the server that has the session: what either says, the other hears as it was said."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any, cast
from urllib.parse import urlsplit

from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Origin

from rnn_playground.server.peers.elsewhere import Peer
from rnn_playground.server.store_problems import NotNow
from rnn_playground.server.websocket_protocol import ABORT, SendPiece, piece_sender

logger = logging.getLogger(__name__)

PATH = "/api/session"
# Who has it was led here by another server: it is led no further. A visitor who sends it gains but a refusal.
FORWARDED = "x-rnn-playground-forwarded"
# What lets a visitor in at this server lets them in at that one.
PASSED_ON = ("cookie", "accept-language")
OPEN_PATIENCE, CLOSE_PATIENCE = 2.0, 1.0
# A server whose machine is gone says nothing; its pings fail, and its heartbeat in the database does, too.
PING = 5.0
# So many fragments wait here for a slow client; then nothing more is read of the other server.
MOST_FRAGMENTS = 4
COME_BACK = 1012


class Pipe:
    """Open to ``peer``, which waits for what the client wants first."""

    def __init__(self, peer: Peer, upstream: ClientConnection) -> None:
        self.peer, self._upstream = peer, upstream
        self._cut: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def cut(self, reason: str) -> None:
        """End it; the client is told to come back."""
        if not self._cut.done():
            self._cut.set_result(reason)

    async def lead(self, client: WebSocket, first: str, send_timeout: float) -> None:
        """Say ``first`` for the client and lead everything on, until either end closes."""
        up = asyncio.create_task(self._lead_up(client, first))
        down = asyncio.create_task(self._lead_down(client, send_timeout))
        tasks: set[asyncio.Future[Any]] = {up, down}
        try:
            await asyncio.wait({*tasks, self._cut}, return_when=asyncio.FIRST_COMPLETED)
            if self._cut.done():
                await _close(client, COME_BACK, self._cut.result())
            elif any(task.done() and task.exception() is not None for task in tasks):
                await _close(client, COME_BACK, "the way to the session's server broke; come back")
            elif not up.done() or up.result():
                await _close(client, *self._closed_with())
        finally:
            for task in tasks:
                task.cancel()
            for outcome in await asyncio.gather(*tasks, self.close(), return_exceptions=True):
                if isinstance(outcome, Exception):
                    logger.error("a pipe to another server broke", exc_info=outcome)

    async def close(self) -> None:
        """Let go of the other server."""
        await self._upstream.close()

    async def _lead_up(self, client: WebSocket, first: str) -> bool:
        """Pass on what the client says; return whether it is still there."""
        try:
            await self._upstream.send(first)
            while (message := await client.receive())["type"] != "websocket.disconnect":
                text = message.get("text")
                await self._upstream.send(message["bytes"] if text is None else text)
        except ConnectionClosed:
            return True
        return False

    async def _lead_down(self, client: WebSocket, send_timeout: float) -> None:
        """Pass on what the other server says, a long message piece by piece; a client that takes nothing is dropped."""
        try:
            send = piece_sender(client)
            while True:
                async for piece, is_first, is_last in self._said(in_pieces=send is not None):
                    async with asyncio.timeout(send_timeout):
                        await _pass_on(client, send, piece, is_first=is_first, is_last=is_last)
        except TimeoutError:
            if (drop := client.scope.get("extensions", {}).get(ABORT, {}).get("abort")) is not None:
                drop()
        except (ConnectionClosed, WebSocketDisconnect, RuntimeError):
            return

    async def _said(self, *, in_pieces: bool) -> AsyncIterator[tuple[str | bytes, bool, bool]]:
        """Yield the next message, as it comes or whole; each piece with whether it is the first, and the last."""
        if not in_pieces:
            yield await self._upstream.recv(), True, True
            return
        async for each in _pieces(self._upstream.recv_streaming()):
            yield each

    def _closed_with(self) -> tuple[int, str]:
        """Return the close code of the other server; one that may not be sent says that it is gone."""
        code = self._upstream.close_code
        if code is None or code in (1005, 1006, 1015):
            return COME_BACK, "the server that had the session is gone; come back"
        return code, self._upstream.close_reason or ""


async def opened(peer: Peer, client: WebSocket) -> Pipe | None:
    """Return a pipe to ``peer`` that has been welcomed, or None where it does not answer as it should.

    Raises NotNow where the client was led here already: the session has just moved.
    """
    headers = client.headers
    if FORWARDED in headers:
        raise NotNow("the session has just moved to another server; come back")
    place = urlsplit(peer.address)
    connecting = connect(
        f"ws://{headers['host']}{PATH}",
        host=place.hostname,
        port=place.port or 80,
        origin=cast("Origin | None", headers.get("origin")),
        additional_headers=[(FORWARDED, "1"), *((name, headers[name]) for name in PASSED_ON if name in headers)],
        compression=None,
        proxy=None,
        max_size=None,
        max_queue=MOST_FRAGMENTS,
        open_timeout=OPEN_PATIENCE,
        close_timeout=CLOSE_PATIENCE,
        ping_interval=PING,
        ping_timeout=PING,
    )
    try:
        upstream = await connecting
    except (OSError, TimeoutError, WebSocketException):
        return None
    try:
        async with asyncio.timeout(OPEN_PATIENCE):
            await upstream.recv()  # a welcome to a session of its own, which nobody needs
    except (TimeoutError, ConnectionClosed):
        await upstream.close()
        return None
    return Pipe(peer, upstream)


async def _pieces(message: AsyncIterator[str | bytes]) -> AsyncIterator[tuple[str | bytes, bool, bool]]:
    """Yield the pieces of a message, each with whether it is the first and whether it is the last."""
    before, is_first = await anext(message), True
    async for piece in message:
        yield before, is_first, False
        before, is_first = piece, False
    yield before, is_first, True


async def _pass_on(
    client: WebSocket, send: SendPiece | None, piece: str | bytes, *, is_first: bool, is_last: bool
) -> None:
    if isinstance(piece, bytes):
        await (client.send_bytes(piece) if send is None else send(piece, first=is_first, last=is_last))
        return
    assert is_first
    assert is_last  # no server of ours sends words in pieces
    await client.send_text(piece)


async def _close(client: WebSocket, code: int, reason: str) -> None:
    try:
        async with asyncio.timeout(CLOSE_PATIENCE):
            await client.close(code, reason)
    except (TimeoutError, WebSocketDisconnect, RuntimeError):
        return
