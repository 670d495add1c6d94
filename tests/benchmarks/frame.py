"""What a frame costs beside an update: all of it, and the way back of the last loss, which only a frame follows.

Adding makes one loss a sequence, the echo one at every time step. Ratios of what takes turns within one run.
"""

from __future__ import annotations

import torch

from rnn_playground.experiment import Experiment
from rnn_playground.kernels.load import load_kernels
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.trainer import Trainer
from support.blocks import alternating, block_of
from support.figures import Figures, Peer, figures_of

LENGTHS = (50, 1000)
CELLS = ("rnn", "lstm")
TASKS = ("adding", "echo")
ROUNDS = 5


def measure(figures: Figures, cell: str, task: str, length: int, *, kernels: bool) -> None:
    """Add what a frame of one lane and its last loss take, both beside an update."""
    lane = {"cell": {"kind": cell, "hidden_size": 16}}
    document = {"task": {"kind": task, "length": length}, "lanes": [lane], "steps": 200_000}
    trainer = Trainer(Experiment.model_validate(document), kernels=kernels)
    times = alternating(
        block_of(trainer.advance),
        block_of(lambda: trainer.lanes[0].measurement.last_loss().sum()),
        block_of(lambda: trainer.frame(Watch())),
        rounds=ROUNDS,
    )
    name = f"{cell} {task} T={length}, {trainer.kernel}"
    update = Peer("an update", times[0])
    figures.add(f"last loss, {name}", times[1], "ms", peer=update)
    figures.add(f"frame, {name}", times[2], "ms", peer=update)


def main() -> None:
    """Measure all, in one thread."""
    torch.set_num_threads(1)
    load_kernels()
    with figures_of("frame") as figures:
        for length in LENGTHS:
            for kernels in (True, False):
                for cell in CELLS:
                    for task in TASKS:
                        measure(figures, cell, task, length, kernels=kernels)


if __name__ == "__main__":
    main()
