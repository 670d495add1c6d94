"""Stands in for the pipe between a worker and its server, where both are threads of one actor."""

from __future__ import annotations

import threading
from collections import deque
from typing import final


@final
class Mailbox:
    """Two directions of messages. ``put`` and ``take`` are the server's end, the rest is the worker's.

    Ray may deliver calls in another order than they were made: each message has a number, from 1 on, and waits for
    those before it.
    """

    def __init__(self) -> None:
        self._incoming: deque[bytes] = deque()
        self._outgoing: list[bytes] = []
        self._early: dict[int, bytes] = {}
        self._next = 1
        self._changed = threading.Condition()

    def put(self, number: int, block: bytes) -> None:
        """Hand in the message of that number."""
        with self._changed:
            self._early[number] = block
            while (following := self._early.pop(self._next, None)) is not None:
                self._incoming.append(following)
                self._next += 1
            self._changed.notify_all()

    def take(self, wait: float) -> list[bytes]:
        """Return what the worker sent since the last call; waits up to ``wait`` seconds for something."""
        with self._changed:
            self._changed.wait_for(lambda: self._outgoing, wait)
            taken, self._outgoing = self._outgoing, []
            return taken

    def poll(self, timeout: float | None = 0.0, /) -> bool:
        """Tell whether there is a message; waits for one up to ``timeout`` seconds, for ever without a time-out."""
        with self._changed:
            return self._changed.wait_for(lambda: bool(self._incoming), timeout)

    def recv_bytes(self) -> bytes:
        """Return the next message."""
        with self._changed:
            self._changed.wait_for(lambda: self._incoming)
            return self._incoming.popleft()

    def send_bytes(self, block: bytes, /) -> None:
        """Send the server a message."""
        with self._changed:
            self._outgoing.append(block)
            self._changed.notify_all()
