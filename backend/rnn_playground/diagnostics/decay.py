"""How fast the gradient shrinks, or grows, on its way back through time: one rate for the whole sequence."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from torch import Tensor

FLAT = 1e-6
"""A fitted profile that changes by less than this factor from end to end counts as flat: float32 knows no better."""


class Decay(NamedTuple):
    """``gain_per_step``: the factor by which the gradient is multiplied in each step back, below 1 where it vanishes.

    ``half_life``: time steps in which it halves, or doubles where the gain is above 1; infinite where it is flat.
    """

    gain_per_step: float
    half_life: float


def decay(profile: Tensor, last_scored_step: int) -> Decay:
    """Return the decay of a gradient profile g_t (time_step), t = 0 … ``last_scored_step``.

    ln g_t = s t + const is fitted by least squares to those steps at which g_t > 0 (and finite): the gain per step back
    is e^{−s}, the half-life ln 2 / |s|. Both are NaN where fewer than two such steps are left.
    """
    values = profile[: last_scored_step + 1].detach().double().numpy()
    (time_steps,) = np.nonzero((values > 0.0) & np.isfinite(values))
    if len(time_steps) < 2:
        return Decay(math.nan, math.nan)
    centred = time_steps - time_steps.mean()
    slope = float(centred @ np.log(values[time_steps]) / (centred @ centred))
    if abs(slope) * (time_steps[-1] - time_steps[0]) < FLAT:
        return Decay(math.exp(-slope), math.inf)
    return Decay(math.exp(-slope), math.log(2.0) / abs(slope))
