"""The store of sessions: one SQLite file that survives the server, written by one thread."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from rnn_playground.server.saved_session import Locks, SavedSession, Standing
from rnn_playground.server.writer import Writer
from rnn_playground.telemetry.codec import decode, encode
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.packed_frame import PackedFrame

FILE = "runs.sqlite"
SCHEMA = """
CREATE TABLE IF NOT EXISTS session(
    id TEXT PRIMARY KEY, run TEXT NOT NULL, saved_at REAL NOT NULL, owner BLOB NOT NULL, viewer BLOB NOT NULL,
    standing TEXT NOT NULL, checkpoint BLOB) STRICT;
CREATE TABLE IF NOT EXISTS scalars(
    number INTEGER PRIMARY KEY, session TEXT NOT NULL REFERENCES session ON DELETE CASCADE,
    tensors BLOB NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS scalars_of_session ON scalars(session);
CREATE TABLE IF NOT EXISTS frame(
    session TEXT NOT NULL REFERENCES session ON DELETE CASCADE, step INTEGER NOT NULL, frame BLOB NOT NULL,
    PRIMARY KEY(session, step)) STRICT;
"""
# So many saves may pass before old sessions are looked for.
SAVES_BETWEEN_CLEARINGS = 100


class Store:
    """Sessions by id. Every call is carried out by one thread, in order; what has been awaited is on disk.

    It keeps a session for ``keep_seconds`` after it was last saved, and at most ``most_bytes`` in all: then those go
    that were saved longest ago. ``clock`` tells Unix time in seconds.
    """

    def __init__(
        self, directory: Path, *, keep_seconds: float, most_bytes: int, clock: Callable[[], float] = time.time
    ) -> None:
        self._keep_seconds, self._most_bytes, self._clock = keep_seconds, most_bytes, clock
        self._saves = 0
        self._writer = Writer(directory, FILE, SCHEMA)
        self._database = self._writer.database
        self._writer.at_once(self._clear)

    async def save(self, session: SavedSession) -> None:
        """Write what has changed of ``session``. Raises sqlite3.Error where the disk does not take it."""
        await self._writer.do(lambda: self._save(session))

    async def load(self, identifier: str) -> SavedSession | None:
        """Return the session of that id, with all its scalars and the frames that were kept, or None."""
        return await self._writer.do(lambda: self._load(identifier))

    async def forget(self, identifier: str) -> None:
        """Remove a session."""
        await self._writer.do(lambda: self._delete(identifier))

    def close(self) -> None:
        """Finish what is under way and close the file."""
        self._writer.close()

    def _save(self, session: SavedSession) -> None:
        with self._database as database:
            (before,) = database.execute("SELECT run FROM session WHERE id = ?", [session.id]).fetchone() or (None,)
            if before not in (None, session.standing.run):
                database.execute("DELETE FROM session WHERE id = ?", [session.id])
            database.execute(
                "INSERT INTO session VALUES(?, ?, ?, ?, ?, ?, ?) ON CONFLICT(id) DO UPDATE SET "
                "saved_at = excluded.saved_at, standing = excluded.standing, checkpoint = excluded.checkpoint",
                [
                    session.id,
                    session.standing.run,
                    self._clock(),
                    session.locks.owner,
                    session.locks.viewer,
                    session.standing.model_dump_json(),
                    session.checkpoint,
                ],
            )
            chunks = [(session.id, encode(chunk, {})) for chunk in session.scalars]
            database.executemany("INSERT INTO scalars(session, tensors) VALUES(?, ?)", chunks)
            if session.frames is not None:
                database.execute("DELETE FROM frame WHERE session = ?", [session.id])
                rows = [(session.id, frame.step, frame.blob({})) for frame in session.frames]
                database.executemany("INSERT INTO frame VALUES(?, ?, ?)", rows)
        self._saves += 1
        if self._saves % SAVES_BETWEEN_CLEARINGS == 0:
            self._clear()

    def _load(self, identifier: str) -> SavedSession | None:
        row = self._database.execute(
            "SELECT owner, viewer, standing, checkpoint FROM session WHERE id = ?", [identifier]
        ).fetchone()
        if row is None:
            return None
        owner, viewer, standing, checkpoint = row
        chunks = self._database.execute("SELECT tensors FROM scalars WHERE session = ? ORDER BY number", [identifier])
        frames = self._database.execute("SELECT frame FROM frame WHERE session = ? ORDER BY step", [identifier])
        return SavedSession(
            identifier,
            Locks(owner, viewer),
            Standing.model_validate_json(standing),
            checkpoint,
            [decode(tensors)[0] for (tensors,) in chunks],
            [PackedFrame.of(Frame.decode(blob)) for (blob,) in frames],
        )

    def _delete(self, identifier: str) -> None:
        with self._database as database:
            database.execute("DELETE FROM session WHERE id = ?", [identifier])

    def _clear(self) -> None:
        """Remove what is too old, then the oldest while there is too much."""
        with self._database as database:
            database.execute("DELETE FROM session WHERE saved_at < ?", [self._clock() - self._keep_seconds])
        while self._bytes() > self._most_bytes:
            oldest = self._database.execute("SELECT id FROM session ORDER BY saved_at LIMIT 1").fetchone()
            if oldest is None:
                return
            self._delete(oldest[0])

    def _bytes(self) -> int:
        names = ("page_count", "freelist_count", "page_size")
        pages, free, size = (int(self._database.execute(f"PRAGMA {name}").fetchone()[0]) for name in names)
        return (pages - free) * size
