"""One parameter that is to be drawn, and the draw that holds unless a cell knows better."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Entry(NamedTuple):
    """A parameter: its name without the layer's number, its shape and the random stream that is its own.

    ``is_top``: whether it belongs to the layer that the read-out reads.
    """

    base: str
    shape: tuple[int, ...]
    stream: np.random.Generator
    is_top: bool

    def uniform(self, hidden_size: int) -> Array:
        """Draw U(−1/√H, 1/√H), as ``torch.nn.RNN`` draws everything."""
        value: Array = self.stream.uniform(-1.0, 1.0, self.shape) / np.sqrt(hidden_size)
        return value

    def normal(self, deviation: float) -> Array:
        """Draw N(0, deviation²)."""
        return self.stream.normal(0.0, deviation, self.shape)

    def zeros(self) -> Array:
        """Draw nothing."""
        return np.zeros(self.shape)
