"""How the antisymmetric network is drawn."""

from __future__ import annotations

import numpy as np

from rnn_playground.cells.initialisation.entry import Array, Entry
from rnn_playground.experiment.cells import AntisymmetricCell


def draw_antisymmetric(cell: AntisymmetricCell, entry: Entry) -> Array:
    """A ~ N(0, 1/H), W_xh ~ N(0, 1/I), b_xh = 0 (Chang et al., 2019)."""
    match entry.base:
        case "A" | "W_xh":
            return entry.normal(1.0 / np.sqrt(entry.shape[1]))
        case "b_xh":
            return entry.zeros()
        case _:
            return entry.uniform(cell.hidden_size)
