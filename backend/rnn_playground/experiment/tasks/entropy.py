"""How uncertain a distribution is: what the best prediction that knows only the distribution loses."""

from __future__ import annotations

import math
from collections.abc import Iterable


def entropy(probabilities: Iterable[float]) -> float:
    """Return −Σ p ln p in nats."""
    return -sum(p * math.log(p) for p in probabilities if p > 0.0)
