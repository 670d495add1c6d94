"""The tables of sessions, kept runs and web servers, for SQLite and PostgreSQL alike."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    inspect,
    text,
)
from sqlalchemy.dialects.sqlite import REAL
from sqlalchemy.types import TypeDecorator, TypeEngine

Bytes = LargeBinary
# Unix seconds.
Seconds: TypeEngine[float] = Double().with_variant(REAL(), "sqlite")
Number = BigInteger().with_variant(Integer(), "sqlite")


class Words(TypeDecorator[str]):
    """Text, less what PostgreSQL does not take: whatever somebody sends may be asked for, and is not there."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        """Return what is stored, or looked for."""
        if value is None:
            return None
        return value.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")


RUNS = MetaData()
# What it takes is counted as it is written, in bytes: standing and checkpoint, all scalars, all frames.
SESSION = Table(
    "session",
    RUNS,
    Column("id", Words, primary_key=True),
    Column("run", Words, nullable=False),
    Column("saved_at", Seconds, nullable=False),
    Column("owner", Bytes, nullable=False),
    Column("viewer", Bytes, nullable=False),
    Column("standing", Words, nullable=False),
    Column("checkpoint", Bytes),
    Column("own_bytes", Number, nullable=False),
    Column("scalar_bytes", Number, nullable=False),
    Column("frame_bytes", Number, nullable=False),
    sqlite_strict=True,
)
SCALARS = Table(
    "scalars",
    RUNS,
    Column("number", Number, primary_key=True),
    Column("session", Words, ForeignKey("session.id", ondelete="CASCADE"), nullable=False),
    Column("tensors", Bytes, nullable=False),
    Index("scalars_of_session", "session"),
    sqlite_strict=True,
)
FRAME = Table(
    "frame",
    RUNS,
    Column("session", Words, ForeignKey("session.id", ondelete="CASCADE"), primary_key=True),
    Column("step", Number, primary_key=True),
    Column("frame", Bytes, nullable=False),
    sqlite_strict=True,
)
COUNT = """
UPDATE session SET
    own_bytes = length(standing) + coalesce(length(checkpoint), 0),
    scalar_bytes = coalesce((SELECT sum(length(tensors)) FROM scalars WHERE scalars.session = session.id), 0),
    frame_bytes = coalesce((SELECT sum(length(frame)) FROM frame WHERE frame.session = session.id), 0)
"""


def bring_up_to_date(connection: Connection) -> None:
    """Count what sessions take in a file that was written before they were counted: the first that was ever made."""
    there = {column["name"] for column in inspect(connection).get_columns(SESSION.name)}
    missing = [name for name in ("own_bytes", "scalar_bytes", "frame_bytes") if name not in there]
    for name in missing:
        connection.execute(text(f"ALTER TABLE session ADD COLUMN {name} INTEGER NOT NULL DEFAULT 0"))
    if missing:
        connection.execute(text(COUNT))


KEPT_RUNS = MetaData()
KEPT = Table(
    "kept",
    KEPT_RUNS,
    Column("id", Words, primary_key=True),
    Column("lock", Bytes, nullable=False),
    Column("session", Bytes, nullable=False),
    Column("name", Words, nullable=False),
    Column("kept_at", Seconds, nullable=False),
    Column("opened_at", Seconds, nullable=False),
    Column("bytes", Number, nullable=False),
    Column("origins", Words, nullable=False),
    Column("check_result", Words),
    Index("kept_by_session", "session"),
    sqlite_strict=True,
)
CONTENT = Table(
    "content",
    KEPT_RUNS,
    Column("id", Words, ForeignKey("kept.id", ondelete="CASCADE"), primary_key=True),
    Column("recording", Bytes, nullable=False),
    Column("checkpoint", Bytes),
    sqlite_strict=True,
)


PEERS = MetaData()
# ``seen_at`` is by the clock of the database, the only one that all have in common.
SERVER = Table(
    "server",
    PEERS,
    Column("id", Words, primary_key=True),
    Column("address", Words, nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
)
HOLDING = Table(
    "holding",
    PEERS,
    Column("session", Words, primary_key=True),
    Column("server", Words, nullable=False),
    Index("holdings_of_server", "server"),
)
# The servers that have learners wait for a place, and would let them run if there were room.
WAITING = Table("waiting", PEERS, Column("server", Words, primary_key=True))
COMMON_SECRET = Table(
    "common_secret",
    PEERS,
    Column("name", Words, primary_key=True),
    Column("secret", Bytes, nullable=False),
)
