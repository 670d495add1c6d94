"""Timing what takes turns within one run, in the processor time of the thread: what else runs disturbs that least."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

SECONDS, BLOCKS = 0.25, 9
Block = Callable[[], float]


class Pace(NamedTuple):
    """Milliseconds a step: of the processor time of who makes it, and of the clock."""

    processor: float
    clock: float


def block_of(run: Callable[[], object], steps: int = 1) -> Block:
    """Return what measures milliseconds of this thread a step over about SECONDS, ``steps`` of them in a call."""
    run()

    def block() -> float:
        began, calls = time.thread_time(), 0
        while time.thread_time() - began < SECONDS:
            run()
            calls += 1
        return (time.thread_time() - began) / (calls * steps) * 1e3

    return block


def alternating(*blocks: Block, rounds: int = BLOCKS) -> list[float]:
    """Return each one's median over blocks that take turns."""
    measured = [[block() for block in blocks] for _ in range(rounds)]
    return [statistics.median(column) for column in zip(*measured, strict=True)]
