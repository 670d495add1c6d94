"""One database, worked on by one thread of this server, in order: SQLite's file, or PostgreSQL for several servers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, Insert, MetaData, Table, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from rnn_playground.server.database_address import DatabaseAddress
from rnn_playground.server.store_problems import HoldingLost, NotStored, StoreFailed, StoreUnusable

logger = logging.getLogger(__name__)
T = TypeVar("T")
# The file belongs to this server alone until it is closed.
SQLITE_PRAGMAS = ("locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON")
# A server that stands still in the middle of a transaction holds up nobody for longer than this, in milliseconds.
POSTGRESQL_TIMEOUTS = {
    "idle_in_transaction_session_timeout": 2000,
    "lock_timeout": 5000,
    "statement_timeout": 30_000,
}
# A machine that is gone is missed after seconds, not after the two hours of the system.
POSTGRESQL_PATIENCE = {
    "connect_timeout": 3,
    "keepalives_idle": 3,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 6000,
    "application_name": "rnn-playground",
}
# Servers that begin at the same time make the tables one after the other.
TABLES_LOCK = 7_282_026


class Writer:
    """What has been awaited is on disk. Raises StoreUnusable where the database cannot be opened.

    ``setting`` is the name under which the address was given.
    """

    def __init__(self, address: DatabaseAddress, *tables: MetaData, setting: str) -> None:
        self._thread = ThreadPoolExecutor(1, "store")
        try:
            self._engine = self._thread.submit(lambda: _opened(address, tables)).result()
        except (OSError, SQLAlchemyError, ModuleNotFoundError) as problem:
            self._thread.shutdown()
            raise StoreUnusable(f"{setting} {address.shown}: {_reason(problem)}; {_remedy(address, problem)}") from None

    async def do(self, work: Callable[[Connection], T]) -> T:
        """Return what ``work`` returns, which the thread does in one transaction; raises StoreFailed."""
        return await asyncio.wrap_future(self._thread.submit(lambda: self._in_transaction(work)))

    def at_once(self, work: Callable[[Connection], T]) -> T:
        """Do the same, and hold up whoever calls: for the beginning and the end."""
        return self._thread.submit(lambda: self._in_transaction(work)).result()

    def close(self) -> None:
        """Finish what is under way and close the database."""
        self._thread.submit(self._engine.dispose).result()
        self._thread.shutdown()

    def _in_transaction(self, work: Callable[[Connection], T]) -> T:
        try:
            with self._engine.begin() as connection:
                return work(connection)
        except SQLAlchemyError as problem:
            raise StoreFailed(_reason(problem)) from None
        except (HoldingLost, NotStored):
            raise
        except Exception as problem:
            logger.error("work on the database broke", exc_info=problem)
            raise StoreFailed(f"an error inside the server, {type(problem).__name__}") from None


def insert_into(connection: Connection, table: Table) -> Any:
    """Return an insert that can say ``on_conflict_do_update``, as both databases spell it alike."""
    dialect = postgresql if is_shared(connection) else sqlite
    statement: Insert = dialect.insert(table)
    return statement


def is_shared(connection: Connection) -> bool:
    """Tell whether other servers may work on the database as well."""
    return connection.dialect.name == "postgresql"


def one_after_the_other(connection: Connection, lock: int) -> None:
    """Wait until no other server's transaction has ``lock``; from then on this one has it to its end."""
    if is_shared(connection):
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})


def _opened(address: DatabaseAddress, tables: tuple[MetaData, ...]) -> Engine:
    """Return an engine of one connection, with its tables. Raises OSError, SQLAlchemyError or ModuleNotFoundError."""
    engine = _sqlite(address) if address.kind == "sqlite" else _postgresql(address)
    try:
        with engine.begin() as connection:
            one_after_the_other(connection, TABLES_LOCK)
            for each in tables:
                each.create_all(connection)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _sqlite(address: DatabaseAddress) -> Engine:
    Path(address.shown).parent.mkdir(parents=True, exist_ok=True)
    file = URL.create("sqlite", database=address.shown)
    engine = create_engine(file, pool_size=1, max_overflow=0, hide_parameters=True, connect_args={"timeout": 0.5})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        for pragma in SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").fetchone()

    return engine


def _postgresql(address: DatabaseAddress) -> Engine:
    engine = create_engine(
        make_url(address.url).set(drivername="postgresql+psycopg"),
        pool_size=1,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args=POSTGRESQL_PATIENCE,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        for name, value in POSTGRESQL_TIMEOUTS.items():
            connection.execute(f"SET {name} = {value}")
        connection.commit()

    return engine


def _reason(problem: Exception) -> str:
    """Return what the database said, on one line, without the statement and its values."""
    said = str(problem.orig if isinstance(problem, DBAPIError) else problem)
    return " ".join(said.split())


def _remedy(address: DatabaseAddress, problem: Exception) -> str:
    if isinstance(problem, ModuleNotFoundError):
        return "install it: pip install 'rnn-playground[postgresql]'"
    if address.kind == "sqlite":
        return "name a directory that can be written and that no other server uses"
    return (
        "see that it runs, can be reached from here, belongs to no other program, and that user and password are right"
    )
