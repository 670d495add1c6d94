"""How the rectified networks that start as a memory are drawn: IRNN and np-RNN."""

from __future__ import annotations

from rnn_playground.cells.initialisation.entry import Array, Entry
from rnn_playground.experiment.cells import IrnnCell, NprnnCell


def draw_rectified(cell: IrnnCell | NprnnCell, entry: Entry) -> Array:
    """W_xh ~ N(0, input_std²), every bias 0; the read-out as everywhere."""
    if entry.base.startswith("b_"):
        return entry.zeros()
    if entry.base == "W_xh":
        return entry.normal(cell.input_std)
    return entry.uniform(cell.hidden_size)
