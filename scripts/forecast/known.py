"""What a rule may look at: numbers and names that are there before the first update."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Flags = NDArray[np.bool_]

SMALLEST, LARGEST = 1e-12, 1e3
"""Between these a part of a gradient is told apart: below, no update of float32 weights knows it."""
LONGEST = 1e4
"""Time steps. A half-life beyond this is as good as infinite."""
FEATURES: Final = (
    "lg reach/need",
    "lg left",
    "gain",
    "lg half-life/need",
    "lg need",
    "lg length",
    "lg parameters",
    "gap",
    "lg rate",
)


class Known(NamedTuple):
    """A network before its first update. ``numbers`` are its FEATURES; ``setting`` is all but the seed.

    ``cluster``: the setting's cell and task, or the preset. ``reach`` and ``need`` in time steps.
    """

    task: str
    cell: str
    setting: str
    cluster: str
    seed: int
    reach: float
    need: float
    numbers: tuple[float, ...]


class Record(NamedTuple):
    """A run: what was known before it, and whether it solved its task."""

    known: Known
    solved: bool


def record_of(outcome: Mapping[str, Any], *, preset: bool) -> Record:
    """Return a measured run (``ForecastRun.measure``) as a record.

    A horizon that is not finite, which only a gradient that explodes can have, reaches the first time step. A network
    without a rate has the mean rate over the required lag instead, and infinite half-lives count as LONGEST.
    """
    need, length = float(outcome["need"]), float(outcome["length"])
    reach = length - 1.0 if outcome["reach"] is None else float(outcome["reach"])
    left = min(max(LARGEST if outcome["left"] is None else outcome["left"], SMALLEST), LARGEST)
    gain = left ** (1.0 / need) if outcome["gain"] is None else float(outcome["gain"])
    numbers = (
        math.log10(max(reach, 0.5) / need),
        math.log10(left),
        gain,
        math.log10(half_life(gain) / need),
        math.log10(need),
        math.log10(length),
        math.log10(outcome["parameters"]),
        float(outcome["gap"]),
        math.log10(outcome["rate"]),
    )
    task, cell, setting = outcome["task"], outcome["cell"], f"{outcome['group']} · {outcome['network']}"
    cluster = outcome["group"] if preset else f"{cell} · {task}"
    known = Known(task, cell, setting, cluster, outcome["seed"], reach, need, numbers)
    return Record(known, outcome["solved_at"] is not None)


def half_life(gain: float) -> float:
    """Return ln 2 / −ln ``gain`` in time steps, LONGEST at the most; LONGEST where nothing fades."""
    if gain >= 1.0:
        return LONGEST
    return min(LONGEST, math.log(2.0) / -math.log(max(gain, SMALLEST)))


def matrix(known: Sequence[Known]) -> Matrix:
    """Return the features (run, feature)."""
    return np.array([each.numbers for each in known], dtype=np.float64).reshape(len(known), len(FEATURES))
