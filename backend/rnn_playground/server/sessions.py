"""All sessions: making them, finding them, letting go of those that nobody is attached to."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine

from rnn_playground.engine.engine import Engine
from rnn_playground.server import events
from rnn_playground.server.connection import Connection
from rnn_playground.server.counters import Counters
from rnn_playground.server.session import Session
from rnn_playground.server.settings import Settings
from rnn_playground.telemetry.commands import Attach, CommandError

# A socket that takes nothing may delay the end of the server by this much, in seconds.
DRAIN_PATIENCE = 1.0


class Sessions:
    """At most ``max_sessions`` with a run; one that nobody is attached to makes room, the longest alone first."""

    def __init__(self, engine: Engine, settings: Settings, counters: Counters) -> None:
        self.draining = False
        self._engine, self._settings, self._counters = engine, settings, counters
        self._sessions: dict[str, Session] = {}
        self._timers: dict[str, list[asyncio.TimerHandle]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._sessions)

    @property
    def updates(self) -> int:
        """Updates made since the start."""
        return self._counters.updates + sum(session.updates for session in self._sessions.values())

    @property
    def connections(self) -> list[Connection]:
        """All connections."""
        return [connection for session in self._sessions.values() for connection in session.connections]

    def open(self, connection: Connection) -> Session:
        """Return a new session that ``connection`` owns; it counts from its first run on."""
        session = Session(
            self._engine, self._settings, self._counters, admit=self._admit, history_bytes=self._history_bytes
        )
        self._sessions[session.id] = session
        self._counters.sessions += 1
        session.join(connection, owner=True)
        return session

    async def attach(self, connection: Connection, command: Attach) -> None:
        """Take ``connection`` from its session to the one that ``command`` names."""
        session = self._sessions.get(command.session)
        if session is None or not session.admits(command.key):
            message = "no session has this id and key; it may have ended; go on with the session of your welcome"
            raise CommandError("no_session", message, ["session"])
        session.require_attachable(command)
        if session is not connection.session:
            self.detach(connection)
        session.join(connection, owner=session.owned_by(command.key))
        for timer in self._timers.pop(session.id, []):
            timer.cancel()
        await session.catch_up(connection, command.after_step)

    def detach(self, connection: Connection) -> None:
        """Take ``connection`` from its session; one without a run and without others ends with it."""
        session = connection.session
        if session is None:
            return
        session.leave(connection)
        if session.connections or session.id not in self._sessions:
            return
        if session.run is None:
            self._drop(session)
            return
        loop = asyncio.get_running_loop()
        self._timers[session.id] = [
            loop.call_later(self._settings.detached_pause, lambda: self._run(session.pause_for_nobody())),
            loop.call_later(self._settings.detached_end, self._drop, session),
        ]

    async def drain(self) -> None:
        """Tell everybody that the server closes, close their connections, end the runs."""
        self.draining = True
        connections = self.connections
        for session in self._sessions.values():
            run = session.run
            closing = events.status(run.id if run else None, "closing", run.step if run else 0, "the server shuts down")
            for connection in session.connections:
                connection.say(closing)
                connection.close(1012, "the server shuts down")
        deadline = asyncio.get_running_loop().time() + DRAIN_PATIENCE
        while self.connections and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.02)
        for connection in connections:
            connection.abort()
        for session in list(self._sessions.values()):
            self._drop(session)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=DRAIN_PATIENCE)

    def _history_bytes(self) -> int:
        """Return what the kept frames of one run may take: all runs have the same part."""
        runs = sum(session.run is not None for session in self._sessions.values())
        return self._settings.history_bytes // max(1, runs)

    def _admit(self) -> None:
        """Make room for one more session with a run; raises CommandError when somebody sees each of them."""
        busy = [session for session in self._sessions.values() if session.run is not None]
        if len(busy) < self._settings.max_sessions:
            return
        alone = [session for session in busy if session.detached_since is not None]
        if not alone:
            message = f"{len(busy)} sessions have a run; the bound is {self._settings.max_sessions}; try again later"
            raise CommandError("full", message)
        self._drop(min(alone, key=lambda session: session.detached_since or 0.0))

    def _drop(self, session: Session) -> None:
        for timer in self._timers.pop(session.id, []):
            timer.cancel()
        self._sessions.pop(session.id, None)
        self._run(session.close())

    def _run(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
