"""A branch on the socket, whatever the run is doing: told by a mark, equal to the document that has it."""

from __future__ import annotations

import os
import signal

import numpy as np
import pytest

RELU = {"cell": {"kind": "rnn", "hidden_size": 3, "activation": "relu"}}
WILD = {
    "cell": {"kind": "rnn", "activation": "identity", "hidden_size": 4},
    "optimizer": {"kind": "sgd", "learning_rate": 1e6},
    "clip": {"kind": "none"},
}


def branch(client, step, lane=RELU, trunk=0):
    """Ask for a branch and return its mark."""
    client.send("branch", origin={"lane": trunk, "step": step}, lane=lane)
    return client.until("mark")


def document_of(client):
    client.send("request", id="d", kind="document")
    return client.until("reply", id="d")


def test_a_running_run_takes_a_branch_from_an_earlier_step(client, hello, losses):
    client.send("pace", updates_per_second=100)
    client.send("start", experiment=hello(steps=900))
    while client.frame().step < 30:
        pass
    mark = branch(client, 12)
    assert (mark["lane"], mark["step"]) == (1, 12)
    assert mark["change"]["origin"] == {"lane": 0, "step": 12}
    assert mark["change"]["cell"]["activation"] == "relu"
    client.send("pace", updates_per_second=None)
    client.until("status", state="finished")
    told = document_of(client)
    assert told["experiment"]["lanes"][1] == mark["change"]
    assert len(told["facts"]["lanes"]) == 2
    assert told["marks"] == [mark]
    np.testing.assert_array_equal(client.joined(0), losses(told["experiment"]))
    np.testing.assert_array_equal(client.joined(1, first=12), losses(told["experiment"], 1))
    assert client.frames[-1].metadata["lanes"] == "2"
    assert "1/hidden_state" in client.frames[-1]
    assert client.states() == ["queued", "running", "finished"]


def test_a_paused_run_stays_while_its_branch_catches_up(client, hello, losses):
    client.send("start", experiment=hello(), paused=True)
    client.send("step", count=20)
    client.until("status", state="paused", step=20)
    branch(client, 0)
    while "1/hidden_state" not in (frame := client.frame()):
        assert frame.metadata["lanes"] == "2"
    assert frame.step == 20
    whole = losses(hello(lanes=[hello()["lanes"][0], {**RELU, "origin": {"lane": 0, "step": 0}}]), 1)
    np.testing.assert_array_equal(client.joined(1), whole[:21])
    client.send("step", count=1)
    assert client.until("status", step=21)["state"] == "paused"
    np.testing.assert_array_equal(client.joined(1), whole[:22])


def test_a_branch_from_the_present_step_joins_at_once(client, hello):
    client.send("start", experiment=hello(), paused=True)
    client.send("step", count=5)
    client.until("status", state="paused", step=5)
    branch(client, 5)
    while "1/hidden_state" not in (frame := client.frame()):
        pass
    assert frame.step == 5
    assert frame["1/steps"].tolist() == [5] or client.joined(1, first=5).size == 1


def test_a_finished_run_goes_on_with_the_branch_and_finishes_again(client, hello, losses):
    client.send("start", experiment=hello(steps=60))
    client.until("status", state="finished")
    branch(client, 30)
    assert client.until("status")["state"] == "running"
    assert client.until("status", state="finished")["step"] == 59
    assert client.received[-2] is client.frames[-1]
    assert "1/hidden_state" in client.frames[-1]
    np.testing.assert_array_equal(client.joined(1, first=30), losses(document_of(client)["experiment"], 1))
    for type in ("pause", "resume"):
        client.send(type)
        assert client.error()["code"] == "run_over"


def test_a_diverged_run_goes_on_with_a_branch_from_before(client):
    task = {"kind": "adding", "length": 8}
    client.send("start", experiment={"task": task, "lanes": [WILD], "batch_size": 4, "steps": 30})
    end = client.until("status", state="diverged")["step"]
    client.send("branch", origin={"lane": 0, "step": end}, lane=WILD)
    problem = client.error()
    assert (problem["code"], problem["cause"]["type"]) == ("refused", "origin_diverged")
    branch(client, 0, {**WILD, "optimizer": {"kind": "sgd", "learning_rate": 1e-3}})
    assert client.until("status", state="finished")["step"] == 29
    assert len(client.joined(1)) == 30
    assert "0/hidden_state" not in client.frames[-1]


def test_it_survives_a_killed_worker(join, nervous_server, hello, losses):
    client = join(nervous_server)
    client.send("pace", updates_per_second=200)
    client.send("start", experiment=hello(steps=3000))
    while client.frame().step < 40:
        pass
    branch(client, 15)
    os.kill(nervous_server.worker_of(client).pid, signal.SIGKILL)
    client.until("status", state="recovered")
    client.send("pace", updates_per_second=None)
    client.until("status", state="finished")
    told = document_of(client)["experiment"]
    np.testing.assert_array_equal(client.joined(0), losses(told))
    np.testing.assert_array_equal(client.joined(1, first=15), losses(told, 1))


def test_who_comes_back_gets_the_whole_branch(join, client, hello):
    client.send("start", experiment=hello(steps=50))
    client.until("status", state="finished")
    branch(client, 20)
    client.until("status", state="finished")
    other = join()
    other.send("attach", session=client.welcome["session"], key=client.welcome["key"], after_step=49)
    begin = other.until("status")
    assert [lane["origin"] for lane in begin["experiment"]["lanes"]] == [None, {"lane": 0, "step": 20}]
    other.until("status", state="finished")
    assert sum(len(frame["0/steps"]) for frame in other.frames) == 0
    assert len(other.joined(1, first=20)) == 30


def test_the_recorded_frame_of_an_earlier_step_carries_no_scalars_of_the_branch(client, hello):
    client.send("start", experiment=hello(), paused=True)
    client.send("step", count=10)
    client.until("status", state="paused", step=10)
    branch(client, 8)
    while "1/hidden_state" not in client.frame():
        pass
    client.send("request", id="f", kind="frame", step=3)
    while "reply" not in (frame := client.frame()).metadata:
        pass
    assert frame["0/steps"].tolist() == [frame.step]
    assert frame["1/steps"].tolist() == []


def test_frames_of_before_show_the_branch_once_it_has_passed_them(client, hello):
    client.send("start", experiment=hello(), paused=True)
    for step in (4, 8, 12, 16):
        client.send("step", count=4)
        client.until("status", state="paused", step=step)
    branch(client, 6)
    while "1/hidden_state" not in client.frame():
        pass
    for step, shown in ((4, False), (8, True), (12, True)):
        client.send("request", id=f"f{step}", kind="frame", step=step)
        while (frame := client.frame()).metadata.get("reply") != f"f{step}":
            pass
        assert frame.step == step
        assert ("1/hidden_state" in frame) is shown
        assert frame["1/steps"].tolist() == ([step] if shown else [])


@pytest.mark.parametrize(
    ("origin", "lane", "problem"),
    [
        ((2, 0), RELU, ("unknown_lane", ["origin", "lane"], "2")),
        ((0, 11), RELU, ("refused", [], "10")),
        ((0, 40), RELU, ("invalid_message", ["origin", "step"], "39")),
        ((0, 3), {"cell": {"kind": "lstm"}}, ("invalid_message", ["origin"], "W_hh.0")),
    ],
)
def test_what_cannot_grow_is_refused_and_the_run_goes_on(client, hello, origin, lane, problem):
    client.send("start", experiment=hello(), paused=True)
    client.send("step", count=10)
    client.until("status", state="paused", step=10)
    client.send("branch", origin={"lane": origin[0], "step": origin[1]}, lane=lane)
    told = client.error()
    assert (told["code"], told["path"]) == problem[:2]
    assert problem[2] in told["message"]
    assert len(document_of(client)["experiment"]["lanes"]) == 1
    client.send("resume")
    client.until("status", state="finished")


def test_a_fifth_lane_is_refused(client, hello):
    client.send("start", experiment=hello(), paused=True)
    client.until("status", state="paused")
    for _ in range(3):
        branch(client, 0)
    client.send("branch", origin={"lane": 0, "step": 0}, lane=RELU)
    assert client.error()["code"] == "too_many"


def test_a_stopped_run_has_no_branches(client, hello):
    client.send("start", experiment=hello(), paused=True)
    client.until("status", state="paused")
    client.send("stop")
    client.until("status", state="stopped")
    client.send("branch", origin={"lane": 0, "step": 0}, lane=RELU)
    assert client.error()["code"] == "run_over"
