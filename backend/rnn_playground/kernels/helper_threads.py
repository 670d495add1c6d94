"""Threads that take items of a call of the kernels beside the one that made it."""

from __future__ import annotations

import os
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, final

import numpy as np
import torch
from numpy.typing import NDArray

from rnn_playground.kernels.tickets import OVER, TICKET
from rnn_playground.kernels.training_steps import training_steps

EVERY_ITEM = np.iinfo(np.int64).max


@final
class HelperThreads:
    """Begun when they are first needed, which is after a fork; they end when nobody holds this any more.

    The caller waits for no helper that holds no item: one that comes late, or never, costs nothing but its absence.
    """

    def __init__(self) -> None:
        self._pool: ThreadPoolExecutor | None = None
        self._count = 0

    def take(self, arguments: tuple[Any, ...], words: NDArray[np.int64], threads: int) -> None:
        """Have ``training_steps`` done with ``arguments``, whose ticket lies in ``words``, by at most ``threads``."""
        helpers = self._ask(arguments, words, threads - 1)
        take_items(arguments, words)
        for helper in helpers:
            if not helper.cancel() and helper.done():
                helper.result()

    def _ask(self, arguments: tuple[Any, ...], words: NDArray[np.int64], count: int) -> list[Future[None]]:
        """Let ``count`` helpers know of the work. They keep alive what they look at, also when all is over."""
        if count != self._count:
            if self._pool is not None:
                self._pool.shutdown(wait=False)
            self._pool, self._count = ThreadPoolExecutor(count, "helper") if count else None, count
        return [self._pool.submit(take_items, arguments, words) for _ in range(count)] if self._pool else []


def take_items(arguments: tuple[Any, ...], words: NDArray[np.int64], most: int = EVERY_ITEM) -> None:
    """Take items until all is done, or ``most`` were asked for; subnormal numbers are 0 in this thread meanwhile."""
    torch.set_flush_denormal(True)
    try:
        while not training_steps(*arguments, most) and most == EVERY_ITEM:
            _yield_processor()
    except BaseException:
        words[TICKET] = OVER  # nobody would ever finish the item
        raise
    finally:
        torch.set_flush_denormal(False)


def _yield_processor() -> None:
    """Let another thread run, which may hold the item that this one waits for."""
    if hasattr(os, "sched_yield"):
        os.sched_yield()
    else:
        time.sleep(0)
