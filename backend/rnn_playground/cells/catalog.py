"""From the document of a cell to the cell."""

from __future__ import annotations

from typing import assert_never

import torch
from torch import Tensor

from rnn_playground.cells.activations import ACTIVATIONS, Activation, Curve
from rnn_playground.cells.cell import Cell
from rnn_playground.cells.clockwork import Clockwork, unit_periods
from rnn_playground.cells.elman import Elman
from rnn_playground.cells.gru import Gru
from rnn_playground.cells.lstm import Lstm
from rnn_playground.cells.parameters import recurrent_mask
from rnn_playground.experiment.cells import Cell as CellDocument
from rnn_playground.experiment.cells import CwrnnCell, GruCell, IrnnCell, LstmCell, RnnCell


def build_cell(document: CellDocument) -> Cell:
    """Return the cell that ``document`` describes."""
    match document:
        case RnnCell() | IrnnCell():
            return Elman(_activation(document), _mask(document))
        case CwrnnCell():
            periods = unit_periods(document.module_periods, document.hidden_size)
            return Clockwork(_activation(document), periods, torch.from_numpy(recurrent_mask(document)))
        case LstmCell():
            return Lstm(_mask(document))
        case GruCell():
            return Gru(_mask(document))
        case _ as unreachable:
            assert_never(unreachable)


def candidate_activation(document: CellDocument) -> Curve:
    """Return the bend that turns a pre-activation into the state, or into the candidate of a gated cell."""
    match document:
        case RnnCell() | CwrnnCell() | IrnnCell():
            return _activation(document).curve
        case LstmCell() | GruCell():
            return ACTIVATIONS["tanh"].curve
        case _ as unreachable:
            assert_never(unreachable)


def _activation(document: RnnCell | CwrnnCell | IrnnCell) -> Activation:
    return ACTIVATIONS["relu" if isinstance(document, IrnnCell) else document.activation]


def _mask(document: CellDocument) -> Tensor | None:
    mask = torch.from_numpy(recurrent_mask(document))
    return None if bool(mask.all()) else mask
