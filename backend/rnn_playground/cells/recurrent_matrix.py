"""The matrix that carries the last state into the next: its eigenvalues say what repetition does to a gradient."""

from __future__ import annotations

from typing import assert_never

import torch
from torch import Tensor

from rnn_playground.cells.cell import Weights
from rnn_playground.cells.parameters import recurrent_mask
from rnn_playground.experiment.cells import Cell, CwrnnCell, GruCell, IrnnCell, LstmCell, RnnCell


def recurrent_matrix(document: Cell, weights: Weights) -> Tensor | None:
    """Return the matrix (hidden, hidden) of one layer as its cell uses it, masked; None of a cell that has none.

    It is W_hh, of a gated cell the candidate's block. ``weights`` go by the name without the layer number.
    """
    match document:
        case RnnCell() | IrnnCell() | CwrnnCell() | LstmCell() | GruCell():
            return _candidate_block(document, weights["W_hh"])
        case _ as unreachable:
            assert_never(unreachable)


def _candidate_block(document: Cell, recurrent: Tensor) -> Tensor:
    block = document.gates.index(document.candidate) if document.candidate else 0
    rows = slice(block * document.hidden_size, (block + 1) * document.hidden_size)
    mask = torch.from_numpy(recurrent_mask(document)[rows])
    return torch.where(mask, recurrent[rows], 0.0)
