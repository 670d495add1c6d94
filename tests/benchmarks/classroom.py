"""A classroom on one server: 200 open sockets, 30 sessions that train as fast as they may.

Phases alternate: thirty equal sessions, then the same with a heavy one in the place of the first. In all of them every
socket shows a session's frames, ten a second, and every owner gives a command a second. Bounded in number and time; on
this machine alone.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import statistics
import time
from collections import defaultdict
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from typing import Any

import numpy as np

from support.client import Client, until_all_show
from support.figures import Figures, Peer, figures_of
from support.processes import ServerProcess, Spent, resident, server_process

SOCKETS, SESSIONS, RATE = 200, 30, 10
ROUNDS, SETTLE, PHASE, LONGEST = 3, 3.0, 8.0, 240.0
LIGHT: dict[str, Any] = {"steps": 200_000}
HEAVY: dict[str, Any] = {
    "task": {"kind": "adding", "length": 400},
    "lanes": [{"cell": {"kind": "lstm", "hidden_size": 128}}],
    "batch_size": 64,
    "steps": 200_000,
}


class Phase:
    """What was seen while the sessions were of one kind: ages of frames in ms, frames and updates a second.

    The first session, which is heavy at times, is left out of the frames.
    """

    def __init__(self) -> None:
        self.ages: list[float] = []
        self.frames: list[list[float]] = []
        self.updates: list[list[float]] = []
        self.all_frames: list[float] = []

    def add_to(self, figures: Figures, name: str) -> None:
        """Add the figures of all rounds."""
        figures.percentiles(f"{name}: frame age", self.ages, "ms", bound=500)
        of_each = np.median(self.frames, axis=0)
        wanted = Peer("wanted", RATE)
        figures.add(f"{name}: frames of a session, median", float(np.median(of_each)), "1/s", peer=wanted)
        figures.add(f"{name}: frames of a session, least", float(of_each.min()), "1/s", peer=wanted)
        figures.add(f"{name}: frames of all sockets", statistics.median(self.all_frames), "1/s")


class Classroom:
    """Its owners, and all its sockets, which the owners are among; what commands took in ms, by kind."""

    def __init__(self, server: ServerProcess) -> None:
        self.server, self.failed = server, 0
        self.owners: list[Client] = []
        self.everybody: list[Client] = []
        self.taken: defaultdict[str, list[float]] = defaultdict(list)

    async def enter(self, stack: AsyncExitStack) -> None:
        """Open all sockets: owners that start a run each, viewers spread over them; wait until every run shows."""
        opening = (Client.open(self.server.sessions, stack) for _ in range(SOCKETS))
        opened = await asyncio.gather(*opening, return_exceptions=True)
        self.everybody = [client for client in opened if isinstance(client, Client)]
        self.failed = SOCKETS - len(self.everybody)
        self.owners, viewers = self.everybody[:SESSIONS], self.everybody[SESSIONS:]
        for number, owner in enumerate(self.owners):
            await owner.send("watch", max_rate=RATE)
            await owner.send("start", experiment={**LIGHT, "weight_seed": number})
        for viewer, owner in zip(viewers, itertools.cycle(self.owners), strict=False):
            await viewer.view(owner)
        await until_all_show(self.everybody)

    async def go_through(self, phase: Phase) -> None:
        """Let everybody watch and every owner command for a while, and note what is seen."""
        for client in self.everybody:
            client.forget()
        before, began = [owner.step for owner in self.owners], time.perf_counter()
        commanding = [asyncio.create_task(self._command(owner, n)) for n, owner in enumerate(self.owners)]
        await asyncio.sleep(PHASE)
        taken = time.perf_counter() - began
        for task in commanding:
            task.cancel()
        phase.updates.append([(owner.step - step) / taken for owner, step in zip(self.owners, before, strict=True)])
        phase.frames.append([owner.frames / taken for owner in self.owners[1:]])
        phase.all_frames.append(sum(client.frames for client in self.everybody) / taken)
        phase.ages += [1000 * age for client in self.everybody for age in client.ages]
        await asyncio.gather(*commanding, return_exceptions=True)

    async def _command(self, owner: Client, number: int) -> None:
        """Give a command a second, the owners one after the other; a pause is resumed at once."""
        await asyncio.sleep(number / len(self.owners))
        rates = itertools.cycle((0.009, 0.011))
        for kind in itertools.cycle(("tune", "pause", "document", "frame", "ping")):
            match kind:
                case "tune":
                    await self._time(kind, owner.answer({"type": "mark"}, "tune", lane=0, learning_rate=next(rates)))
                case "pause":
                    await self._time(kind, owner.answer({"type": "status", "state": "paused"}, "pause"))
                    await self._time("resume", owner.answer({"type": "status", "state": "running"}, "resume"))
                case "document":
                    await self._time(kind, owner.ask(kind))
                case "frame":
                    await self._time(kind, owner.ask(kind, step=owner.step))
                case "ping":
                    await self._time(kind, owner.answer({"type": "pong"}, "ping", at=0))
            await asyncio.sleep(1.0)

    async def _time(self, kind: str, answered: Awaitable[float]) -> None:
        self.taken[kind].append(1000 * await answered)


async def attend(server: ServerProcess, figures: Figures) -> None:
    """Go through the rounds and add their figures."""
    room, equal, beside = Classroom(server), Phase(), Phase()
    async with AsyncExitStack() as stack:
        await room.enter(stack)
        figures.add("failed connects", room.failed, "of 200", bound=0)
        web, harness = Spent(server.pid), Spent(os.getpid())
        for _ in range(ROUNDS):
            for phase, experiment in ((equal, LIGHT), (beside, HEAVY)):
                await room.owners[0].send("start", experiment=experiment)
                await asyncio.sleep(SETTLE)
                await room.go_through(phase)
        cores = web.cores, harness.cores
        equal.add_to(figures, "thirty equal sessions")
        beside.add_to(figures, "one of them heavy")
        kept = np.median(beside.updates, axis=0)[1:] / np.median(equal.updates, axis=0)[1:]
        figures.add("part of its fair share that a light session keeps, least", float(kept.min()), "", bound=0.6)
        figures.add("part of its fair share that a light session keeps, median", float(np.median(kept)), "")
        figures.add("updates of the heavy session", statistics.median(row[0] for row in beside.updates), "1/s")
        for kind, values in room.taken.items():
            figures.percentiles(f"{kind} answered", values, "ms", bound=250)
        every = [value for values in room.taken.values() for value in values]
        figures.percentiles("any command answered", every, "ms", bound=250)
        figures.add("web process, processor", cores[0], "cores")
        figures.add("harness, processor", cores[1], "cores")
        figures.add("web process, memory", resident(server.pid), "MB", bound=250)
        figures.add("a worker, memory", statistics.mean(map(resident, server.workers)), "MB")


async def main() -> None:
    """Hold a class; it ends by itself."""
    with server_process() as server, figures_of("classroom") as figures:
        async with asyncio.timeout(LONGEST):
            await attend(server, figures)


if __name__ == "__main__":
    asyncio.run(main())
