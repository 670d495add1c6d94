"""What would hold up the event loop is made by a few threads, each visitor's in the order in which it was asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar
from weakref import WeakValueDictionary

P = ParamSpec("P")
T = TypeVar("T")


class Computing:
    """A visitor's next work waits for the one before, and only for that: whoever asks much queues behind himself.

    ``most_under_way``: so many threads do it. Each may hold the interpreter's lock, for which the loop then waits.
    """

    def __init__(self, name: str, most_under_way: int) -> None:
        self._threads = ThreadPoolExecutor(most_under_way, name)
        self._queues: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()

    async def do(self, visitor: Hashable, work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """Return what ``work`` returns, or raise what it raises. Who gives up while it waits has none of it made."""
        async with self._queues.setdefault(visitor, asyncio.Lock()):
            return await asyncio.wrap_future(self._threads.submit(work, *given, **named))

    def close(self) -> None:
        """Begin nothing more."""
        self._threads.shutdown(wait=False, cancel_futures=True)
