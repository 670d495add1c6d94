"""A client of the protocol that reads in order and forgets nothing."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from websockets.sync.client import ClientConnection, connect

from rnn_playground.telemetry.codec import decode

from ..waiting import noted

PATIENCE = 60.0
LONG_PATIENCE = 300.0


class Frame:
    """A received frame."""

    def __init__(self, blob: bytes) -> None:
        self.tensors, self.metadata = decode(blob)
        self.number, self.step = int(self.metadata["frame"]), int(self.metadata["step"])

    def __getitem__(self, name: str) -> Any:
        return self.tensors[name]

    def __contains__(self, name: str) -> bool:
        return name in self.tensors


class Client:
    """One socket. ``received`` is all that came, in order; frames are acknowledged unless ``acks`` is off."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket, self.acks = socket, True
        self.received: list[dict[str, Any] | Frame] = []
        self.welcome: dict[str, Any] = {}

    def send(self, type: str, **fields: Any) -> None:
        """Send a message."""
        self.socket.send(json.dumps({"type": type, **fields}))

    def receive(self) -> dict[str, Any] | Frame:
        """Return the next message or frame."""
        message = self.socket.recv(PATIENCE)
        item = json.loads(message) if isinstance(message, str) else Frame(message)
        self.received.append(item)
        if isinstance(item, Frame) and self.acks and "reply" not in item.metadata:
            self.send("ack", frame=item.number)
        return item

    def _coming(self, wanted: str) -> Iterator[dict[str, Any] | Frame]:
        """What comes, for a while: heartbeats alone would keep whoever waits for ever."""
        begin = time.monotonic()
        while time.monotonic() - begin < LONG_PATIENCE:
            yield self.receive()
        raise AssertionError(f"in {LONG_PATIENCE} s there did not come: {wanted}")

    def until(self, type: str, **fields: Any) -> dict[str, Any]:
        """Read until a message of that type and with those fields; return it."""
        wanted = {"type": type, **fields}.items()
        with noted(f"the message {type} {fields}"):
            return next(
                item
                for item in self._coming(f"{type} {fields}")
                if isinstance(item, dict) and all(item.get(name) == value for name, value in wanted)
            )

    def frame(self) -> Frame:
        """Read until the next frame; return it."""
        with noted("a frame"):
            return next(item for item in self._coming("a frame") if isinstance(item, Frame))

    def frame_of(self, step: int) -> Frame:
        """Read until a frame of that step; return it."""
        while (frame := self.frame()).step != step:
            assert frame.step < step
        return frame

    def quiet(self) -> list[dict[str, Any] | Frame]:
        """Return all that comes before the answer to a ping sent now."""
        before = len(self.received)
        self.send("ping", at=len(self.received))
        self.until("pong")
        return self.received[before:-1]

    def error(self, **fields: Any) -> dict[str, Any]:
        """Read until an error."""
        return self.until("error", **fields)

    @property
    def frames(self) -> list[Frame]:
        """The frames received, replies excepted."""
        return [item for item in self.received if isinstance(item, Frame) and "reply" not in item.metadata]

    def states(self) -> list[str]:
        """The states that statuses told, in order."""
        return [item["state"] for item in self.received if isinstance(item, dict) and item["type"] == "status"]

    def joined(self, lane: int, quantity: str = "loss", run: str | None = None, first: int = 0) -> np.ndarray[Any, Any]:
        """The scalars of all frames, which must follow each other from step ``first`` without a gap."""
        there = f"{lane}/steps"
        frames = [frame for frame in self.frames if run in (None, frame.metadata["run"]) and there in frame]
        steps = np.concatenate([frame[there] for frame in frames])
        np.testing.assert_array_equal(steps, first + np.arange(len(steps)))
        return np.concatenate([frame[f"{lane}/{quantity}"] for frame in frames])


@contextmanager
def visit_to(server: Any, room: str = "") -> Iterator[Client]:
    """A connection in that room that has read its welcome, and ends with the block."""
    address = f"{server.socket_address}?room={room}" if room else server.socket_address
    with connect(address, compression=None, max_size=None, max_queue=None) as socket:
        client = Client(socket)
        client.welcome = client.until("welcome")
        yield client


def watching(viewer: Client, keys: dict[str, Any]) -> Client:
    """Have ``viewer`` watch the session that ``keys`` name."""
    viewer.send("attach", session=keys["session"], key=keys["viewer_key"])
    viewer.until("attached", read_only=True)
    return viewer
