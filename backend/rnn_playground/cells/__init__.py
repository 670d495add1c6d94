"""The recurrent cells: their equation for one time step, their parameters and how these are drawn."""

from rnn_playground.cells.catalog import build_cell
from rnn_playground.cells.cell import Cell, CellStep, State, Weights
from rnn_playground.cells.clamped import under_clamps
from rnn_playground.cells.parameters import draw_parameters, recurrent_mask
from rnn_playground.cells.planted import Planted
from rnn_playground.cells.recurrent_matrix import recurrent_matrix

__all__ = [
    "Cell",
    "CellStep",
    "Planted",
    "State",
    "Weights",
    "build_cell",
    "draw_parameters",
    "recurrent_mask",
    "recurrent_matrix",
    "under_clamps",
]
