"""A class that watches one run: 200 viewers, ten frames a second, while its owner points elsewhere as often."""

from __future__ import annotations

import asyncio
import itertools
import time
from contextlib import AsyncExitStack

from support.client import Client
from support.figures import Figures, Peer, figures_of
from support.processes import ServerProcess, processor_seconds, resident, server_process

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
        await owner.send("watch", max_rate=RATE)
        await owner.send("pace", updates_per_second=None)
        await owner.send("start", experiment={"steps": 200_000})
        alone = resident(server.pid)
        viewers = await asyncio.gather(*(Client.open(server.sessions, stack) for _ in range(VIEWERS)))
        names = {"session": owner.welcome["session"], "key": owner.welcome["viewer_key"]}
        for viewer in viewers:
            await viewer.send("attach", **names, after_step=-1)
        while any(viewer.step <= 0 for viewer in viewers):
            await asyncio.sleep(0.1)
        pointing = asyncio.create_task(point(owner))
        await asyncio.sleep(SETTLE)
        for viewer in viewers:
            viewer.forget()
        web, harness, began = processor_seconds(server.pid), time.process_time(), time.perf_counter()
        await asyncio.sleep(PHASE)
        taken = time.perf_counter() - began
        pointing.cancel()
        figures.percentiles("frame age", [1000 * age for viewer in viewers for age in viewer.ages], "ms", bound=500)
        least = min(viewer.frames for viewer in viewers) / taken
        figures.add("frames of a viewer, least", least, "1/s", peer=Peer("wanted", RATE))
        figures.add("web process, processor", (processor_seconds(server.pid) - web) / taken, "cores")
        figures.add("harness, processor", (time.process_time() - harness) / taken, "cores")
        figures.add("web process, memory", resident(server.pid), "MB", bound=250)
        figures.add("a viewer, memory", 1000 * (resident(server.pid) - alone) / VIEWERS, "kB")


async def main() -> None:
    """Watch one run; it ends by itself."""
    with server_process() as server, figures_of("relay") as figures:
        async with asyncio.timeout(LONGEST):
            await attend(server, figures)


if __name__ == "__main__":
    asyncio.run(main())
