"""One network: what is known of it before its first update, and whether it solves its task."""

from __future__ import annotations

import hashlib
import math
import time
from typing import NamedTuple

import numpy as np

from paper.run import Outcome
from rnn_playground.experiment import Experiment
from rnn_playground.experiment.cells.sized import parameter_count
from rnn_playground.kernels.load import load_kernels
from rnn_playground.telemetry.codec import Array
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.trainer import Trainer
from solving import train_to_the_solution


class ForecastRun(NamedTuple):
    """A network, which is its ``experiment``'s only lane; runs of one ``group`` and ``network`` differ in their seed.

    ``group`` is the task and its length, ``network`` the cell; of a preset both are the preset's name.
    """

    group: str
    network: str
    experiment: Experiment

    def key(self) -> str:
        """Return a digest of what is computed and by which criterion it is judged, whatever it is called."""
        facts = self.experiment.task.facts()
        judged = f"{facts.required_lag} {facts.solved}"
        text = f"forecast {judged} {self.experiment.model_dump_json(exclude={'device'})}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def measure(self) -> Outcome:
        """Look at the network, train it until its task is solved or its updates are over, and return both."""
        began = time.perf_counter()
        known = known_before(self.experiment)
        solution = train_to_the_solution(self.experiment)
        return {
            **known,
            "seed": self.experiment.weight_seed,
            "solved_at": solution.update,
            "kernel": solution.trainer.kernel,
            "seconds": round(time.perf_counter() - began, 2),
        }


def known_before(experiment: Experiment) -> Outcome:
    """Return what the document and the first measurement say, before any parameter has moved; None: not finite.

    ``reach`` is the memory horizon, ``need`` the required lag, ``left`` the part ‖λ_{T−need}‖ / ‖λ_{T−1}‖ of the last
    loss's adjoint that arrives where the task needs it, ``gap`` how far guessing is from the criterion, as a part of
    the larger of the two.
    """
    facts, lane = experiment.task.facts(), experiment.lanes[0]
    tensors = Trainer(experiment, kernels=load_kernels()).frame(Watch()).tensors
    if facts.required_lag is None:
        raise ValueError(f"'{facts.kind}' has no required lag, so there is no reach to compare; leave it out")
    sides = facts.guessing, facts.solved.value
    return {
        "task": facts.kind,
        "cell": lane.cell.kind,
        "need": facts.required_lag,
        "length": facts.sequence_length,
        "reach": _finite(float(tensors["0/memory_horizon"])),
        "gain": _finite(float(tensors["0/gain_per_step"][-1])),
        "half_life": _finite(float(tensors["0/half_life"][-1])),
        "left": left_at(tensors["0/adjoint_norm"][-1], facts.required_lag),
        "gap": abs(sides[0] - sides[1]) / max(sides),
        "parameters": parameter_count(lane.cell, facts.input_size, facts.output_size),
        "budget": experiment.steps,
        "rate": lane.optimizer.learning_rate,
    }


def left_at(norms: Array, lag: int) -> float | None:
    """Return ‖λ_{T−lag}‖ / ‖λ_{T−1}‖ of an adjoint's ``norms`` (time_step), 0 from T on, at the first step at most.

    0 where nothing leads back; None where a norm is not finite.
    """
    if not np.isfinite(norms).all():
        return None
    (reached,) = np.nonzero(norms)
    if not len(reached):
        return 0.0
    last = int(reached[-1])
    return float(norms[max(0, last + 1 - max(1, lag))] / norms[last])


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
