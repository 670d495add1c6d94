"""How the LSTM is drawn."""

from __future__ import annotations

import numpy as np

from rnn_playground.cells.initialisation.chrono import chrono_bias
from rnn_playground.cells.initialisation.entry import Array, Entry
from rnn_playground.experiment.cells import LstmCell


def draw_lstm(cell: LstmCell, entry: Entry) -> Array:
    """As ``torch.nn.LSTM``, but for the biases that time depends on: b_xh carries them whole, b_hh is 0 there."""
    H = cell.hidden_size
    value = entry.uniform(H)
    i, f = slice(0, H), slice(H, 2 * H)
    if entry.base == "b_xh":
        if cell.chrono is None:
            value[f] = cell.forget_bias
        else:
            value[f] = chrono_bias(0.5 + 0.5 * np.sqrt(H) * value[f], cell.chrono)
            value[i] = -value[f]
    elif entry.base == "b_hh":
        value[f] = 0.0
        if cell.chrono is not None:
            value[i] = 0.0
    return value
