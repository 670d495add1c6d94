"""How often a rule was right, and how sure that is where the runs are not independent."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.stats import norm

from forecast.known import Flags, Matrix

CONFIDENCE = 0.95
DEMANDED = 0.85
"""The part of its forecasts in which a rule has to be right."""


class Interval(NamedTuple):
    """The bounds of a fraction."""

    low: float
    high: float


class Score(NamedTuple):
    """A rule on runs that it was not fitted to, of which it spoke about ``made`` out of ``asked``.

    ``accuracy``: the part of these in which it was right; ``balanced``: the mean of that over solved and unsolved ones,
    NaN where one of the two is missing; all are NaN where it never spoke. ``constant``: the part of all that were asked
    in which the constant rule was right, which is never silent.
    """

    asked: int
    made: int
    accuracy: float
    balanced: float
    interval: Interval
    constant: float

    @property
    def passes(self) -> bool:
        """Whether it is right as often as demanded, and more often than the constant rule by more than its interval."""
        return self.made > 0 and self.accuracy >= DEMANDED and self.interval.low > self.constant


def score(said: Matrix, constant: Matrix, solved: Flags, clusters: Sequence[str]) -> Score:
    """Return how often ``said`` (run,) was right about ``solved``, where it is not NaN."""
    made, base = ~np.isnan(said), float((constant == solved).mean())
    if not made.any():
        nan = math.nan
        return Score(len(said), 0, nan, nan, Interval(nan, nan), base)
    right = said[made] == solved[made]
    sides = [right[solved[made] == side] for side in (False, True)]
    balanced = math.nan if min(map(len, sides)) == 0 else float(np.mean([side.mean() for side in sides]))
    labels = [cluster for cluster, spoken in zip(clusters, made, strict=True) if spoken]
    return Score(
        len(said),
        int(made.sum()),
        float(right.mean()),
        balanced,
        clustered_wilson(right, labels),
        base,
    )


def clustered_wilson(right: Flags, clusters: Sequence[str]) -> Interval:
    """Return the interval of the mean of ``right`` (run,) where runs of one cluster agree with each other.

    Wilson's (1927, doi:10.1080/01621459.1927.10502953) for as many runs as would, independent of each other, vary as
    much as the means of the clusters do (``effective_runs``).
    """
    return wilson(float(np.mean(right)), effective_runs(right, clusters))


def effective_runs(right: Flags, clusters: Sequence[str]) -> float:
    """Return p (1 − p) / Var p, with the variance of the mean p between clusters: the effective sample size.

    Var p = k / (k − 1) · Σ_c (Σ_{i in c} (x_i − p))² / n² over k clusters. At the most n, the runs; k where all are
    right, or none is: nothing varies then, and the clusters are what is independent.
    """
    labels, member = np.unique(np.array(clusters), return_inverse=True)
    count, runs, mean = len(labels), len(right), float(np.mean(right))
    if mean in {0.0, 1.0} or count == 1:
        return float(count)
    sums = np.bincount(member, weights=right - mean, minlength=count)
    variance = count / (count - 1) * float(sums @ sums) / runs**2
    return float(runs) if variance == 0.0 else min(float(runs), mean * (1.0 - mean) / variance)


def wilson(fraction: float, runs: float) -> Interval:
    """Return Wilson's interval of a ``fraction`` of so many ``runs``, which need not be whole."""
    z = float(norm.ppf(0.5 + CONFIDENCE / 2.0))
    centre = (fraction + z**2 / (2.0 * runs)) / (1.0 + z**2 / runs)
    half = z / (1.0 + z**2 / runs) * math.sqrt(fraction * (1.0 - fraction) / runs + z**2 / (4.0 * runs**2))
    return Interval(centre - half, centre + half)
