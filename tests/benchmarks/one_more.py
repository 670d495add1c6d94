"""What one more takes of a server: a visit of the page, a socket, a run, a viewer, a frame, a stored run.

Forty runs of the opening experiment, thirty updates a second, shown once and ten times a second; then two viewers for
each. A visit is the document, what it names and the catalog, on a new connection each. Differences between the phases
are divided by what was added; processor time does not count what else runs here.
"""

from __future__ import annotations

import asyncio
import gzip
import re
import tempfile
import urllib.request
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, NamedTuple

from support.client import Client, until_all_show
from support.figures import Figures, figures_of
from support.processes import ServerProcess, Spent, processor_seconds, resident, server_process

RUNS, VIEWERS, SOCKETS, VISITS = 40, 80, 200, 40
SELDOM, OFTEN, PACE = 1.0, 10.0, 30
SETTLE, PHASE, LONGEST = 6.0, 20.0, 240.0
CALM = 0.02  # seconds of processor time in a second
HISTORY = 8 * 2**20  # so small that it is full before anything is measured
OPENING: dict[str, Any] = {"steps": 200_000}


class Taken(NamedTuple):
    """Of one phase: seconds of processor time a second, of web process and workers; frames, updates and bytes a second.

    ``memory`` of the web process at its end, in MB.
    """

    web: float
    workers: float
    frames: float
    updates: float
    bytes: float
    memory: float


async def phase(server: ServerProcess, owners: list[Client], viewers: list[Client]) -> Taken:
    """Let everybody watch for a while."""
    await asyncio.sleep(SETTLE)
    everybody = [*owners, *viewers]
    for client in everybody:
        client.forget()
    steps, web, workers = [owner.step for owner in owners], Spent(server.pid), Spent(*server.workers)
    await asyncio.sleep(PHASE)
    seconds = web.clock
    return Taken(
        web.cores,
        workers.cores,
        sum(client.frames for client in everybody) / seconds,
        sum(owner.step - step for owner, step in zip(owners, steps, strict=True)) / seconds,
        sum(client.bytes for client in everybody) / seconds,
        resident(server.pid),
    )


def visit(address: str) -> int:
    """Fetch what a first visit asks for; return its bytes."""
    taken = fetched(address)
    addresses = re.findall(r'(?:src|href)="(static/[^"]+)"', gzip.decompress(taken).decode())
    parts = [fetched(address + part) for part in dict.fromkeys([*addresses, "api/catalog"])]
    return len(taken) + sum(map(len, parts))


def fetched(address: str) -> bytes:
    with urllib.request.urlopen(urllib.request.Request(address, headers={"accept-encoding": "gzip"})) as answer:
        content: bytes = answer.read()
        return content


async def calm(server: ServerProcess) -> None:
    """Wait until the page is put together and compressed, which the server does once, beside everything else."""
    used = -1.0
    while processor_seconds(server.pid) - used > CALM:
        used = processor_seconds(server.pid)
        await asyncio.sleep(1)


async def house(server: ServerProcess, store: Path, figures: Figures) -> None:
    """Fill it step by step and add what each step took."""
    async with AsyncExitStack() as stack:
        await asyncio.to_thread(visit, server.address)
        await calm(server)
        before = processor_seconds(server.pid)
        await asyncio.to_thread(lambda: [visit(server.address) for _ in range(VISITS)])
        figures.add("a visit, processor", 1000 * (processor_seconds(server.pid) - before) / VISITS, "ms")
        empty = resident(server.pid)
        figures.add("empty, memory", empty, "MB")
        sockets = [await Client.open(server.sessions, stack) for _ in range(SOCKETS)]
        await asyncio.sleep(1)
        figures.add("a socket, memory", 1000 * (resident(server.pid) - empty) / SOCKETS, "kB")
        owners, viewers = sockets[:RUNS], sockets[RUNS : RUNS + VIEWERS]
        bare = resident(server.pid)
        for number, owner in enumerate(owners):
            await owner.train({**OPENING, "weight_seed": number}, pace=PACE, max_rate=SELDOM)
        await until_all_show(owners)
        seldom = await phase(server, owners, [])
        for owner in owners:
            await owner.send("watch", max_rate=OFTEN)
        often = await phase(server, owners, [])
        for number, viewer in enumerate(viewers):
            await viewer.view(owners[number % RUNS])
        watched = await phase(server, owners, viewers)
        tell(figures, seldom, often, watched)
        runs = 1000 * (often.memory - bare - HISTORY / 1e6) / RUNS
        figures.add("a run but for the frames that are kept, memory of the web process", runs, "kB")
        figures.add("a viewer, memory", 1000 * (watched.memory - often.memory) / VIEWERS, "kB")
        stored = sum(path.stat().st_size for path in store.iterdir())
        figures.add("a stored run", stored / RUNS / 1000, "kB", updates=owners[0].step)


def tell(figures: Figures, seldom: Taken, often: Taken, watched: Taken) -> None:
    """Add what a frame and a run take, each from the difference of two phases."""
    for name, taken in (("seldom", seldom), ("often", often), ("with viewers", watched)):
        print(name, {key: round(value, 4) for key, value in taken._asdict().items()}, flush=True)
    frame = (often.web - seldom.web) / (often.frames - seldom.frames)
    figures.add("a frame to its owner, processor of the web process", 1e6 * frame, "µs")
    to_viewer = (watched.web - often.web) / (watched.frames - often.frames)
    figures.add("a frame to a viewer, processor of the web process", 1e6 * to_viewer, "µs")
    figures.add(
        "a run without frames, processor of the web process", 1000 * (seldom.web - frame * seldom.frames) / RUNS, "ms/s"
    )
    measured = (often.workers - seldom.workers) / (often.frames - seldom.frames)
    figures.add("a frame, processor of the worker", 1e6 * measured, "µs")
    update = (seldom.workers - measured * seldom.frames) / seldom.updates
    figures.add("an update, processor of the worker", 1e6 * update, "µs")
    figures.add("a frame", often.bytes / often.frames, "bytes")
    figures.add("updates of a run", often.updates / RUNS, "1/s")


async def main() -> None:
    """Measure; it ends by itself."""
    limits = {"max_sessions": RUNS, "max_connections": SOCKETS + 16, "history_bytes": HISTORY}
    with (
        tempfile.TemporaryDirectory() as folder,
        server_process(data=folder, **limits) as server,
        figures_of("one_more") as figures,
    ):
        async with asyncio.timeout(LONGEST):
            await house(server, Path(folder), figures)


if __name__ == "__main__":
    asyncio.run(main())
