"""What tests of the server's stores share: a clock, and a database of either kind that is empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from rnn_playground.server.writer import Writer


class Clock:
    """A clock that stands still until a test moves it; in seconds."""

    now = 1000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """What stands in for the time of day."""
    return Clock()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/store.sqlite"
    return str(request.getfixturevalue("postgresql").new_database())


@pytest.fixture
def open_writer(database_url: str) -> Iterator[Callable[..., Writer]]:
    """Open the database for these tables; who had opened it before is closed first."""
    from rnn_playground.server.database_address import database_address
    from rnn_playground.server.writer import Writer

    with ExitStack() as stack:

        def opened(*tables: object) -> Writer:
            stack.pop_all().close()
            writer = Writer(database_address(database_url), *tables, setting="DATABASE")
            stack.callback(writer.close)
            return writer

        yield opened


@pytest.fixture
def written(database_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], bytes]:
    """Return all bytes that the database holds."""
    if database_url.startswith("sqlite"):
        return lambda: b"".join(path.read_bytes() for path in tmp_path.iterdir())
    cluster = request.getfixturevalue("postgresql")

    def rows() -> bytes:
        tables = cluster.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", database_url)
        held = [row for (name,) in tables for row in cluster.execute(f"SELECT * FROM {name}", database_url)]
        return b"".join(value if isinstance(value, bytes) else str(value).encode() for row in held for value in row)

    return rows
