"""The logarithmic scale of gradient magnitudes, by the page's rules (``src/draw/gradient_scale.ts``)."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
_LOWEST_FLOOR = -16
_FEWEST_DECADES = 4
_HEADROOM = 0.3


class GradientScale(NamedTuple):
    """The exponents of ten at the top and at the printed floor."""

    top: int
    floor: int

    @property
    def least(self) -> float:
        """The magnitude at the floor."""
        return float(10.0**self.floor)

    def share(self, values: Numbers) -> Numbers:
        """Return 0 at the floor and below, 1 at the top and above; NaN counts as 0, as does what is not positive."""
        numbers = np.where(np.asarray(values, dtype=float) > 0, values, 0.0).astype(float)
        with np.errstate(divide="ignore"):
            return np.asarray(np.clip((np.log10(numbers) - self.floor) / (self.top - self.floor), 0.0, 1.0))

    def exponents(self, most: int) -> list[int]:
        """Return the exponents that get a printed label, at most ``most``, from the top down, both ends among them."""
        decades = self.top - self.floor
        steps = (step for step in range(1, decades + 1) if decades % step == 0 and decades / step <= most - 1)
        every = next(steps, decades)
        return list(range(self.top, self.floor - 1, -every))


FIRST_SCALE = GradientScale(0, -4)


def scale_of(values: Any) -> GradientScale | None:
    """Return the scale that holds every magnitude, in steps of two decades or four; None where none is positive."""
    ends = _ends(values)
    if ends is None:
        return None
    smallest, largest = ends
    top = 2 * math.ceil(math.log10(largest) / 2)
    decades = max(float(_FEWEST_DECADES), top - math.log10(smallest) + _HEADROOM)
    step = 4 if decades > 8 else 2
    lowest = min(_LOWEST_FLOOR, top - _FEWEST_DECADES)
    return GradientScale(top, max(lowest, top - step * math.ceil(decades / step)))


def tight_scale(values: Any) -> GradientScale | None:
    """Return the scale of a heat map, whole decades around its magnitudes; None where none is positive."""
    ends = _ends(values)
    if ends is None:
        return None
    smallest, largest = ends
    top = math.ceil(math.log10(largest))
    return GradientScale(top, min(top - 2, max(_LOWEST_FLOOR, math.floor(math.log10(smallest)))))


def float_noise(profile: Numbers) -> float:
    """Return half a unit in the last place of the largest: what is less is lost when a float32 sum adds it to that."""
    known = profile[np.isfinite(profile) & (profile > 0)]
    return float(known.max()) * 2.0**-24 if known.size else 0.0


def _ends(values: Any) -> tuple[float, float] | None:
    numbers = np.concatenate([np.ravel(part).astype(float) for part in values]) if len(values) else np.zeros(0)
    known = numbers[np.isfinite(numbers) & (numbers > 0)]
    return (float(known.min()), float(known.max())) if known.size else None
