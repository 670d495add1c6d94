"""A wall of copies: 30 of them train while 200 viewers of the first run look at the wall, first closed, then open."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack

from support.client import Client
from support.figures import Figures, Peer, figures_of
from support.processes import ServerProcess, Spent, resident, server_process

VIEWERS, COPIES, RATE, PACE = 200, 30, 2, 30
SETTLE, PHASE, LONGEST = 3.0, 12.0, 240.0


class Looker(Client):
    """A viewer that counts what it hears of the wall, and one of them weighs it."""

    words = heard = 0
    weighs = False

    def _hear(self, event: dict[str, object]) -> None:
        if event["type"] == "copy_wall":
            self.words += 1
            self.heard += len(json.dumps(event, separators=(",", ":"))) if self.weighs else 0
        super()._hear(event)


async def taken(server: ServerProcess, stack: AsyncExitStack, owner: Client) -> None:
    """Take a copy and let it train."""
    client = await Client.open(server.sessions, stack)
    await client.view(owner)
    while client.step < 0:
        await asyncio.sleep(0.05)
    await client.ask("copy")
    await client.send("watch", max_rate=RATE)
    await client.send("pace", updates_per_second=PACE)
    await client.send("resume")


async def phase(server: ServerProcess) -> tuple[float, float]:
    """Return the cores that the web process takes for a while, and how long that was."""
    web = Spent(server.pid)
    await asyncio.sleep(PHASE)
    return web.cores, web.clock


async def attend(server: ServerProcess, figures: Figures) -> None:
    """Hang the copies, let all viewers look, and add the figures."""
    async with AsyncExitStack() as stack:
        owner = await Client.open(server.sessions, stack)
        await owner.train({"steps": 200_000}, pace=PACE, max_rate=RATE)
        for _ in range(COPIES):
            await taken(server, stack, owner)
        viewers = await asyncio.gather(*(Looker.open(server.sessions, stack) for _ in range(VIEWERS)))
        for viewer in viewers:
            await viewer.view(owner)
        await asyncio.sleep(SETTLE)
        before, memory = (await phase(server))[0], resident(server.pid)
        figures.add("web process, wall closed", before, "cores")
        for viewer in viewers:
            await viewer.send("copy_wall", open=True)
        await asyncio.sleep(SETTLE)
        for viewer in viewers:
            viewer.forget()
            viewer.words = viewer.heard = 0
        viewers[0].weighs = True
        cores, took = await phase(server)
        figures.add("web process, wall open before all", cores, "cores", peer=Peer("wall closed", before))
        figures.add("words of the wall, a viewer", min(viewer.words for viewer in viewers) / took, "1/s", bound=2.1)
        figures.add("what they weigh, a viewer", viewers[0].heard / took / 1000, "kB/s")
        figures.percentiles("frame age", [1000 * age for viewer in viewers for age in viewer.ages], "ms", bound=500)
        figures.add("memory that it takes", resident(server.pid) - memory, "MB")


async def main() -> None:
    """Look at one wall; it ends by itself."""
    with server_process() as server, figures_of("copy_wall") as figures:
        async with asyncio.timeout(LONGEST):
            await attend(server, figures)


if __name__ == "__main__":
    asyncio.run(main())
