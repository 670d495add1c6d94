"""A session comes from the server that holds it, for who has a key of it; a room keeps its sessions together."""

from __future__ import annotations

import asyncio

import pytest

from rnn_playground.server.peers.handover import LATER, ROOM_LENGTH, Handover, Peer, Wanted, new_session_id, room_of
from rnn_playground.server.peers.leases import Whereabouts
from rnn_playground.server.peers.peers import PATIENCE, Peers
from rnn_playground.server.saved_session import KeyHashes, SessionWithoutRun
from rnn_playground.server.store_problems import NotNow
from rnn_playground.telemetry.watch import Watch

THERE = Peer("a", "http://10.0.0.1:8000")
KEY_HASHES = KeyHashes.of("key", "viewer")
DONE, REFUSED = Handover(outcome="done"), Handover(outcome="refused")


class Leases:
    """One session: who holds it, and what its keys are compared with where it is stored."""

    def __init__(self, holder, key_hashes=KEY_HASHES):
        self.holder, self.key_hashes, self.acquired = holder, key_hashes, False

    async def where(self, _session):
        return Whereabouts(self.key_hashes, self.holder)

    async def acquire(self, _session):
        self.acquired = True
        return True

    async def release(self, _session):
        self.acquired = False


def taken_over(leases, answers=(), key="key", waited=0.0):
    """Take the session over; return what came, who was asked, and the peers. ``answers``: what they say, in turn."""
    asked, answers = [], iter(answers)

    async def ask(peer, wanted):
        asked.append((peer, wanted))
        answer = next(answers)
        if answer is DONE or answer.without_run is not None:
            leases.holder = None
        return answer

    async def scene():
        peers = Peers(leases, ask)
        came_at = asyncio.get_running_loop().time() - waited
        return await peers.take_over("s", key, came_at), asked, peers.has_just_come("s")

    return asyncio.run(scene())


@pytest.mark.parametrize("key", ["key", "viewer"])
def test_a_living_server_is_asked_until_it_hands_over(key):
    leases = Leases(THERE)
    came, asked, stays = taken_over(leases, [LATER, LATER, DONE], key)
    assert (came, leases.acquired, stays) == (DONE, True, True)
    assert asked == [(THERE, Wanted(session="s", key=key))] * 3


def test_one_that_nobody_holds_is_taken_and_may_be_handed_on_at_once():
    leases = Leases(None)
    assert taken_over(leases) == (DONE, [], False)
    assert leases.acquired


def test_a_holder_that_is_gone_meanwhile_is_asked_no_more():
    class Dying(Leases):
        async def where(self, session):
            self.looks = getattr(self, "looks", 0) + 1
            self.holder = THERE if self.looks < 3 else None
            return await super().where(session)

    leases = Dying(THERE)
    _, asked, stays = taken_over(leases, [LATER, LATER])
    assert (len(asked), leases.acquired, stays) == (2, True, False)


def test_a_wrong_key_is_compared_before_anybody_is_asked_or_anything_taken():
    for holder in (THERE, None):
        leases = Leases(holder)
        assert taken_over(leases, key="guess")[:2] == (None, [])
        assert not leases.acquired
    assert taken_over(Leases(None, key_hashes=None))[:2] == (None, [])


def test_of_a_session_that_is_not_stored_the_holder_compares_the_key():
    leases = Leases(THERE, key_hashes=None)
    came, asked, _ = taken_over(leases, [REFUSED], "guess")
    assert (came, len(asked), leases.acquired) == (None, 1, False)


def test_a_session_without_a_run_comes_with_the_answer():
    there = SessionWithoutRun.of(KEY_HASHES, Watch(panels=("gates",)), 30.0)
    leases = Leases(THERE, key_hashes=None)
    came, _, _ = taken_over(leases, [Handover(outcome="done", without_run=there)])
    assert leases.acquired
    sent = Handover.model_validate_json(came.model_dump_json()).without_run
    assert (sent.key_hashes, sent.watch.panels, sent.pace) == (KEY_HASHES, ("gates",), 30.0)


def test_who_waited_too_long_is_told_to_come_back():
    with pytest.raises(NotNow):
        taken_over(Leases(THERE), [LATER], waited=PATIENCE + 1)


def test_a_new_session_is_in_the_room_that_its_client_names():
    one, two = (new_session_id("Ab-_0123") for _ in range(2))
    assert room_of(one) == room_of(two) == "Ab-_0123"
    assert one != two
    assert len(one) == len(new_session_id()) == 22


@pytest.mark.parametrize(
    "room", ["", "short", "a" * 22, "Ab-_01 3", "Ab-_012\n", "\N{LATIN SMALL LETTER E WITH ACUTE}" * 8]
)
def test_what_is_no_room_is_passed_over(room):
    identifier = new_session_id(room)
    assert room_of(identifier) != room[:ROOM_LENGTH]
    assert len(identifier) == 22
