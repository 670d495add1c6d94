"""What compiled code knows of a cell's document: its family, its activation, the periods of its units."""

from __future__ import annotations

from rnn_playground.cells.clockwork import unit_periods
from rnn_playground.experiment.cells import Cell, CwrnnCell, GruCell, LstmCell, RnnCell, UgrnnCell
from rnn_playground.kernels.activations import ACTIVATION_CODES
from rnn_playground.kernels.shape import ELMAN, GRU, LSTM, UGRNN


def family_of(cell: Cell) -> int:
    """Return the number under which compiled code knows the family of a cell that has a kernel."""
    family = LSTM if isinstance(cell, LstmCell) else GRU if isinstance(cell, GruCell) else ELMAN
    return UGRNN if isinstance(cell, UgrnnCell) else family


def activation_of(cell: Cell) -> int:
    """Return the number of the activation of a cell that has one; of the others it is not asked."""
    return ACTIVATION_CODES[cell.activation if isinstance(cell, RnnCell | CwrnnCell) else "relu"]


def periods_of(cell: Cell) -> list[int]:
    """Return the period of every unit in time steps, increasing: 1 in all but a clockwork network."""
    if isinstance(cell, CwrnnCell):
        return [int(period) for period in unit_periods(cell.module_periods, cell.hidden_size)]
    return [1] * cell.hidden_size
