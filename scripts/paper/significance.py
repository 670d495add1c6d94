"""Whether seeds tell two networks apart: tests that are two-sided but where a claim says "always"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isfinite
from statistics import fmean, stdev
from typing import NamedTuple

from scipy.stats import binomtest, fisher_exact, mannwhitneyu, ttest_ind_from_stats

LEVEL = 0.05
"""Above this p nothing is called a difference."""


class Significance(NamedTuple):
    """A test by name and its p: how often chance alone would part the two so far, or farther."""

    name: str
    p: float

    def __str__(self) -> str:
        return f"{self.name}, p = {self.p:.2g}"


def fisher(first: Sequence[bool], second: Sequence[bool]) -> Significance:
    """Do two networks differ in how many seeds solve a task? Fisher's exact test (Fisher, 1935)."""
    table = [[sum(seeds), len(seeds) - sum(seeds)] for seeds in (first, second)]
    return Significance("Fisher", float(fisher_exact(table).pvalue))


def ranks(first: Iterable[float | None], second: Iterable[float | None]) -> Significance:
    """Does one network's figure lie above the other's? Exact rank test (Mann and Whitney, 1947), a value a seed.

    A seed that left the finite numbers has no figure and is left out; without any left, nothing is told apart.
    """
    one, other = _finite(first), _finite(second)
    if not one or not other:
        return Significance("ranks", 1.0)
    return Significance("ranks", float(mannwhitneyu(one, other, method="exact").pvalue))


def welch(first: Iterable[float | None], second: Iterable[float | None]) -> Significance:
    """Do the means differ? Welch's t (Welch, 1947): for three seeds, of which ranks can tell nothing below p = 0.1.

    A seed that left the finite numbers is left out; where fewer than two are left, or no seed of either differs from
    another, nothing is told apart.
    """
    one, other = _finite(first), _finite(second)
    if min(len(one), len(other)) < 2 or len({*one}) == len({*other}) == 1:
        return Significance("Welch", 1.0)
    (mean, spread), (others_mean, others_spread) = ((fmean(values), stdev(values)) for values in (one, other))
    test = ttest_ind_from_stats(mean, spread, len(one), others_mean, others_spread, len(other), equal_var=False)
    return Significance("Welch", float(test.pvalue))


def _finite(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None and isfinite(value)]


def sign(held: Sequence[bool]) -> Significance:
    """Does what is said to hold always hold for half of all seeds? One-sided, against the side that won."""
    more = max(sum(held), len(held) - sum(held))
    return Significance("signs", float(binomtest(more, len(held), alternative="greater").pvalue))
