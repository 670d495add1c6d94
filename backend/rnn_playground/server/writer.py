"""One SQLite file, locked for this server alone and worked on by one thread, in order."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


class StoreUnusable(Exception):
    """The directory cannot hold a store; the message says why and what to do."""


class Writer:
    """What has been awaited is on disk. Raises StoreUnusable where the file cannot be opened."""

    def __init__(self, directory: Path, file: str, schema: str) -> None:
        self._thread = ThreadPoolExecutor(1, "store")
        try:
            self.database = self.at_once(lambda: _opened(directory, file, schema))
        except (OSError, sqlite3.Error) as error:
            self._thread.shutdown()
            raise StoreUnusable(
                f"{directory}: {error}; name a directory that can be written and that no other server uses"
            ) from None

    async def do(self, work: Callable[[], T]) -> T:
        """Return what ``work``, done by the thread, returns."""
        return await asyncio.wrap_future(self._thread.submit(work))

    def at_once(self, work: Callable[[], T]) -> T:
        """Return what ``work`` returns, and hold up whoever calls: for the beginning and the end."""
        return self._thread.submit(work).result()

    def close(self) -> None:
        """Finish what is under way and close the file."""
        self.at_once(self.database.close)
        self._thread.shutdown()


def _opened(directory: Path, file: str, schema: str) -> sqlite3.Connection:
    """Return the database, locked for this server alone. Raises OSError or sqlite3.Error where that cannot be."""
    directory.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(directory / file, timeout=0.5)
    for pragma in ("locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        database.execute(f"PRAGMA {pragma}").fetchone()
    database.executescript(schema)
    return database
