"""Clients that stop reading: they are gone in time, cost little meanwhile, and nobody else notices."""

from __future__ import annotations

import gc
import json
import os
import socket
import struct
import time
from contextlib import ExitStack

import numpy as np
import pytest

from rnn_playground.engine.memory_watch import resident_bytes
from rnn_playground.server.outbox import MOST_BYTES
from rnn_playground.server.pieces import PIECE_BYTES

pytestmark = pytest.mark.long


HANDSHAKE = (
    "GET /api/session HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
WIDE = {
    "task": {"kind": "adding", "length": 100},
    "lanes": [{"cell": {"kind": "lstm", "hidden_size": 64}}],
    "batch_size": 1,
    "steps": 200_000,
}
# Its frames have 2.6 MiB with the panels.
HUGE = {
    "task": {"kind": "adding", "length": 200},
    "lanes": [{"cell": {"kind": "lstm", "hidden_size": 128}}] * 2,
    "batch_size": 1,
    "steps": 200_000,
}
PANELS = ["weights", "gradients", "gates"]
PATIENCE = 1.0


def viewer_that_never_reads(server, welcome):
    """Return a bare socket that is attached to a session and leaves everything in its buffer, which is small."""
    port = int(server.address.rpartition(":")[2])
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.connect(("127.0.0.1", port))
    raw.sendall(HANDSHAKE.format(port=port).encode())
    assert b"101" in raw.recv(1024)
    message = {"type": "attach", "session": welcome["session"], "key": welcome["viewer_key"], "after_step": -1}
    payload = json.dumps(message).encode()
    raw.sendall(struct.pack("!BBH", 0x81, 0x80 | 126, len(payload)) + b"\0\0\0\0" + payload)
    return raw


@pytest.fixture
def watched(watching):
    return watching(PATIENCE)


@pytest.fixture
def watching(serve, join):
    """Servers that keep few frames."""
    return lambda patience: begun(serve(send_timeout=patience, history_bytes=2**20), join)


def begun(server, join):
    """Return the server and the owner of a run whose frames are large."""
    owner = join(server)
    owner.send("watch", panels=PANELS, max_rate=30)
    owner.send("pace", updates_per_second=60)
    owner.send("start", experiment=WIDE)
    owner.frame()
    return server, owner


def test_they_are_cut_off_while_the_owner_sees_every_update(watched, extent, measured):
    server, owner = watched
    count = extent(3, 40)
    most, began = 0, time.monotonic()
    with ExitStack() as stalled:
        for _ in range(count):
            stalled.enter_context(viewer_that_never_reads(server, owner.welcome))
        while server.stalled_connections < count:
            assert time.monotonic() - began < 60
            owner.frame()
            most = max([most] + [connection.outbox._bytes for connection in server.state.sessions.connections])
    gone = time.monotonic() - began
    assert most <= MOST_BYTES
    owner.send("stop")
    owner.until("status", state="stopped")
    assert len(owner.joined(0)) == owner.frames[-1].step + 1
    measured("stalled clients gone", f"{count} in {gone:.1f} s with a patience of {PATIENCE:g} s")
    measured("bytes waiting for a stalled client, at most", f"{most}")


def buffered(server):
    """Return the bytes in the buffers of every connection, its own part of what waits for it included."""
    return [connection.transport.get_write_buffer_size() for connection in server.server.server_state.connections]


def test_a_frame_of_more_than_a_megabyte_waits_in_pieces_and_arrives_whole(serve, join, eventually):
    server = serve(send_timeout=60.0)
    owner = join(server)
    owner.send("watch", panels=PANELS)
    owner.send("start", experiment=HUGE, paused=True)
    owner.until("status", state="paused")
    frame = owner.frames[-1]
    assert sum(tensor.nbytes for tensor in frame.tensors.values()) > 2 * MOST_BYTES
    owner.send("request", id="again", kind="frame", step=frame.step)
    while "reply" not in (again := owner.frame()).metadata:
        pass
    assert again.tensors.keys() == frame.tensors.keys()
    for name, tensor in frame.tensors.items():
        np.testing.assert_array_equal(again[name], tensor)
    with viewer_that_never_reads(server, owner.welcome):
        eventually(lambda: max(buffered(server)) > PIECE_BYTES)
        owner.send("step", count=3)
        owner.until("status", state="paused", step=frame.step + 3)
        assert max(buffered(server)) < MOST_BYTES / 4


def updates_in(owner, run, frames):
    """Return updates a second of the run while its owner reads so many frames, and forgets them."""
    before, began = run.step, time.monotonic()
    for _ in range(frames):
        owner.frame()
        owner.received.clear()
    return (run.step - before) / (time.monotonic() - began)


def resident():
    """Return the bytes of this process, server and clients alike, that are in use."""
    gc.collect()
    return resident_bytes(os.getpid()) or 0


def test_while_they_stall_they_take_less_than_a_megabyte_each(watching, extent, measured):
    server, owner = watching(60.0)
    count, frames = 40, extent(60, 200)
    run = server.run_of(owner)
    owner.send("pace", updates_per_second=None)
    alone = [updates_in(owner, run, frames) for _ in range(2)][1]
    before = resident()
    with ExitStack() as stalled:
        for _ in range(count):
            stalled.enter_context(viewer_that_never_reads(server, owner.welcome))
        beside = updates_in(owner, run, frames)
        each = (resident() - before) / count
        assert server.stalled_connections == 0
    assert each < 2**20
    measured("memory of a client that stalls", f"{each / 2**20:.2f} MiB of {count}")
    measured("updates a second beside them, of those without", f"{beside / alone:.2f}")
