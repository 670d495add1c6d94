"""The wall of copies: what others make of a run that they watch, live, to who looks, as long as they show it."""

from __future__ import annotations

import base64
import json
import math

import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed

from .client import watching


@pytest.fixture
def taker(watch):
    """Whoever has taken a copy, whose keys are then its welcome; and the copy's number."""

    def taken(owner, *, shown=True, **to):
        return copied(watch(owner, **to), shown=shown)

    return taken


def copied(viewer, *, shown=True):
    viewer.send("request", id="c", kind="copy", shown=shown)
    viewer.welcome = viewer.until("reply", id="c")
    viewer.until("attached", read_only=False)
    return viewer, viewer.until("place", shown=shown)["number"]


class Wall:
    """What a page that has the wall open knows: the newest of each copy."""

    def __init__(self, client):
        self.client = client
        self.copies, self.thumbnails, self.watched, self.more, self.longest = {}, {}, {}, None, 0
        client.send("copy_wall", open=True)

    def until(self, holds):
        """Read until ``holds`` of this wall."""
        while not holds(self):
            told = self.client.until("copy_wall")
            self.more = told["more"]
            self.copies |= {copy["number"]: copy for copy in told["copies"]}
            self.thumbnails |= {each["number"]: each for each in told["thumbnails"]}
            self.longest = max([self.longest, *(len(json.dumps(each)) for each in told["thumbnails"])])
            for number in told["gone"]:
                del self.copies[number], self.thumbnails[number]
            for kept, each in (("copies", self.copies), ("thumbnails", self.thumbnails)):
                self.watched |= {kept: each.pop(0)} if 0 in each else {}
        return self

    def steps(self):
        return {number: each["step"] for number, each in self.thumbnails.items()}


def drawn(drawing):
    """Return the numbers that a drawing stands for."""
    low, high, coded = drawing
    levels = np.frombuffer(base64.b64decode(coded), np.uint8).astype(float)
    return np.where(levels > 0, 10 ** (low + (levels - 1) / 254 * (high - low)), math.nan)


def test_the_owner_and_viewers_see_what_was_measured_on_each_copy(owner, watch, taker):
    first, number = taker(owner)
    viewer = watch(owner)
    owner.until("copies", count=1)
    viewer.until("copies", count=1)
    first.send("step", count=5)
    while (frame := first.frame()).step < 5:
        pass
    walls = [Wall(owner).until(lambda wall: wall.steps() == {number: 5})]
    walls.append(Wall(viewer).until(lambda wall: wall.steps() == {number: 5}))
    for wall in walls:
        shown = wall.thumbnails[number]
        (lane,) = shown["lanes"]
        assert (shown["state"], shown["time_steps"], lane["steps"]) == ("paused", len(frame["input"]), [0, 5])
        profile = frame["0/hidden_gradient_norm"][-1]
        np.testing.assert_allclose(drawn(lane["profile"]), profile, rtol=0.05)
        losses = first.joined(0, run=frame.metadata["run"])
        np.testing.assert_allclose(drawn(lane["losses"]), losses, rtol=0.02)
        assert lane["loss"] == pytest.approx(losses[-1], rel=1e-3)
        assert wall.watched["copies"] == {"number": 0, "document": wall.copies[number]["document"]}
        assert wall.watched["thumbnails"]["step"] == 0


def test_a_change_and_a_branch_are_seen_and_a_copy_of_a_copy_hangs_beside(owner, watch, taker):
    first, one = taker(owner)
    wall = Wall(owner).until(lambda wall: one in wall.copies)
    first.send("tune", lane=0, clip={"kind": "none"})
    wall.until(lambda wall: wall.copies[one]["document"]["lanes"][0]["clip"] == {"kind": "none"})
    first.send("step", count=3)
    first.until("status", state="paused", step=3)
    first.send("branch", origin={"lane": 0, "step": 1}, lane={"cell": {"kind": "rnn", "hidden_size": 3}})
    wall.until(lambda wall: len(wall.thumbnails[one]["lanes"]) == 2)
    _, two = copied(watch(first))
    wall.until(lambda wall: set(wall.copies) == {one, two})
    assert len(wall.copies[two]["document"]["lanes"]) == 2
    assert wall.longest <= 1024


def test_nothing_is_sent_to_who_has_the_wall_closed_nor_twice(owner, watch, taker):
    taker(owner)
    viewer, other = watch(owner), watch(owner)
    wall = Wall(viewer).until(lambda wall: wall.copies)
    assert not [item for item in viewer.quiet() if isinstance(item, dict) and item["type"] == "copy_wall"]
    viewer.send("copy_wall", open=False)
    taker(owner)
    other.until("copies", count=2)
    assert not [each for each in (viewer, other) for item in each.quiet() if item == "copy_wall"]
    assert len(wall.copies) == 1


def test_a_guest_comes_by_the_wall_and_only_watches(owner, watch, taker):
    first, number = taker(owner)
    entry = Wall(watch(owner)).until(lambda wall: wall.copies).copies[number]
    guest = watching(watch(owner), {"session": entry["session"], "viewer_key": entry["key"]})
    first.until("viewers", count=1)
    guest.send("on_wall", shown=False)
    assert guest.error()["code"] == "read_only"


def test_a_copy_that_is_taken_off_is_told_to_nobody_and_its_guests_go(owner, watch, join, taker):
    first, number = taker(owner)
    viewer = watch(owner)
    wall = Wall(viewer).until(lambda wall: wall.copies)
    entry = {"session": wall.copies[number]["session"], "viewer_key": wall.copies[number]["key"]}
    guest = watching(join(), entry)
    first.send("on_wall", shown=False)
    assert first.until("place") == {"type": "place", "number": number, "shown": False}
    owner.until("copies", count=0)
    wall.until(lambda wall: not wall.copies and not wall.thumbnails)
    with pytest.raises(ConnectionClosed, match="taken off the wall"):
        guest.until("never")
    late = join()
    late.send("attach", session=entry["session"], key=entry["viewer_key"])
    assert late.error()["code"] == "no_session"
    first.send("step", count=2)
    first.until("status", step=2)
    assert not [item for item in viewer.quiet() if isinstance(item, dict) and item["type"] == "copy_wall"]
    first.send("on_wall", shown=True)
    wall.until(lambda wall: wall.steps() == {number: 2})


def test_who_does_not_want_to_be_on_the_wall_never_is(owner, taker):
    _, hidden = taker(owner, shown=False)
    _, shown = taker(owner)
    assert hidden != shown
    wall = Wall(owner).until(lambda wall: wall.copies)
    assert list(wall.copies) == [shown]


def test_only_copies_hang_on_a_wall(owner):
    owner.send("on_wall", shown=True)
    assert owner.error()["code"] == "refused"


@pytest.mark.parametrize(("kind", "field"), [("copy_wall", "open"), ("on_wall", "shown")])
def test_what_is_said_of_a_wall_is_yes_or_no(owner, kind, field):
    owner.send(kind, **{field: "perhaps"})
    assert owner.error()["path"] == [field]


def test_a_session_that_ends_leaves_the_wall(serve, visiting, hello):
    server = serve(detached_pause=0.01, detached_end=0.05)
    with visiting(server) as owner:
        owner.send("start", experiment=hello(), paused=True)
        owner.until("status", state="paused")
        with visiting(server) as viewer:
            copied(watching(viewer, owner.welcome))
            wall = Wall(owner).until(lambda wall: wall.copies)
        wall.until(lambda wall: not wall.copies)
        none = {"type": "copies", "count": 0}
        assert none in owner.received or owner.until(**none)
    sessions = server.state.sessions
    assert set(sessions.walls._walls) <= set(sessions._sessions)


def test_a_wall_is_bounded_and_the_others_are_counted(owner, taker, monkeypatch):
    monkeypatch.setattr("rnn_playground.server.copy_walls.MOST_SHOWN", 1)
    for _ in range(2):
        taker(owner)
    wall = Wall(owner).until(lambda wall: wall.more == 1)
    assert len(wall.copies) == 1
    two = {"type": "copies", "count": 2}
    assert two in owner.received or owner.until(**two)


def test_copies_are_on_the_wall_again_after_a_restart(serve, visiting, hello, tmp_path):
    server = serve(data=tmp_path)
    with visiting(server) as owner, visiting(server) as viewer, visiting(server) as other:
        owner.send("start", experiment=hello(), paused=True)
        owner.until("status", state="paused")
        _, number = copied(watching(viewer, owner.welcome))
        _, hidden = copied(watching(other, owner.welcome))
        other.send("on_wall", shown=False)
        other.until("place", shown=False)
        viewer.send("step", count=4)
        viewer.until("status", state="paused", step=4)
        keys = [each.welcome for each in (owner, viewer, other)]
    server.close()
    again = serve(data=tmp_path)
    with visiting(again) as owner, visiting(again) as viewer, visiting(again) as other:
        for client, own in ((viewer, keys[1]), (other, keys[2]), (owner, keys[0])):
            client.send("attach", session=own["session"], key=own["key"])
            client.until("attached", read_only=False)
        assert viewer.until("place")["number"] == number
        assert other.until("place") == {"type": "place", "number": hidden, "shown": False}
        owner.until("copies", count=1)
        Wall(owner).until(lambda wall: wall.steps() == {number: 4})
