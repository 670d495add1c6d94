"""The tables by which servers know of each other; only a database that they share has them."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Index, MetaData, Table

from rnn_playground.server.columns import Bytes, Words

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
