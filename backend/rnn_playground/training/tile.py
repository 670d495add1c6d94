"""What is shown of a tiny run, a cell of a sweep or one seed of many: outcome, a few losses, the gradient's profile."""

from __future__ import annotations

import math
from typing import Any, Literal

import numpy as np

from rnn_playground.telemetry.codec import Array
from rnn_playground.telemetry.spread import spread
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.readings import finite
from rnn_playground.training.solved import solved_at
from rnn_playground.training.trainer import Trainer

Outcome = Literal["solved", "learning", "chance", "diverged"]
# So many losses, and so many time steps of a profile, evenly spaced, the first and the last among them.
MOST_POINTS = 32
# Learning: the mean loss of the last fifth of the updates is a tenth or more below that of an answer without memory.
LAST_PART, BETTER = 5, 0.9
_LIGHT = Watch()
_OF_TOP_LAYER = ("hidden_gradient_norm", "gain_per_step", "half_life")


def profile(trainer: Trainer) -> dict[str, Any]:
    """Return ‖∂L/∂h_t‖ of the top layer at some time steps (``norms``), its ``gain_per_step`` and ``half_life``,
    and the ``horizon``.

    They are a frame's, of the step that ``trainer`` stands at; ready for JSON: None where they are not finite.
    """
    tensors = trainer.frame(_LIGHT).tensors
    norms, gain, half_life = (tensors[f"0/{name}"][-1] for name in _OF_TOP_LAYER)
    return {
        "norms": [finite(float(norms[time_step])) for time_step in spread(len(norms), MOST_POINTS)],
        "gain_per_step": finite(float(gain)),
        "half_life": finite(float(half_life)),
        "horizon": finite(float(tensors["0/memory_horizon"])),
    }


def reading(trainer: Trainer, first: dict[str, Any]) -> dict[str, Any]:
    """Return what the sweep shows of a run that is over; ``first`` is the profile before its first update. JSON-ready.

    The losses stand at the same steps, however early a run ends: None from where it left the finite numbers, and so is
    the profile after the last.
    ``loss`` and ``metric`` are means over the last fifth of the updates, and no fewer than the task's criterion wants.
    """
    experiment = trainer.experiment
    log = trainer.scalars.since(0, -1, limit=experiment.steps)
    facts = experiment.task.facts()
    criterion = facts.solved
    without_memory = facts.chance if facts.floor is None else min(facts.chance, facts.floor)
    window = max(criterion.over, experiment.steps // LAST_PART)
    loss, metric = (_last_mean(log[name], window) for name in ("loss", "metric"))
    solved = solved_at(log, facts)
    losses = dict(zip(log["steps"].tolist(), log["loss"].tolist(), strict=True))
    steps = spread(experiment.steps, MOST_POINTS)
    divergence = next(iter(trainer.divergences), None)
    return {
        "outcome": _outcome(without_memory, solved=solved is not None, diverged=divergence is not None, loss=loss),
        "solved_at": solved,
        "diverged_at": None if divergence is None else divergence.step,
        "loss": finite(loss),
        "metric": finite(metric),
        "without_memory": without_memory,
        "loss_steps": steps,
        "losses": [finite(losses.get(step, math.nan)) for step in steps],
        "time_steps": spread(experiment.task.sequence_length, MOST_POINTS),
        "first": first,
        "last": profile(trainer) if divergence is None else None,
        "kernel": trainer.kernel,
        "experiment": experiment.model_dump(mode="json"),
    }


def _last_mean(values: Array, window: int) -> float:
    return float(np.mean(values[-window:], dtype=np.float64))


def _outcome(without_memory: float, *, solved: bool, diverged: bool, loss: float) -> Outcome:
    if diverged:
        return "diverged"
    if solved:
        return "solved"
    return "learning" if loss <= BETTER * without_memory else "chance"
