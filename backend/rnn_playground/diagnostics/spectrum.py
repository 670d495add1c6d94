"""The eigenvalues of the recurrent matrix."""

from __future__ import annotations

import torch
from torch import Tensor

from rnn_playground.experiment.cells import Cell
from rnn_playground.learning.parameters import Parameters


def recurrent_eigenvalues(cell: Cell, parameters: Parameters) -> Tensor:
    """Return (layer, hidden, 2), real and imaginary part, computed in float64.

    Of a gated cell it is the candidate's block, g or n, that is meant. A matrix that is not finite has NaN eigenvalues.
    """
    block = cell.gates.index(cell.candidate) if cell.candidate else 0
    rows = slice(block * cell.hidden_size, (block + 1) * cell.hidden_size)
    matrices = torch.stack([parameters[f"W_hh.{layer}"].detach()[rows].double() for layer in range(cell.layers)])
    if not bool(matrices.isfinite().all()):
        return matrices.new_full((cell.layers, cell.hidden_size, 2), torch.nan)
    return torch.view_as_real(torch.linalg.eigvals(matrices))
