"""What other processes take while something is measured."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from support.blocks import Pace

BUSY = (0, 1, 2, 5, 6, 7)
"""Columns of /proc/stat: user, nice, system, interrupts, and what the host gave to other machines."""


class Load:
    """Cores that others kept busy during the blocks measured here."""

    def __init__(self) -> None:
        self.clock = self.others = 0.0

    def during(self, block: Callable[[], Pace]) -> Pace:
        """Measure a block, and what all other processes used meanwhile."""
        began, busy = time.perf_counter(), busy_seconds()
        pace = block()
        lasted = time.perf_counter() - began
        self.clock += lasted
        self.others += busy_seconds() - busy - lasted * pace.processor / pace.clock
        return pace

    @property
    def cores(self) -> float:
        """How many cores others kept busy."""
        return max(0.0, self.others / self.clock)


def busy_seconds() -> float:
    """Return the processor time that the whole machine has used."""
    counts = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:]
    return sum(int(counts[column]) for column in BUSY) / os.sysconf("SC_CLK_TCK")
