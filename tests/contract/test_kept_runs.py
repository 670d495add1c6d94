"""Runs that stay: kept by their owner, opened by whoever has the link, trained again, gone on with bit for bit."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing

import httpx
import numpy as np
import psycopg
import pytest

from rnn_playground.server.saved_runs.saved_run import ARCHIVE_BOUNDS
from rnn_playground.server.saved_runs.store import FILE
from rnn_playground.telemetry.recording import Recording
from rnn_playground.telemetry.scalars import losses_hash

from .running_server import RunningServer

PATIENCE = 60
RNN = {"cell": {"kind": "rnn", "hidden_size": 3}}
LSTM = {"cell": {"kind": "lstm", "hidden_size": 5}}
TUNED = {**RNN, "changes": [{"step": 6, "learning_rate": 0.03}]}
BRANCHED = {**LSTM, "origin": {"lane": 0, "step": 7}, "clip": {"kind": "none"}}


def change_kept(directory, recording):
    """Put another recording in the place of every one that is kept."""
    if RunningServer.cluster is not None:
        with psycopg.connect(RunningServer.database_of(directory)) as database:
            database.execute("UPDATE content SET recording = %s", [recording])
        return
    with closing(sqlite3.connect(directory / FILE)) as database, database:
        database.execute("UPDATE content SET recording = ?", [recording])


@pytest.fixture(scope="module")
def home(serve_for_long, tmp_path_factory):
    """A server that keeps runs, which most of these tests share."""
    return serve_for_long(data=tmp_path_factory.mktemp("data"), messages_per_second=1e6)


@pytest.fixture
def keep(home, join):
    """Train a document to its end, or to a step, and keep it: the answer, and who trained it."""

    def kept(document, *, until=None, name="", on=home):
        client = join(on)
        client.send("start", experiment=document, paused=until is not None)
        if until is not None:
            client.until("status", state="paused")
            client.send("step", count=until)
            client.until("status", state="paused", step=until)
        else:
            client.until("status", state="finished")
        return keep_of(on, client, name).json(), client

    return kept


def post(server, path, **body):
    return httpx.post(f"{server.address}/api/kept{path}", json=body, timeout=PATIENCE)


def keep_of(server, client, name=""):
    return post(server, "", session=client.welcome["session"], key=client.welcome["key"], name=name)


def told_of(server, identifier):
    return httpx.get(f"{server.address}/api/kept/{identifier}", timeout=PATIENCE)


def recording_of(server, identifier):
    return Recording.decode(httpx.get(f"{server.address}/api/kept/{identifier}/recording", timeout=PATIENCE).content)


def lines_of_check(server, identifier):
    return [json.loads(line) for line in post(server, f"/{identifier}/check").text.splitlines()]


def test_whoever_has_the_link_reads_the_run(home, keep, hello):
    kept, client = keep(hello(steps=20), name="a first one")
    assert re.fullmatch(r"[0-9A-Za-z]{12}", kept["id"])
    told = told_of(home, kept["id"]).json()
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
    while "reply" not in (reply := visitor.frame()).metadata:
        pass
    assert reply.metadata["reply"] == "a"
    assert reply.step <= 4


@pytest.mark.parametrize("kernel", ["reference", "auto"])
@pytest.mark.parametrize("lanes", [[TUNED, RNN], [LSTM, BRANCHED]], ids=["tuned", "branched"])
def test_a_check_trains_the_document_again_to_the_same_hash(home, keep, hello, lanes, kernel):
    kept, _ = keep(hello(steps=400, lanes=lanes, kernel=kernel))
    *progress, last = lines_of_check(home, kept["id"])
    assert all(news["of"] == 399 for news in progress)
    assert last["check"]["same"]
    assert last["check"]["losses_hash"] == kept["losses_hash"]
    assert last["check"]["build"] == kept["build"]
    told = told_of(home, kept["id"]).json()
    assert told["check"] == last["check"]


def test_what_was_tuned_and_branched_by_message_is_checked_and_gone_on_with(home, join, hello, losses):
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
    kept = keep_of(home, client).json()
    assert lines_of_check(home, kept["id"])[-1]["check"]["same"]
    document = recording_of(home, kept["id"]).experiment.model_dump(mode="json")
    visitor = join(home)
    visitor.send("go_on", kept=kept["id"], steps=450)
    assert visitor.until("status", state="finished")["step"] == 449
    for lane, first in enumerate((0, 50)):
        assert np.array_equal(visitor.joined(lane, first=first), losses({**document, "steps": 450}, lane))
    marks = [item for item in visitor.received if isinstance(item, dict) and item["type"] == "mark"]
    assert [(mark["lane"], mark["step"]) for mark in marks] == [(0, 100), (1, 50)]


def test_a_check_finds_the_first_loss_that_was_changed(tmp_path, serve, join, keep, hello):
    server = serve(data=tmp_path)
    kept, _ = keep(hello(steps=60, lanes=[RNN, LSTM]), on=server)
    recording = recording_of(server, kept["id"])
    server.close()
    recording.scalars._lanes[1].values["loss"][37] += 1e-6
    change_kept(tmp_path, recording.encode())
    again = serve(data=tmp_path)
    found = lines_of_check(again, kept["id"])[-1]["check"]
    assert not found["same"]
    assert found["first_difference"] == {"lane": 1, "step": 37}
    assert found["build"] == kept["build"]
    assert told_of(again, kept["id"]).json()["check"] == found


def test_kept_runs_outlive_the_server_and_are_gone_on_with_by_the_next(tmp_path, serve, join, keep, hello, losses):
    document = hello(steps=20)
    server = serve(data=tmp_path)
    kept, _ = keep(document, on=server)
    server.close()
    again = serve(data=tmp_path)
    visitor = join(again)
    visitor.send("go_on", kept=kept["id"])
    assert visitor.until("status", state="finished")["step"] == 39
    assert np.array_equal(visitor.joined(0), losses({**document, "steps": 40}))


def test_only_the_secret_renames_and_deletes(home, keep, hello):
    kept, _ = keep(hello(steps=12), name="before")
    place = f"/{kept['id']}"
    for path, body in [("/rename", {"name": "theirs"}), ("/delete", {})]:
        refused = post(home, place + path, secret="wrong", **body)
        assert refused.status_code == 403
        assert refused.json()["errors"][0]["cause"]["type"] == "kept_secret"
    assert told_of(home, kept["id"]).json()["name"] == "before"
    assert post(home, place + "/rename", secret=kept["secret"], name="after").json()["name"] == "after"
    assert post(home, place + "/delete", secret=kept["secret"]).status_code == 200
    assert told_of(home, kept["id"]).status_code == 404


@pytest.mark.parametrize("path", ["", "/recording"])
def test_an_unknown_id_is_told_as_one(home, path):
    answer = told_of(home, f"AAAAAAAAAAAA{path}")
    assert answer.status_code == 404
    assert "no run is kept under this link" in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize("path", ["/rename", "/delete", "/check"])
def test_nothing_is_done_to_an_unknown_id(home, path):
    body = {"secret": "s", **({"name": "n"} if path == "/rename" else {})}
    assert post(home, f"/AAAAAAAAAAAA{path}", **body).status_code == 404


def test_nobody_goes_on_with_an_unknown_run(home, join):
    visitor = join(home)
    visitor.send("go_on", kept="AAAAAAAAAAAA")
    assert visitor.error()["code"] == "no_kept_run"


def test_only_the_owner_keeps_a_run(home, keep, hello):
    _, client = keep(hello(steps=12))
    session = client.welcome["session"]
    for key, status in [(client.welcome["viewer_key"], 403), ("wrong", 404)]:
        assert post(home, "", session=session, key=key).status_code == status


def test_there_must_be_something_to_keep(home, join):
    assert keep_of(home, join(home)).is_client_error


@pytest.mark.parametrize("body", [{}, {"session": "s"}, {"session": "s", "key": "k", "name": "n" * 81}])
def test_a_body_that_is_wrong_is_explained(home, body):
    answer = httpx.post(f"{home.address}/api/kept", json=body, timeout=PATIENCE)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["message"]


def test_a_finished_run_does_not_go_on_to_where_it_was(home, join, keep, hello):
    kept, _ = keep(hello(steps=20))
    visitor = join(home)
    visitor.send("go_on", kept=kept["id"], steps=20)
    error = visitor.error()
    assert (error["code"], error["cause"]["parameters"]["made"]) == ("steps_made", 20)


def test_a_run_of_which_nothing_is_left_does_not_go_on(home, join, hello):
    client = join(home)
    wild = {**RNN, "optimizer": {"kind": "sgd", "learning_rate": 1e6}, "clip": {"kind": "none"}}
    client.send("start", experiment=hello(steps=200, task={"kind": "adding", "length": 8}, lanes=[wild]))
    client.until("status", state="diverged")
    kept = keep_of(home, client).json()
    client.send("go_on", kept=kept["id"])
    assert client.error()["code"] == "nothing_left"
    assert lines_of_check(home, kept["id"])[-1]["check"]["same"]


def test_a_server_without_a_directory_keeps_nothing_and_says_so(server, keep, join, hello):
    client = join(server)
    client.send("start", experiment=hello(), paused=True)
    client.until("status", state="paused")
    answer = keep_of(server, client)
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["cause"]["type"] == "kept_off"
    assert client.welcome["limits"]["kept_run_bytes"] == 0


def test_no_more_is_kept_than_there_is_room_for(tmp_path, serve, join, keep, hello):
    server = serve(data=tmp_path, kept_bytes=2**20)
    document = hello(steps=20, task={"kind": "adding", "length": 500}, batch_size=1, lanes=[RNN, RNN])
    _, client = keep(document, on=server)
    for _ in range(40):
        answer = keep_of(server, client)
        if answer.status_code != 201:
            break
    assert answer.status_code == 507
    assert re.search(r"kept runs take \d+ bytes here and this one \d+; the bound is 1048576", answer.text)


def test_one_session_keeps_no_more_than_its_profile_allows(tmp_path, serve, join, keep, hello):
    server = serve(data=tmp_path, profile="public")
    _, client = keep(hello(steps=12), on=server)
    most = ARCHIVE_BOUNDS["public"].session_runs
    answers = [keep_of(server, client).status_code for _ in range(most)]
    assert answers == [201] * (most - 1) + [429]
    assert client.welcome["limits"]["kept_runs"] == most


def test_a_check_that_nobody_waits_for_is_given_up(home, keep, hello, eventually):
    kept, _ = keep(hello(steps=20_000, kernel="auto"), until=3)
    with httpx.stream("POST", f"{home.address}/api/kept/{kept['id']}/check", timeout=PATIENCE) as answer:
        next(answer.iter_lines())
    eventually(lambda: lines_of_check(home, kept["id"])[-1].get("check", {}).get("same", False))


def test_no_secret_is_written_down(tmp_path, serve, join, keep, hello, capfd):
    server = serve(data=tmp_path, journal=True)
    kept, _ = keep(hello(steps=12), on=server)
    post(server, f"/{kept['id']}/rename", secret=kept["secret"], name="n")
    post(server, f"/{kept['id']}/rename", secret="a-wrong-secret", name="n")
    server.close()
    written = "".join(capfd.readouterr())
    assert kept["secret"] not in written
    assert kept["id"] not in written
    assert "a-wrong-secret" not in written
    assert all(kept["secret"].encode() not in path.read_bytes() for path in tmp_path.iterdir())
