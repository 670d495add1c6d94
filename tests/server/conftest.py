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


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """An empty database."""
    return f"sqlite:///{tmp_path}/store.sqlite"


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
def written(tmp_path: Path) -> Callable[[], bytes]:
    """Return all bytes that the database has written."""
    return lambda: b"".join(path.read_bytes() for path in tmp_path.iterdir())
