"""A lane that leaves the finite numbers stops, says so, and leaves the others alone."""

from __future__ import annotations

import numpy as np

WILD = {
    "cell": {"kind": "rnn", "activation": "identity", "hidden_size": 4},
    "optimizer": {"kind": "sgd", "learning_rate": 1e6},
    "clip": {"kind": "none"},
}
CALM = {"cell": {"kind": "rnn", "hidden_size": 3}}


def adding(*lanes, steps=30):
    return {"task": {"kind": "adding", "length": 8}, "lanes": list(lanes), "batch_size": 4, "steps": steps}


def test_the_others_run_on_and_the_log_of_the_diverged_lane_ends_at_its_last_step(client, losses):
    document = adding(WILD, CALM)
    client.send("start", experiment=document)
    client.until("status", state="finished")
    (message,) = [item for item in client.received if isinstance(item, dict) and item["type"] == "lane"]
    assert (message["lane"], message["state"]) == (0, "diverged")
    assert message["quantity"] in ("loss", "gradient_norm", "parameters")
    assert 0 < message["step"] < 29
    assert len(client.joined(0)) == message["step"] + 1
    np.testing.assert_array_equal(client.joined(1), losses(document, 1))
    assert "0/output" not in client.frames[-1]
    assert "1/output" in client.frames[-1]


def test_a_run_has_diverged_when_every_lane_has_and_its_last_frame_comes_first(client):
    client.send("start", experiment=adding(WILD, WILD))
    end = client.until("status", state="diverged")
    assert client.received[-2] is client.frames[-1]
    assert client.frames[-1].step == end["step"]
    assert {item["lane"] for item in client.received if isinstance(item, dict) and item["type"] == "lane"} == {0, 1}
    client.send("resume")
    assert client.error()["code"] == "run_over"


def test_a_diverged_lane_cannot_be_tuned_and_the_session_lives_on(client):
    client.send("pace", updates_per_second=100)
    client.send("start", experiment=adding(WILD, CALM, steps=2000))
    client.until("lane")
    client.send("tune", lane=0, learning_rate=0.1)
    assert "lane 0" in client.error()["message"]
    client.send("tune", lane=1, learning_rate=0.1)
    assert client.until("mark")["lane"] == 1
