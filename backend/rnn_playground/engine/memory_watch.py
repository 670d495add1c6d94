"""How much memory a process takes, and what happens to one that takes too much."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

# Seconds between two checks.
INTERVAL = 1.0
PROC = Path("/proc")


class Watched(Protocol):
    """A process that can be made to end."""

    @property
    def pid(self) -> int | None:
        """Its number; None before it was started."""

    def kill(self, reason: str) -> None:
        """End it at once; ``reason`` is what its runs are told."""


def resident_bytes(pid: int, proc: Path = PROC) -> int | None:
    """Return the memory that a process holds, in bytes; None where the system does not tell, or it is gone."""
    try:
        pages = int((proc / str(pid) / "statm").read_text().split()[1])
    except (OSError, IndexError, ValueError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")


def end_those_above(
    bound: int, processes: Sequence[Watched], resident: Callable[[int], int | None] = resident_bytes
) -> None:
    """Kill every process that holds more than ``bound`` bytes: its runs go on elsewhere from their checkpoints."""
    for process in processes:
        held = resident(process.pid) if process.pid is not None else None
        if held is not None and held > bound:
            process.kill(
                f"the worker process took {held // 2**20} MiB, above the bound of {bound // 2**20} MiB; "
                "choose fewer hidden units, a shorter sequence, a smaller batch or fewer lanes"
            )
