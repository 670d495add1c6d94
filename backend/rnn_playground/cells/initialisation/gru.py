"""How the GRU is drawn."""

from __future__ import annotations

import numpy as np

from rnn_playground.cells.initialisation.chrono import chrono_bias
from rnn_playground.cells.initialisation.entry import Array, Entry
from rnn_playground.experiment.cells import GruCell


def draw_gru(cell: GruCell, entry: Entry) -> Array:
    """As ``torch.nn.GRU``; with ``chrono`` the bias of z is b_xh's alone, that of b_hh is 0."""
    H = cell.hidden_size
    value = entry.uniform(H)
    z = slice(H, 2 * H)
    if cell.chrono is not None and entry.base == "b_xh":
        value[z] = chrono_bias(0.5 + 0.5 * np.sqrt(H) * value[z], cell.chrono)
    elif cell.chrono is not None and entry.base == "b_hh":
        value[z] = 0.0
    return value
