"""A client for benchmarks: acknowledges every frame at once, and notes how old it was."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect

MEASURED_AT = re.compile(rb'"measured_at":"([0-9.]+)"')
NUMBER = re.compile(rb'"frame":"([0-9]+)"')
KERNEL = re.compile(rb'"kernel":"([a-z,]+)"')
STEP = re.compile(rb'"step":"([0-9]+)"')


class Client:
    """One socket. ``ages`` are the seconds from a step's measurement to the receipt of its frame.

    ``step`` and ``kernel`` are those of the last frame, ``told`` is the step of the last status. An answer may take
    ``patience`` seconds.
    """

    patience = 20.0

    def __init__(self, socket: ClientConnection) -> None:
        self.socket, self.acknowledges = socket, True
        self.welcome: dict[str, Any] = {}
        self.ages: list[float] = []
        self.frames = 0
        self.step = self.told = -1
        self.bytes, self.kernel = 0, ""
        self._waiting: list[tuple[dict[str, Any], asyncio.Future[dict[str, Any]]]] = []
        self._numbers = itertools.count()
        self._reader: asyncio.Task[None]

    @classmethod
    async def open(cls, address: str, stack: AsyncExitStack) -> Self:
        """Return a client whose welcome has come; ``stack`` closes it."""
        client = cls(await stack.enter_async_context(connect(address, compression=None, max_size=None)))
        client.welcome = json.loads(await client.socket.recv())
        client._reader = asyncio.create_task(client._read())
        stack.callback(client._reader.cancel)
        return client

    async def send(self, type: str, **fields: Any) -> None:
        """Send a message."""
        await self.socket.send(json.dumps({"type": type, **fields}))

    async def answer(self, expected: dict[str, Any], type: str, **fields: Any) -> float:
        """Send a message and return the seconds until one with the ``expected`` fields has come."""
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting.append((expected, future))
        began = time.perf_counter()
        await self.send(type, **fields)
        async with asyncio.timeout(self.patience):
            await future
        return time.perf_counter() - began

    async def ask(self, kind: str, **fields: Any) -> float:
        """Put a request and return the seconds until its reply has come."""
        identifier = f"q{next(self._numbers)}"
        return await self.answer({"id": identifier}, "request", kind=kind, id=identifier, **fields)

    async def train(self, experiment: dict[str, Any], *, pace: float | None, **watched: Any) -> None:
        """Begin a run, ``pace`` updates a second or as fast as it goes; watch it as ``watched`` says."""
        await self.send("watch", **watched)
        await self.send("pace", updates_per_second=pace)
        await self.send("start", experiment=experiment)

    async def view(self, owner: Client) -> None:
        """Become a viewer of another client's session."""
        names = {"session": owner.welcome["session"], "key": owner.welcome["viewer_key"]}
        await self.send("attach", **names, after_step=-1)

    def stop_reading(self) -> None:
        """Take nothing any more, so that all that is sent stays with the sender."""
        self._reader.cancel()
        self.socket.transport.pause_reading()

    def forget(self) -> None:
        """Begin to count anew."""
        self.ages.clear()
        self.frames = self.bytes = 0

    async def _read(self) -> None:
        async for message in self.socket:
            if isinstance(message, bytes):
                await self._take(message)
            else:
                self._hear(json.loads(message))

    async def _take(self, blob: bytes) -> None:
        now = time.time()
        head = blob[: 8 + int.from_bytes(blob[:8], "little")]
        number, step, measured_at = (pattern.search(head) for pattern in (NUMBER, STEP, MEASURED_AT))
        assert number is not None
        if number[1] == b"0":
            reply = re.search(rb'"reply":"([^"]*)"', head)
            assert reply
            self._hear({"type": "reply", "id": reply[1].decode()})
            return
        assert step is not None
        assert measured_at is not None
        self.ages.append(now - float(measured_at[1]))
        self.frames += 1
        self.bytes += len(blob)
        self.step = int(step[1])
        if kernel := KERNEL.search(head):
            self.kernel = kernel[1].decode()
        if self.acknowledges:
            await self.send("ack", frame=int(number[1]))

    def _hear(self, event: dict[str, Any]) -> None:
        if event["type"] == "status":
            self.told = event["step"]
        for entry in self._waiting:
            expected, future = entry
            if all(event.get(name) == value for name, value in expected.items()):
                self._waiting.remove(entry)
                if not future.done():
                    future.set_result(event)
                return


async def until_all_show(clients: Sequence[Client]) -> None:
    """Wait until each has had a frame of a run that trains."""
    while any(client.step <= 0 for client in clients):
        await asyncio.sleep(0.1)
