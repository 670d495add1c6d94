"""A run as a thumbnail, in a kilobyte: its state, and of each lane the loss so far and the gradient over time."""

from __future__ import annotations

import base64
import math
from typing import Any

import numpy as np

from rnn_playground.experiment.bptt import window_reach
from rnn_playground.server.run import Run
from rnn_playground.telemetry.codec import Array
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.spread import spread

# Points of a drawing: of one or two lanes, and of more.
MANY, FEW, LANES_WITH_MANY = 64, 32, 2
# A point of the loss is the mean of at most so many updates.
WINDOW = 16
# Levels of a drawing above the lowest; byte 0 is a gap.
LEVELS = 254

Drawing = list[Any]


def thumbnail(run: Run) -> dict[str, Any]:
    """Return what there is to draw of ``run``, ready for JSON; all of it was measured on that network.

    ``time_steps`` None: no frame has come yet.
    """
    frame = None if run.newest is None else run.newest.unpacked()
    lost = {divergence.lane: divergence.step for divergence in run.divergences}
    points = MANY if run.log.lanes <= LANES_WITH_MANY else FEW
    lanes = [_lane(run, frame, number, points, lost.get(number)) for number in range(run.log.lanes)]
    steps = None if frame is None else len(frame["input"])
    return {"state": run.state, "step": run.step, "time_steps": steps, "lanes": lanes}


def _lane(run: Run, frame: Frame | None, number: int, points: int, diverged: int | None) -> dict[str, Any]:
    losses = run.log.thinned(number, "loss", points, WINDOW)
    carries = run.facts["lanes"][number]["carries"]
    name = f"{number}/{'state' if carries == 'state' else 'hidden'}_gradient_norm"
    profile = None if frame is None or name not in frame else frame[name][-1]
    return {
        "steps": [run.log.first(number), run.log.last(number)],
        "diverged": diverged,
        "loss": _rounded(float(losses[-1])) if len(losses) else None,
        "losses": drawing(losses),
        "reach": None if frame is None else _reach(run, frame, number),
        "profile": None if profile is None else drawing(profile[spread(len(profile), points)]),
    }


def _reach(run: Run, frame: Frame, number: int) -> int | None:
    """Return how many time steps back the last loss is felt in training: the memory horizon, cut where its window is.

    None where no finite one was measured.
    """
    horizon = frame.tensors.get(f"{number}/memory_horizon")
    if horizon is None or not np.isfinite(horizon):
        return None
    (scored,) = frame["loss_mask"].nonzero()
    bptt = run.experiment.lanes[number].bptt_at(frame.step)
    return min(int(horizon), window_reach(bptt, int(scored[-1]), len(frame["input"])))


def drawing(values: Array) -> Drawing | None:
    """Return positive numbers on a log scale of their own: its ends as powers of ten, and a byte for each in base64.

    Byte 1 is the lower end, 255 the upper; 0 is a number that is not positive or not finite. None where all are such.
    """
    wide = np.asarray(values, dtype=np.float64)
    there = np.isfinite(wide) & (wide > 0)
    if not there.any():
        return None
    logarithms = np.log10(wide, where=there, out=np.zeros_like(wide))
    low, high = float(logarithms[there].min()), float(logarithms[there].max())
    levels = 1 + np.rint(LEVELS * (logarithms - low) / (high - low if high > low else 1.0))
    coded = base64.b64encode(np.where(there, levels, 0).astype(np.uint8).tobytes()).decode()
    return [round(low, 3), round(high, 3), coded]


def _rounded(value: float) -> float | None:
    return float(f"{value:.4g}") if math.isfinite(value) else None
