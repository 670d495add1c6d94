"""A run that has come to its end goes on from there, in the session that has it."""

import numpy as np
import pytest

RNN = {"cell": {"kind": "rnn", "hidden_size": 4}}
LSTM = {"cell": {"kind": "lstm", "hidden_size": 4}}
WILD = {**RNN, "optimizer": {"kind": "sgd", "learning_rate": 1e6}, "clip": {"kind": "none"}}


@pytest.mark.parametrize("kernel", ["reference", "auto"])
def test_a_finished_run_goes_on_as_if_it_had_been_that_long_from_the_start(client, hello, losses, kernel):
    document = hello(steps=20, lanes=[RNN, LSTM], kernel=kernel)
    client.send("start", experiment=document)
    first = client.until("status", state="finished")["run"]
    client.send("tune", lane=0, learning_rate=0.1)
    assert client.error()["code"] == "run_over"
    client.send("go_on", steps=50)
    over = client.until("status", state="finished")
    assert (over["step"], over["run"] == first) == (49, False)
    [begun] = [
        item
        for item in client.received
        if isinstance(item, dict) and item.get("run") == over["run"] and "experiment" in item
    ]
    assert begun["experiment"]["steps"] == 50
    for lane in (0, 1):
        assert np.array_equal(client.joined(lane, run=over["run"]), losses({**document, "steps": 50}, lane))


def test_left_to_itself_it_makes_as_many_updates_again_and_may_pause_first(client, hello):
    client.send("start", experiment=hello(steps=12, lanes=[RNN]))
    client.until("status", state="finished")
    client.send("go_on", paused=True)
    client.until("status", state="paused", step=11)
    client.send("resume")
    assert client.until("status", state="finished")["step"] == 23


def test_one_that_has_not_come_to_its_end_is_refused(client, hello):
    client.send("go_on", steps=30)
    assert client.error()["code"] == "no_run"
    client.send("start", experiment=hello(steps=20), paused=True)
    client.until("status", state="paused")
    client.send("go_on", steps=30)
    assert client.error()["code"] == "not_over"


@pytest.mark.parametrize(("lane", "code"), [(RNN, "steps_made"), (WILD, "nothing_left")], ids=["made", "nothing left"])
def test_what_is_made_already_or_left_the_finite_numbers_does_not_go_on(client, hello, lane, code):
    client.send("start", experiment=hello(steps=200, task={"kind": "adding", "length": 8}, lanes=[lane]))
    client.until("status", state="finished" if lane is RNN else "diverged")
    client.send("go_on", steps=200)
    assert client.error()["code"] == code
