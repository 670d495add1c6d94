"""An actor: one task that owns some state. All that changes the state is a message in its one inbox.

An order is carried out after those before it. News are what a worker or a clock tells: while an order waits for the
worker, the actor goes on to take news, and other orders wait.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from rnn_playground.telemetry.commands import CommandError

T = TypeVar("T")
# So many orders wait for a worker that takes its time; clients that went may have left some of them.
MOST_ORDERS = 64
Work = Callable[[], Awaitable[Any]]


@dataclass
class Order:
    """``done`` has what comes of the work, for a client that may have gone."""

    work: Work
    done: asyncio.Future[Any]


class Actor:
    """``settle`` is awaited after every message that was taken by itself. ``broken`` is told of errors nobody foresaw:

    of news, and of orders for which nobody waits any more.
    """

    def __init__(self, name: str, settle: Work, broken: Callable[[str, Exception], None]) -> None:
        self._settle, self._broken = settle, broken
        self._inbox: asyncio.Queue[Order | Work] = asyncio.Queue()
        self._waiting: deque[Order] = deque()
        self._orders, self._ended = 0, False
        self._task = asyncio.get_running_loop().create_task(self._live(), name=name)

    @property
    def is_busy(self) -> bool:
        """Whether an order waits or is under way."""
        return self._orders > 0

    def tell(self, news: Work) -> None:
        """Have ``news`` taken, also while an order waits for the worker. Any callback of the loop may call this."""
        self._inbox.put_nowait(news)

    async def order(self, work: Callable[[], Awaitable[T]]) -> T:
        """Have ``work`` done and return what comes of it. Who gives up here ends the waiting, and not the work.

        Raises CommandError where too many orders wait, or the actor has ended.
        """
        if self._orders >= MOST_ORDERS:
            raise CommandError("too_many", f"{self._orders} orders wait, the bound; wait until some are carried out")
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._put(Order(work, done))
        either: set[asyncio.Future[Any]] = {done, self._task}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            if not done.cancel():
                done.exception()  # nobody hears of it any more
            raise
        if not done.done():
            raise CommandError("no_session", "the session has ended; go on with a new one")
        return done.result()

    def post(self, work: Work) -> None:
        """Have ``work`` done, for which nobody waits."""
        nobody: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        nobody.cancel()
        self._put(Order(work, nobody))

    def _put(self, order: Order) -> None:
        self._orders += 1
        self._inbox.put_nowait(order)

    async def end(self, last: Work) -> None:
        """Do ``last`` after the orders before it, and nothing more; returns when it is done."""

        async def ending() -> None:
            self._ended = True
            await last()

        self.post(ending)
        await asyncio.wait({self._task})

    # ---- the task ----

    async def _live(self) -> None:
        while not self._ended:
            message = self._waiting.popleft() if self._waiting else await self._inbox.get()
            if isinstance(message, Order):
                await self._carry_out(message)
            else:
                await self._hear(message)
            await self._settle()

    async def _carry_out(self, order: Order) -> None:
        try:
            result = await order.work()
        except Exception as problem:
            if not order.done.done():
                order.done.set_exception(problem)
            elif not isinstance(problem, CommandError):
                self._broken("an order broke", problem)
        else:
            if not order.done.done():
                order.done.set_result(result)
        finally:
            self._orders -= 1

    async def _hear(self, news: Work) -> None:
        try:
            await news()
        except Exception as problem:
            self._broken("the run broke", problem)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Within an order: take news until ``holds``."""
        while not holds():
            message = await self._inbox.get()
            if isinstance(message, Order):
                self._waiting.append(message)
            else:
                await self._hear(message)

    async def meanwhile(self, work: Coroutine[Any, Any, T]) -> T:
        """Within an order: return what ``work`` brings, and take news until then."""
        task = asyncio.get_running_loop().create_task(work)
        task.add_done_callback(lambda _: self.tell(_nothing))
        await self.until(task.done)
        return task.result()


async def _nothing() -> None:
    """The news that work is done."""
