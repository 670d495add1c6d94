"""How long a server takes to end once it is told to: with nobody there, and with fifty clients of which one stalls."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from contextlib import AsyncExitStack
from pathlib import Path

from support.client import Client
from support.figures import Figures, figures_of
from support.processes import ServerProcess, server_process

CLIENTS, BOUND, LONGEST = 50, 8.0, 120.0
RUN = {
    "task": {"kind": "adding", "length": 100},
    "lanes": [{"cell": {"kind": "lstm", "hidden_size": 64}}],
    "batch_size": 1,
    "steps": 200_000,
}


def is_there(pid: int) -> bool:
    """Tell whether a process has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


async def ended(server: ServerProcess) -> float:
    """Tell the server to end; return the seconds until it has."""
    began = time.perf_counter()
    os.kill(server.pid, signal.SIGTERM)
    while is_there(server.pid):
        await asyncio.sleep(0.01)
    return time.perf_counter() - began


async def stall(client: Client) -> None:
    """Begin a run with large frames, and take none of them any more."""
    await client.send("watch", panels=["weights", "gradients", "gates"], max_rate=60)
    await client.send("start", experiment=RUN)
    client._reader.cancel()


async def measure(clients: int, figures: Figures) -> None:
    """Add how long a server takes that so many are connected to, the first of whom stalls."""
    with server_process(workers=1) as server:
        async with asyncio.timeout(LONGEST), AsyncExitStack() as stack:
            connected = [await Client.open(server.sessions, stack) for _ in range(clients)]
            if connected:
                await stall(connected[0])
                await asyncio.sleep(2.0)
            figures.add(f"until it has ended, {clients} clients", await ended(server), "s", bound=BOUND)


async def main() -> None:
    """Measure; it ends by itself."""
    with figures_of("ending") as figures:
        for clients in (0, CLIENTS):
            await measure(clients, figures)


if __name__ == "__main__":
    asyncio.run(main())
