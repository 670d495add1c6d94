"""One WebSocket: a task that sends what the outbox holds, and cuts off who does not take it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from starlette.websockets import WebSocket, WebSocketDisconnect

from rnn_playground.server.counters import Counters
from rnn_playground.server.event_log import log_event
from rnn_playground.server.events import Event
from rnn_playground.server.outbox import Message, Outbox
from rnn_playground.server.pieces import Pieces
from rnn_playground.server.websocket_protocol import ABORT, piece_sender


class Connection:
    """The sending half of a socket; ``session``, the id of what it is attached to, stands in the log."""

    def __init__(self, socket: WebSocket, *, heartbeat: float, send_timeout: float, counters: Counters) -> None:
        self.outbox = Outbox()
        self.session: str | None = None
        self.socket, self._heartbeat, self._send_timeout = socket, heartbeat, send_timeout
        self._counters = counters
        self._wake, self._room = asyncio.Event(), asyncio.Event()
        self._closing: tuple[int, str] | None = None
        self._sent_at = asyncio.get_running_loop().time()

    def say(self, event: Event | str) -> None:
        """Send what belongs to no run: an event, or what is JSON already."""
        self.outbox.enqueue_event(event)
        self.wake()

    def wake(self) -> None:
        """Look into the outbox again."""
        self._wake.set()

    def close(self, code: int, reason: str) -> None:
        """Close when everything that may be sent has been sent."""
        self._closing = (code, reason)
        self.wake()

    @property
    def closing(self) -> bool:
        """Whether it is to be closed: nothing that the client still says is obeyed."""
        return self._closing is not None

    def abort(self) -> None:
        """Drop the connection at once, whatever the client has not taken."""
        drop: Callable[[], None] | None = self.socket.scope.get("extensions", {}).get(ABORT, {}).get("abort")
        if drop is not None:
            drop()

    async def drain(self) -> None:
        """Wait until the client has taken most of what was said to it."""
        while self.outbox.above_high_water:
            self._room.clear()
            await self._room.wait()

    async def send(self) -> None:
        """Send until the connection ends: frames as credits allow, a heartbeat after silence."""
        while True:
            while (message := self.outbox.take()) is not None:
                if not await self._send(message):
                    return
                self._room.set()
            if self.outbox.overflows:
                self._give_up("too much waits for it")
                return
            if self._closing is not None:
                await self.hang_up(*self._closing)
                return
            self._wake.clear()
            try:
                # Not wait_for, which may swallow a cancellation.
                async with asyncio.timeout_at(self._sent_at + self._heartbeat):
                    await self._wake.wait()
            except TimeoutError:
                self.outbox.enqueue_event({"type": "heartbeat"})

    async def _send(self, message: Message) -> bool:
        try:
            if isinstance(message, Pieces):
                await self._send_pieces(message)
            else:
                async with asyncio.timeout(self._send_timeout):
                    if isinstance(message, str):
                        await self.socket.send_text(message)
                    else:
                        await self.socket.send_bytes(message)
            if not isinstance(message, str):
                self._counters.frames_sent += 1
                if self.outbox.measured_at is not None:
                    self._counters.frame_ages.observe(time.time() - self.outbox.measured_at)
        except TimeoutError:
            self._give_up("it takes nothing")
            return False
        except (WebSocketDisconnect, RuntimeError):
            return False  # it closed meanwhile
        self._sent_at = asyncio.get_running_loop().time()
        return True

    async def _send_pieces(self, pieces: Pieces) -> None:
        """Send a long message; a client that takes one piece in time has as much time for the next.

        Where the server below knows nothing of pieces, the message goes whole.
        """
        send = piece_sender(self.socket)
        if send is None:
            async with asyncio.timeout(self._send_timeout):
                await self.socket.send_bytes(b"".join(pieces))
            return
        left, first = len(pieces), True
        for piece in pieces:
            left -= len(piece)
            async with asyncio.timeout(self._send_timeout):
                await send(piece, first=first, last=left == 0)
            first = False

    def _give_up(self, reason: str) -> None:
        self._counters.stalled_connections += 1
        log_event("connection cut off", session=self.session, reason=reason)
        self.abort()

    async def hang_up(self, code: int, reason: str) -> None:
        """Close at once, whatever has not been sent; a client that does not take even that is dropped."""
        try:
            async with asyncio.timeout(self._send_timeout):
                await self.socket.close(code, reason)
        except TimeoutError:
            self.abort()
        except (WebSocketDisconnect, RuntimeError):
            return
