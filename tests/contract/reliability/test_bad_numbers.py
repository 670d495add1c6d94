"""Numbers that leave the finite ones: the lane says where and in what, its neighbour learns as if it were alone."""

from __future__ import annotations

import json

import numpy as np
import pytest

CALM = {"cell": {"kind": "rnn", "hidden_size": 3}}
NO_CLIP = {"kind": "none"}
HUGE = [[3e38] * 4 for _ in range(4)]
WILD = {
    "a learning rate of a million": {
        "cell": {"kind": "rnn", "activation": "identity", "hidden_size": 4},
        "optimizer": {"kind": "sgd", "learning_rate": 1e6},
        "clip": NO_CLIP,
    },
    "weights whose products are infinite": {
        "cell": {"kind": "rnn", "activation": "relu", "hidden_size": 4},
        "initial_weights": {"W_hh.0": HUGE, "b_xh.0": [3e38] * 4},
        "clip": NO_CLIP,
    },
}


def adding(*lanes, steps=30):
    return {"task": {"kind": "adding", "length": 8}, "lanes": list(lanes), "batch_size": 4, "steps": steps}


@pytest.mark.parametrize("wild", WILD.values(), ids=WILD)
@pytest.mark.parametrize("kernel", ["reference", "auto"])
def test_a_lane_that_leaves_the_finite_numbers_says_where(client, losses, wild, kernel):
    document = {**adding(wild, CALM), "kernel": kernel}
    client.send("watch", panels=["gradients", "spectrum", "weights", "norms", "jacobian"])
    client.send("start", experiment=document)
    client.until("status", state="finished")
    (told,) = [item for item in client.received if isinstance(item, dict) and item["type"] == "lane"]
    assert (told["lane"], told["state"]) == (0, "diverged")
    assert told["quantity"] in ("loss", "gradient_norm", "parameters")
    assert 0 <= told["step"] < 30
    assert len(client.joined(0)) == told["step"] + 1
    np.testing.assert_array_equal(client.joined(1), losses(document, 1))
    for item in client.received:
        if isinstance(item, dict):
            json.dumps(item, allow_nan=False)


def test_a_rate_of_a_million_in_the_middle_of_a_run_ends_that_lane_alone(client, losses):
    lanes = [{**WILD["a learning rate of a million"], "optimizer": {"kind": "sgd", "learning_rate": 0.01}}, CALM]
    document = adding(*lanes, steps=40)
    client.send("start", experiment=document, paused=True)
    client.send("step", count=5)
    client.until("status", state="paused", step=5)
    client.send("tune", lane=0, learning_rate=1e6)
    client.until("mark", lane=0, step=5)
    client.send("resume")
    client.until("status", state="finished")
    (told,) = [item for item in client.received if isinstance(item, dict) and item["type"] == "lane"]
    assert (told["lane"], told["state"]) == (0, "diverged")
    assert 5 <= told["step"] < 40
    np.testing.assert_array_equal(client.joined(0)[:6], losses(document, 0)[:6])
    np.testing.assert_array_equal(client.joined(1), losses(document, 1))


def test_dead_units_are_finite_numbers_and_learn_nothing(client):
    dead = {
        "cell": {"kind": "rnn", "activation": "relu", "hidden_size": 3},
        "initial_weights": {"b_xh.0": [-1e6] * 3},
        "clip": NO_CLIP,
    }
    client.send("watch", panels=["pre_activation"])
    client.send("start", experiment=adding(dead, steps=5))
    client.until("status", state="finished")
    last = client.frames[-1]
    np.testing.assert_array_equal(last["0/dead_units"], [3])
    np.testing.assert_array_equal(last["0/hidden_state"], np.zeros((1, 8, 3)))
    np.testing.assert_array_equal(last["0/hidden_gradient_norm"][:, :-1], np.zeros((1, 7)))
    assert np.isfinite(client.joined(0)).all()


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_what_is_no_number_is_not_taken_as_input_or_weight(client, hello, number):
    weights = f'{{"b_y": [{number}, 0, 0, 0]}}'
    client.socket.send(
        '{"type":"start","experiment":{"task":{"kind":"hello"},"lanes":[{"cell":{"kind":"rnn","hidden_size":3},'
        f'"initial_weights":{weights}}}]}}}}'
    )
    assert client.error()["code"] in ("invalid_json", "invalid_message")
    client.send("start", experiment=adding(CALM), paused=True)
    client.frame()
    rows = [f"[{row}, 0]" for row in range(8)]
    ask = '{"type":"request","id":"%s","kind":"evaluate","values":[%s]}'
    client.socket.send(ask % ("finite", ",".join(rows)))
    while client.frame().metadata.get("reply") != "finite":
        pass
    client.socket.send(ask % ("not", ",".join([*rows[:5], f"[0, {number}]", *rows[6:]])))
    refused = client.error()
    assert (refused["code"], refused["path"]) == ("invalid_message", ["values", 5, 1])
    assert "finite" in refused["message"]
    client.send("resume")
    client.until("status", state="finished")
