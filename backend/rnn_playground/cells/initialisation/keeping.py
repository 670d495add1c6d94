"""How the cells with a single gate that keeps are drawn: UGRNN and minGRU."""

from __future__ import annotations

import numpy as np

from rnn_playground.cells.initialisation.entry import Array, Entry
from rnn_playground.experiment.cells import MingruCell, UgrnnCell


def draw_keeping(cell: UgrnnCell | MingruCell, entry: Entry) -> Array:
    """W_xh Glorot-uniform, block by block; the bias of the gate, the first block, ``keep_bias``, the other's 0."""
    H = cell.hidden_size
    if entry.base == "W_xh":
        value: Array = entry.stream.uniform(-1.0, 1.0, entry.shape) * np.sqrt(6.0 / (H + entry.shape[1]))
        return value
    if entry.base == "b_xh":
        return np.repeat([cell.keep_bias, 0.0], H)
    return entry.uniform(H)
