"""A session outlives its connections; who comes back misses nothing, who has no key stays out."""

from __future__ import annotations

import re

import numpy as np
import pytest


def attach(client, welcome, *, key="key", after_step=-1):
    client.send("attach", session=welcome["session"], key=welcome[key], after_step=after_step)


def test_attaching_gives_the_run_with_its_document_and_all_its_scalars(join, hello, losses):
    owner = join()
    owner.send("start", experiment=hello(), paused=True)
    owner.send("step", count=9)
    owner.until("status", step=9)
    other = join()
    attach(other, owner.welcome)
    assert other.until("attached")["read_only"] is False
    status = other.until("status")
    assert (status["state"], status["step"]) == ("paused", 9)
    assert status["experiment"]["task"]["kind"] == "hello"
    assert status["facts"]["task"]["kind"] == "hello"
    assert other.frame().step == 9
    np.testing.assert_array_equal(other.joined(0), losses(hello())[:10])


def test_scalars_after_a_step_come_again_whole(join, hello):
    owner = join()
    owner.send("start", experiment=hello(), paused=True)
    owner.send("step", count=9)
    owner.until("status", step=9)
    other = join()
    attach(other, owner.welcome, after_step=4)
    np.testing.assert_array_equal(other.frame()["0/steps"], [5, 6, 7, 8, 9])


def test_a_cut_connection_loses_no_scalar(join, hello, losses):
    document = hello(steps=400)
    first = join()
    first.send("pace", updates_per_second=400)
    first.send("start", experiment=document)
    while first.frame().step < 20:
        pass
    last = first.frames[-1].step
    first.socket.close()
    second = join()
    attach(second, first.welcome, after_step=last)
    second.until("status", state="finished")
    steps = np.concatenate([frame["0/steps"] for frame in first.frames + second.frames])
    np.testing.assert_array_equal(steps, np.arange(400))
    received = np.concatenate([frame["0/loss"] for frame in first.frames + second.frames])
    np.testing.assert_array_equal(received, losses(document))


def test_a_finished_run_is_shown_whole_and_its_final_status_comes_last(join, hello, losses):
    owner = join()
    owner.send("start", experiment=hello(steps=8))
    owner.until("status", state="finished")
    other = join()
    attach(other, owner.welcome)
    other.until("status", state="finished")
    np.testing.assert_array_equal(other.joined(0), losses(hello(steps=8)))
    assert other.received[-2] is other.frames[-1]


def test_marks_and_diverged_lanes_are_told_again(join, hello):
    owner = join()
    owner.send("start", experiment=hello(), paused=True)
    owner.send("tune", lane=0, learning_rate=0.2)
    mark = owner.until("mark")
    other = join()
    attach(other, owner.welcome)
    assert other.until("mark") == mark


def test_attaching_again_on_the_same_connection_repeats_the_scalars(client, hello):
    client.send("start", experiment=hello(), paused=True)
    client.send("step", count=3)
    client.until("status", step=3)
    attach(client, client.welcome, after_step=1)
    np.testing.assert_array_equal(client.frame()["0/steps"], [2, 3])


@pytest.mark.parametrize("field", ["session", "key"])
def test_without_the_key_nobody_attaches(join, hello, field):
    owner, stranger = join(), join()
    owner.send("start", experiment=hello(), paused=True)
    stranger.send("attach", **{**{name: owner.welcome[name] for name in ("session", "key")}, field: "guess"})
    assert stranger.error()["code"] == "no_session"
    stranger.send("start", experiment=hello(steps=2))
    stranger.until("status", state="finished")


def test_a_step_that_is_still_to_come_is_refused(join, hello):
    owner, other = join(), join()
    owner.send("start", experiment=hello(), paused=True)
    owner.frame()
    attach(other, owner.welcome, after_step=7)
    problem = other.error()
    assert problem["path"] == ["after_step"]
    assert {"7", "0"} <= set(re.findall(r"\d+", problem["message"]))


def test_a_viewer_sees_everything_and_changes_nothing(join, hello):
    owner, viewer = join(), join()
    owner.send("start", experiment=hello(), paused=True)
    owner.frame()
    attach(viewer, owner.welcome, key="viewer_key")
    assert viewer.until("attached")["read_only"] is True
    viewer.frame()
    owner.send("step", count=1)
    assert viewer.frame().step == 1
    orders = [
        ("start", {"experiment": hello()}),
        ("pause", {}),
        ("resume", {}),
        ("stop", {}),
        ("step", {}),
        ("pace", {"updates_per_second": 1}),
        ("tune", {"lane": 0, "learning_rate": 1.0}),
        ("watch", {"panels": []}),
        ("request", {"id": "p", "kind": "probe", "experiment": hello()}),
    ]
    for type, fields in orders:
        viewer.send(type, **fields)
        assert viewer.error()["code"] == "read_only", type
    viewer.send("request", id="f", kind="frame", step=0)
    assert viewer.frame().metadata["reply"] == "f"
    assert owner.quiet() == [] or owner.frames[-1].step == 1


def test_a_run_that_nobody_sees_pauses_and_goes_on_for_its_owner(join, nervous_server, hello, eventually):
    owner = join(nervous_server)
    owner.send("pace", updates_per_second=200)
    owner.send("start", experiment=hello(steps=100_000))
    owner.frame()
    other = join(nervous_server)
    run = nervous_server.run_of(owner)
    owner.socket.close()
    eventually(lambda: run.state == "paused")
    attach(other, owner.welcome)
    status = other.until("status")
    assert (status["state"], status["reason"]) == ("paused", "nobody is attached")
    assert other.until("status")["state"] == "running"


def test_a_session_that_nobody_is_attached_to_ends(join, nervous_server, hello, eventually):
    owner = join(nervous_server)
    owner.send("start", experiment=hello(), paused=True)
    owner.frame()
    owner.socket.close()
    eventually(lambda: not nervous_server.knows(owner))
    other = join(nervous_server)
    attach(other, owner.welcome)
    assert other.error()["code"] == "no_session"


def test_sessions_with_a_run_are_bounded_and_an_abandoned_one_makes_room(join, nervous_server, hello, eventually):
    eventually(lambda: nervous_server.open_sessions == 0)
    owners = [join(nervous_server) for _ in range(4)]
    for owner in owners[:3]:
        owner.send("start", experiment=hello(), paused=True)
        owner.frame()
    owners[3].send("start", experiment=hello(), paused=True)
    waiting = owners[3].until("status", state="queued")
    assert waiting["position"] == 1
    owners[0].socket.close()
    owners[3].until("status", state="paused")
    assert not nervous_server.knows(owners[0])
