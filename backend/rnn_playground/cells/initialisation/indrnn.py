"""How the network of independent units is drawn."""

from __future__ import annotations

import numpy as np

from rnn_playground.cells.initialisation.entry import Array, Entry
from rnn_playground.experiment.cells import IndrnnCell


def draw_indrnn(cell: IndrnnCell, entry: Entry) -> Array:
    """u ~ U(0, 1), all 1 in the top layer, so that what it read first is still there at the end (Li et al., 2018)."""
    if entry.base == "u":
        return np.ones(entry.shape) if entry.is_top else entry.stream.uniform(0.0, 1.0, entry.shape)
    return entry.uniform(cell.hidden_size)
