"""An order whose client goes is carried out whole or not at all: the document says what was trained."""

from __future__ import annotations

import time

import httpx
import numpy as np
import pytest

pytestmark = pytest.mark.long
# When a connection ends after its order, in seconds: the server may have read it then, and the worker begun it.
MOMENTS = (0.0, 0.005, 0.02)
ENDLESS = 100_000
RELU = {"cell": {"kind": "rnn", "activation": "relu", "hidden_size": 3}}


@pytest.fixture
def order_and_go(cut, join):
    """Give an order, cut the connection a moment later, and return the next one of that session."""

    def ordered(client, welcome, moment, at=None, **order):
        client.send(**order)
        time.sleep(moment)
        cut(client, "reset")
        return attached(join(*filter(None, [at])), welcome)

    return ordered


def attached(client, welcome):
    client.send("attach", session=welcome["session"], key=welcome["key"])
    client.until("attached")
    return client


def document_of(client):
    client.send("request", id="d", kind="document")
    return client.until("reply", id="d")


def stop(client, join, welcome):
    """End the run; return a connection that was told all of it."""
    client.send("stop")
    client.until("status", state="stopped")
    whole = attached(join(), welcome)
    whole.until("status", state="stopped")
    return whole


def trained_as_documented(client, losses):
    """Hold what was trained against the document that the server has of it; return that."""
    told, last = document_of(client), client.frames[-1].step
    for lane, document in enumerate(told["experiment"]["lanes"]):
        first = (document["origin"] or {"step": 0})["step"]
        expected = losses({**told["experiment"], "steps": last + 1}, lane)
        np.testing.assert_array_equal(client.joined(lane, first=first), expected[: last + 1 - first])
    return told


def test_a_tune(client, join, hello, losses, order_and_go):
    welcome = client.welcome
    client.send("start", experiment=hello(steps=ENDLESS))
    for number, moment in enumerate(MOMENTS * 4):
        client.frame()
        order = {"type": "tune", "lane": 0, "learning_rate": 0.001 + number / 10_000}
        client = order_and_go(client, welcome, moment, **order)
    told = trained_as_documented(stop(client, join, welcome), losses)
    changes = told["experiment"]["lanes"][0]["changes"]
    assert [mark["change"]["learning_rate"] for mark in told["marks"]] == [each["learning_rate"] for each in changes]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_branch(client, join, hello, losses, order_and_go, moment):
    welcome = client.welcome
    client.send("pace", updates_per_second=300)
    client.send("start", experiment=hello(steps=ENDLESS))
    while client.frame().step < 5:
        pass
    client = order_and_go(client, welcome, moment, type="branch", origin={"lane": 0, "step": 2}, lane=RELU)
    for _ in range(5):
        client.frame()
    lanes = document_of(client)["experiment"]["lanes"]
    while f"{len(lanes) - 1}/steps" not in client.frame():
        pass
    told = trained_as_documented(stop(client, join, welcome), losses)
    assert [mark["lane"] for mark in told["marks"]] == list(range(1, len(lanes)))


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_start(client, join, hello, order_and_go, moment):
    welcome = client.welcome
    client.send("start", experiment=hello(steps=ENDLESS))
    client.frame()
    client = order_and_go(client, welcome, moment, type="start", experiment=hello(steps=15))
    client.send("start", experiment=hello(steps=9))  # whatever came of the other one, the next goes its way
    client.until("status", state="finished", step=8)


@pytest.mark.parametrize("moment", MOMENTS)
def test_going_on(serve, join, hello, losses, order_and_go, tmp_path, moment):
    home = serve(data=tmp_path)
    client = join(home)
    client.send("start", experiment=hello(steps=20))
    client.until("status", state="finished")
    ticket = {"session": client.welcome["session"], "key": client.welcome["key"], "name": ""}
    kept = httpx.post(f"{home.address}/api/kept", json=ticket, timeout=60).json()["id"]
    client = order_and_go(client, client.welcome, moment, at=home, type="go_on", kept=kept, steps=40)
    steps = document_of(client)["experiment"]["steps"]
    final = {"type": "status", "state": "finished", "step": steps - 1}
    told = [each for each in client.received if isinstance(each, dict) and each.items() >= final.items()]
    run = (told or [client.until(**final)])[0]["run"]
    np.testing.assert_array_equal(client.joined(0, run=run), losses(hello(steps=steps)))
    client.send("start", experiment=hello(steps=9))
    client.until("status", state="finished", step=8)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_copy(owner, watch, hello, losses, cut, moment):
    owner.send("step", count=3)
    owner.until("status", state="paused", step=3)
    gone, viewer = watch(owner), watch(owner)
    gone.send("request", id="c", kind="copy")
    time.sleep(moment)
    cut(gone, "reset")
    viewer.send("request", id="c", kind="copy")
    viewer.until("attached", read_only=False)
    viewer.until("status", state="paused", step=3)
    for client in (viewer, owner):
        client.send("resume")
        run = client.until("status", state="finished")["run"]
        np.testing.assert_array_equal(client.joined(0, run=run), losses(hello()))
