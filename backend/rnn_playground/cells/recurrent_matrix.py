"""The matrix that carries the last state into the next: its eigenvalues say what repetition does to a gradient."""

from __future__ import annotations

import torch
from torch import Tensor

from rnn_playground.cells.antisymmetric import Antisymmetric
from rnn_playground.cells.catalog import build_cell
from rnn_playground.cells.cell import Weights
from rnn_playground.cells.formula import Formula
from rnn_playground.cells.indrnn import Indrnn
from rnn_playground.cells.lru import Lru
from rnn_playground.cells.mingru import Mingru
from rnn_playground.cells.orthogonal import Orthogonal
from rnn_playground.cells.parameters import recurrent_mask
from rnn_playground.experiment.cells import Cell


def recurrent_matrix(document: Cell, weights: Weights) -> Tensor | None:
    """Return the matrix (hidden, hidden) of one layer as its cell uses it; None of a cell that has none (minGRU).

    W_hh, masked, of a gated cell the candidate's block; of the orthogonal cell Q, of the antisymmetric one
    I + ε (A − Aᵀ − γ I), of the IndRNN diag(u); of the LRU diag(λ), complex; of a typed equation the one
    that carries the last state into its candidate. ``weights`` go by the name without the layer's number.
    """
    cell = build_cell(document)
    match cell:
        case Orthogonal():
            return cell.rotation(weights["A"])
        case Antisymmetric():
            generator = cell.generator(weights["A"])
            return torch.eye(document.hidden_size, dtype=generator.dtype) + cell.step_size * generator
        case Indrnn():
            return torch.diag(cell.effective(weights["u"]))
        case Lru():
            return torch.diag(torch.view_as_complex(cell.eigenvalues(weights)))
        case Mingru():
            return None
        case Formula():
            name = cell.program.main_matrix
            return None if name is None else weights[name] * (1.0 if cell.is_recurrent else 0.0)
        case _:
            return _candidate_block(document, weights["W_hh"])


def _candidate_block(document: Cell, recurrent: Tensor) -> Tensor:
    block = document.gates.index(document.candidate) if document.candidate else 0
    rows = slice(block * document.hidden_size, (block + 1) * document.hidden_size)
    mask = torch.from_numpy(recurrent_mask(document)[rows])
    return torch.where(mask, recurrent[rows], 0.0)
