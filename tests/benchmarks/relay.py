"""A class that watches one run: 200 viewers, ten frames a second, while its owner points elsewhere as often."""

from __future__ import annotations

import asyncio
import itertools
import os
from contextlib import AsyncExitStack

from support.client import Client, until_all_show
from support.figures import Figures, Peer, figures_of
from support.processes import ServerProcess, Spent, resident, server_process

VIEWERS, RATE = 200, 10
SETTLE, PHASE, LONGEST = 3.0, 15.0, 120.0


async def point(owner: Client) -> None:
    """Look at one unit after the other, as fast as looks are passed on."""
    for time_step in itertools.cycle(range(50)):
        await owner.send("look", cursor={"lane": 0, "time_step": time_step}, pinned=True)
        await asyncio.sleep(1 / RATE)


async def attend(server: ServerProcess, figures: Figures) -> None:
    """Let all of them watch for a while and add the figures."""
    async with AsyncExitStack() as stack:
        owner = await Client.open(server.sessions, stack)
        await owner.train({"steps": 200_000}, pace=None, max_rate=RATE)
        alone = resident(server.pid)
        viewers = await asyncio.gather(*(Client.open(server.sessions, stack) for _ in range(VIEWERS)))
        for viewer in viewers:
            await viewer.view(owner)
        await until_all_show(viewers)
        pointing = asyncio.create_task(point(owner))
        await asyncio.sleep(SETTLE)
        for viewer in viewers:
            viewer.forget()
        web, harness = Spent(server.pid), Spent(os.getpid())
        await asyncio.sleep(PHASE)
        cores, taken = (web.cores, harness.cores), web.clock
        pointing.cancel()
        figures.percentiles("frame age", [1000 * age for viewer in viewers for age in viewer.ages], "ms", bound=500)
        least = min(viewer.frames for viewer in viewers) / taken
        figures.add("frames of a viewer, least", least, "1/s", peer=Peer("wanted", RATE))
        figures.add("web process, processor", cores[0], "cores")
        figures.add("harness, processor", cores[1], "cores")
        figures.add("web process, memory", resident(server.pid), "MB", bound=250)
        figures.add("a viewer, memory", 1000 * (resident(server.pid) - alone) / VIEWERS, "kB")


async def main() -> None:
    """Watch one run; it ends by itself."""
    with server_process() as server, figures_of("relay") as figures:
        async with asyncio.timeout(LONGEST):
            await attend(server, figures)


if __name__ == "__main__":
    asyncio.run(main())
