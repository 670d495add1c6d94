"""Places that stand for all: what is shown of a long row."""

from __future__ import annotations

import numpy as np


def spread(count: int, points: int) -> list[int]:
    """Return at most ``points`` of ``count`` places, evenly spaced, the first and the last among them."""
    return sorted({round(place) for place in np.linspace(0, count - 1, min(count, points)).tolist()}) if count else []
