"""From the document of a cell to the cell."""

from __future__ import annotations

from typing import assert_never

import torch
from torch import Tensor

from rnn_playground.cells.activations import ACTIVATIONS, MODRELU, Activation, Curve
from rnn_playground.cells.antisymmetric import Antisymmetric
from rnn_playground.cells.cell import Cell
from rnn_playground.cells.clockwork import Clockwork, firing, unit_periods
from rnn_playground.cells.cornn import Cornn
from rnn_playground.cells.elman import Elman
from rnn_playground.cells.formula import Formula
from rnn_playground.cells.gru import Gru
from rnn_playground.cells.indrnn import Indrnn
from rnn_playground.cells.lru import Lru
from rnn_playground.cells.lstm import Lstm
from rnn_playground.cells.mingru import Mingru
from rnn_playground.cells.orthogonal import Orthogonal
from rnn_playground.cells.parameters import recurrent_mask
from rnn_playground.cells.peephole_lstm import PeepholeLstm
from rnn_playground.cells.scrn import Scrn
from rnn_playground.cells.ugrnn import Ugrnn
from rnn_playground.experiment.cells import (
    AntisymmetricCell,
    CornnCell,
    CwrnnCell,
    FormulaCell,
    GruCell,
    IndrnnCell,
    IrnnCell,
    LruCell,
    LstmCell,
    MingruCell,
    NprnnCell,
    OrthogonalCell,
    RnnCell,
    ScrnCell,
    UgrnnCell,
)
from rnn_playground.experiment.cells import Cell as CellDocument


def build_cell(document: CellDocument) -> Cell:
    """Return the cell that ``document`` describes."""
    match document:
        case RnnCell() | IrnnCell() | NprnnCell():
            return Elman(_activation(document), _mask(document))
        case CwrnnCell():
            periods = unit_periods(document.module_periods, document.hidden_size)
            return Clockwork(_activation(document), periods, torch.from_numpy(recurrent_mask(document)))
        case LstmCell():
            return PeepholeLstm(_mask(document)) if document.peepholes else Lstm(_mask(document))
        case GruCell():
            return Gru(_mask(document))
        case UgrnnCell():
            return Ugrnn(_mask(document))
        case MingruCell():
            return Mingru(_is_on(document))
        case ScrnCell():
            return Scrn(document.context_keep, _mask(document))
        case IndrnnCell():
            return Indrnn(document.largest_weight, _is_on(document))
        case OrthogonalCell():
            return Orthogonal(_is_on(document))
        case AntisymmetricCell():
            return Antisymmetric(document.step_size, document.damping, _is_on(document))
        case CornnCell():
            return Cornn(document.step_size, document.frequency, document.damping, _mask(document))
        case LruCell():
            return Lru(_is_on(document))
        case FormulaCell():
            return Formula(document.program, _is_on(document))
        case _ as unreachable:
            assert_never(unreachable)


def candidate_activation(document: CellDocument) -> Curve:
    """Return the bend that turns a pre-activation into the state, or into the candidate of a gated cell.

    It is the identity where nothing bends on the way from one state to the next (minGRU, LRU).
    """
    match document:
        case RnnCell() | CwrnnCell() | IrnnCell() | NprnnCell():
            return _activation(document).curve
        case LstmCell() | GruCell() | UgrnnCell() | AntisymmetricCell() | CornnCell():
            return ACTIVATIONS["tanh"].curve
        case ScrnCell():
            return ACTIVATIONS["sigmoid"].curve
        case IndrnnCell():
            return ACTIVATIONS["relu"].curve
        case OrthogonalCell():
            return MODRELU
        case FormulaCell():
            return ACTIVATIONS[document.program.bend].curve
        case MingruCell() | LruCell():
            return ACTIVATIONS["identity"].curve
        case _ as unreachable:
            assert_never(unreachable)


def firing_units(document: CellDocument, first_time_step: int, time_steps: int) -> Tensor | None:
    """Return which units (time_step, hidden) compute from ``first_time_step`` on; None where all do at every step."""
    if not isinstance(document, CwrnnCell):
        return None
    periods = unit_periods(document.module_periods, document.hidden_size)
    return firing(periods, torch.arange(first_time_step, first_time_step + time_steps))


def _activation(document: RnnCell | CwrnnCell | IrnnCell | NprnnCell) -> Activation:
    return ACTIVATIONS["relu" if isinstance(document, IrnnCell | NprnnCell) else document.activation]


def _is_on(document: CellDocument) -> bool:
    return document.recurrence == "on"


def _mask(document: CellDocument) -> Tensor | None:
    mask = torch.from_numpy(recurrent_mask(document))
    return None if bool(mask.all()) else mask
