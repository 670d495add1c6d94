"""All sessions: making them, finding them, letting go of those that nobody is attached to."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable, Collection, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakValueDictionary

from rnn_playground.engine.engine import ServedEngine
from rnn_playground.engine.quota import processors
from rnn_playground.server import events
from rnn_playground.server.computing import Computing
from rnn_playground.server.connection import Connection
from rnn_playground.server.copy_walls import CopyWalls
from rnn_playground.server.counters import Counters
from rnn_playground.server.frame_history import FrameBudget, FrameHistory
from rnn_playground.server.journal import note
from rnn_playground.server.kept.keeping import Keeping
from rnn_playground.server.peers.handover import LATER, Handover, Wanted, new_session_id, room_of
from rnn_playground.server.saved_session import Locks, SavedSession, SessionWithoutRun
from rnn_playground.server.session import Session
from rnn_playground.server.settings import Settings
from rnn_playground.server.store_problems import NotNow, StoreFailed
from rnn_playground.server.tiles import Tiles
from rnn_playground.server.unexpected import note_unexpected
from rnn_playground.server.waiting_line import WaitingLine
from rnn_playground.server.websocket_protocol import COME_BACK
from rnn_playground.telemetry.commands import Attach, CommandError

if TYPE_CHECKING:
    from rnn_playground.server.peers.peers import Peers
    from rnn_playground.server.store import Store

T = TypeVar("T")
# A socket that takes nothing may delay the end of the server by this much, in seconds.
DRAIN_PATIENCE = 1.0
# How often it is looked whether there is a place for who waits, in seconds.
LINE_PERIOD = 0.25
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
        keeping: Keeping | None = None,
        *,
        peers: Peers | None = None,
    ) -> None:
        self.draining = False
        # One thread: a large document keeps the interpreter's lock until it is checked.
        self.computing, self.recordings = Computing("documents", 1), Computing("recordings", 1)
        self._peers = peers
        if peers is not None:
            peers.lose, peers.waits, peers.give_way = self._lose, self._waits, self._give_way
        self._engine, self._settings, self._counters, self._store = engine, settings, counters, store
        self._keeping = keeping or Keeping(None, engine, settings.profile)
        self._sessions: dict[str, Session] = {}
        self._frames = FrameBudget(settings.history_bytes, self._histories)
        self._timers: dict[str, list[asyncio.TimerHandle]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._ending: dict[str, asyncio.Task[None]] = {}
        # One at a time brings a session here; whoever else wants it finds it then.
        self._bringing: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.walls = CopyWalls()
        self._tiles = Tiles(engine, settings.workers or processors())
        self.line = WaitingLine(settings.max_waiting, self._make_room, time.monotonic)
        self._serving: asyncio.TimerHandle | None = None

    def open_line(self) -> None:
        """Begin to serve those who wait for a place."""
        self._serve_line()

    def __len__(self) -> int:
        return len(self._sessions)

    @property
    def places_taken(self) -> int:
        """How many sessions have a place for a run."""
        return sum(session.has_place for session in self._sessions.values())

    @property
    def updates(self) -> int:
        """Updates made since the start."""
        return self._counters.updates + sum(session.updates for session in self._sessions.values())

    @property
    def connections(self) -> list[Connection]:
        """All connections."""
        return [connection for session in self._sessions.values() for connection in session.connections]

    async def carry_out(self, order: Coroutine[Any, Any, T]) -> T:
        """Return what ``order`` returns; who is cancelled here waits no longer, the order goes on to its end."""
        task = self._task(order)
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            task.add_done_callback(self._hear)
            raise
        return task.result()

    def open(self, connection: Connection, room: str = "") -> Session:
        """Return a new session that ``connection`` owns, in ``room``; it counts from its first run on."""
        session = self._session(new_session_id(room))
        self._counters.sessions += 1
        note("session opened", session=session.id)
        session.join(connection, owner=True)
        return session

    async def acquire(self, identifier: str) -> None:
        """Have the other servers know, if there are some, that a session is here."""
        if self._peers is not None:
            await self._peers.acquire(identifier)

    def _session(
        self, identifier: str, saved: SavedSession | None = None, without_run: SessionWithoutRun | None = None
    ) -> Session:
        session = Session(
            self._engine,
            self._settings,
            self._counters,
            line=self.line,
            tiles=self._tiles,
            keeping=self._keeping,
            history_bytes=self._frames.part,
            identifier=identifier,
            store=self._store,
            saved=saved,
            without_run=without_run,
            lost=lambda: self._lose(identifier),
        )
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
                if without_run is None and (saved is None or not saved.locks.admits(key)):
                    return None
                self._require_open()
                if saved is not None:
                    saved = replace(saved, moved=self._peers is not None)
                session = self._session(identifier, saved, without_run)
        self._leave_alone(session)
        return session

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

    async def attach(self, connection: Connection, command: Attach) -> None:
        """Take ``connection`` from its session to the one that ``command`` names. Raises NotNow."""
        session = await self.find(command.session, command.key)
        if connection.session is None:
            return  # its client went meanwhile
        session.require_attachable(command)
        if session is not connection.session:
            self.detach(connection)
        session.join(connection, owner=session.owned_by(command.key), guest=session.invites(command.key))
        note("attached", session=session.id, after_step=command.after_step, connections=len(session.connections))
        for timer in self._timers.pop(session.id, []):
            timer.cancel()
        await session.catch_up(connection, command.after_step)

    async def copy(self, connection: Connection, identifier: str, *, shown: bool) -> None:
        """Let ``connection`` own a new session with the run that it watched, as that is now; ``shown``: on the wall.

        Where there is no place it waits for one; raises CommandError when too many wait already.
        """
        watched = connection.session
        assert watched is not None
        key, viewer_key = secrets.token_urlsafe(16), secrets.token_urlsafe(16)
        saved = await watched.copied(identifier, Locks.of(key, viewer_key))
        saved = replace(saved, id=new_session_id(room_of(watched.id)))
        async with self._released_unless_it_begins(saved.id):
            await self.acquire(saved.id)
            self._require_open()
            if connection.session is not watched:
                raise CommandError("refused", "this connection left the run meanwhile; watch it again and copy it then")
            session = self._session(saved.id, saved)
        self._counters.sessions += 1
        self._counters.runs += 1
        self.walls.copied(session, watched, shown=shown)
        note("copied", session=session.id, watched=watched.id)
        self.detach(connection)
        session.join(connection, owner=True)
        connection.say(events.reply(identifier, session=session.id, key=key, viewer_key=viewer_key))
        await session.catch_up(connection, -1)
        await session.save(whole=True)

    def detach(self, connection: Connection) -> None:
        """Take ``connection`` from its session; one without a run and without others ends with it."""
        session = connection.session
        if session is None:
            return
        self.walls.close(connection)
        session.leave(connection)
        if session.connections or session.id not in self._sessions:
            return
        if session.run is None and not session.is_busy:
            self._drop(session)
            return
        self._leave_alone(session)
        if session.run is None:
            self._run(self._drop_without_run(session))

    async def _drop_without_run(self, session: Session) -> None:
        """Drop a session that nobody is attached to, where the orders under way bring it no run."""
        await session.settle()
        if session.run is None and session.detached_since is not None and session.id in self._sessions:
            self._drop(session)

    def _leave_alone(self, session: Session) -> None:
        """Let a session that nobody is attached to pause after a while, and end after a longer one."""
        loop = asyncio.get_running_loop()
        session.detached_since = loop.time()
        self._timers[session.id] = [
            loop.call_later(self._settings.detached_pause, lambda: self._run(session.pause_for_nobody())),
            loop.call_later(self._settings.detached_end, self._drop, session),
        ]

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
        await asyncio.gather(*(each.save() for each in room))
        if self._sessions.get(session.id) is not session or (session.run is None and session.is_busy):
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
        if self._serving is not None:
            self._serving.cancel()
        connections = self.connections
        for session in self._sessions.values():
            run = session.run
            closing = events.status(run.id if run else None, "closing", run.step if run else 0, "the server shuts down")
            for connection in session.connections:
                connection.say(closing)
                connection.close(COME_BACK, "the server shuts down")
        await _left(lambda: self.connections)
        for connection in connections:
            connection.abort()
        for session in list(self._sessions.values()):
            self._drop(session)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=SAVE_PATIENCE)

    def _histories(self) -> list[FrameHistory]:
        return [session.run.history for session in self._sessions.values() if session.run is not None]

    def _make_room(self) -> bool:
        """Tell whether one more session may have a run; to have room, one gives up its own that needs it least."""
        return (self._may_have_more and self._engine.has_room()) or self._let_one_go()

    @property
    def _may_have_more(self) -> bool:
        return self.places_taken < self._settings.max_sessions

    def _waits(self) -> bool:
        """Tell whether learners wait because the engine has no room."""
        return (len(self.line) > 0 and self._may_have_more) or self._engine.lacks_room

    def _give_way(self) -> None:
        """Learners of another server wait: where that shares the engine's room, leave it some that none here needs."""
        if self._engine.give_way():
            self._let_one_go()

    def _let_one_go(self) -> bool:
        """Have one session give up its run, and tell whether there was one that may.

        That is the one that nobody has been attached to for longest, else the one whose run has been over for longest.
        """
        holders = [session for session in self._sessions.values() if session.has_place]
        alone = [session for session in holders if session.detached_since is not None]
        if alone:
            self._drop(min(alone, key=lambda session: session.detached_since or 0.0))
            return True
        bound = asyncio.get_running_loop().time() - self._settings.over_yield
        over = [session for session in holders if session.over_since is not None and session.over_since <= bound]
        if over:
            min(over, key=lambda session: session.over_since or 0.0).release()
        return bool(over)

    def _serve_line(self) -> None:
        """Let those who wait move on, and look again soon."""
        self._serving = asyncio.get_running_loop().call_later(LINE_PERIOD, self._serve_line)
        self.line.serve()

    def _drop(self, session: Session) -> None:
        self._forget(session, "session ended")
        self._end(session, self._close(session))

    def _hand_on(self, session: Session) -> None:
        """End a session here, for another server to go on with it, once its clients have been told to come back."""
        self._forget(session, "session handed over")
        for connection in session.connections:
            connection.close(COME_BACK, MOVED)
        self._end(session, self._close_when_left(session))

    async def _close_when_left(self, session: Session) -> None:
        await _left(lambda: session.connections)
        for connection in session.connections:
            connection.abort()
        await self._close(session)

    def _forget(self, session: Session, event: str) -> None:
        for timer in self._timers.pop(session.id, []):
            timer.cancel()
        self._sessions.pop(session.id, None)
        self.walls.ended(session)
        note(event, session=session.id)

    def _lose(self, identifier: str) -> None:
        """Drop a session that another server has, without writing anything of it."""
        session = self._sessions.get(identifier)
        if session is None:
            return
        self._forget(session, "session lost")
        session.let_go()
        for connection in session.connections:
            connection.close(COME_BACK, MOVED)
            connection.abort()  # nothing more is told of a run that is another's
        self._end(session, self._close(session))

    async def _close(self, session: Session) -> None:
        await session.close()
        if self._store is not None:
            self._store.living.discard(session.id)
        await self._release(session.id)

    def _end(self, session: Session, work: Coroutine[None, None, None]) -> None:
        self._ending[session.id] = ending = self._run(work)
        ending.add_done_callback(lambda _: self._ending.pop(session.id, None))

    def _run(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Do ``work``, for which nobody waits."""
        task = self._task(work)
        task.add_done_callback(self._hear)
        return task

    def _task(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _hear(self, task: asyncio.Task[Any]) -> None:
        """See to what comes of work for which nobody waits."""
        if task.cancelled():
            return
        match task.exception():
            case None | CommandError() | NotNow():
                return
            case problem:
                note_unexpected(self._counters, "an order broke", problem)


async def _left(connections: Callable[[], Collection[Connection]]) -> None:
    """Return once these have closed, as they were told to, or have taken too long."""
    deadline = asyncio.get_running_loop().time() + DRAIN_PATIENCE
    while connections() and asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(0.02)
