"""The store of sessions: they survive the server, and where servers share a database, they may go on at any of them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence, Set
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select

from rnn_playground.server.saved_session import KeyHashes, SavedSession, Standing
from rnn_playground.server.store_problems import NotStored, StoreFailed
from rnn_playground.server.tables import FRAME, SCALARS, SESSION, bring_up_to_date
from rnn_playground.server.writer import Writer, insert_into
from rnn_playground.telemetry.codec import decode, encode
from rnn_playground.telemetry.frame import Frame, PackedFrame

# The file of a server that has a directory.
FILE = "runs.sqlite"
# So many saves may pass before old sessions are looked for.
SAVES_BETWEEN_CLEARINGS = 100


class Store:
    """Sessions by id, in the database of ``writer``. What has been awaited is on disk; every call raises StoreFailed.

    It keeps a session for ``keep_seconds`` after it was last saved, and at most ``most_bytes`` in all: then those go
    that were saved longest ago. None goes that lives: those in ``living``, which are this server's, and those that
    ``held`` tells of, which others hold. ``clock`` tells Unix time in seconds. ``require`` raises HoldingLost where a
    session is another server's, and sees to it that one of this server's stays so until the transaction ends.
    """

    def __init__(
        self,
        writer: Writer,
        *,
        keep_seconds: float,
        most_bytes: int,
        clock: Callable[[], float] = time.time,
        require: Callable[[Connection, str], None] | None = None,
        held: Callable[[Connection], Set[str]] | None = None,
    ) -> None:
        self.living: set[str] = set()
        self._keep_seconds, self._most_bytes, self._clock = keep_seconds, most_bytes, clock
        self._saves, self._require, self._held = 0, require, held
        self._writer = writer
        writer.at_once(bring_up_to_date)
        writer.at_once(lambda connection: self._clear(connection, frozenset()))

    async def save(self, session: SavedSession, *, begun: bool = False) -> None:
        """Write what has changed of ``session``; ``begun``: its run is to be there already.

        Raises HoldingLost where another server has the session, and NotStored where that run is not there.
        """
        await self._writer.do(lambda connection: self._save(connection, session, begun=begun))
        self._saves += 1
        if self._saves % SAVES_BETWEEN_CLEARINGS == 0:
            living = frozenset(self.living)
            with suppress(StoreFailed):  # the session is saved, and it is looked again
                await self._writer.do(lambda connection: self._clear(connection, living))

    async def load(self, identifier: str) -> SavedSession | None:
        """Return the session of that id, with all its scalars and the frames that were kept, or None."""
        stored = await self._writer.do(lambda connection: _stored(connection, identifier))
        return None if stored is None else await asyncio.to_thread(_decoded, identifier, *stored)

    async def forget(self, identifier: str) -> None:
        """Remove a session."""
        await self._writer.do(lambda connection: _delete(connection, identifier))

    def _save(self, connection: Connection, session: SavedSession, *, begun: bool) -> None:
        # All of it before the first statement: a transaction is not to stand still while something is encoded.
        chunks = [encode(chunk, {}) for chunk in session.scalars]
        frames = {frame.step: frame.blob({}) for frame in session.frames or ()}
        standing = session.standing.model_dump_json()
        if self._require is not None:
            self._require(connection, session.id)
        run = connection.scalar(select(SESSION.c.run).where(SESSION.c.id == session.id))
        if begun and run != session.standing.run:
            raise NotStored
        if run not in (None, session.standing.run):
            _delete(connection, session.id)
        new = insert_into(connection, SESSION).values(
            id=session.id,
            run=session.standing.run,
            saved_at=self._clock(),
            owner=session.key_hashes.owner,
            viewer=session.key_hashes.viewer,
            standing=standing,
            checkpoint=session.checkpoint,
            own_bytes=len(standing) + len(session.checkpoint or b""),
            scalar_bytes=sum(map(len, chunks)),
            frame_bytes=sum(map(len, frames.values())),
        )
        changed = {name: new.excluded[name] for name in ("saved_at", "standing", "checkpoint", "own_bytes")}
        changed["scalar_bytes"] = SESSION.c.scalar_bytes + new.excluded.scalar_bytes
        if session.frames is not None:
            changed["frame_bytes"] = new.excluded.frame_bytes
            connection.execute(delete(FRAME).where(FRAME.c.session == session.id))
        connection.execute(new.on_conflict_do_update(index_elements=[SESSION.c.id], set_=changed))
        if chunks:
            connection.execute(insert(SCALARS), [{"session": session.id, "tensors": chunk} for chunk in chunks])
        if frames:
            rows = [{"session": session.id, "step": step, "frame": blob} for step, blob in frames.items()]
            connection.execute(insert(FRAME), rows)

    def _clear(self, connection: Connection, living: Set[str]) -> None:
        """Remove what is too old, then the oldest while there is too much, but nothing that lives."""
        alive = living if self._held is None else living | self._held(connection)
        too_old = self._clock() - self._keep_seconds
        for identifier in connection.scalars(select(SESSION.c.id).where(SESSION.c.saved_at < too_old)).all():
            if identifier not in alive:
                _delete(connection, identifier)
        taken = SESSION.c.own_bytes + SESSION.c.scalar_bytes + SESSION.c.frame_bytes
        excess = (connection.scalar(select(func.sum(taken))) or 0) - self._most_bytes
        if excess <= 0:
            return
        for identifier, size in connection.execute(select(SESSION.c.id, taken).order_by(SESSION.c.saved_at)).all():
            if identifier not in alive:
                _delete(connection, identifier)
                excess -= size
            if excess <= 0:
                return


def _stored(connection: Connection, identifier: str) -> tuple[Row[Any], list[bytes], list[bytes]] | None:
    """Return the row of a session, its pieces of the log and its frames as they are stored."""
    row = connection.execute(select(SESSION).where(SESSION.c.id == identifier)).one_or_none()
    if row is None:
        return None
    chunks = select(SCALARS.c.tensors).where(SCALARS.c.session == identifier).order_by(SCALARS.c.number)
    frames = select(FRAME.c.frame).where(FRAME.c.session == identifier).order_by(FRAME.c.step)
    return row, list(connection.scalars(chunks)), list(connection.scalars(frames))


def _decoded(identifier: str, row: Row[Any], chunks: Sequence[bytes], frames: Sequence[bytes]) -> SavedSession:
    return SavedSession(
        identifier,
        KeyHashes(row.owner, row.viewer),
        Standing.model_validate_json(row.standing),
        row.checkpoint,
        [decode(tensors)[0] for tensors in chunks],
        [PackedFrame.of(Frame.decode(blob)) for blob in frames],
    )


def _delete(connection: Connection, identifier: str) -> None:
    connection.execute(delete(SESSION).where(SESSION.c.id == identifier))
