"""Two servers with one database: whoever comes to the other one has everything all the same."""

from __future__ import annotations

import httpx
import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from rnn_playground.server.peers.handover import PATH, SECRET_HEADER
from rnn_playground.telemetry.recording import Recording

from ..client import watching

pytestmark = pytest.mark.long


PATIENCE = 60


@pytest.fixture(scope="module")
def pair(serve_for_long, postgresql):
    """Two servers that share a database."""
    url = postgresql.new_database()
    return [serve_for_long(database_url=url, messages_per_second=1e6) for _ in range(2)]


def attach(client, welcome, after_step=-1, key="key"):
    client.send("attach", session=welcome["session"], key=welcome[key], after_step=after_step)
    return client.until("attached")


def told_to_come_back(client):
    """Read to the end of a connection, which says that the session goes on at another server."""
    with pytest.raises(ConnectionClosed) as closed:
        client.until("never")
    assert closed.value.rcvd.code == 1012


@pytest.fixture
def follow(join):
    """Come back at the other server, where the balancer sends all of a room, as the page does."""

    def followed(client, server, key="key"):
        told_to_come_back(client)
        again = join(server)
        again.welcome = client.welcome
        attach(again, client.welcome, key=key)
        return again

    return followed


def test_a_run_is_led_through_live_and_obeys(pair, join, follow, hello, losses):
    here, there = pair
    document = hello(steps=400)
    owner = join(here)
    owner.send("start", experiment=document, paused=True)
    owner.until("status", state="paused")
    other = join(there)
    assert attach(other, owner.welcome)["read_only"] is False
    owner = follow(owner, there)
    other.send("step", count=7)
    other.until("status", state="paused", step=7)
    owner.until("status", state="paused", step=7)
    other.send("request", id="a", kind="document")
    assert other.until("reply", id="a")["experiment"]["steps"] == 400
    other.send("resume")
    other.until("status", state="finished")
    np.testing.assert_array_equal(other.joined(0), losses(document))
    assert not here.knows(owner)
    assert not there.knows(other)
    assert there.knows(owner)


def test_a_viewer_is_led_through_and_counted_where_the_run_is(pair, join, follow, hello):
    here, there = pair
    owner, viewer = join(here), join(there)
    owner.send("start", experiment=hello(), paused=True)
    owner.until("status", state="paused")
    assert attach(viewer, owner.welcome, key="viewer_key")["read_only"] is True
    owner = follow(owner, there)
    assert owner.until("viewers")["count"] == 1
    owner.send("look", **look())
    assert viewer.until("look")["lane"] == 0
    viewer.send("resume")
    assert viewer.error()["code"] == "read_only"
    viewer.socket.close()
    owner.until("viewers", count=0)


def look():
    return {"lane": 0}


def test_a_session_without_a_run_is_found_as_well(pair, join, follow, hello):
    here, there = pair
    owner, viewer = join(here), join(there)
    owner.send("watch", panels=["gates"])
    owner.quiet()
    attach(viewer, owner.welcome, key="viewer_key")
    owner = follow(owner, there)
    assert there.state.sessions._sessions[owner.welcome["session"]].watch.panels == ("gates",)
    owner.send("start", experiment=hello(steps=3))
    viewer.until("status", state="finished")


def test_a_copy_is_the_viewers_own_and_goes_on(pair, join, hello, losses):
    here, there = pair
    document = hello(steps=30)
    owner, viewer, again = join(here), join(there), join(there)
    owner.send("start", experiment=document, paused=True)
    owner.send("step", count=5)
    owner.until("status", state="paused", step=5)
    attach(viewer, owner.welcome, key="viewer_key")
    viewer.send("request", id="c", kind="copy")
    ticket = viewer.until("reply", id="c")
    viewer.until("status", state="paused", step=5)
    viewer.send("resume")
    viewer.until("status", state="finished")
    attach(again, ticket)
    again.until("status", state="finished")
    np.testing.assert_array_equal(again.joined(0), losses(document))


def test_a_run_is_kept_and_recorded_through_the_other_and_opened_at_both(pair, join, hello):
    here, there = pair
    owner = join(here)
    owner.send("start", experiment=hello(steps=20))
    owner.until("status", state="finished")
    ticket = {"session": owner.welcome["session"], "key": owner.welcome["key"]}
    answer = httpx.post(f"{there.address}/api/recording", json=ticket, timeout=PATIENCE)
    assert Recording.decode(answer.content).scalars.last(0) == 19
    kept = httpx.post(f"{there.address}/api/kept", json={**ticket, "name": "n"}, timeout=PATIENCE)
    assert kept.status_code == 201
    for server in pair:
        told = httpx.get(f"{server.address}/api/kept/{kept.json()['id']}", timeout=PATIENCE)
        assert told.json()["name"] == "n"
        visitor = join(server)
        visitor.send("go_on", kept=kept.json()["id"], steps=30)
        assert visitor.until("status", state="finished")["step"] == 29
    refused = httpx.post(f"{there.address}/api/kept", json={**ticket, "key": "guess"}, timeout=PATIENCE)
    assert refused.status_code == 404


def test_a_wrong_key_and_a_session_that_never_was_are_refused(pair, join, hello):
    here, there = pair
    owner, stranger = join(here), join(there)
    owner.send("start", experiment=hello(), paused=True)
    owner.until("status", state="paused")
    for session in (owner.welcome["session"], "nobody"):
        stranger.send("attach", session=session, key="guess")
        assert stranger.error()["code"] == "no_session"


def test_whoever_pretends_to_be_another_server_gains_nothing(pair, hello, join):
    here, _ = pair
    owner = join(here)
    owner.send("start", experiment=hello(), paused=True)
    owner.until("status", state="paused")
    address = here.socket_address.replace("/api/session", PATH)
    for headers in ({}, {SECRET_HEADER: "guess"}, {SECRET_HEADER: owner.welcome["key"]}):
        with pytest.raises(InvalidStatus) as refused, connect(address, additional_headers=headers):
            pass
        assert refused.value.response.status_code == 403
    owner.quiet()
    assert here.knows(owner)


def test_a_session_that_has_just_come_stays_for_a_while(pair, join, follow, hello):
    here, there = pair
    owner, viewer = join(here), join(there)
    owner.send("start", experiment=hello(), paused=True)
    owner.until("status", state="paused")
    attach(viewer, owner.welcome, key="viewer_key")
    owner = follow(owner, there)
    late = join(here)
    late.send("attach", session=owner.welcome["session"], key=owner.welcome["viewer_key"])
    told_to_come_back(late)
    owner.send("step", count=1)
    viewer.until("status", state="paused", step=1)


def test_the_copies_of_a_run_come_along_with_it_to_their_wall(pair, join, follow, hello):
    here, there = pair
    owner, taker, viewer = join(here), join(here), join(there)
    owner.send("start", experiment=hello(), paused=True)
    owner.until("status", state="paused")
    watching(taker, owner.welcome).send("request", id="c", kind="copy", shown=True)
    taker.welcome = taker.until("reply", id="c")
    number = taker.until("place")["number"]
    attach(viewer, owner.welcome, key="viewer_key")
    taker = follow(taker, there)
    viewer.send("copy_wall", open=True)
    while not [copy for copy in viewer.until("copy_wall")["copies"] if copy["number"] == number]:
        pass
    assert there.knows(taker)
    assert not here.knows(taker)


def test_a_guest_moves_no_session(pair, join, hello):
    here, there = pair
    owner, taker, guest = join(here), join(here), join(there)
    owner.send("start", experiment=hello(), paused=True)
    owner.until("status", state="paused")
    watching(taker, owner.welcome).send("request", id="c", kind="copy", shown=True)
    taker.welcome = taker.until("reply", id="c")
    owner.send("copy_wall", open=True)
    while not (copies := [copy for copy in owner.until("copy_wall")["copies"] if copy["number"] > 0]):
        pass
    guest.send("attach", session=copies[0]["session"], key=copies[0]["key"])
    assert guest.error()["code"] == "no_session"
    taker.quiet()
    assert here.knows(taker)


def test_a_message_as_long_as_a_frame_of_many_pieces_comes_through(pair, join, hello):
    here, there = pair
    owner, other = join(here), join(there)
    lane = {"cell": {"kind": "lstm", "hidden_size": 64}}
    document = hello(task={"kind": "adding", "length": 300}, lanes=[lane] * 4, steps=3)
    panels = ["gates", "gradients", "weights", "pre_activation"]
    owner.send("watch", panels=panels)
    owner.send("start", experiment=document, paused=True)
    frame = owner.frame()
    attach(other, owner.welcome)
    led = other.frame()
    assert led.step == frame.step
    for name in frame.tensors:
        np.testing.assert_array_equal(led[name], frame[name])


def test_one_code_and_one_cookie_for_both(postgresql, serve):
    url = postgresql.new_database()
    servers = [serve(database_url=url, join_code="sunflower") for _ in range(2)]
    with httpx.Client(timeout=PATIENCE) as visitor:
        joined = visitor.post(f"{servers[0].address}/", data={"join": "sunflower"})
        cookie = joined.cookies["rnn_playground_join"]
    answers = [
        httpx.get(f"{server.address}/api/catalog", cookies={"rnn_playground_join": value}, timeout=PATIENCE).status_code
        for server in servers
        for value in (cookie, "another")
    ]
    assert answers == [200, 401, 200, 401]
