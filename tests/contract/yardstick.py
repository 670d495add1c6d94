"""How busy this machine is: a process start, whose work resembles a server's end, beside what it takes at leisure."""

from __future__ import annotations

import subprocess
import sys
import time

JOB = [sys.executable, "-c", "import asyncio, json, logging, multiprocessing, numpy"]
AT_LEISURE = 0.3
"""Seconds that the job takes on a core of 2020 which does nothing else."""
TIMES = 3


def slowness() -> float:
    """Return how many times longer the job takes now, at least 1."""
    return max(1.0, *(_seconds() / AT_LEISURE for _ in range(TIMES)))


def _seconds() -> float:
    began = time.monotonic()
    subprocess.run(JOB, check=True)
    return time.monotonic() - began
