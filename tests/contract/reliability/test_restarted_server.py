"""A server that is killed or told to end: its workers go with it, and what it held goes on with the next one."""

from __future__ import annotations

import signal
import time
from contextlib import ExitStack

import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed

from ..server_process import PATIENCE, ServerProcess

pytestmark = pytest.mark.long


@pytest.fixture
def process(request, tmp_path, place):
    if place == "directory":
        store = {"data": str(tmp_path / "data")}
    else:
        store = {"database_url": request.getfixturevalue("postgresql").new_database()}
    with ExitStack() as stack:

        def start(port=0):
            running = ServerProcess(port=port, max_connections=200, **store)
            stack.callback(running.close)
            return running

        yield start


def attach(client, welcome, after_step=-1, key="key"):
    client.send("attach", session=welcome["session"], key=welcome[key], after_step=after_step)
    return client.until("attached")


def gone(pids):
    """Return how long it takes until none of these processes runs, in seconds."""
    began = time.monotonic()
    while any(runs(pid) for pid in pids):
        assert time.monotonic() - began < PATIENCE
        time.sleep(0.01)
    return time.monotonic() - began


def runs(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def joined(lane, *clients):
    """Return the losses that clients received one after the other, which follow each other without a gap."""
    mine = [frame for client in clients for frame in client.frames if f"{lane}/steps" in frame]
    steps = np.concatenate([frame[f"{lane}/steps"] for frame in mine])
    np.testing.assert_array_equal(steps, np.arange(len(steps)))
    return np.concatenate([frame[f"{lane}/loss"] for frame in mine])


@pytest.mark.parametrize(
    ("place", "end"),
    [("directory", signal.SIGKILL), ("directory", signal.SIGTERM), ("postgresql", signal.SIGKILL)],
)
def test_runs_are_there_after_a_restart_and_go_on_as_if_undisturbed(
    process, join, hello, losses, workers_of, extent, measured, unhurried, end
):
    document = hello(steps=20_000, lanes=[{"cell": {"kind": "lstm", "hidden_size": 4}}, {"cell": {"kind": "lru"}}])
    server = process()
    owner, paused, finished = (join(server) for _ in range(3))
    paused.send("start", experiment=hello(), paused=True)
    paused.send("step", count=7)
    paused.until("status", state="paused", step=7)
    finished.send("start", experiment=hello(steps=8))
    finished.until("status", state="finished")
    owner.send("pace", updates_per_second=200)
    owner.send("start", experiment=document)
    while owner.frame().step < 60:
        pass
    owner.send("tune", lane=0, learning_rate=0.1)
    mark = owner.until("mark")
    clients = [owner]
    for _ in range(extent(1, 10)):
        workers = workers_of(server.pid)
        assert workers
        code, seconds, errors = server.end(end)
        assert (code, errors) == ((0, "") if end == signal.SIGTERM else (-9, ""))
        assert seconds < unhurried(8.0)
        measured(f"workers gone after {end.name}", f"{gone(workers):.2f} s")
        last = last_step_of(clients[-1])
        server = process(server.port)
        clients.append(join(server))
        assert attach(clients[-1], owner.welcome, last)["run"] == mark["run"]
        assert clients[-1].until("mark") == mark
        recovered = clients[-1].until("status", state="recovered")
        assert "started again" in recovered["reason"]
        while clients[-1].frame().step < last + 20:
            pass
    clients[-1].send("stop")
    clients[-1].until("status", state="stopped")
    document["lanes"][0]["changes"] = [{"step": mark["step"], **mark["change"]}]
    document["steps"] = clients[-1].frames[-1].step + 1
    for lane in (0, 1):
        np.testing.assert_array_equal(joined(lane, *clients), losses(document, lane))
    again, over, stranger = (join(server) for _ in range(3))
    attach(again, paused.welcome)
    assert again.until("status", state="paused")["step"] == 7
    again.send("step", count=1)
    again.until("status", state="paused", step=8)
    np.testing.assert_array_equal(again.joined(0), losses(hello())[:9])
    attach(over, finished.welcome, key="viewer_key")
    over.until("status", state="finished")
    np.testing.assert_array_equal(over.joined(0), losses(hello(steps=8)))
    stranger.send("attach", session=paused.welcome["session"], key="guess")
    assert stranger.error()["code"] == "no_session"


def last_step_of(client):
    """Read what was on its way to a client whose server is gone, and return the last step that it saw."""
    client.acks = False
    while True:
        try:
            client.receive()
        except ConnectionClosed:
            return client.frames[-1].step
