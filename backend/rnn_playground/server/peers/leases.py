"""The leases of sessions: one server at a time holds a session, as the database alone decides."""

from __future__ import annotations

import secrets
from collections.abc import Set
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, delete, func, select

from rnn_playground.server.peers.handover import Peer
from rnn_playground.server.saved_session import KeyHashes
from rnn_playground.server.store_problems import HoldingLost
from rnn_playground.server.tables import COMMON_SECRET, HOLDING, SERVER, SESSION, WAITING
from rnn_playground.server.writer import Writer, insert_into, one_after_the_other

# A server says every HEARTBEAT_INTERVAL that it is there; what one held that was not heard of for LEASE_TTL is free. In
# seconds.
HEARTBEAT_INTERVAL, LEASE_TTL = 1.0, 3.0
# Then its row is removed, with its leases.
FORGOTTEN_AFTER = 3600.0
SECRET_BYTES = 32
# Of two servers that begin at the same time, one enters first.
ENTERING_LOCK = 7_282_028


class Whereabouts(NamedTuple):
    """``key_hashes``: None where no run of the session is stored. ``holder``: a living other server that holds it."""

    key_hashes: KeyHashes | None
    holder: Peer | None


class HeartbeatAnswer(NamedTuple):
    """``lost``: sessions that this server no longer holds; ``others_wait``: learners wait for room elsewhere."""

    lost: frozenset[str]
    others_wait: bool


class Leases:
    """This server's leases, under an ``id`` that is new each time it is started. Every call raises StoreFailed.

    ``held`` is what the database has confirmed to be held by this server.
    """

    def __init__(self, writer: Writer) -> None:
        self.id, self.address = secrets.token_hex(8), ""
        self.held: set[str] = set()
        self._writer = writer

    def common_secret(self, name: str) -> bytes:
        """Return bytes that all servers of the database know, and nobody else."""

        def work(connection: Connection) -> bytes:
            new = insert_into(connection, COMMON_SECRET).values(name=name, secret=secrets.token_bytes(SECRET_BYTES))
            connection.execute(new.on_conflict_do_nothing())
            known = connection.execute(select(COMMON_SECRET.c.secret).where(COMMON_SECRET.c.name == name))
            return bytes(known.scalar_one())

        return self._writer.at_once(work)

    async def enter(self, address: str) -> datetime | None:
        """Say that this server is there and where, and strike off who has long been gone.

        Where another one was heard of lately under that address, return when that was, and do not enter.
        """
        self.address = address
        return await self._writer.do(self._enter)

    async def heartbeat(self, having: Set[str], *, waits: bool = False) -> HeartbeatAnswer:
        """Say that this server is there and has these sessions, all of them confirmed; return the answer.

        ``waits``: whether its learners wait for room.
        """
        return await self._writer.do(lambda connection: self._heartbeat(connection, having, waits=waits))

    async def leave(self) -> None:
        """Strike this server off; whatever it still holds is free."""

        def work(connection: Connection) -> None:
            connection.execute(delete(HOLDING).where(HOLDING.c.server == self.id))
            connection.execute(delete(WAITING).where(WAITING.c.server == self.id))
            connection.execute(delete(SERVER).where(SERVER.c.id == self.id))

        await self._writer.do(work)

    async def where(self, session: str) -> Whereabouts:
        """Return who holds a session, and what its keys are compared with."""

        def work(connection: Connection) -> Whereabouts:
            hashes = connection.execute(
                select(SESSION.c.owner, SESSION.c.viewer).where(SESSION.c.id == session)
            ).first()
            holder = select(SERVER.c.id, SERVER.c.address).join(HOLDING, HOLDING.c.server == SERVER.c.id)
            row = connection.execute(holder.where(HOLDING.c.session == session, self._is_another())).first()
            return Whereabouts(None if hashes is None else KeyHashes(*hashes), None if row is None else Peer(*row))

        return await self._writer.do(work)

    async def acquire(self, session: str) -> bool:
        """Hold a session that no living other server holds; tell whether this server has it now."""

        def work(connection: Connection) -> bool:
            new = insert_into(connection, HOLDING).values(session=session, server=self.id)
            living = select(SERVER.c.id).where(self._is_another())
            taking = new.on_conflict_do_update(
                index_elements=[HOLDING.c.session], set_={"server": self.id}, where=HOLDING.c.server.not_in(living)
            )
            return connection.execute(taking.returning(HOLDING.c.session)).first() is not None

        taken = await self._writer.do(work)
        if taken:
            self.held.add(session)
        return taken

    async def release(self, session: str) -> None:
        """Let any server take a session that this one held."""
        mine = (HOLDING.c.session == session, HOLDING.c.server == self.id)
        self.held.discard(session)
        await self._writer.do(lambda connection: connection.execute(delete(HOLDING).where(*mine)))

    def require(self, connection: Connection, session: str) -> None:
        """Have a session stay with this server until the transaction ends; raises HoldingLost where another has it.

        One that could not be confirmed when it began, as while the database was away, is entered now.
        """
        if session not in self.held:
            new = insert_into(connection, HOLDING).values(session=session, server=self.id)
            connection.execute(new.on_conflict_do_nothing())
        mine = select(HOLDING.c.session).where(HOLDING.c.session == session, HOLDING.c.server == self.id)
        if connection.execute(mine.with_for_update(read=True)).first() is None:
            raise HoldingLost
        self.held.add(session)

    def held_by_others(self, connection: Connection) -> Set[str]:
        """Return the sessions that living other servers hold."""
        held = select(HOLDING.c.session).join(SERVER, HOLDING.c.server == SERVER.c.id).where(self._is_another())
        return frozenset(connection.scalars(held))

    def _is_another(self) -> ColumnElement[bool]:
        """Whether a server lives that is not this one."""
        seen = SERVER.c.seen_at > func.clock_timestamp() - timedelta(seconds=LEASE_TTL)
        return seen & (SERVER.c.id != self.id)

    def _enter(self, connection: Connection) -> datetime | None:
        one_after_the_other(connection, ENTERING_LOCK)
        same = self._is_another() & (SERVER.c.address == self.address)
        seen: datetime | None = connection.scalar(select(func.max(SERVER.c.seen_at)).where(same))
        if seen is not None:
            return seen
        self._say_here(connection)
        long_ago = func.clock_timestamp() - timedelta(seconds=FORGOTTEN_AFTER)
        connection.execute(delete(SERVER).where(SERVER.c.seen_at < long_ago))
        for table in (HOLDING, WAITING):
            connection.execute(delete(table).where(table.c.server.not_in(select(SERVER.c.id))))
        return None

    def _say_here(self, connection: Connection) -> None:
        new = insert_into(connection, SERVER).values(id=self.id, address=self.address, seen_at=func.clock_timestamp())
        again = {name: new.excluded[name] for name in ("address", "seen_at")}
        connection.execute(new.on_conflict_do_update(index_elements=[SERVER.c.id], set_=again))

    def _heartbeat(self, connection: Connection, having: Set[str], *, waits: bool) -> HeartbeatAnswer:
        self._say_here(connection)
        if waits:
            connection.execute(insert_into(connection, WAITING).values(server=self.id).on_conflict_do_nothing())
        else:
            connection.execute(delete(WAITING).where(WAITING.c.server == self.id))
        mine = connection.scalars(select(HOLDING.c.session).where(HOLDING.c.server == self.id))
        lost = frozenset(having) - frozenset(mine)
        living = frozenset(connection.scalars(select(SERVER.c.id).where(self._is_another())))
        return HeartbeatAnswer(lost, not living.isdisjoint(connection.scalars(select(WAITING.c.server))))
