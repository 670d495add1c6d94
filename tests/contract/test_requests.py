"""Questions about a run, answered with the id that they came with."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.fixture
def paused(client, hello):
    client.send("watch", max_rate=60)
    client.send("start", experiment=hello(), paused=True)
    for _ in range(3):
        client.send("step", count=2)
    client.until("status", step=6)
    return client


@pytest.mark.parametrize(("asked", "given"), [(0, 0), (1, 0), (2, 2), (5, 4), (6, 6), (200_000, 6)])
def test_frame_gives_the_one_kept_at_or_before_a_step(paused, losses, hello, asked, given):
    paused.send("request", id="x", kind="frame", step=asked)
    frame = paused.frame()
    assert (frame.metadata["reply"], frame.step) == ("x", given)
    np.testing.assert_array_equal(frame["0/steps"], [given])
    np.testing.assert_array_equal(frame["0/loss"], losses(hello())[given : given + 1])
    original = next(kept for kept in paused.frames if kept.step == given)
    np.testing.assert_array_equal(frame["0/hidden_state"], original["0/hidden_state"])


def test_replies_take_no_credit_and_no_number(paused):
    before = paused.frames[-1].number
    for number in range(6):
        paused.send("request", id=f"r{number}", kind="frame", step=0)
        paused.frame()
    paused.send("step")
    assert paused.frame().number == before + 1


def test_document_gives_the_completed_document(paused):
    paused.send("request", id="d", kind="document")
    reply = paused.until("reply", id="d")
    assert reply["experiment"]["lanes"][0]["clip"] == {"kind": "norm", "threshold": 1.0}
    assert reply["marks"] == []


def test_probe_measures_one_step_of_another_document_and_disturbs_nothing(paused, hello, losses):
    other = hello(weight_seed=5, lanes=[{"cell": {"kind": "gru", "hidden_size": 6}}])
    paused.send("request", id="p", kind="probe", experiment=other, panels=["gates"])
    frame = paused.frame()
    assert (frame.metadata["reply"], frame.step) == ("p", 0)
    assert frame["0/gates"].shape == (1, 4, 3, 6)
    np.testing.assert_array_equal(frame["0/loss"], losses(other)[:1])
    paused.send("resume")
    paused.until("status", state="finished")
    np.testing.assert_array_equal(paused.joined(0), losses(hello()))


def test_probe_needs_no_run(client, hello):
    client.send("request", id="p", kind="probe", experiment=hello())
    assert client.frame().metadata["reply"] == "p"


@pytest.mark.parametrize(("name", "index"), [("hidden_state", [0, 1, 2]), ("W_hh.0", [1, 2]), ("b_y", [0])])
def test_check_agrees_with_backpropagation(paused, name, index):
    paused.send("request", id="c", kind="check", lane=0, name=name, index=index, epsilon=1e-4)
    reply = paused.until("reply", id="c")
    assert reply["step"] == 6
    assert reply["epsilon"] == 1e-4
    assert reply["finite_difference"] == pytest.approx(reply["backprop"], rel=1e-3, abs=1e-7)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"lane": 3, "name": "b_y", "index": [0]}, "3"),
        ({"lane": 0, "name": "W_zz.0", "index": [0, 0]}, "W_zz.0"),
        ({"lane": 0, "name": "b_y", "index": [44]}, "44"),
        ({"lane": 0, "name": "hidden_state", "index": [0, 0]}, "hidden_state"),
    ],
)
def test_a_check_of_what_is_not_there_is_explained(paused, fields, words):
    paused.send("request", id="c", kind="check", **fields)
    problem = paused.error(id="c")
    assert words in problem["message"]
    paused.send("step")
    paused.until("status", step=7)


@pytest.mark.parametrize("kind", ["frame", "document", "check"])
def test_without_a_run_the_answer_is_an_error_with_the_id(client, kind):
    more = {"frame": {"step": 0}, "document": {}, "check": {"lane": 0, "name": "b_y", "index": [0]}}[kind]
    client.send("request", id="q", kind=kind, **more)
    assert client.error(id="q")["code"] == "no_run"
