"""All sessions: making them, finding them, letting go of those that nobody is attached to."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable, Collection, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from rnn_playground.engine.engine import ServedEngine
from rnn_playground.engine.quota import processors
from rnn_playground.server import events
from rnn_playground.server.computing import Computing
from rnn_playground.server.connection import Connection
from rnn_playground.server.copy_walls import CopyWalls
from rnn_playground.server.counters import Counters
from rnn_playground.server.event_log import log_event
from rnn_playground.server.frame_history import FrameBudget, FrameHistory
from rnn_playground.server.peers.handover import LATER, Handover, Wanted, new_session_id, room_of
from rnn_playground.server.saved_runs.archive import RunArchive
from rnn_playground.server.saved_session import KeyHashes, SavedSession, SessionWithoutRun
from rnn_playground.server.session import Session
from rnn_playground.server.settings import Settings
from rnn_playground.server.store_problems import NotNow, StoreFailed
from rnn_playground.server.tiles import Tiles
from rnn_playground.server.waiting_line import WaitingLine
from rnn_playground.server.websocket_protocol import COME_BACK
from rnn_playground.telemetry.commands import CommandError

if TYPE_CHECKING:
    from rnn_playground.server.peers.peers import Peers
    from rnn_playground.server.store import Store

# A socket that takes nothing may delay the end of the server by this much, in seconds.
DRAIN_PATIENCE = 1.0
# How often it is looked whether there is a slot for those who wait, and what became of sessions, in seconds.
TICK = 0.25
MOVED = "the session goes on at another server; come back"
# So long the last checkpoints may take together, in seconds.
SAVE_PATIENCE = 3.0


class Sessions:
    """At most ``max_sessions`` have a place for a run, some wait for one, and more are told when to come again.

    ``computing`` checks their messages and documents, ``recordings`` encodes what they take away.
    """

    def __init__(
        self,
        engine: ServedEngine,
        settings: Settings,
        counters: Counters,
        store: Store | None = None,
        archive: RunArchive | None = None,
        *,
        peers: Peers | None = None,
    ) -> None:
        self.draining = False
        # One thread: a large document keeps the interpreter's lock until it is checked.
        self.computing, self.recordings = Computing("documents", 1), Computing("recordings", 1)
        self._peers = peers
        if peers is not None:
            peers.lose, peers.waits, peers.give_way = self._lose, self._waits, self._give_way
        self.engine, self._settings, self._counters, self._store = engine, settings, counters, store
        self._archive = archive or RunArchive(None, engine, settings.profile)
        self._sessions: dict[str, Session] = {}
        self._frames = FrameBudget(settings.history_bytes, self._histories)
        self._ending: dict[str, asyncio.Task[None]] = {}
        # One at a time brings a session here; whoever else wants it finds it then.
        self._bringing: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.walls = CopyWalls()
        self._tiles = Tiles(engine, settings.workers or processors())
        self.line = WaitingLine(settings.max_waiting, self._make_room, time.monotonic)
        self._ticking: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._sessions)

    @property
    def slots_taken(self) -> int:
        """How many sessions have a slot for a run."""
        return sum(session.has_slot for session in self._sessions.values())

    @property
    def updates(self) -> int:
        """Updates made since the start."""
        return self._counters.updates + sum(session.updates for session in self._sessions.values())

    @property
    def connections(self) -> list[Connection]:
        """All connections."""
        return [connection for session in self._sessions.values() for connection in session.audience.roles]

    def open(self, room: str = "") -> Session:
        """Return a new session in ``room``; it counts from its first run on."""
        session = self._session(new_session_id(room))
        self._counters.sessions += 1
        log_event("session opened", session=session.id)
        return session

    async def acquire(self, identifier: str) -> None:
        """Have the other servers know, if there are some, that a session is here."""
        if self._peers is not None:
            await self._peers.acquire(identifier)

    def _session(
        self, identifier: str, saved: SavedSession | None = None, without_run: SessionWithoutRun | None = None
    ) -> Session:
        session = Session(
            self.engine,
            self._settings,
            self._counters,
            line=self.line,
            tiles=self._tiles,
            archive=self._archive,
            history_bytes=self._frames.part,
            identifier=identifier,
            store=self._store,
            saved=saved,
            without_run=without_run,
            lost=lambda: self._lose(identifier),
        )
        session.leave_alone()
        self._sessions[session.id] = session
        self._frames.part()  # one that was stored brings its frames along
        if self._store is not None:
            self._store.living.add(session.id)
        self.walls.came(session)
        return session

    async def find(self, identifier: str, key: str) -> Session:
        """Return the session that ``key`` opens, for its owner or a viewer; raises CommandError where there is none.

        One that only the store has is taken up again, and one that another server has is handed over. Raises NotNow
        where that cannot be for now, as at this server's end or while the database is away.
        """
        try:
            session = self._sessions.get(identifier) or await self._brought(identifier, key)
        except StoreFailed as problem:
            raise NotNow(f"the database does not answer: {problem}; come back in a moment") from None
        if session is None or not session.admits(key):
            message = "no session has this id and key; it may have ended; go on with the session of your welcome"
            raise CommandError("no_session", message, ["session"])
        return session

    async def _brought(self, identifier: str, key: str) -> Session | None:
        """Return a session that the store or another server has; raises StoreFailed."""
        self._require_open()
        if self._store is None:
            return None
        came_at = asyncio.get_running_loop().time()
        async with self._bringing.setdefault(identifier, asyncio.Lock()):
            if (ending := self._ending.get(identifier)) is not None:
                await asyncio.wait({ending})
            if identifier in self._sessions:
                return self._sessions[identifier]
            without_run = None
            if self._peers is not None:
                if (came := await self._peers.take_over(identifier, key, came_at)) is None:
                    return None
                without_run = came.without_run
            async with self._released_unless_it_begins(identifier):
                saved = None if without_run else await self._store.load(identifier)
                if without_run is None and (saved is None or not saved.key_hashes.admits(key)):
                    return None
                self._require_open()
                if saved is not None:
                    saved = replace(saved, moved=self._peers is not None)
                return self._session(identifier, saved, without_run)

    @asynccontextmanager
    async def _released_unless_it_begins(self, identifier: str) -> AsyncIterator[None]:
        """Let any server have a session that is held here, where what was to begin it fails."""
        try:
            yield
        finally:
            if identifier not in self._sessions:
                await self._release(identifier)

    def _require_open(self) -> None:
        if self.draining:
            raise NotNow("the server shuts down; come back")

    async def _release(self, identifier: str) -> None:
        if self._peers is not None:
            await self._peers.release(identifier)

    async def copy(self, watched: Session, identifier: str, *, shown: bool) -> tuple[Session, str, str]:
        """Return a new session with the run of ``watched`` as that is now, and its two keys; ``shown``: on the wall.

        Where there is no slot it waits for one; raises CommandError when too many wait already.
        """
        key, viewer_key = secrets.token_urlsafe(16), secrets.token_urlsafe(16)
        name = new_session_id(room_of(watched.id))
        saved = await watched.copied(name, identifier, KeyHashes.of(key, viewer_key))
        async with self._released_unless_it_begins(saved.id):
            await self.acquire(saved.id)
            self._require_open()
            session = self._session(saved.id, saved)
        self._counters.sessions += 1
        self._counters.runs += 1
        self.walls.copied(session, watched, shown=shown)
        log_event("copied", session=session.id, watched=watched.id)
        return session, key, viewer_key

    def leave(self, session: Session, connection: Connection) -> None:
        """Take ``connection`` from ``session``; one without a run, an order and other connections ends with it."""
        self.walls.close(connection)
        session.leave(connection)
        self._drop_if_empty(session)

    def _drop_if_empty(self, session: Session) -> None:
        if session.detached_since is not None and session.run is None and not session.actor.is_busy:
            self._drop(session)

    async def hand_over(self, wanted: Wanted) -> Handover:
        """Let the server that asks go on with a session, and with all of its room that have a run.

        A guest's key moves no session: the wall that gave it is here.
        """
        assert self._peers is not None
        session = self._sessions.get(wanted.session)
        if session is None:
            await self._gone(wanted.session)
            return LATER
        if session.invites(wanted.key) or not session.admits(wanted.key):
            return Handover(outcome="refused")
        if self.draining or self._peers.has_just_come(session.id):
            return LATER
        room = [each for each in self._sessions.values() if room_of(each.id) == room_of(session.id)]
        await asyncio.gather(*(each.actor.order(each.save) for each in room), return_exceptions=True)
        if self._sessions.get(session.id) is not session or (session.run is None and session.actor.is_busy):
            return LATER
        without_run = session.without_run() if session.run is None else None
        for each in room:
            if each.id in self._sessions and (each.run.is_saved if each.run is not None else each is session):
                self._hand_on(each)
        if (ending := self._ending.get(session.id)) is None:
            return LATER
        await asyncio.wait({ending})
        return Handover(outcome="done", without_run=without_run)

    async def _gone(self, identifier: str) -> None:
        """Wait until nothing here holds a session that has ended, or was never here."""
        if (ending := self._ending.get(identifier)) is not None:
            await asyncio.wait({ending})
        elif identifier not in self._bringing:
            await self._release(identifier)  # the database may have been away when it ended

    async def drain(self) -> None:
        """Tell everybody that the server closes, close their connections, end the runs."""
        self.draining = True
        if self._ticking is not None:
            self._ticking.cancel()
        connections = self.connections
        for session in self._sessions.values():
            run = session.run
            closing = events.status(run.id if run else None, "closing", run.step if run else 0, "the server shuts down")
            for connection in session.audience.roles:
                connection.say(closing)
                connection.close(COME_BACK, "the server shuts down")
        await _left(lambda: self.connections)
        for connection in connections:
            connection.abort()
        for session in list(self._sessions.values()):
            self._drop(session)
        if self._ending:
            await asyncio.wait(self._ending.values(), timeout=SAVE_PATIENCE)

    def _histories(self) -> list[FrameHistory]:
        return [session.run.history for session in self._sessions.values() if session.run is not None]

    def _make_room(self) -> bool:
        """Tell whether one more session may have a run; to have room, one gives up its own that needs it least."""
        return (self._may_have_more and self.engine.has_room()) or self._let_one_go()

    @property
    def _may_have_more(self) -> bool:
        return self.slots_taken < self._settings.max_sessions

    def _waits(self) -> bool:
        """Tell whether learners wait because the engine has no room."""
        return (len(self.line) > 0 and self._may_have_more) or self.engine.lacks_room

    def _give_way(self) -> None:
        """Learners of another server wait: where that shares the engine's room, leave it some that none here needs."""
        if self.engine.give_way():
            self._let_one_go()

    def _let_one_go(self) -> bool:
        """Have one session give up its run, and tell whether there was one that may.

        That is the one that nobody has been attached to for longest, else the one whose run has been over for longest.
        """
        holders = [session for session in self._sessions.values() if session.has_slot]
        alone = [session for session in holders if session.detached_since is not None]
        if alone:
            self._drop(min(alone, key=lambda session: session.detached_since or 0.0))
            return True
        bound = asyncio.get_running_loop().time() - self._settings.over_yield
        over = [session for session in holders if session.over_since is not None and session.over_since <= bound]
        if over:
            min(over, key=lambda session: session.over_since or 0.0).yield_slot()
        return bool(over)

    def tick(self) -> None:
        """Let those who wait move on, see to sessions that nobody is attached to, and look again soon."""
        loop = asyncio.get_running_loop()
        self._ticking = loop.call_later(TICK, self.tick)
        self.line.serve()
        now = loop.time()
        for session in list(self._sessions.values()):
            if session.run is not None:
                session.actor.tell(partial(session.tick, now))
            self._drop_if_empty(session)
            if session.detached_since is not None and now - session.detached_since >= self._settings.detached_end:
                self._drop(session)

    def _drop(self, session: Session) -> None:
        """End a session."""
        if self._forget(session, "session ended"):
            self._end(session, self._close(session))

    def _forget(self, session: Session, event: str) -> bool:
        """Take a session out of sight; tell whether it was there."""
        if self._sessions.pop(session.id, None) is None:
            return False
        self.walls.ended(session)
        log_event(event, session=session.id)
        return True

    def _end(self, session: Session, work: Coroutine[None, None, None]) -> None:
        self._ending[session.id] = ending = asyncio.get_running_loop().create_task(work)
        ending.add_done_callback(lambda _: self._ending.pop(session.id, None))

    def _hand_on(self, session: Session) -> None:
        """End a session here, for another server to go on with it, once its clients have been told to come back."""
        if not self._forget(session, "session handed over"):
            return
        for connection in session.audience.roles:
            connection.close(COME_BACK, MOVED)
        self._end(session, self._close_when_left(session))

    async def _close_when_left(self, session: Session) -> None:
        await _left(lambda: session.audience.roles)
        for connection in session.audience.roles:
            connection.abort()
        await self._close(session)

    async def _close(self, session: Session) -> None:
        await session.close()
        if self._store is not None:
            self._store.living.discard(session.id)
        await self._release(session.id)

    def _lose(self, identifier: str) -> None:
        """Drop a session that another server has, without writing anything of it."""
        session = self._sessions.get(identifier)
        if session is None or not self._forget(session, "session lost"):
            return
        session.let_go()
        for connection in session.audience.roles:
            connection.close(COME_BACK, MOVED)
            connection.abort()  # nothing more is told of a run that is another's
        self._end(session, self._close(session))


async def _left(connections: Callable[[], Collection[Connection]]) -> None:
    """Return once these have closed, as they were told to, or have taken too long."""
    deadline = asyncio.get_running_loop().time() + DRAIN_PATIENCE
    while connections() and asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(0.02)
