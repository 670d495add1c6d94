"""A run that a client watches, against torch's bare step, and our trainer against its own reference.

Over the socket: a task whose batches are drawn, a client that acknowledges 30 frames a second, steps counted between
the frames. Peer: torch's fused modules on the same batches, drawn beforehand. Medians of alternating blocks in one run,
in the processor time of the thread, or of the worker, that computes, which what else runs here disturbs least; what the
clock says of a worker stands beside it. What the step alone takes is measured by peers.py.
"""

from __future__ import annotations

import asyncio
import os
import statistics
from contextlib import AsyncExitStack
from typing import Any, NamedTuple

import torch

from rnn_playground.experiment import Experiment
from rnn_playground.kernels.load import load_kernels
from rnn_playground.tasks import BatchSource
from rnn_playground.training.trainer import Trainer
from support.blocks import Pace, alternating, block_of
from support.client import Client
from support.figures import Figures, Peer, figures_of
from support.problem import Size
from support.processes import ServerProcess, Spent, server_process
from support.torch_step import MODULES, ModuleStep

STREAMED = 3.0


class Watched(NamedTuple):
    """A task, batch and H, and what the ratios are to be at most of RNN, LSTM and GRU."""

    task: dict[str, Any]
    batch: int
    hidden: int
    bounds: tuple[float, float, float]


WATCHED = (
    Watched({"kind": "brackets", "length": 25}, 16, 8, (0.10, 0.12, 0.04)),
    Watched({"kind": "adding", "length": 100}, 32, 32, (0.12, 0.35, 0.10)),
    Watched({"kind": "adding", "length": 200}, 32, 64, (0.20, 0.55, 0.22)),
    Watched({"kind": "sine", "length": 784}, 16, 100, (0.22, 0.55, 0.25)),
)


async def streamed(server: ServerProcess, document: dict[str, Any]) -> Pace:
    """Return the pace of a run that a client watches at 30 frames a second."""
    async with AsyncExitStack() as stack:
        client = await Client.open(server.sessions, stack)
        await client.train(document, pace=None, panels=[], sample=0, max_rate=30.0)
        await asyncio.sleep(1.0)
        first, worker = client.step, Spent(*server.workers)
        await asyncio.sleep(STREAMED)
        milliseconds = 1e3 / (client.step - first)
        pace = Pace(worker.processor * milliseconds, worker.clock * milliseconds)
        await client.send("stop")
        return pace


def over_the_socket(figures: Figures) -> None:
    """Compare what a client sees with torch's bare step on the same batches."""
    with server_process(workers=1) as server:
        for watched in WATCHED:
            for kind, bound in zip(MODULES, watched.bounds, strict=True):
                lane = {"cell": {"kind": kind, "hidden_size": watched.hidden}}
                document = {"task": watched.task, "lanes": [lane], "batch_size": watched.batch, "steps": 200_000}
                experiment = Experiment.model_validate({**document, "kernel": "fused"})
                task = experiment.task
                batch = BatchSource(task, watched.batch, 0, torch.float32).batch(0)
                step = ModuleStep(kind, task.input_size, watched.hidden, task.output_size)
                theirs = block_of(lambda: step.on(batch))  # noqa: B023
                rounds = [(*asyncio.run(streamed(server, document)), theirs()) for _ in range(3)]
                mine, clock, others = (statistics.median(column) for column in zip(*rounds, strict=True))
                size = Size(task.sequence_length, watched.batch, task.input_size, watched.hidden)
                name = f"{kind} {size} {task.kind}, streamed"
                figures.add(name, mine, "ms", peer=Peer("torch, none", others), ratio_bound=bound, clock=clock)


def reference(figures: Figures) -> None:
    """Say how much the kernels gain over our own reference, on a task, trainer and all."""
    for kind in MODULES:
        lane = {"cell": {"kind": kind, "hidden_size": 32}}
        document = {"task": {"kind": "adding", "length": 100}, "lanes": [lane], "steps": 200_000}
        fused, plain = (Trainer(Experiment.model_validate(document), kernels=kernels) for kernels in (True, False))
        ours, theirs = alternating(block_of(lambda: fused.advance_by(16), 16), block_of(plain.advance))  # noqa: B023
        figures.add(f"{kind} 100,32,2,32 adding, trainer", ours, "ms", peer=Peer("our reference", theirs))


def main() -> None:
    """Measure all, on one core."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    load_kernels()
    with figures_of("kernels") as figures:
        over_the_socket(figures)
        os.sched_setaffinity(0, [max(os.sched_getaffinity(0))])
        reference(figures)


if __name__ == "__main__":
    main()
