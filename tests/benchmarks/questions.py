"""What a run keeps of its speed while one visitor asks without end: four questions under way at any time.

The visitor has no run, or one that is paused; both are in the one worker. A run at full speed is counted by the
worker's processor time, so that what else runs here does not matter, a paced one by the clock.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Any, NamedTuple

from support.client import Client
from support.figures import Figures, Peer, figures_of
from support.processes import ServerProcess, Spent, server_process

UNDER_WAY, PACE = 4, 30.0
SETTLE, PHASE, LONGEST = 3.0, 20.0, 400.0
TRAINED = {
    "task": {"kind": "adding", "length": 400},
    "lanes": [{"cell": {"kind": "lstm", "hidden_size": 32}}],
    "batch_size": 32,
    "steps": 200_000,
}
WALL = {"kind": "wall", "activation": "gelu", "points": 120, "steps": 200}
PROBE = {"kind": "probe", "experiment": {}}
PORTRAIT = {"kind": "portrait", "time_step": 10}
ASKED = ((False, WALL), (False, PROBE), (True, WALL), (True, PORTRAIT))


class Asker(Client):
    """A client that waits long for an answer, and counts those that came."""

    patience, answered = LONGEST, 0

    async def ask_without_end(self, question: dict[str, Any]) -> None:
        """Ask again and again."""
        while True:
            await self.ask(**question)
            self.answered += 1


class Speed(NamedTuple):
    """Updates by the clock and by the worker's processor time, and answers, each a second."""

    updates: float
    of_worker: float
    answers: float


async def phase(server: ServerProcess, owner: Client, asker: Asker) -> Speed:
    """Let time pass."""
    await asyncio.sleep(SETTLE)
    step, answered, work = owner.step, asker.answered, Spent(*server.workers)
    await asyncio.sleep(PHASE)
    made, seconds = owner.step - step, work.clock
    return Speed(made / seconds, made / work.processor, (asker.answered - answered) / seconds)


async def flooded(server: ServerProcess, owner: Client, question: dict[str, Any] | None, *, has_run: bool) -> Speed:
    """Return the speed while a visitor asks ``question`` without end."""
    async with AsyncExitStack() as stack:
        asker = await Asker.open(server.sessions, stack)
        if has_run:
            await asker.answer({"type": "status", "state": "paused"}, "start", experiment={}, paused=True)
        asking = [asyncio.create_task(asker.ask_without_end(question)) for _ in range(UNDER_WAY) if question]
        try:
            return await phase(server, owner, asker)
        finally:
            for task in asking:
                task.cancel()
            await asker.send("stop")


async def measure(server: ServerProcess, figures: Figures) -> None:
    """Ask beside a run at full speed, then beside a paced one."""
    async with AsyncExitStack() as stack:
        owner = await Client.open(server.sessions, stack)
        await owner.send("start", experiment=TRAINED)
        for pace in (None, PACE):
            await owner.send("pace", updates_per_second=pace)
            alone = await flooded(server, owner, None, has_run=False)
            for has_run, question in ASKED:
                speed = await flooded(server, owner, question, has_run=has_run)
                add(figures, pace, question["kind"], speed, alone, has_run=has_run)


def add(figures: Figures, pace: float | None, kind: str, speed: Speed, alone: Speed, *, has_run: bool) -> None:
    """Add what a run keeps, and how many questions are answered."""
    name = f"{'full speed' if pace is None else 'paced'}, {kind} asked with {'a paused' if has_run else 'no'} run"
    updates, before = (speed.of_worker, alone.of_worker) if pace is None else (speed.updates, alone.updates)
    figures.add(f"{name}: updates", updates, "1/s", peer=Peer("alone", before), bound=before / 2)
    figures.add(f"{name}: answers", speed.answers, "1/s")


async def main() -> None:
    """Use one worker; it ends by itself."""
    with server_process(workers=1) as server, figures_of("questions") as figures:
        async with asyncio.timeout(LONGEST):
            await measure(server, figures)


if __name__ == "__main__":
    asyncio.run(main())
