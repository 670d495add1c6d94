"""How the gradient of one loss shrinks, or grows, on its way back through time: at which rate, how far."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from torch import Tensor

FELT = 0.01
"""Of the last step's norm: below this the loss is not felt any more."""

SMALLEST = 1e-37
"""Below this a norm is not fitted: from there on float32 numbers lose their digits, whatever computed them."""

FEWEST = 5
"""Time steps that a rate takes at least."""

FLAT = 1e-6
"""Norms within this factor of each other are equal: float32 knows no better."""

EXPLAINED, NEAR = 0.5, 0.25
"""A line is the rate where it explains so much of the variance of ln ‖λ_t‖, or leaves so little (root mean square, in
nats): the norms of a network on the edge do not change, so there is nothing to explain."""


class Decay(NamedTuple):
    """The line through ln ‖λ_t‖ over the time steps t.

    ``gain_per_step``: the factor by which the gradient is multiplied in each step back, below 1 where it vanishes.
    ``half_life``: time steps in which it halves, or doubles where the gain is above 1; infinite where it is flat.
    ``explained``: R², the part of the variance that the line explains, 1 where all norms are equal. ``steps``: how many
    norms were fitted. The first three are NaN where there are fewer than FEWEST, the first two where R² < EXPLAINED and
    what the line leaves is more than NEAR.
    """

    gain_per_step: float
    half_life: float
    explained: float
    steps: int


def decay(adjoint_norm: Tensor) -> Decay:
    """Return the decay of the norms ‖λ_t‖ (time_step) of one loss's adjoint (``last_loss``).

    ln ‖λ_t‖ = s t + const is fitted by least squares to the time steps at which ‖λ_t‖ > SMALLEST: the gain of a step
    back is e^{−s}, the half-life ln 2 / |s|. Where a norm is not finite nothing is fitted.
    """
    values = adjoint_norm.detach().double().numpy()
    (time_steps,) = np.nonzero((values > SMALLEST) & np.isfinite(values).all())
    count = len(time_steps)
    if count < FEWEST:
        return Decay(math.nan, math.nan, math.nan, count)
    logarithms = np.log(values[time_steps])
    if np.ptp(logarithms) < FLAT:
        return Decay(1.0, math.inf, 1.0, count)
    centred = time_steps - time_steps.mean()
    slope = float(centred @ logarithms / (centred @ centred))
    explained = slope**2 * float(centred @ centred) / (float(np.var(logarithms)) * count)
    if explained < EXPLAINED and math.sqrt((1.0 - explained) * np.var(logarithms)) > NEAR:
        return Decay(math.nan, math.nan, explained, count)
    return Decay(math.exp(-slope), math.log(2.0) / abs(slope), explained, count)


def memory_horizon(adjoint_norm: Tensor, last_scored_step: int) -> float:
    """Return the largest k with ‖λ_{T−k}‖ ≥ 1 % of ‖λ_{T−1}‖, T the last scored step; 0 where nothing leads there.

    NaN where a norm is not finite.

    ``adjoint_norm`` (time_step) is ‖λ_t‖ of the top layer (``last_loss``). The step at which the loss enters does not
    count: what is lost there is lost once, however far the way is.
    """
    norms = adjoint_norm[:last_scored_step].detach().numpy()
    if not np.isfinite(norms).all():
        return math.nan
    if not len(norms) or norms[-1] == 0.0:
        return 0
    return last_scored_step - int((norms >= FELT * norms[-1]).argmax())
