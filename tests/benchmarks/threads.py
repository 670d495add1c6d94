"""How much sooner a run comes on where two threads train it, by the wall clock.

One model, and races of two and four, on an adding problem, in slices of 10 ms as a worker gives them, the drawing of
batches included. Blocks with one thread and with two take turns; a ratio is the median over pairs of neighbouring
blocks. On a machine with one core, or with other work on both, two threads gain nothing.
"""

from __future__ import annotations

import statistics
import time
from typing import NamedTuple

import torch

from rnn_playground.engine.orders import RunControl
from rnn_playground.engine.quota import processors
from rnn_playground.engine.running import Running
from rnn_playground.engine.worker import SLICE
from rnn_playground.experiment import Experiment
from rnn_playground.kernels.load import load_kernels
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.trainer import Trainer
from support.figures import Figures, Peer, figures_of

SECONDS, PAIRS = 0.25, 9
OF_FOUR = 1.75


class Race(NamedTuple):
    """The models, by their cells, and T, B, H of all of them."""

    cells: tuple[str, ...]
    time_steps: int
    batch: int
    hidden: int
    bound: float | None = None
    """Times as fast, at least."""

    @property
    def name(self) -> str:
        """How its figures are called."""
        return f"{' + '.join(self.cells)}, T {self.time_steps}, B {self.batch}, H {self.hidden}"

    def experiment(self) -> Experiment:
        """Return its document."""
        return Experiment.model_validate(
            {
                "task": {"kind": "adding", "length": self.time_steps},
                "lanes": [{"cell": {"kind": cell, "hidden_size": self.hidden}} for cell in self.cells],
                "batch_size": self.batch,
                "steps": 200_000,
            }
        )


RACES = (
    Race(("lstm",), 100, 32, 32, 1.6),
    Race(("lstm",), 200, 32, 64, 1.7),
    Race(("lstm",), 784, 64, 100, 1.7),
    Race(("rnn",), 200, 64, 64, 1.5),
    Race(("gru",), 200, 64, 64),
    Race(("lstm",), 25, 16, 8),
    Race(("lstm",) * 4, 100, 32, 32, OF_FOUR),
    Race(("lstm",) * 4, 200, 32, 64, OF_FOUR),
    Race(("rnn",) * 4, 100, 32, 32, OF_FOUR),
    Race(("gru",) * 4, 100, 32, 32, OF_FOUR),
    Race(("lstm",) * 4, 25, 16, 8, OF_FOUR),
    Race(("rnn", "irnn", "lstm", "gru"), 100, 32, 32, OF_FOUR),
    Race(("lstm",) * 2, 100, 32, 32),
)


def milliseconds(running: Running, threads: int) -> float:
    """Return the wall time of an update of all models, over about SECONDS."""
    first, began = running.trainer.step, time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        running.slice(SLICE, threads)
    return (time.perf_counter() - began) / (running.trainer.step - first) * 1e3


def measure(figures: Figures, race: Race) -> None:
    """Train a race by one thread and by two, in turns."""
    running = Running(Trainer(race.experiment(), kernels=True), RunControl(), Watch(), time.monotonic)
    running.report()
    for threads in (1, 2):
        milliseconds(running, threads)
    pairs = [(milliseconds(running, 1), milliseconds(running, 2)) for _ in range(PAIRS)]
    one, two = (statistics.median(column) for column in zip(*pairs, strict=True))
    figures.add(f"{race.name}, two threads", two, "ms", peer=Peer("one", one))
    gain = statistics.median(alone / together for alone, together in pairs)
    figures.add(f"{race.name}, times as fast", gain, "", bound=race.bound)
    running.trainer.close()


def main() -> None:
    """Measure every race."""
    torch.set_num_threads(1)
    load_kernels()
    with figures_of("threads") as figures:
        figures.add("processors", processors(), "")
        for race in RACES:
            measure(figures, race)


if __name__ == "__main__":
    main()
