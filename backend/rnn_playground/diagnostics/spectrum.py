"""The recurrent matrix in three numbers: its eigenvalues, its largest stretch, and how far the two may differ."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from rnn_playground.cells import build_cell
from rnn_playground.experiment.cells import CellConfig
from rnn_playground.learning.parameters import Parameters


class Spectrum(NamedTuple):
    """Of the recurrent matrix W of every layer, in float64.

    ``eigenvalues`` (layer, hidden, 2): real and imaginary part. ``spectral_norm`` (layer): σ_max, the most that one
    product with W can stretch a gradient. ``non_normality`` (layer): √(‖W‖_F² − Σ |λ_i|²), 0 for a normal matrix, whose
    eigenvalues alone say what it does (Henrici, 1962).
    """

    eigenvalues: Tensor
    spectral_norm: Tensor
    non_normality: Tensor


@torch.no_grad()
def recurrent_spectrum(cell: CellConfig, parameters: Parameters) -> Spectrum | None:
    """Return the spectrum of the cell's ``recurrent_matrix``; None of a cell without one.

    Where a matrix is not finite, all three are NaN.
    """
    built = build_cell(cell)
    found = [built.recurrent_matrix(parameters.layer(layer)) for layer in range(cell.layers)]
    layers = [matrix for matrix in found if matrix is not None]
    if not layers:
        return None
    matrices = torch.stack(layers).to(torch.complex128 if layers[0].is_complex() else torch.float64)
    if not bool(torch.isfinite(matrices).all()):
        gone = torch.full((cell.layers,), torch.nan, dtype=torch.float64)
        return Spectrum(gone[:, None, None].expand(-1, cell.hidden_size, 2), gone, gone)
    eigenvalues, sizes = torch.linalg.eigvals(matrices), torch.linalg.matrix_norm(matrices)
    excess = sizes.square() - eigenvalues.abs().square().sum(dim=1)
    rounding = torch.finfo(torch.float64).eps * cell.hidden_size * sizes.square()
    non_normality = torch.where(excess > rounding, excess, 0.0).sqrt()
    return Spectrum(torch.view_as_real(eigenvalues), torch.linalg.matrix_norm(matrices, ord=2), non_normality)
