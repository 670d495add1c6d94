"""From the document of a cell to the cell."""

from __future__ import annotations

from typing import assert_never

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from rnn_playground.cells.activations import ACTIVATIONS
from rnn_playground.cells.antisymmetric import Antisymmetric
from rnn_playground.cells.clockwork import Clockwork, clockwork_mask, unit_periods
from rnn_playground.cells.cornn import Cornn
from rnn_playground.cells.deltanet import Deltanet
from rnn_playground.cells.described import DescribedCell
from rnn_playground.cells.elman import Elman
from rnn_playground.cells.formula import Formula
from rnn_playground.cells.gru import Gru
from rnn_playground.cells.indrnn import Indrnn
from rnn_playground.cells.lem import Lem
from rnn_playground.cells.lmu import Lmu
from rnn_playground.cells.lru import Lru
from rnn_playground.cells.lstm import Lstm, PeepholeLstm
from rnn_playground.cells.mingru import Mingru
from rnn_playground.cells.minlstm import Minlstm
from rnn_playground.cells.mlstm import Mlstm
from rnn_playground.cells.orthogonal import Orthogonal
from rnn_playground.cells.rglru import Rglru
from rnn_playground.cells.scrn import Scrn
from rnn_playground.cells.slstm import Slstm
from rnn_playground.cells.ugrnn import Ugrnn
from rnn_playground.experiment.cells import (
    AntisymmetricCell,
    CellConfig,
    CornnCell,
    CwrnnCell,
    DeltanetCell,
    FormulaCell,
    GruCell,
    IndrnnCell,
    IrnnCell,
    LemCell,
    LmuCell,
    LruCell,
    LstmCell,
    MingruCell,
    MinlstmCell,
    MlstmCell,
    NprnnCell,
    OrthogonalCell,
    RglruCell,
    RnnCell,
    ScrnCell,
    SlstmCell,
    UgrnnCell,
)


def build_cell(document: CellConfig) -> DescribedCell:
    """Return the cell that ``document`` describes."""
    match document:
        case RnnCell():
            return Elman(document, ACTIVATIONS[document.activation], _mask(document))
        case IrnnCell() | NprnnCell():
            return Elman(document, ACTIVATIONS["relu"], _mask(document))
        case CwrnnCell():
            periods = unit_periods(document.module_periods, document.hidden_size)
            return Clockwork(document, ACTIVATIONS[document.activation], periods, _mask(document))
        case LstmCell():
            return (PeepholeLstm if document.peepholes else Lstm)(document, _mask(document))
        case SlstmCell():
            return Slstm(document, _mask(document))
        case GruCell():
            return Gru(document, _mask(document))
        case UgrnnCell():
            return Ugrnn(document, _mask(document))
        case MingruCell():
            return Mingru(document)
        case MinlstmCell():
            return Minlstm(document)
        case ScrnCell():
            return Scrn(document, _mask(document))
        case IndrnnCell():
            return Indrnn(document)
        case OrthogonalCell():
            return Orthogonal(document)
        case AntisymmetricCell():
            return Antisymmetric(document)
        case CornnCell():
            return Cornn(document, _mask(document))
        case LemCell():
            return Lem(document, _mask(document))
        case LmuCell():
            return Lmu(document, _mask(document))
        case LruCell():
            return Lru(document)
        case RglruCell():
            return Rglru(document)
        case DeltanetCell():
            return Deltanet(document)
        case MlstmCell():
            return Mlstm(document)
        case FormulaCell():
            return Formula(document, document.program)
        case _ as unreachable:
            assert_never(unreachable)


def recurrent_mask(cell: CellConfig) -> NDArray[np.bool_]:
    """Return which entries of W_hh (gates · hidden, hidden) may differ from zero."""
    hidden = cell.hidden_size
    rows = hidden * max(1, len(cell.gates))
    if cell.recurrence == "off":
        return np.zeros((rows, hidden), dtype=np.bool_)
    if isinstance(cell, CwrnnCell):
        return clockwork_mask(len(cell.module_periods), hidden)
    group = np.arange(hidden) * cell.recurrent_blocks // hidden
    return np.tile(group[:, None] == group, (rows // hidden, 1))


def _mask(document: CellConfig) -> Tensor | None:
    mask = torch.from_numpy(recurrent_mask(document))
    return None if bool(mask.all()) else mask
