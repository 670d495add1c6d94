"""What is begun for a client is brought to its end without it, and nothing is held for a session that never was."""

from __future__ import annotations

import asyncio
from functools import partial
from types import SimpleNamespace

import pytest

from rnn_playground import Experiment
from rnn_playground.server.audience import Role
from rnn_playground.server.connection import Connection
from rnn_playground.server.counters import Counters
from rnn_playground.server.peers.handover import LATER, Wanted
from rnn_playground.server.saved_session import SavedSession, Standing
from rnn_playground.server.sessions import Sessions
from rnn_playground.server.settings import Settings
from rnn_playground.server.store_problems import NotNow, StoreFailed
from rnn_playground.telemetry.commands import CommandError, GoOn


class FullEngine:
    """One that has room for no run."""

    def has_room(self):
        return False


class Database:
    """What other servers are told of the sessions that are held here."""

    def __init__(self):
        self.held, self.hangs = set(), False

    async def acquire(self, session):
        self.held.add(session)
        if self.hangs:
            await asyncio.Event().wait()

    async def release(self, session):
        self.held.discard(session)

    async def take_over(self, _session, _key, _came_at):
        raise StoreFailed("it is away")

    def has_just_come(self, _session):
        return False


class Watched:
    """A session whose run can be copied, once that may be."""

    id, origin = "watched", None

    def __init__(self, may):
        self._may = may

    async def copied(self, session, _identifier, key_hashes):
        await self._may.wait()
        standing = Standing(run="r", experiment=Experiment(), state="queued", step=0)
        return SavedSession(session, key_hashes, standing, None, [], copied=True)


def opened(store=None, **settings):
    """Return sessions whose engine is full, and what other servers know of them."""
    database = Database()
    return Sessions(FullEngine(), Settings(**settings), Counters(), store, peers=database), database


def test_an_order_goes_on_to_its_end_when_nobody_waits_for_it_any_more(caplog):
    async def scenario():
        session, may, done = Sessions(None, Settings(), counters).open(), asyncio.Event(), []

        async def order(problem):
            await may.wait()
            done.append(problem)
            if problem is not None:
                raise problem

        waiting = [
            asyncio.create_task(session.actor.order(partial(order, problem)))
            for problem in (None, CommandError("queued", "not now"), KeyError("no such lane"))
        ]
        await asyncio.sleep(0)
        for each in waiting:
            each.cancel()
        ends = await asyncio.gather(*waiting, return_exceptions=True)
        assert all(isinstance(end, asyncio.CancelledError) for end in ends)
        may.set()
        await session.close()
        return len(done)

    counters = Counters()
    assert asyncio.run(scenario()) == 3
    assert counters.unexpected_errors == 1
    assert "KeyError: 'no such lane'" in caplog.text


def test_a_copy_for_which_there_is_no_place_leaves_nothing_held():
    async def scenario():
        sessions, database = opened(max_waiting=0)
        may = asyncio.Event()
        may.set()
        with pytest.raises(CommandError, match="every place is taken"):
            await sessions.copy(Watched(may), "c", shown=True)
        return len(sessions), database.held

    assert asyncio.run(scenario()) == (0, set())


@pytest.mark.parametrize("turns", range(1, 5))
def test_a_copy_for_a_client_that_went_meanwhile_is_not_made(turns):
    async def scenario():
        sessions, database = opened()
        database.hangs, may = True, asyncio.Event()
        may.set()
        copying = asyncio.create_task(sessions.copy(Watched(may), "c", shown=True))
        for _ in range(turns):
            await asyncio.sleep(0)
        copying.cancel()
        with pytest.raises(asyncio.CancelledError):
            await copying
        return len(sessions), database.held

    assert asyncio.run(scenario()) == (0, set())


class Archive:
    """Kept runs, of which it turns out after a while that there is none."""

    def __init__(self):
        self.asked, self.may = asyncio.Event(), asyncio.Event()

    async def find(self, _identifier):
        self.asked.set()
        await self.may.wait()
        raise CommandError("no_kept_run", "there is none")


def test_a_session_without_a_run_ends_with_its_client_but_not_before_the_order_that_may_bring_it_one():
    async def scenario():
        archive = Archive()
        sessions = Sessions(FullEngine(), Settings(), Counters(), archive=archive)
        clients = [
            Connection(SimpleNamespace(scope={}), heartbeat=15.0, send_timeout=10.0, counters=Counters())
            for _ in range(2)
        ]
        idle, busy = sessions.open(), sessions.open()
        for session, client in zip((idle, busy), clients, strict=True):
            session.join(client, Role.OWNER)
        ordering = asyncio.create_task(busy.carry_out(GoOn(kept="k")))
        await archive.asked.wait()
        for session, client in zip((idle, busy), clients, strict=True):
            sessions.leave(session, client)
        sessions.tick()
        left = len(sessions)
        archive.may.set()
        with pytest.raises(CommandError):
            await ordering
        sessions.tick()
        return left, len(sessions)

    assert asyncio.run(scenario()) == (1, 0)


def test_a_database_that_is_away_is_for_later():
    async def scenario():
        sessions, _ = opened(store=object())
        await sessions.find("s", "key")

    with pytest.raises(NotNow, match="it is away"):
        asyncio.run(scenario())


def test_a_run_that_could_not_be_saved_is_not_handed_over():
    class Unsaved:
        id, run, saves = "s", SimpleNamespace(is_saved=False), 0

        @property
        def actor(self):
            return self

        def admits(self, key):
            return key == "key"

        def invites(self, _key):
            return False

        async def order(self, work):
            await work()

        async def save(self):
            self.saves += 1

    async def scenario():
        sessions, _ = opened()
        session = sessions._sessions["s"] = Unsaved()
        answer = await sessions.hand_over(Wanted(session="s", key="key"))
        return answer, session.saves, sessions._sessions["s"] is session

    assert asyncio.run(scenario()) == (LATER, 1, True)


def test_a_lease_that_was_left_over_is_let_go_when_somebody_asks():
    async def scenario():
        sessions, database = opened()
        database.held.add("s")
        answer = await sessions.hand_over(Wanted(session="s", key="key"))
        return answer, database.held

    assert asyncio.run(scenario()) == (LATER, set())
