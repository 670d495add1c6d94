"""How a typed equation's parameters are drawn."""

from __future__ import annotations

import numpy as np

from rnn_playground.cells.initialisation.entry import Array, Entry
from rnn_playground.cells.recurrent_initialisation import draw_recurrent
from rnn_playground.experiment.cells import FormulaCell


def draw_formula(cell: FormulaCell, entry: Entry) -> Array:
    """Every recurrent matrix by itself as the cell's ``recurrent_init`` says, all else U(−1/√H, 1/√H)."""
    if entry.base not in cell.recurrent:
        return entry.uniform(cell.hidden_size)
    everything = np.full(entry.shape, cell.recurrence == "on")
    return draw_recurrent(cell.recurrent_init, 1, cell.hidden_size, entry.stream, everything)
