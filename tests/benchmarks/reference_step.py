"""What watching costs: a reference training step with every state's gradient, against torch's fused one without any.

Medians of alternating blocks measured in this one run, on one thread, and their ratio.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import nn

from rnn_playground.experiment import Experiment
from rnn_playground.tasks import draw_batch
from rnn_playground.training.trainer import Trainer
from support.figures import Peer, figures_of

BLOCKS, STEPS = 7, 10


class Size(NamedTuple):
    """Sequence length, batch and hidden size."""

    length: int
    batch: int
    hidden: int


SIZES = (Size(25, 16, 8), Size(100, 32, 32), Size(200, 32, 64))
FUSED = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}


def experiment(kind: str, size: Size) -> Experiment:
    """Return the adding problem at one size."""
    return Experiment.model_validate(
        {
            "task": {"kind": "adding", "length": size.length},
            "lanes": [{"cell": {"kind": kind, "hidden_size": size.hidden}, "optimizer": {"kind": "adam"}}],
            "batch_size": size.batch,
        }
    )


def fused_step(kind: str, size: Size) -> Callable[[], object]:
    """Return one training step of torch's own module: forward, loss, backward, clip, Adam; batches drawn as ours."""
    document = experiment(kind, size)
    recurrent, read_out = FUSED[kind](2, size.hidden), nn.Linear(size.hidden, 1)
    parameters = [*recurrent.parameters(), *read_out.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=0.01, foreach=True)
    step = 0

    def run() -> None:
        nonlocal step
        batch = draw_batch(document.task, size.batch, 0, step).to(torch.float32)
        optimizer.zero_grad()
        outputs, _ = recurrent(batch.inputs)
        loss = (read_out(outputs[-1]) - batch.targets[-1]).square().mean()
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        step += 1

    return run


def block(run: Callable[[], object]) -> float:
    """Return milliseconds a step over one block."""
    begin = time.perf_counter()
    for _ in range(STEPS):
        run()
    return (time.perf_counter() - begin) / STEPS * 1e3


def main() -> None:
    """Measure and print."""
    torch.set_num_threads(1)
    with figures_of("reference_step") as figures:
        for size in SIZES:
            for kind in FUSED:
                ours, fused = Trainer(experiment(kind, size)).advance, fused_step(kind, size)
                block(ours), block(fused)
                pairs = [(block(ours), block(fused)) for _ in range(BLOCKS)]
                mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
                name = f"{kind} at T {size.length}, B {size.batch}, H {size.hidden}"
                figures.add(name, mine, "ms", peer=Peer("torch's fused module without gradients of states", theirs))


if __name__ == "__main__":
    main()
