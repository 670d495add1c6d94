"""What a server's profile does not allow cannot be reached by a detour: every change of a document is held to it."""

from __future__ import annotations

import pytest

LONG = {
    "task": {"kind": "adding", "length": 500},
    "lanes": [{"cell": {"kind": "rnn", "hidden_size": 128}}],
    "batch_size": 32,
    "steps": 100,
}
WINDOWS = {"kind": "truncated", "window": 500, "shift": 20}


@pytest.fixture(scope="module")
def public(serve_for_long):
    """A server that strangers use."""
    return serve_for_long(profile="public")


@pytest.fixture
def stranger(join, public):
    """Whoever has a run at one of the bounds, that stands at its first step."""
    client = join(public)
    client.send("start", experiment=LONG, paused=True)
    client.until("status", state="paused")
    return client


def changes_of(client):
    client.send("request", id="d", kind="document")
    return [lane["changes"] for lane in client.until("reply", id="d")["experiment"]["lanes"]]


def is_beyond_the_profile(problem):
    assert (problem["code"], problem["path"]) == ("invalid_message", ["work"])
    assert problem["cause"]["type"] == "beyond_profile"
    assert "'public'" in problem["message"]


def test_a_tune(stranger):
    stranger.send("tune", lane=0, bptt=WINDOWS)
    is_beyond_the_profile(stranger.error())
    stranger.send("tune", lane=0, bptt={"kind": "truncated", "window": 50, "shift": 50})
    stranger.until("mark")
    assert [change["bptt"]["window"] for change in changes_of(stranger)[0]] == [50]


@pytest.mark.parametrize("how", [{"bptt": WINDOWS}, {"changes": [{"step": 5, "bptt": WINDOWS}]}], ids=["own", "later"])
def test_a_branch(stranger, how):
    cell = LONG["lanes"][0]["cell"]
    stranger.send("branch", origin={"lane": 0, "step": 0}, lane={"cell": cell, **how})
    is_beyond_the_profile(stranger.error())
    assert changes_of(stranger) == [[]]
