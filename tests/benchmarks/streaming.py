"""What streaming costs: bytes of a frame, the way from the worker to the client, and what the trainer loses to it.

Peers: the safetensors library for the bytes, an engine polled without a web process for the way, the same run without
frames for the trainer.
"""

from __future__ import annotations

import asyncio
import statistics
import time
import zlib
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import torch
from safetensors.numpy import save

from rnn_playground.engine.local import LocalEngine
from rnn_playground.engine.orders import RunControl, StartRequest
from rnn_playground.experiment import Experiment
from rnn_playground.server.outbox import with_scalars
from rnn_playground.telemetry.codec import encode
from rnn_playground.telemetry.frame import PackedFrame
from rnn_playground.telemetry.scalars import ScalarLog
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.trainer import Trainer
from support.client import Client
from support.figures import Figures, Peer, figures_of
from support.processes import ServerProcess, Spent, server_process

REPEATS = 3000
PACE, RATE, WATCHED = 25, 60.0, 20.0
LONG: dict[str, Any] = {"steps": 200_000}
FRAMES, NO_FRAMES = 30.0, 0.01
BLOCK, BLOCKS, LONGEST = 2.5, 7, 300.0
TRAINED: dict[str, dict[str, Any]] = {
    "the opening experiment": LONG,
    "an LSTM at T 100, H 32": {
        "task": {"kind": "adding", "length": 100},
        "lanes": [{"cell": {"kind": "lstm", "hidden_size": 32}}],
        **LONG,
    },
}


def microseconds(action: Callable[[], object]) -> float:
    """Return the median time of ``action``."""
    taken = []
    for _ in range(REPEATS):
        began = time.perf_counter_ns()
        action()
        taken.append(time.perf_counter_ns() - began)
    return statistics.median(taken) / 1e3


def the_bytes(figures: Figures) -> None:
    """Encode a default frame, and number it again for a connection."""
    torch.set_num_threads(1)
    trainer = Trainer(Experiment())
    for _ in range(20):
        trainer.advance()
    frame, log = trainer.frame(Watch()), trainer.scalars
    scalars = {f"0/{name}": value for name, value in log.since(0, 10).items()}
    tensors, words = {**frame.tensors, **scalars}, {"run": "0123456789ab", "frame": "17", "dropped": "0"}
    metadata = {**frame.metadata, **words}
    packed = PackedFrame.of(frame)
    library = Peer("safetensors.numpy.save", microseconds(lambda: save(tensors, metadata)))
    blob = encode(tensors, metadata)
    figures.add("a default frame", len(blob), "bytes", tensors=len(tensors))
    figures.add("encode a default frame", microseconds(lambda: encode(tensors, metadata)), "µs", peer=library, bound=10)
    figures.add("pack it for the web process", microseconds(lambda: PackedFrame.of(frame).parts()), "µs", peer=library)
    numbered = microseconds(lambda: with_scalars(packed, log, [10] * log.lanes, words))
    figures.add("number it for a connection", numbered, "µs", peer=library)
    figures.add(
        "deflate it",
        microseconds(lambda: zlib.compress(blob, 1)),
        "µs",
        saved=1 - len(zlib.compress(blob, 1)) / len(blob),
    )
    figures.add("measure what it shows", microseconds(lambda: trainer.frame(Watch())), "µs")


def from_the_engine() -> list[float]:
    """Poll an engine as the server does, without any web; return the ages of the frames in milliseconds."""
    engine = LocalEngine(1)
    engine.open()
    try:
        experiment = Experiment.model_validate(LONG)
        report = engine.start("r", StartRequest(experiment, RunControl(pace=PACE), Watch())).result(60)
        log, ages, end = ScalarLog(1), [], time.monotonic() + WATCHED
        while time.monotonic() < end:
            report.add_to(log)
            report = engine.poll("r", log.newest, 4096, 5.0, 0.0).result(60)
            if report.frame is not None:
                ages.append(1000 * (time.time() - float(report.frame.metadata["measured_at"])))
        return ages
    finally:
        engine.close()


async def over_the_socket(client: Client) -> list[float]:
    """Watch a paced run; return the ages of the frames in milliseconds."""
    await client.train(LONG, pace=PACE, max_rate=RATE)
    await asyncio.sleep(1.0)
    client.forget()
    await asyncio.sleep(WATCHED)
    return [1000 * age for age in client.ages]


async def the_way(owner: Client, figures: Figures) -> None:
    """Compare what an engine without a web process delivers with what a client receives, at the same time."""
    alone, ages = await asyncio.gather(asyncio.to_thread(from_the_engine), over_the_socket(owner))
    figures.percentiles("frame age at an engine", alone, "ms")
    figures.percentiles("frame age at the client", ages, "ms")
    for name, percentile, bound in (("median", 50, None), ("p95", 95, 5)):
        added = float(np.percentile(ages, percentile) - np.percentile(alone, percentile))
        figures.add(f"added by web process and socket, {name}", added, "ms", bound=bound)


class Rate(NamedTuple):
    """Updates a second of the clock, and of the worker's processor time, which what else runs here does not disturb."""

    clock: float
    processor: float


async def updates_a_second(
    owner: Client, worker: int, experiment: dict[str, Any], rate: float, during: Awaitable[object]
) -> Rate:
    """Watch a new run at ``rate`` frames a second while ``during`` happens; return its updates a second."""
    await owner.send("watch", max_rate=rate)
    await owner.answer({"type": "status", "state": "paused"}, "start", experiment=experiment, paused=True)
    await owner.answer({"type": "status", "state": "running"}, "resume")
    before, spent = owner.told, Spent(worker)
    await during
    await owner.answer({"type": "status", "state": "paused"}, "pause")
    made = owner.told - before
    return Rate(made / spent.clock, made / spent.processor)


async def stalled(address: str, owner: Client) -> None:
    """Attach a viewer that reads nothing at all, and wait."""
    async with AsyncExitStack() as stack:
        viewer = await Client.open(address, stack)
        viewer.stop_reading()
        await viewer.view(owner)
        await asyncio.sleep(BLOCK)
        viewer.socket.transport.abort()  # it could not hear a good-bye


async def the_trainer(server: ServerProcess, owner: Client, name: str, figures: Figures) -> None:
    """Compare runs of one experiment: without frames, with 30 a second, and with 30 for a client that stalls."""
    (worker,) = server.workers
    rounds: list[list[Rate]] = []
    measured = partial(updates_a_second, owner, worker, TRAINED[name])
    for _ in range(BLOCKS):
        without = await measured(NO_FRAMES, asyncio.sleep(BLOCK))
        frames = await measured(FRAMES, asyncio.sleep(BLOCK))
        rounds.append([without, frames, await measured(FRAMES, stalled(server.sessions, owner))])
    without, frames, beside = (Rate(*each) for each in np.median(rounds, axis=0))
    plain, reading = Peer("without frames", without.clock), Peer("with a client that reads", frames.clock)
    figures.add(f"{name}: updates with 30 frames/s", frames.clock, "1/s", peer=plain, rounds=rounds)
    lost = 100 * (1 - frames.processor / without.processor)
    figures.add(f"{name}: lost to telemetry, of the worker's processor", lost, "%", bound=5)
    figures.add(f"{name}: updates beside a stalled client", beside.clock, "1/s", peer=reading)


async def main() -> None:
    """Measure all three."""
    with figures_of("streaming") as figures:
        the_bytes(figures)
        with server_process(workers=1) as server:
            async with asyncio.timeout(LONGEST), AsyncExitStack() as stack:
                owner = await Client.open(server.sessions, stack)
                await the_way(owner, figures)
                await owner.send("pace", updates_per_second=None)
                for name in TRAINED:
                    await the_trainer(server, owner, name, figures)


if __name__ == "__main__":
    asyncio.run(main())
