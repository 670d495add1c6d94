"""From the command to a server that is ready, against importing torch alone; and what its processes hold then.

A start and an import take turns. Memory is the proportional set size (PSS): what processes share is counted once. Then
from the command, with nothing compiled, to a run of the opening experiment that the fused kernels compute: a new one
begins five times a second.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

import numpy as np
import pytest

from support.client import Client
from support.figures import Figures, Peer, figures_of
from support.processes import ServerProcess, children_of, processor_seconds, resident, server_process

TURNS, COLD_TURNS = 5, 3
WORKERS = 2
SETTLE = 2.0
TORCH = [sys.executable, "-c", "import torch"]
MODEST, BEYOND_TORCH = 1.3, 1.5
WEB, WORKER, VISITOR, ALL = 80, 15, 10, 400
"""Bounds on memory, in MB."""


def seconds_of(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def held(pid: int, *fields: str) -> float:
    """Return the sum of such memory of a process, in MB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.partition(":")[0] in fields) / 1000


def pss(pid: int) -> float:
    return held(pid, "Pss")


def everybody(pid: int) -> list[int]:
    return [pid, *(each for child in children_of(pid) for each in everybody(child))]


def whole(server: ServerProcess) -> float:
    return sum(map(pss, everybody(server.pid)))


async def visit(server: ServerProcess, stack: AsyncExitStack) -> float:
    """Start the opening experiment in a new session; return the milliseconds to its first frame."""
    client = await Client.open(server.sessions, stack)
    began = time.perf_counter()
    await client.send("start", experiment={})
    while not client.frames:
        await asyncio.sleep(0.001)
    return 1000 * (time.perf_counter() - began)


async def memory(server: ServerProcess, figures: Figures) -> None:
    """Add what the processes hold when all workers are ready, and with visitors."""
    await asyncio.sleep(SETTLE)
    (template,) = [child for child in children_of(server.pid) if resident(child) > 100]
    figures.add("web process, PSS", pss(server.pid), "MB", bound=WEB)
    figures.add("template, PSS", pss(template), "MB")
    for number, worker in enumerate(server.workers, 1):
        figures.add(f"worker {number}, its own", held(worker, "Private_Clean", "Private_Dirty"), "MB", bound=WORKER)
    figures.add("all, PSS", whole(server), "MB", bound=ALL)
    async with AsyncExitStack() as stack:
        figures.add("first frame", await visit(server, stack), "ms", bound=60)
        await asyncio.sleep(SETTLE)
        one = whole(server)
        figures.add("with a visitor, PSS", one, "MB")
        figures.add("first frame of a second visitor", await visit(server, stack), "ms", bound=60)
        await asyncio.sleep(SETTLE)
        figures.add("a second visitor, PSS", whole(server) - one, "MB", bound=VISITOR)


async def until_fused(server: ServerProcess, began: float) -> float:
    """Return the seconds since ``began`` until a run that begins is computed by the fused kernels."""
    async with AsyncExitStack() as stack:
        client = await Client.open(server.sessions, stack)
        while client.kernel != "fused":
            seen = client.frames
            await asyncio.sleep(0.2)
            await client.send("start", experiment={})
            while client.frames == seen:
                await asyncio.sleep(0.001)
            taken = time.perf_counter() - began
            await client.send("stop")
    return taken


def cold() -> float:
    """Return the seconds from the command to the fused kernels, on a machine that never compiled them."""
    with tempfile.TemporaryDirectory() as caches, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", caches)
        began = time.perf_counter()
        with server_process(workers=WORKERS) as server:
            return asyncio.run(until_fused(server, began))


def start(figures: Figures, *, last: bool) -> tuple[float, float, float]:
    """Return the seconds to ready, and the processor time of web process and template until then."""
    began = time.perf_counter()
    with server_process(workers=WORKERS) as server:
        taken = time.perf_counter() - began
        web, others = processor_seconds(server.pid), sum(map(processor_seconds, everybody(server.pid)[1:]))
        if last:
            asyncio.run(memory(server, figures))
    return taken, web, others


def main() -> None:
    """Measure; it ends by itself."""
    with figures_of("start") as figures:
        seconds_of(lambda: start(figures, last=False))  # the files are read from the disk, kernels may be missing
        torch, ready = [], []
        for turn in range(TURNS):
            torch.append(seconds_of(lambda: subprocess.run(TORCH, check=True)))
            ready.append(start(figures, last=turn == TURNS - 1))
        importing = float(np.median(torch))
        taken, web, others = (float(value) for value in np.median(ready, axis=0))
        bound = MODEST * importing + BEYOND_TORCH
        figures.add("ready, median", taken, "s", peer=Peer("importing torch", importing), bound=bound, all=ready)
        figures.add("ready, least", min(ready)[0], "s", peer=Peer("importing torch", min(torch)))
        figures.add("processor time of the web process until then", web, "s")
        figures.add("processor time of all others until then", others, "s")
        compiling = [cold() for _ in range(COLD_TURNS)]
        figures.add("fused kernels, nothing compiled before, median", float(np.median(compiling)), "s", bound=10)
        figures.add("fused kernels, nothing compiled before, least", min(compiling), "s")


if __name__ == "__main__":
    main()
