"""The store of kept runs, in a database beside the sessions."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from rnn_playground.server.saved_runs.saved_run import CheckResult, Content, Provenance, SavedRun, Usage
from rnn_playground.server.tables import CONTENT, KEPT
from rnn_playground.server.writer import Writer, one_after_the_other

# The file of a server that has a directory.
FILE = "kept.sqlite"
# Servers that share the database count and add one after the other.
KEEPING_LOCK = 7_282_027
# What is gone is removed this often at the most while nothing is kept, in seconds.
CLEAR_PERIOD = 60.0


class SavedRunStore:
    """Kept runs by id. One that was not opened for ``keep_seconds`` is gone; ``clock`` tells Unix time in seconds.

    ``most_bytes`` is what all may take: nothing that was promised is thrown away for something new.
    Every call raises StoreFailed.
    """

    def __init__(
        self, writer: Writer, *, keep_seconds: float, most_bytes: int, clock: Callable[[], float] = time.time
    ) -> None:
        self.clock, self.most_bytes, self._keep_seconds = clock, most_bytes, keep_seconds
        self._writer, self._cleared_at = writer, -math.inf
        writer.at_once(self._clear)

    async def usage(self, session: bytes) -> Usage:
        """Return what is taken now, and how many runs ``session``, a hash of its id, has here."""

        def work(connection: Connection) -> Usage:
            self._clear_now_and_then(connection)
            return _usage(connection, session)

        return await self._writer.do(work)

    async def add(
        self, run: SavedRun, lock: bytes, session: bytes, content: Content, *, most_runs: int
    ) -> Usage | None:
        """Keep a run; return None, or, where there is no room for it, what is taken, and keep nothing."""

        def work(connection: Connection) -> Usage | None:
            one_after_the_other(connection, KEEPING_LOCK)
            self._clear(connection)
            usage = _usage(connection, session)
            if usage.bytes + run.bytes > self.most_bytes or usage.of_session >= most_runs:
                return usage
            _add(connection, run, lock, session, content)
            return None

        return await self._writer.do(work)

    async def find(self, identifier: str) -> SavedRun | None:
        """Return what is known of a kept run, or None where there is none."""
        return await self._writer.do(lambda connection: self._find(connection, identifier))

    async def content(self, identifier: str) -> Content | None:
        """Return the bytes of a kept run, which has then been opened."""
        return await self._writer.do(lambda connection: self._content(connection, identifier))

    async def lock(self, identifier: str) -> bytes | None:
        """Return what a secret has to open to change that run."""
        wanted = select(KEPT.c.lock).where(KEPT.c.id == identifier)
        return await self._writer.do(lambda connection: connection.scalar(wanted))

    async def rename(self, identifier: str, name: str) -> None:
        """Give a kept run another name."""
        await self._change(identifier, name=name)

    async def note_check(self, identifier: str, check: CheckResult) -> None:
        """Keep what a check found beside the run."""
        await self._change(identifier, check_result=check.model_dump_json())

    async def delete(self, identifier: str) -> None:
        """Remove a kept run."""
        await self._writer.do(lambda connection: connection.execute(delete(KEPT).where(KEPT.c.id == identifier)))

    async def _change(self, identifier: str, **values: Any) -> None:
        change = update(KEPT).where(KEPT.c.id == identifier).values(**values)
        await self._writer.do(lambda connection: connection.execute(change))

    def _find(self, connection: Connection, identifier: str) -> SavedRun | None:
        self._clear_now_and_then(connection)
        row = connection.execute(select(KEPT).where(KEPT.c.id == identifier, self._is_there())).one_or_none()
        if row is None:
            return None
        check = None if row.check_result is None else CheckResult.model_validate_json(row.check_result)
        provenance = Provenance.model_validate_json(row.origins)
        return SavedRun(identifier, row.name, row.kept_at, row.opened_at, row.bytes, provenance, check)

    def _content(self, connection: Connection, identifier: str) -> Content | None:
        self._clear_now_and_then(connection)
        opening = update(KEPT).where(KEPT.c.id == identifier, self._is_there()).values(opened_at=self.clock())
        if not connection.execute(opening).rowcount:
            return None
        row = connection.execute(select(CONTENT).where(CONTENT.c.id == identifier)).one()
        return Content(row.recording, row.checkpoint)

    def _is_there(self) -> ColumnElement[bool]:
        """Whether a run was opened lately enough."""
        return KEPT.c.opened_at >= self.clock() - self._keep_seconds

    def _clear_now_and_then(self, connection: Connection) -> None:
        """Remove what is gone, which looks at all runs: not each time that one is asked for."""
        if self.clock() - self._cleared_at >= CLEAR_PERIOD:
            self._clear(connection)

    def _clear(self, connection: Connection) -> None:
        """Remove what was not opened for too long."""
        self._cleared_at = self.clock()
        connection.execute(delete(KEPT).where(~self._is_there()))


def _usage(connection: Connection, session: bytes) -> Usage:
    taken = connection.scalar(select(func.coalesce(func.sum(KEPT.c.bytes), 0)))
    count = connection.scalar(select(func.count()).where(KEPT.c.session == session))
    return Usage(int(taken or 0), count or 0)


def _add(connection: Connection, run: SavedRun, lock: bytes, session: bytes, content: Content) -> None:
    about = insert(KEPT).values(
        id=run.id,
        lock=lock,
        session=session,
        name=run.name,
        kept_at=run.kept_at,
        opened_at=run.opened_at,
        bytes=run.bytes,
        origins=run.provenance.model_dump_json(),
    )
    connection.execute(about)
    connection.execute(insert(CONTENT).values(id=run.id, **content._asdict()))
