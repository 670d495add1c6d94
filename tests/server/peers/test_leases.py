"""One session has one holder, whoever asks at the same time; who is gone holds nothing, and learns of it later."""

from __future__ import annotations

import asyncio
import threading
from contextlib import ExitStack
from itertools import count

import pytest

from rnn_playground import Experiment
from rnn_playground.server.database_address import database_address
from rnn_playground.server.peers.handover import Peer
from rnn_playground.server.peers.leases import Leases
from rnn_playground.server.peers.peers import Peers
from rnn_playground.server.saved_session import KeyHashes, SavedSession, Standing
from rnn_playground.server.store import Store
from rnn_playground.server.store_problems import HoldingLost, StoreFailed, StoreUnusable
from rnn_playground.server.tables import PEERS, RUNS
from rnn_playground.server.writer import Writer


def do(work):
    return asyncio.run(work)


@pytest.fixture
def url(postgresql):
    return postgresql.new_database()


@pytest.fixture
def new_writer(url):
    with ExitStack() as stack:

        def opened():
            writer = Writer(database_address(url), RUNS, PEERS, setting="DATABASE")
            stack.callback(writer.close)
            return writer

        yield opened


@pytest.fixture
def enter(new_writer, postgresql, url):
    """Have a server enter that is heard of for an hour, however slowly the test goes on."""
    numbers = count(1)

    def entered(address=None):
        leases = Leases(new_writer())
        assert do(leases.enter(address or f"http://10.0.0.{next(numbers)}:8000")) is None
        postgresql.execute(f"UPDATE server SET seen_at = seen_at + interval '1 h' WHERE id = '{leases.id}'", url)
        return leases

    return entered


@pytest.fixture
def fall_silent(postgresql, url):
    """Make a server one that was not heard of for four seconds."""

    def silent(leases):
        postgresql.execute(
            f"UPDATE server SET seen_at = clock_timestamp() - interval '4 s' WHERE id = '{leases.id}'", url
        )

    return silent


def session(identifier="s"):
    standing = Standing(run="r", experiment=Experiment(), state="queued", step=0)
    return SavedSession(identifier, KeyHashes.of("key", "viewer"), standing, None, [])


def saving(writer, leases):
    return Store(writer, keep_seconds=100.0, most_bytes=2**24, require=leases.require)


def test_a_session_is_held_by_one_until_it_lets_go(enter):
    one, two = enter(), enter()
    assert do(one.acquire("s"))
    assert do(one.acquire("s"))
    assert not do(two.acquire("s"))
    assert do(two.where("s")).holder == Peer(one.id, one.address)
    assert do(one.where("s")).holder is None
    do(two.release("s"))
    assert not do(two.acquire("s"))
    do(one.release("s"))
    assert do(two.where("s")).holder is None
    assert do(two.acquire("s"))


def test_who_was_not_heard_of_for_three_seconds_holds_nothing(enter, fall_silent):
    one, two = enter(), enter()
    do(one.acquire("s"))
    fall_silent(one)
    assert do(two.where("s")).holder is None
    assert do(two.acquire("s"))
    assert not do(one.acquire("s"))
    assert do(one.heartbeat(frozenset(one.held))).lost == {"s"}
    assert do(one.where("s")).holder == Peer(two.id, two.address)


def test_who_begins_anew_at_the_same_address_has_what_it_had(enter, fall_silent):
    before = enter("http://10.0.0.9:8000")
    do(before.acquire("s"))
    fall_silent(before)
    assert do(enter("http://10.0.0.9:8000").acquire("s"))


def test_where_one_lives_already_nobody_else_enters_and_is_told_what_to_do(enter, new_writer):
    address = "http://service:8000"
    one, two = enter(address), Peers(Leases(new_writer()), ask=None)

    async def scene():
        beating = asyncio.create_task(beat())
        with pytest.raises(StoreUnusable, match=f"RNN_PLAYGROUND_PEER_ADDRESS {address}: .*leads to it alone"):
            await two.enter(address)
        beating.cancel()

    async def beat():
        while True:
            await one.heartbeat(frozenset())
            await asyncio.sleep(0.1)

    do(one.acquire("s"))
    do(scene())
    assert not do(two.leases.acquire("s"))
    assert do(two.leases.where("s")).holder == Peer(one.id, address)


def test_where_one_was_killed_a_moment_ago_the_next_one_enters(new_writer):
    address = "http://10.0.0.9:8000"
    killed, after = Leases(new_writer()), Peers(Leases(new_writer()), ask=None)
    do(killed.enter(address))
    do(killed.acquire("s"))

    async def scene():
        await after.enter(address)
        return await after.leases.acquire("s")

    assert do(scene())


def test_what_a_living_server_holds_is_never_removed(enter, new_writer, fall_silent):
    one, two = enter(), enter()
    holders = [
        Store(new_writer(), keep_seconds=100.0, most_bytes=2**24, require=leases.require) for leases in (one, two)
    ]
    do(holders[0].save(session("lives")))
    do(holders[1].save(session("left")))
    fall_silent(two)
    cleared = Store(new_writer(), keep_seconds=100.0, most_bytes=1, held=Leases(new_writer()).held_by_others)
    assert do(cleared.load("lives")) is not None
    assert do(cleared.load("left")) is None


def test_who_leaves_lets_go_of_everything(enter):
    one, two = enter(), enter()
    do(one.acquire("s"))
    do(one.leave())
    assert do(two.acquire("s"))


def test_what_others_hold_is_in_nobodys_way(enter, fall_silent):
    gone, mine, other = (enter() for _ in range(3))
    for leases, name in ((gone, "s"), (mine, "m"), (other, "o")):
        assert do(leases.acquire(name))
    assert not do(mine.acquire("s"))
    fall_silent(gone)
    assert do(mine.acquire("s"))
    assert not do(other.acquire("s"))
    assert not do(mine.acquire("o"))


def test_of_many_who_want_it_at_once_one_has_it(enter, fall_silent):
    gone, *others = (enter() for _ in range(6))
    for number in range(20):
        do(gone.acquire(f"s{number}"))
    fall_silent(gone)

    async def all_acquire(name):
        return await asyncio.gather(*(leases.acquire(name) for leases in others))

    assert [sum(do(all_acquire(f"s{number}"))) for number in range(20)] == [1] * 20


def test_a_save_of_a_session_that_is_anothers_writes_nothing(enter, new_writer, fall_silent):
    one, two = enter(), enter()
    first, second = saving(new_writer(), one), saving(new_writer(), two)
    do(first.save(session()))  # not confirmed before, so entered now
    assert not do(two.acquire("s"))
    fall_silent(one)
    do(two.acquire("s"))
    do(second.save(session()))
    with pytest.raises(HoldingLost):
        do(first.save(session()))
    do(two.release("s"))
    with pytest.raises(HoldingLost):
        do(first.save(session()))


def test_a_transaction_that_stands_still_holds_nobody_up_for_long(enter, new_writer, fall_silent):
    one, two = enter(), enter()
    do(one.acquire("s"))
    fall_silent(one)
    asleep, began, may_end = new_writer(), threading.Event(), threading.Event()

    def stand_still(connection):
        one.require(connection, "s")
        began.set()
        may_end.wait(60)

    async def scene():
        saving = asyncio.create_task(asleep.do(stand_still))
        await asyncio.to_thread(began.wait)
        taken = await two.acquire("s")
        may_end.set()
        with pytest.raises(StoreFailed, match="idle-in-transaction"):
            await saving
        return taken

    assert do(scene())


def test_who_has_learners_wait_is_heard_of_until_they_wait_no_more_or_it_is_gone(enter, fall_silent):
    one, two = enter(), enter()

    def hears():
        return do(two.heartbeat(frozenset())).others_wait

    assert not hears()
    for _ in range(2):
        assert not do(one.heartbeat(frozenset(), waits=True)).others_wait
        assert hears()
    do(one.heartbeat(frozenset()))
    assert not hears()
    do(one.heartbeat(frozenset(), waits=True))
    fall_silent(one)
    assert not hears()


def test_one_secret_is_known_to_all(enter):
    one, two = enter(), enter()
    assert one.common_secret("cookie") == two.common_secret("cookie") != one.common_secret("another")
