"""A line that is cut again and again: what arrived, joined by step, is the server's own log, byte for byte."""

from __future__ import annotations

import random

import numpy as np

QUANTITIES = ("loss", "metric", "gradient_norm")
WAYS = ("politely", "end", "reset", "half-open")


def attach(client, welcome, after_step):
    client.send("attach", session=welcome["session"], key=welcome["key"], after_step=after_step)
    return client.until("attached")


def scalars_of(frames, lane):
    """Return what the frames carry of a lane, joined: the steps, and each quantity as bytes."""
    mine = [frame for frame in frames if f"{lane}/steps" in frame]
    steps = np.concatenate([frame[f"{lane}/steps"] for frame in mine])
    return steps, {name: b"".join(frame[f"{lane}/{name}"].tobytes() for frame in mine) for name in QUANTITIES}


def test_after_random_cuts_what_came_equals_the_log_byte_for_byte(server, join, hello, cut, extent, measured):
    cuts = extent(40, 200)
    chance = random.Random(20)
    document = hello(steps=100_000, lanes=[{"cell": {"kind": "rnn", "hidden_size": 3}}, {"cell": {"kind": "gru"}}])
    owner = join()
    owner.send("pace", updates_per_second=400)
    owner.send("start", experiment=document)
    owner.frame()
    frames, half_open, client = list(owner.frames), [], owner
    for number in range(cuts):
        way = chance.choice(WAYS)
        if way == "half-open":
            half_open.append(client)
        else:
            cut(client, way)
        client = join()
        last = frames[-1].step
        assert attach(client, owner.welcome, last)["run"] is not None
        if number % 3 == 0:
            client.send("request", id=f"f{number}", kind="frame", step=chance.randint(0, last))
        for _ in range(chance.randint(1, 3)):
            client.frame()
        frames += client.frames
        if half_open and chance.random() < 0.5:
            cut(half_open.pop(0), "reset")  # the dying one does not take the new one with it
    client.send("stop")
    client.until("status", state="stopped")
    frames += [frame for frame in client.frames if frame not in frames]
    run = server.run_of(owner)
    for lane in (0, 1):
        steps, joined = scalars_of(frames, lane)
        np.testing.assert_array_equal(steps, np.arange(run.step + 1))
        log = run.log.since(lane, -1, run.step + 1)
        assert joined == {name: log[name].tobytes() for name in QUANTITIES}
    measured("cuts survived byte for byte", f"{cuts}, {run.step + 1} updates")


def test_a_second_tab_and_a_reload_show_the_same_run_with_its_recorded_frames(join, hello, cut):
    first, second = join(), join()
    first.send("start", experiment=hello(), paused=True)
    for _ in range(6):
        first.send("step", count=1)
    first.until("status", step=6)
    attach(second, first.welcome, -1)
    second.until("status", state="paused")
    cut(first, "end")
    reloaded = join()
    attach(reloaded, first.welcome, -1)
    reloaded.send("step", count=1)
    assert second.frame_of(7).step == reloaded.frame_of(7).step
    for step in range(8):
        reloaded.send("request", id="r", kind="frame", step=step)
        while "reply" not in (frame := reloaded.frame()).metadata:
            pass
        assert frame.step == step
