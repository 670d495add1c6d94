"""Runs that stay: kept by their owner, opened by whoever has the link, trained again, gone on with bit for bit."""

from __future__ import annotations

import json
import re

import httpx
import numpy as np
import pytest

from rnn_playground.telemetry.losses_hash import losses_hash
from rnn_playground.telemetry.recording import Recording

PATIENCE = 60
RNN = {"cell": {"kind": "rnn", "hidden_size": 3}}
LSTM = {"cell": {"kind": "lstm", "hidden_size": 5}}
TUNED = {**RNN, "changes": [{"step": 6, "learning_rate": 0.03}]}
BRANCHED = {**LSTM, "origin": {"lane": 0, "step": 7}, "clip": {"kind": "none"}}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    from tests.contract.conftest import RunningServer

    running = RunningServer(data=tmp_path_factory.mktemp("data"), messages_per_second=1e6)
    yield running
    running.close()


@pytest.fixture
def keep(home, join):
    """Train a document to its end, or to a step, and keep it: the answer, and who trained it."""

    def kept(document, *, until=None, name=""):
        client = join(home)
        client.send("start", experiment=document, paused=until is not None)
        if until is not None:
            client.until("status", state="paused")
            client.send("step", count=until)
            client.until("status", state="paused", step=until)
        else:
            client.until("status", state="finished")
        return post(home, "", session=client.welcome["session"], key=client.welcome["key"], name=name).json(), client

    return kept


def post(server, path, **body):
    return httpx.post(f"{server.address}/api/kept{path}", json=body, timeout=PATIENCE)


def recording_of(server, identifier):
    return Recording.decode(httpx.get(f"{server.address}/api/kept/{identifier}/recording", timeout=PATIENCE).content)


def lines_of_check(server, identifier):
    return [json.loads(line) for line in post(server, f"/{identifier}/check").text.splitlines()]


def test_whoever_has_the_link_reads_the_run(home, keep, hello):
    kept, client = keep(hello(steps=20), name="a first one")
    assert re.fullmatch(r"[0-9A-Za-z]{12}", kept["id"])
    told = httpx.get(f"{home.address}/api/kept/{kept['id']}", timeout=PATIENCE).json()
    assert told == {name: value for name, value in kept.items() if name != "secret"}
    assert (told["name"], told["state"], told["step"], told["steps"], told["check"]) == (
        "a first one",
        "finished",
        19,
        20,
        None,
    )
    recording = recording_of(home, kept["id"])
    assert np.array_equal(recording.scalars.since(0, -1)["loss"], client.joined(0))
    assert told["losses_hash"] == losses_hash(recording.scalars)
    assert told["build"]["torch"]


@pytest.mark.parametrize("kernel", ["reference", "auto"])
@pytest.mark.parametrize(
    "lanes", [[RNN], [LSTM], [TUNED, RNN], [LSTM, BRANCHED]], ids=["rnn", "lstm", "tuned", "branched"]
)
@pytest.mark.parametrize("until", [None, 12])
def test_a_kept_run_goes_on_as_if_it_had_never_stopped(home, join, keep, hello, losses, lanes, kernel, until):
    document = hello(steps=20, lanes=lanes, kernel=kernel)
    kept, _ = keep(document, until=until)
    visitor = join(home)
    visitor.send("go_on", kept=kept["id"], steps=50)
    status = visitor.until("status", state="finished")
    assert status["step"] == 49
    for lane, wanted in enumerate(lanes):
        first = wanted.get("origin", {"step": 0})["step"]
        assert np.array_equal(visitor.joined(lane, first=first), losses({**document, "steps": 50}, lane))


def test_one_that_goes_on_shows_what_was_before(home, join, keep, hello):
    kept, _ = keep(hello(steps=20))
    visitor = join(home)
    visitor.send("go_on", kept=kept["id"], steps=30, paused=True)
    visitor.until("status", state="paused", step=19)
    assert len(visitor.joined(0)) == 20
    visitor.send("request", id="a", kind="frame", step=4)
    reply = visitor.receive()
    assert (reply.step, reply.metadata["reply"]) == (0, "a")


@pytest.mark.parametrize("kernel", ["reference", "auto"])
@pytest.mark.parametrize("lanes", [[TUNED, RNN], [LSTM, BRANCHED]], ids=["tuned", "branched"])
def test_a_check_trains_the_document_again_to_the_same_hash(home, keep, hello, lanes, kernel):
    kept, _ = keep(hello(steps=3000, lanes=lanes, kernel=kernel))
    *progress, last = lines_of_check(home, kept["id"])
    assert all(news["of"] == 2999 for news in progress)
    assert last["check"]["same"]
    assert last["check"]["losses_hash"] == kept["losses_hash"]
    assert last["check"]["build"] == kept["build"]
    told = httpx.get(f"{home.address}/api/kept/{kept['id']}", timeout=PATIENCE).json()
    assert told["check"] == last["check"]


def test_what_was_tuned_and_branched_by_message_is_checked_as_well(home, join, hello):
    client = join(home)
    client.send("start", experiment=hello(steps=400, lanes=[LSTM]), paused=True)
    client.until("status", state="paused")
    client.send("step", count=100)
    client.until("status", state="paused", step=100)
    client.send("tune", lane=0, learning_rate=0.05)
    client.until("mark")
    client.send("branch", origin={"lane": 0, "step": 50}, lane={**LSTM, "clip": {"kind": "none"}})
    client.until("mark", lane=1)
    client.send("resume")
    client.until("status", state="finished")
    kept = post(home, "", session=client.welcome["session"], key=client.welcome["key"]).json()
    assert lines_of_check(home, kept["id"])[-1]["check"]["same"]
