"""One network to be trained, and what became of it."""

from __future__ import annotations

import hashlib
import math
import time
from typing import Any, NamedTuple

import numpy as np

from rnn_playground.experiment import Experiment, Lane
from rnn_playground.experiment.tasks import DigitsTask, MnistTask, Task
from rnn_playground.learning.generalisation import fresh_batch, score
from rnn_playground.tasks import TaskBatch
from rnn_playground.tasks.catalog import held_out_batch, held_out_count
from rnn_playground.telemetry.codec import Array
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.solved import best_mean, moving_mean
from rnn_playground.training.trainer import Trainer
from solving import Solution, scalars, solved, train_to_the_end, train_to_the_solution

FRESH = 500
"""Sequences of the test where a task draws every sequence anew."""
CURVE_POINTS = 60

Outcome = dict[str, Any]


class Run(NamedTuple):
    """A network by name, within a group of networks that are compared with each other; its seed is the document's.

    It is trained to the end of its budget, or only until it has solved its task.
    """

    group: str
    network: str
    experiment: Experiment
    to_the_end: bool = False

    def key(self) -> str:
        """Return a digest of what is computed, whatever it is called and wherever it is computed."""
        until = "the end" if self.to_the_end else "its validated solution"
        text = f"train to {until} {self.experiment.model_dump_json(exclude={'device'})}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def measure(self) -> Outcome:
        """Train and return what became of it, as JSON can carry it."""
        began, criterion = time.perf_counter(), self.experiment.task.facts().solved
        trainer, update = self._train()
        log = scalars(trainer)
        return {
            "solved_at": update,
            "best": finite(best_mean(log, criterion)),
            "updates": trainer.step + 1,
            "diverged": trainer.state == "diverged",
            "test": tested(trainer),
            "dead_units": dead_units(trainer),
            "curve": curve(log[criterion.quantity], self.experiment.steps),
            "kernel": trainer.kernel,
            "seconds": round(time.perf_counter() - began, 2),
        }

    def _train(self) -> Solution:
        """Train to the end, or until the task is solved."""
        if not self.to_the_end:
            return train_to_the_solution(self.experiment)
        trainer = train_to_the_end(self.experiment)
        return Solution(trainer, solved(trainer))


def seeded(group: str, network: str, task: Task, lane: Lane, seeds: int, **more: Any) -> tuple[Run, ...]:
    """Return a run for every seed, which draws weights and data alike; ``more`` goes to the experiment and the run."""
    to_the_end = bool(more.pop("to_the_end", False))
    return tuple(
        Run(
            group,
            network,
            Experiment(task=task, lanes=(lane,), weight_seed=seed, data_seed=seed, **more),
            to_the_end,
        )
        for seed in range(seeds)
    )


def tested(trainer: Trainer) -> float | None:
    """Return the task's figure on sequences that were never trained on; None where the network left the numbers."""
    parameters, lane = trainer.present(0), trainer.lanes[0]
    if parameters is None:
        return None
    batch = test_batch(trainer.experiment).to(trainer.dtype)
    return finite(score(lane.state.network, parameters, lane.state.task.loss, batch).metric)


def test_batch(experiment: Experiment) -> TaskBatch:
    """Return what the test reads: the images kept back, else fresh sequences."""
    task = experiment.task
    if isinstance(task, DigitsTask | MnistTask):
        return held_out_batch(task, held_out_count(task))
    return fresh_batch(task, FRESH, experiment.data_seed)


def dead_units(trainer: Trainer) -> float | None:
    """Return the fraction of units that are 0 throughout the last batch; None where the network left the numbers."""
    frame = trainer.frame(Watch(panels=("pre_activation",)))
    return finite(float(np.mean(frame["0/dead_mask"]))) if "0/dead_mask" in frame.tensors else None


def curve(values: Array, steps: int) -> list[tuple[int, float | None]]:
    """Return the mean of every ``steps`` / 60 updates with the update that it ends at."""
    stride = max(1, steps // CURVE_POINTS)
    if len(values) < stride:
        return []
    return [
        (first + stride, finite(float(mean)))
        for first, mean in enumerate(moving_mean(values, stride))
        if first % stride == 0
    ]


def finite(value: float) -> float | None:
    """Return six digits of a number that JSON can carry; None for what it cannot."""
    return float(f"{value:.6g}") if math.isfinite(value) else None
