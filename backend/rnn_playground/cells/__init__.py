"""The recurrent cells: their equation for one time step, their parameters and how these are drawn."""

from rnn_playground.cells.catalog import build_cell, recurrent_mask
from rnn_playground.cells.cell import Cell, CellStep, State, Weights
from rnn_playground.cells.clamped import under_clamps
from rnn_playground.cells.forced import Forced
from rnn_playground.cells.parameters import draw_parameters

__all__ = [
    "Cell",
    "CellStep",
    "Forced",
    "State",
    "Weights",
    "build_cell",
    "draw_parameters",
    "recurrent_mask",
    "under_clamps",
]
