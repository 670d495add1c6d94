"""Credits, acknowledgements, heartbeats: how frames flow to a client that draws as fast as it can."""

from __future__ import annotations

import numpy as np
import pytest


def test_at_most_four_frames_are_unacknowledged_then_the_newest_wins(client, hello, losses):
    client.acks = False
    client.send("watch", max_rate=60)
    client.send("start", experiment=hello(), paused=True)
    for _ in range(9):
        client.send("step", count=1)
    client.until("status", state="paused", step=9)
    assert [frame.step for frame in client.frames] == [0, 1, 2, 3]
    assert client.quiet() == []
    client.send("ack", frame=1)
    newest = client.frame()
    assert (newest.number, newest.step, newest.metadata["dropped"]) == (5, 9, "5")
    np.testing.assert_array_equal(newest["0/steps"], [4, 5, 6, 7, 8, 9])
    assert client.quiet() == []
    np.testing.assert_array_equal(client.joined(0), losses(hello())[:10])


def test_the_final_status_waits_for_the_last_frame_to_be_sent(client, hello):
    client.acks = False
    client.send("start", experiment=hello(), paused=True)
    for _ in range(4):
        client.send("step", count=1)
    client.until("status", step=4)
    client.send("stop")
    assert client.quiet() == []
    client.send("ack", frame=4)
    last = client.frame()
    assert last.step == 4
    assert client.receive()["state"] == "stopped"


def test_acknowledgements_are_cumulative(client, hello):
    client.acks = False
    client.send("start", experiment=hello(), paused=True)
    for _ in range(3):
        client.send("step", count=1)
    client.until("status", step=3)
    client.send("ack", frame=4)
    client.send("ack", frame=2)
    for _ in range(4):
        client.send("step", count=1)
    client.until("status", step=7)
    assert [frame.step for frame in client.frames] == [0, 1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize("number", [0, 2, 10**9])
def test_acknowledging_a_frame_never_sent_is_an_error(client, hello, number):
    client.acks = False
    client.send("start", experiment=hello(), paused=True)
    client.frame()
    client.send("ack", frame=number)
    problem = client.error()
    assert problem["path"] == ["frame"]
    assert str(number) in problem["message"]


def test_a_ping_is_answered_with_its_number(client):
    client.send("ping", at=12.5)
    assert client.until("pong")["at"] == 12.5


def test_silence_is_filled_with_heartbeats(join, nervous_server):
    client = join(nervous_server)
    assert client.receive() == {"type": "heartbeat"}
    assert client.receive() == {"type": "heartbeat"}


def test_two_connections_have_credits_and_numbers_of_their_own(join, hello):
    first, second = join(), join()
    first.acks = False
    first.send("start", experiment=hello(), paused=True)
    first.until("status", state="paused")
    second.send("attach", session=first.welcome["session"], key=first.welcome["key"], after_step=-1)
    second.until("status", state="paused")
    for _ in range(6):
        first.send("step", count=1)
    first.until("status", step=6)
    second.frame_of(6)
    assert [frame.step for frame in first.frames] == [0, 1, 2, 3]
    assert [frame.number for frame in second.frames] == list(range(1, len(second.frames) + 1))
    assert len(second.joined(0)) == 7
