"""An order whose client goes is carried out whole or not at all: the document, the worker and the store agree."""

from __future__ import annotations

import numpy as np
import pytest

from ..conftest import watching

pytestmark = pytest.mark.long
ENDLESS = 100_000
# When a connection ends after its order, which the server may not have read then, and how.
CUTS = [("reset", "at once"), ("end", "at once"), ("reset", "under way"), ("end", "under way")]
UNDER_WAY = 2


@pytest.fixture
def places(serve, tmp_path):
    """Servers that keep runs and have one place, one after the other."""
    return lambda: serve(data=tmp_path, max_sessions=1, over_yield=0.0, messages_per_second=1e6)


@pytest.fixture
def cut_off(cut, join, eventually):
    """Give an order that waits for a busy worker, cut its client off, and return the next one of that session."""

    def ordered(server, client, welcome, way, moment, **order):
        session = server.state.sessions._sessions[welcome["session"]]
        document_of(client)  # whatever was ordered before has been carried out
        before = session.run.id, len(session.run.marks)
        client.send("request", id="w", kind="wall", activation="gelu", points=80, steps=200)
        client.send(**order)
        if moment == "under way":
            eventually(lambda: session.is_busy or (session.run.id, len(session.run.marks)) != before)
        cut(client, way)
        # The server finds the first one gone when it is to tell it of this one.
        watching(join(server), welcome).socket.close()
        client = join(server)
        attach(client, welcome)
        return client

    return ordered


def attach(client, welcome):
    client.send("attach", session=welcome["session"], key=welcome["key"])
    return client.until("attached")


def document_of(client):
    """Return the document once the orders that were given before have been carried out: this one waits for its turn."""
    client.send("watch")
    client.send("request", id="d", kind="document")
    return client.until("reply", id="d")


def scalars_of(client, lane):
    """Return the steps of a lane that a client was told, which leave out none, and their losses."""
    mine = [frame for frame in client.frames if f"{lane}/steps" in frame]
    steps = np.concatenate([frame[f"{lane}/steps"] for frame in mine])
    np.testing.assert_array_equal(np.diff(steps), 1)
    return steps, np.concatenate([frame[f"{lane}/loss"] for frame in mine])


def is_what_its_document_says(client, losses):
    """Hold every loss of a run that is over against the document that the server has of it; return that answer."""
    reply = document_of(client)
    last = client.frames[-1].step
    for lane in range(len(reply["experiment"]["lanes"])):
        steps, told = scalars_of(client, lane)
        expected = losses({**reply["experiment"], "steps": last + 1}, lane)
        np.testing.assert_array_equal(told, expected[: len(told)])
        assert steps[0] == (reply["experiment"]["lanes"][lane]["origin"] or {"step": 0})["step"]
    return {name: reply[name] for name in ("run", "experiment", "marks")}


def is_whole(join, losses, server, places, welcome, state):
    """Look at a run that is over as two servers tell it: the one that had it, and one that has but what was stored."""
    answers = []
    for _ in range(2):
        client = join(server)
        attach(client, welcome)
        client.until("status", state=state)
        answers.append(is_what_its_document_says(client, losses))
        if len(answers) == 1:
            server.close()
            server = places()
    assert answers[0] == answers[1]
    return answers[0]


def test_a_tune(places, join, hello, losses, cut_off):
    server = places()
    owner = client = join(server)
    client.send("pace", updates_per_second=300)
    client.send("start", experiment=hello(steps=ENDLESS))
    for number, (way, moment) in enumerate(CUTS):
        client.frame()
        order = {"type": "tune", "lane": 0, "learning_rate": 0.01 + number / 1000}
        client = cut_off(server, client, owner.welcome, way, moment, **order)
    client.frame()
    client.send("stop")
    client.until("status", state="stopped")
    told = is_whole(join, losses, server, places, owner.welcome, "stopped")
    changes = told["experiment"]["lanes"][0]["changes"]
    assert [(mark["step"], mark["change"]["learning_rate"]) for mark in told["marks"]] == [
        (change["step"], change["learning_rate"]) for change in changes
    ]
    assert len(changes) >= UNDER_WAY
