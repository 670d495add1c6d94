"""A killed worker: its sessions go on from a checkpoint, with the losses of an undisturbed run."""

from __future__ import annotations

import itertools
import os
import signal
from concurrent.futures import Future

import numpy as np

from rnn_playground.engine import client as engine_client

from ..waiting import wait_until

MOVES = 3


def kill_worker(server, client):
    os.kill(server.worker_of(client).pid, signal.SIGKILL)


def test_losses_after_a_kill_equal_those_of_an_undisturbed_run(join, nervous_server, hello, losses):
    document = hello(steps=3000, lanes=[{"cell": {"kind": "lstm", "hidden_size": 4}}, {}])
    client = join(nervous_server)
    client.send("pace", updates_per_second=150)
    client.send("start", experiment=document)
    while client.frame().step < 40:
        pass
    client.send("tune", lane=0, learning_rate=0.1)
    mark = client.until("mark")
    kill_worker(nervous_server, client)
    recovered = client.until("status", state="recovered")
    assert recovered["step"] >= mark["step"]
    assert {"local": "-9", "ray": "ActorDied"}[nervous_server.engine] in recovered["reason"]
    assert client.until("status")["state"] == "running"
    client.send("pace", updates_per_second=None)
    client.until("status", state="finished")
    document["lanes"][0]["changes"] = [{"step": mark["step"], **mark["change"]}]
    for lane in (0, 1):
        np.testing.assert_array_equal(client.joined(lane), losses(document, lane))
    assert client.frames == sorted(client.frames, key=lambda frame: frame.step)
    assert nervous_server.restarts >= 1


def test_a_change_outlives_a_checkpoint_from_before_it_that_comes_late(
    join, nervous_server, hello, losses, monkeypatch
):
    engine, document, asked = nervous_server.state.engine, hello(steps=3000), []
    ask = engine.checkpoint

    def late(run):
        asked.append((ask(run), Future()))
        return asked[-1][1]

    monkeypatch.setattr(engine, "checkpoint", late)
    client = join(nervous_server)
    client.send("pace", updates_per_second=150)
    client.send("start", experiment=document)
    while client.frame().step < 5:
        pass
    client.send("tune", lane=0, learning_rate=0.1)
    mark = client.until("mark")
    before, answer = asked[0]
    answer.set_result(before.result())
    wait_until(lambda: len(asked) > 1, "the next checkpoint is asked for, so the first has been heard of")
    kill_worker(nervous_server, client)
    client.until("status", state="recovered")
    client.send("pace", updates_per_second=None)
    client.until("status", state="finished")
    document["lanes"][0]["changes"] = [{"step": mark["step"], **mark["change"]}]
    np.testing.assert_array_equal(client.joined(0), losses(document))


def test_a_run_that_is_moved_loses_no_step_and_no_order_and_nobody_hears_of_it(
    join, nervous_server, hello, losses, monkeypatch
):
    engine, document = nervous_server.state.engine, hello(steps=3000)
    polls, moves = itertools.count(), []

    def move(run):
        if next(polls) % 5 or len(moves) == MOVES:
            return None
        moves.append(engine_client.leave(engine._assigned[run], run))
        engine.stop(run)
        return moves[-1]

    monkeypatch.setattr(engine, "move", move)
    client = join(nervous_server)
    client.send("pace", updates_per_second=150)
    client.send("start", experiment=document)
    changes = []
    for learning_rate in (0.1, 0.01, 0.05):  # one falls into a move, or before it, or after it
        client.send("tune", lane=0, learning_rate=learning_rate)
        mark = client.until("mark")
        changes.append({"step": mark["step"], **mark["change"]})
    while len(moves) < MOVES:
        client.frame()
    client.send("pace", updates_per_second=None)
    client.until("status", state="finished")
    assert "recovered" not in client.states()
    document["lanes"][0]["changes"] = changes
    np.testing.assert_array_equal(client.joined(0), losses(document))


def test_a_paused_run_comes_back_to_the_step_it_was_paused_at(join, nervous_server, hello, losses):
    client = join(nervous_server)
    client.send("start", experiment=hello(), paused=True)
    client.send("step", count=7)
    client.until("status", step=7)
    kill_worker(nervous_server, client)
    client.until("status", state="recovered")
    assert client.until("status", state="paused")["step"] == 7
    client.send("step", count=1)
    client.until("status", step=8)
    client.send("request", id="c", kind="check", lane=0, name="b_y", index=[0])
    assert client.until("reply", id="c")["step"] == 8
    np.testing.assert_array_equal(client.joined(0), losses(hello())[:9])
