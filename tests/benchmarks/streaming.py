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
from typing import Any

import torch
from safetensors.numpy import save

from rnn_playground.engine.local import LocalEngine
from rnn_playground.engine.orders import Beginning, Conduct
from rnn_playground.experiment import Experiment
from rnn_playground.server.outbox import with_scalars
from rnn_playground.telemetry.codec import encode
from rnn_playground.telemetry.packed_frame import PackedFrame
from rnn_playground.telemetry.scalars import ScalarLog
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.trainer import Trainer
from support.client import Client
from support.figures import Figures, Peer, figures_of
from support.processes import server_process

REPEATS = 3000
PACE, RATE, WATCHED = 25, 60.0, 20.0
LONG: dict[str, Any] = {"steps": 200_000}
FRAMES, NO_FRAMES = 30.0, 0.01
BLOCK, BLOCKS = 3.0, 7


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
    numbered = microseconds(lambda: with_scalars(packed, log, 10, words))
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
        report = engine.start("r", Beginning(experiment, Conduct(pace=PACE), Watch())).result(60)
        log, ages, end = ScalarLog(1), [], time.monotonic() + WATCHED
        while time.monotonic() < end:
            report.add_to(log)
            report = engine.poll("r", log.last(0), 4096, 5.0, 0.0).result(60)
            if report.frame is not None:
                ages.append(1000 * (time.time() - float(report.frame.metadata["measured_at"])))
        return ages
    finally:
        engine.close()


async def over_the_socket(client: Client) -> list[float]:
    """Watch a paced run; return the ages of the frames in milliseconds."""
    await client.send("watch", max_rate=RATE)
    await client.send("pace", updates_per_second=PACE)
    await client.send("start", experiment=LONG)
    await asyncio.sleep(1.0)
    client.forget()
    await asyncio.sleep(WATCHED)
    await client.send("pace", updates_per_second=None)
    return [1000 * age for age in client.ages]


async def updates_a_second(owner: Client, during: Awaitable[object]) -> float:
    """Let the run go on while ``during`` happens; return its updates a second."""
    await owner.answer({"type": "status", "state": "running"}, "resume")
    before = owner.told
    began = time.perf_counter()
    await during
    await owner.answer({"type": "status", "state": "paused"}, "pause")
    return (owner.told - before) / (time.perf_counter() - began)


async def stalled(address: str, owner: Client) -> None:
    """Attach a viewer that reads nothing at all, and wait."""
    async with AsyncExitStack() as stack:
        viewer = await Client.open(address, stack)
        viewer.stop_reading()
        await viewer.send("attach", session=owner.welcome["session"], key=owner.welcome["viewer_key"], after_step=-1)
        await asyncio.sleep(BLOCK)


async def the_trainer(address: str, owner: Client, figures: Figures) -> None:
    """Compare the run with itself: without frames, with 30 a second, and with 30 for a client that stalls."""
    rates: dict[str, list[float]] = {"without": [], "with": [], "stalled": []}
    await owner.answer({"type": "status", "state": "paused"}, "pause")
    for _ in range(BLOCKS):
        await owner.send("watch", max_rate=NO_FRAMES)
        rates["without"].append(await updates_a_second(owner, asyncio.sleep(BLOCK)))
        await owner.send("watch", max_rate=FRAMES)
        rates["with"].append(await updates_a_second(owner, asyncio.sleep(BLOCK)))
        rates["stalled"].append(await updates_a_second(owner, stalled(address, owner)))
    without, frames, beside = (statistics.median(rates[name]) for name in ("without", "with", "stalled"))
    figures.add("updates with 30 frames/s", frames, "1/s", peer=Peer("without frames", without))
    figures.add("lost to telemetry", 100 * (1 - frames / without), "%", bound=5, blocks=rates)
    figures.add("updates beside a stalled client", beside, "1/s", peer=Peer("with a client that reads", frames))


async def main() -> None:
    """Measure all three."""
    with figures_of("streaming") as figures:
        the_bytes(figures)
        alone = from_the_engine()
        figures.percentiles("frame age at the engine", alone, "ms")
        with server_process(workers=1) as server:
            async with asyncio.timeout(180), AsyncExitStack() as stack:
                owner = await Client.open(server.sessions, stack)
                ages = await over_the_socket(owner)
                figures.percentiles("frame age at the client", ages, "ms", bound=5)
                added = statistics.median(ages) - statistics.median(alone)
                figures.add("added by web process and socket, median", added, "ms")
                await the_trainer(server.sessions, owner, figures)


if __name__ == "__main__":
    asyncio.run(main())
