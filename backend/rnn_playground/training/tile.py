"""What a tile of a map shows of its tiny run: where it came to, a few losses, the gradient's profile."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from rnn_playground.telemetry.codec import Array
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.other_lengths import finite
from rnn_playground.training.solved import solved_at
from rnn_playground.training.trainer import Trainer

Outcome = Literal["solved", "learning", "chance", "diverged"]
# So many losses, and so many time steps of a profile, evenly spaced, the first and the last among them.
MOST_POINTS = 32
# Learning: the mean loss of the last fifth of the updates is a tenth or more below that of an answer without memory.
LAST_PART, BETTER = 5, 0.9
_LIGHT = Watch()


def profile(trainer: Trainer) -> dict[str, Any]:
    """Return ‖∂L/∂h_t‖ of the top layer at some time steps (``norms``) and the ``horizon`` where there is one.

    They are a frame's, of the step that ``trainer`` stands at; ready for JSON.
    """
    tensors = trainer.frame(_LIGHT).tensors
    norms = tensors["0/hidden_gradient_norm"][-1]
    horizon = tensors.get("0/memory_horizon")
    return {
        "norms": [finite(float(norms[place])) for place in spread(len(norms))],
        "horizon": None if horizon is None else finite(float(horizon)),
    }


def reading(trainer: Trainer, first: dict[str, Any]) -> dict[str, Any]:
    """Return what the tile shows of a run that is over; ``first`` is the profile before its first update. JSON-ready.

    The profile after the last is None of one that left the finite numbers.
    ``loss`` and ``metric`` are means over the last fifth of the updates, and no fewer than the task's criterion wants.
    """
    experiment = trainer.experiment
    log = trainer.scalars.since(0, -1, limit=experiment.steps)
    facts = experiment.task.facts()
    criterion = facts.solved
    without_memory = facts.chance if facts.floor is None else min(facts.chance, facts.floor)
    window = max(criterion.over, experiment.steps // LAST_PART)
    loss, metric = (_last_mean(log[name], window) for name in ("loss", "metric"))
    solved = solved_at(log, facts, experiment.batch_size)
    places = spread(len(log["loss"]))
    divergence = next(iter(trainer.divergences), None)
    return {
        "outcome": _outcome(without_memory, solved=solved is not None, diverged=divergence is not None, loss=loss),
        "solved_at": solved,
        "diverged_at": None if divergence is None else divergence.step,
        "loss": finite(loss),
        "metric": finite(metric),
        "without_memory": without_memory,
        "loss_steps": [int(log["steps"][place]) for place in places],
        "losses": [finite(float(log["loss"][place])) for place in places],
        "time_steps": spread(experiment.task.sequence_length),
        "first": first,
        "last": profile(trainer) if divergence is None else None,
        "kernel": trainer.kernel,
        "experiment": experiment.model_dump(mode="json"),
    }


def spread(count: int) -> list[int]:
    """Return at most MOST_POINTS of ``count`` places, evenly spaced, the first and the last among them."""
    return sorted({round(place) for place in np.linspace(0, count - 1, min(count, MOST_POINTS)).tolist()})


def _last_mean(values: Array, window: int) -> float:
    return float(np.mean(values[-window:], dtype=np.float64))


def _outcome(without_memory: float, *, solved: bool, diverged: bool, loss: float) -> Outcome:
    if diverged:
        return "diverged"
    if solved:
        return "solved"
    return "learning" if loss <= BETTER * without_memory else "chance"
