"""What a session takes in memory against the length of its history: the web process, and the worker.

One run of 200 000 updates, as fast as it goes, watched at 30 frames a second; the kept frames are bounded tightly, so
that the bound is reached on the way.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import numpy as np

from support.client import Client
from support.figures import Figures, figures_of
from support.processes import ServerProcess, resident, server_process

UPDATES, BETWEEN, LONGEST = 200_000, 10_000, 500.0
HISTORY = 4 * 2**20
LONG: dict[str, Any] = {
    "task": {"kind": "hello"},
    "lanes": [{"cell": {"kind": "rnn", "hidden_size": 16}}],
    "batch_size": 1,
    "steps": UPDATES,
}


async def watch(server: ServerProcess, figures: Figures) -> None:
    """Follow the run to its end and add what both processes took on the way."""
    (worker,) = server.workers
    async with AsyncExitStack() as stack:
        owner = await Client.open(server.sessions, stack)
        await owner.send("start", experiment=LONG)
        taken: list[tuple[int, float, float]] = []
        while owner.told < UPDATES - 1:
            await asyncio.sleep(0.05)
            if owner.step >= (taken[-1][0] + BETWEEN if taken else 1000):
                taken.append((owner.step, resident(server.pid), resident(worker)))
                print(f"{owner.step} updates: web {taken[-1][1]:.1f} MB, worker {taken[-1][2]:.1f} MB", flush=True)
    steps, web, work = np.array(taken).T
    second_half = steps > UPDATES / 2
    for name, memory in (("web process", web), ("worker", work)):
        figures.add(f"{name} at {int(steps[0])} updates", memory[0], "MB", curve=list(zip(steps, memory, strict=True)))
        figures.add(f"{name} at {int(steps[-1])} updates", memory[-1], "MB")
        growth = np.polyfit(steps[second_half], memory[second_half], 1)[0] * 1e6
        figures.add(f"{name}, growth once the frames have reached their bound", growth, "bytes an update")


async def main() -> None:
    """Measure; it ends by itself."""
    with server_process(workers=1, history_bytes=HISTORY) as server, figures_of("session_memory") as figures:
        async with asyncio.timeout(LONGEST):
            await watch(server, figures)


if __name__ == "__main__":
    asyncio.run(main())
