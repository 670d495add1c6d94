"""The store of kept runs: one SQLite file beside that of the sessions, written by one thread."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from rnn_playground.server.kept.kept_run import CheckResult, KeptRun, Origins
from rnn_playground.server.writer import Writer

FILE = "kept.sqlite"
SCHEMA = """
CREATE TABLE IF NOT EXISTS kept(
    id TEXT PRIMARY KEY, lock BLOB NOT NULL, session BLOB NOT NULL, name TEXT NOT NULL, kept_at REAL NOT NULL,
    opened_at REAL NOT NULL, bytes INTEGER NOT NULL, origins TEXT NOT NULL, check_result TEXT) STRICT;
CREATE INDEX IF NOT EXISTS kept_by_session ON kept(session);
CREATE TABLE IF NOT EXISTS content(
    id TEXT PRIMARY KEY REFERENCES kept ON DELETE CASCADE, recording BLOB NOT NULL, checkpoint BLOB) STRICT;
"""
COLUMNS = "name, kept_at, opened_at, bytes, origins, check_result"


class Content(NamedTuple):
    """The bytes of a kept run: its recording, and what a worker needs to go on, None where that is the document."""

    recording: bytes
    checkpoint: bytes | None


class Usage(NamedTuple):
    """What kept runs take together, in bytes, and how many one session has kept."""

    bytes: int
    of_session: int


class KeptStore:
    """Kept runs by id. One that was not opened for ``keep_seconds`` is gone; ``clock`` tells Unix time in seconds.

    ``most_bytes`` is what all may take: nothing that was promised is thrown away for something new.
    """

    def __init__(
        self, directory: Path, *, keep_seconds: float, most_bytes: int, clock: Callable[[], float] = time.time
    ) -> None:
        self.clock, self.most_bytes, self._keep_seconds = clock, most_bytes, keep_seconds
        self._writer = Writer(directory, FILE, SCHEMA)
        self._database = self._writer.database
        self._writer.at_once(self._clear)

    async def usage(self, session: bytes) -> Usage:
        """Return what is taken now, and how many runs ``session``, a hash of its id, has here."""
        return await self._writer.do(lambda: self._usage(session))

    async def add(self, run: KeptRun, lock: bytes, session: bytes, content: Content, *, most_runs: int) -> Usage | None:
        """Keep a run; return None, or, where there is no room for it, what is taken, and keep nothing.

        Raises sqlite3.Error where the disk does not take it.
        """
        return await self._writer.do(lambda: self._add(run, lock, session, content, most_runs))

    async def find(self, identifier: str) -> KeptRun | None:
        """Return what is known of a kept run, or None where there is none."""
        return await self._writer.do(lambda: self._find(identifier))

    async def content(self, identifier: str) -> Content | None:
        """Return the bytes of a kept run, which has then been opened."""
        return await self._writer.do(lambda: self._content(identifier))

    async def lock(self, identifier: str) -> bytes | None:
        """Return what a secret has to open to change that run."""
        return await self._writer.do(lambda: self._lock(identifier))

    async def rename(self, identifier: str, name: str) -> None:
        """Give a kept run another name."""
        await self._writer.do(lambda: self._change("UPDATE kept SET name = ? WHERE id = ?", [name, identifier]))

    async def note_check(self, identifier: str, check: CheckResult) -> None:
        """Keep what a check found beside the run."""
        values = [check.model_dump_json(), identifier]
        await self._writer.do(lambda: self._change("UPDATE kept SET check_result = ? WHERE id = ?", values))

    async def delete(self, identifier: str) -> None:
        """Remove a kept run."""
        await self._writer.do(lambda: self._change("DELETE FROM kept WHERE id = ?", [identifier]))

    def close(self) -> None:
        """Finish what is under way and close the file."""
        self._writer.close()

    def _usage(self, session: bytes) -> Usage:
        (taken,) = self._database.execute("SELECT COALESCE(SUM(bytes), 0) FROM kept").fetchone()
        (count,) = self._database.execute("SELECT COUNT(*) FROM kept WHERE session = ?", [session]).fetchone()
        return Usage(taken, count)

    def _add(self, run: KeptRun, lock: bytes, session: bytes, content: Content, most_runs: int) -> Usage | None:
        self._clear()
        usage = self._usage(session)
        if usage.bytes + run.bytes > self.most_bytes or usage.of_session >= most_runs:
            return usage
        origins = run.origins.model_dump_json()
        row = [run.id, lock, session, run.name, run.kept_at, run.opened_at, run.bytes, origins]
        with self._database as database:
            database.execute("INSERT INTO kept VALUES(?, ?, ?, ?, ?, ?, ?, ?, NULL)", row)
            database.execute("INSERT INTO content VALUES(?, ?, ?)", [run.id, content.recording, content.checkpoint])
        return None

    def _find(self, identifier: str) -> KeptRun | None:
        self._clear()
        row = self._database.execute(f"SELECT {COLUMNS} FROM kept WHERE id = ?", [identifier]).fetchone()
        if row is None:
            return None
        name, kept_at, opened_at, size, origins, check = row
        result = None if check is None else CheckResult.model_validate_json(check)
        return KeptRun(identifier, name, kept_at, opened_at, size, Origins.model_validate_json(origins), result)

    def _content(self, identifier: str) -> Content | None:
        self._clear()
        self._change("UPDATE kept SET opened_at = ? WHERE id = ?", [self.clock(), identifier])
        row = self._database.execute("SELECT recording, checkpoint FROM content WHERE id = ?", [identifier]).fetchone()
        return None if row is None else Content(*row)

    def _lock(self, identifier: str) -> bytes | None:
        row = self._database.execute("SELECT lock FROM kept WHERE id = ?", [identifier]).fetchone()
        return None if row is None else bytes(row[0])

    def _change(self, statement: str, values: Sequence[object]) -> None:
        with self._database as database:
            database.execute(statement, values)

    def _clear(self) -> None:
        """Remove what was not opened for too long."""
        self._change("DELETE FROM kept WHERE opened_at < ?", [self.clock() - self._keep_seconds])
