"""The tables of sessions, and how a file of an earlier version is brought to them."""

from __future__ import annotations

from sqlalchemy import Column, Connection, ForeignKey, Index, MetaData, Table, inspect, text

from rnn_playground.server.columns import Bytes, Number, Seconds, Words

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
