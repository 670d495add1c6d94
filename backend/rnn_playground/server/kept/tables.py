"""The tables of kept runs: what is known of one, and its bytes apart from that."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, MetaData, Table

from rnn_playground.server.columns import Bytes, Number, Seconds, Words

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
