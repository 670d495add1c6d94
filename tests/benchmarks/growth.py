"""How long an update takes as the experiment grows: in time steps, units, sequences, layers and networks.

Each is turned by itself, from an adding problem of T = 100, H = 32, B = 32, one layer, one network. Times are this
thread's, trainer and drawing of batches included.
"""

from __future__ import annotations

import statistics
import time
from typing import Any

import torch

from rnn_playground.experiment import Experiment
from rnn_playground.kernels.load import load_kernels
from rnn_playground.training.trainer import Trainer
from support.figures import Figures, figures_of

SECONDS, ROUNDS = 0.1, 3
TURNED: dict[str, tuple[int, ...]] = {
    "time steps": (25, 50, 100, 200, 400, 800),
    "hidden units": (8, 16, 32, 64, 128, 256),
    "batch": (1, 8, 16, 32, 64, 128, 256),
    "layers": (1, 2, 3),
    "networks": (1, 2, 3, 4),
}
CELLS = {"rnn": True, "lstm": True, "gru": True, "lru": False, "rnn, reference": False}
"""Which of them the fused kernels compute."""


def experiment(cell: str, turned: str, value: int) -> Experiment:
    """Return the experiment with one thing turned."""
    at = {"time steps": 100, "hidden units": 32, "batch": 32, "layers": 1, "networks": 1, turned: value}
    lane: dict[str, Any] = {
        "cell": {"kind": cell.partition(",")[0], "hidden_size": at["hidden units"], "layers": at["layers"]}
    }
    return Experiment.model_validate(
        {
            "task": {"kind": "adding", "length": at["time steps"]},
            "lanes": [lane] * at["networks"],
            "batch_size": at["batch"],
            "steps": 200_000,
        }
    )


def milliseconds(trainer: Trainer) -> float:
    """Return the time of an update: the median of a few rounds."""
    trainer.advance_by(16)
    rounds = []
    for _ in range(ROUNDS):
        began, made = time.thread_time(), 0
        while time.thread_time() - began < SECONDS:
            made += trainer.advance_by(16)
        rounds.append((time.thread_time() - began) / made * 1e3)
    return statistics.median(rounds)


def measure(figures: Figures) -> None:
    """Turn everything for every cell."""
    for turned, values in TURNED.items():
        for cell, fused in CELLS.items():
            for value in values:
                taken = milliseconds(Trainer(experiment(cell, turned, value), kernels=fused))
                figures.add(f"{cell}, {turned} {value}", taken, "ms", cell=cell, turned=turned, at=value)


def main() -> None:
    """Measure on one thread."""
    torch.set_num_threads(1)
    load_kernels()
    with figures_of("growth") as figures:
        measure(figures)


if __name__ == "__main__":
    main()
