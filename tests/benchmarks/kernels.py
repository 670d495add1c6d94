"""A fused training step with all default telemetry, against what else could make it without any.

In process: T, B, I, H as given, mean squared error of the last output, clip and Adam; ours measures every state's
gradient, every profile and the norms besides. Peers: torch's fused modules without telemetry, and the loop over their
cells that keeps every state's gradient. Over the socket: a task whose batches are drawn, a client that acknowledges 30
frames a second, steps counted between the frames. Peer: torch's fused modules on the same batches, drawn beforehand.
Medians of alternating blocks in one run, in the processor time of the thread, or of the worker, that computes, which
what else runs here disturbs least; what the clock says of a worker stands beside it.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from contextlib import AsyncExitStack
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from rnn_playground.experiment import Experiment
from rnn_playground.kernels.fused_network import Averages, FusedNetwork, prepare_batches
from rnn_playground.kernels.load import load_kernels
from rnn_playground.kernels.update import rule_of
from rnn_playground.tasks import BatchSource, TaskBatch
from rnn_playground.training.trainer import Trainer
from support.blocks import BLOCKS, Block, alternating, block_of
from support.client import Client
from support.figures import Figures, Peer, figures_of
from support.processes import ServerProcess, processor_seconds, server_process
from support.tensorflow_js import milliseconds_a_step

STREAMED = 3.0
MODULES: dict[str, type[nn.RNN | nn.LSTM | nn.GRU]] = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}
CELLS: dict[str, Any] = {"rnn": nn.RNNCell, "lstm": nn.LSTMCell, "gru": nn.GRUCell}


class Size(NamedTuple):
    """T, B, I, H, and what the ratios are to be at most: in process and over the socket, of RNN, LSTM and GRU."""

    time_steps: int
    batch: int
    inputs: int
    hidden: int
    task: dict[str, Any]
    in_process: tuple[float, float, float]
    streamed: tuple[float, float, float]


SIZES = (
    Size(25, 16, 4, 8, {"kind": "brackets", "length": 25}, (0.02, 0.05, 0.02), (0.10, 0.12, 0.04)),
    Size(100, 32, 2, 32, {"kind": "adding", "length": 100}, (0.08, 0.30, 0.08), (0.12, 0.35, 0.10)),
    Size(200, 32, 2, 64, {"kind": "adding", "length": 200}, (0.15, 0.50, 0.20), (0.20, 0.55, 0.22)),
    Size(784, 16, 1, 100, {"kind": "sine", "length": 784}, (0.20, 0.50, 0.22), (0.22, 0.55, 0.25)),
)


class TorchStep:
    """Forward, loss, backward, clip, Adam with torch's fused module; nothing is kept of it."""

    def __init__(self, kind: str, inputs: int, hidden: int, outputs: int) -> None:
        self.recurrent, self.read_out = MODULES[kind](inputs, hidden), nn.Linear(hidden, outputs)
        self.parameters = [*self.recurrent.parameters(), *self.read_out.parameters()]
        self.optimizer = torch.optim.Adam(self.parameters, lr=1e-3)

    def on_the_last_step(self, inputs: Tensor, target: Tensor) -> None:
        """Learn the target (batch, output) of the last step."""
        self._learn(functional.mse_loss(self.read_out(self.recurrent(inputs)[0][-1]), target))

    def on(self, batch: TaskBatch) -> None:
        """Learn a task's batch."""
        predictions = self.read_out(self.recurrent(batch.inputs)[0][batch.loss_mask])
        classes = not batch.targets.is_floating_point()
        loss = functional.cross_entropy if classes else functional.mse_loss
        self._learn(loss(predictions, batch.targets[batch.loss_mask]))

    def _learn(self, loss: Tensor) -> None:
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimizer.step()


class LoopStep:
    """The same step as a loop over torch's cell that keeps the gradient of every state."""

    def __init__(self, kind: str, inputs: int, hidden: int) -> None:
        self.cell, self.read_out, self.hidden = CELLS[kind](inputs, hidden), nn.Linear(hidden, 1), hidden
        self.parameters = [*self.cell.parameters(), *self.read_out.parameters()]
        self.optimizer = torch.optim.Adam(self.parameters, lr=1e-3)

    def __call__(self, inputs: Tensor, target: Tensor) -> None:
        """Learn the target of the last step, and read every state's gradient norm."""
        h = torch.zeros(inputs.shape[1], self.hidden)
        state, kept = ((h, h.clone()) if isinstance(self.cell, nn.LSTMCell) else h), []
        for x in inputs:
            state = self.cell(x, state)
            h = state[0] if isinstance(state, tuple) else state
            h.retain_grad()
            kept.append(h)
        self.optimizer.zero_grad()
        functional.mse_loss(self.read_out(h), target).backward()
        torch.stack([h.grad for h in kept if h.grad is not None]).norm(dim=2).mean(dim=1)
        nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimizer.step()


class _LastStep(NamedTuple):
    """As much of a task as a network is built from."""

    sequence_length: int
    input_size: int
    output_size: int = 1
    loss: str = "mean_squared_error"


def fused_block(kind: str, size: Size, inputs: Tensor, target: Tensor) -> Block:
    """Return what measures our step: many of them in a call, as the trainer makes them."""
    lane = Experiment.model_validate({"lanes": [{"cell": {"kind": kind, "hidden_size": size.hidden}}]}).lanes[0]
    module = MODULES[kind](size.inputs, size.hidden)
    values = [*module.parameters(), torch.randn(1, size.hidden) / size.hidden**0.5, torch.zeros(1)]
    shapes = dict(zip(("W_xh.0", "W_hh.0", "b_xh.0", "b_hh.0", "W_hy", "b_y"), (v.shape for v in values), strict=True))
    vector = torch.cat([value.detach().flatten() for value in values]).numpy()
    task: Any = _LastStep(size.time_steps, size.inputs)
    network = FusedNetwork.build(lane.cell, task, shapes, size.batch, lane.bptt, vector)
    mask = torch.zeros(size.time_steps, size.batch, dtype=torch.bool)
    mask[-1] = True
    targets = torch.zeros(size.time_steps, size.batch, 1)
    targets[-1] = target
    count = 16 if size.time_steps <= 100 else 2
    batches = prepare_batches(TaskBatch(*(v.repeat(1, count, *[1] * (v.ndim - 2)) for v in (inputs, targets, mask))))
    averages = Averages(np.zeros_like(vector), np.zeros_like(vector), 0)
    rule = rule_of(lane.optimizer, 1e-3, lane.clip)
    network.measure(batches, 0)
    return block_of(lambda: network.train(batches, 0, count, rule, averages, carries=False), count)


def in_process(figures: Figures) -> None:
    """Compare steps within this process."""
    for size in SIZES:
        for kind, bound in zip(MODULES, size.in_process, strict=True):
            inputs, target = torch.randn(size.time_steps, size.batch, size.inputs), torch.randn(size.batch, 1)
            torch_step, loop_step = (
                TorchStep(kind, size.inputs, size.hidden, 1),
                LoopStep(kind, size.inputs, size.hidden),
            )
            ours, theirs, loop = alternating(
                fused_block(kind, size, inputs, target),
                block_of(lambda: torch_step.on_the_last_step(inputs, target)),  # noqa: B023
                block_of(lambda: loop_step(inputs, target)),  # noqa: B023
            )
            name = f"{kind} {size.time_steps},{size.batch},{size.inputs},{size.hidden}"
            figures.add(f"{name}, all telemetry", ours, "ms", peer=Peer("torch, none", theirs), ratio_bound=bound)
            figures.add(f"{name}, all telemetry", ours, "ms", peer=Peer("loop with retain_grad", loop))


class Pace(NamedTuple):
    """Milliseconds a step: of the worker's processor time, and of the clock."""

    processor: float
    clock: float


async def streamed(server: ServerProcess, document: dict[str, Any]) -> Pace:
    """Return the pace of a run that a client watches at 30 frames a second."""
    (worker,) = server.workers
    async with AsyncExitStack() as stack:
        client = await Client.open(server.sessions, stack)
        await client.send("watch", panels=[], sample=0, max_rate=30.0)
        await client.send("pace", updates_per_second=None)
        await client.send("start", experiment=document)
        await asyncio.sleep(1.0)
        first, began, used = client.step, time.perf_counter(), processor_seconds(worker)
        await asyncio.sleep(STREAMED)
        made, taken, spent = client.step - first, time.perf_counter() - began, processor_seconds(worker) - used
        await client.send("stop")
        return Pace(spent / made * 1e3, taken / made * 1e3)


def over_the_socket(figures: Figures) -> None:
    """Compare what a client sees with torch's bare step on the same batches."""
    with server_process(workers=1) as server:
        for size in SIZES:
            for kind, bound in zip(MODULES, size.streamed, strict=True):
                lane = {"cell": {"kind": kind, "hidden_size": size.hidden}}
                document = {"task": size.task, "lanes": [lane], "batch_size": size.batch, "steps": 200_000}
                experiment = Experiment.model_validate({**document, "kernel": "fused"})
                task = experiment.task
                batch = BatchSource(task, size.batch, 0, torch.float32).batch(0)
                step = TorchStep(kind, task.input_size, size.hidden, task.output_size)
                theirs = block_of(lambda: step.on(batch))  # noqa: B023
                rounds = [(*asyncio.run(streamed(server, document)), theirs()) for _ in range(3)]
                mine, clock, others = (statistics.median(column) for column in zip(*rounds, strict=True))
                name = f"{kind} {size.time_steps},{size.batch},{task.input_size},{size.hidden} {task.kind}, streamed"
                figures.add(name, mine, "ms", peer=Peer("torch, none", others), ratio_bound=bound, clock=clock)


def reference(figures: Figures) -> None:
    """Say how much the kernels gain over our own reference, on a task, trainer and all."""
    for kind in MODULES:
        lane = {"cell": {"kind": kind, "hidden_size": 32}}
        document = {"task": {"kind": "adding", "length": 100}, "lanes": [lane], "steps": 200_000}
        fused, plain = (Trainer(Experiment.model_validate(document), kernels=kernels) for kernels in (True, False))
        ours, theirs = alternating(block_of(lambda: fused.advance_by(16), 16), block_of(plain.advance))  # noqa: B023
        figures.add(f"{kind} 100,32,2,32 adding, trainer", ours, "ms", peer=Peer("our reference", theirs))


def in_a_browser(figures: Figures) -> None:
    """Compare the LSTM with TensorFlow.js, which a browser would use instead."""
    size = SIZES[1]
    inputs, target = torch.randn(size.time_steps, size.batch, size.inputs), torch.randn(size.batch, 1)
    ours = statistics.median(block() for block in [fused_block("lstm", size, inputs, target)] * BLOCKS)
    for backend in ("wasm", "cpu"):
        theirs = milliseconds_a_step(backend, size.time_steps, size.batch, size.inputs, size.hidden)
        if theirs is not None:
            figures.add(
                "lstm 100,32,2,32", ours, "ms", peer=Peer(f"TensorFlow.js, {backend}", theirs), ratio_bound=1 / 80
            )


def main() -> None:
    """Measure all, on one core."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    load_kernels()
    with figures_of("kernels") as figures:
        over_the_socket(figures)
        os.sched_setaffinity(0, [max(os.sched_getaffinity(0))])
        in_process(figures)
        reference(figures)
        in_a_browser(figures)


if __name__ == "__main__":
    main()
