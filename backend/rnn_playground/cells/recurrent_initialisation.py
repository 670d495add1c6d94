"""How a recurrent matrix is drawn: one (H, H) block for every gate, from one stream."""

from __future__ import annotations

from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from rnn_playground.experiment.initialisations import (
    GaussianInit,
    HeInit,
    IdentityInit,
    MatrixInit,
    NpInit,
    OrthogonalInit,
    RecurrentInit,
    UniformInit,
    XavierInit,
)

Matrix = NDArray[np.float64]


def draw_recurrent(
    init: RecurrentInit, gates: int, hidden_size: int, stream: np.random.Generator, mask: NDArray[np.bool_]
) -> Matrix:
    """Return W_hh (gates · hidden, hidden): each block drawn with its own fan, masked, then rescaled if asked.

    Raises ValueError where a spectral radius is asked of a block whose eigenvalues are all zero.
    """
    blocks = [_draw_block(init, gate, hidden_size, stream) * mask[_rows(gate, hidden_size)] for gate in range(gates)]
    if init.spectral_radius is not None and mask.any():
        blocks = [rescale(block, init.spectral_radius) for block in blocks]
    return np.concatenate(blocks)


def rescale(block: Matrix, spectral_radius: float) -> Matrix:
    """Return ``block`` times the number that makes its largest |eigenvalue| equal to ``spectral_radius``."""
    if spectral_radius == 0.0:
        return np.zeros_like(block)
    radius = float(np.abs(np.linalg.eigvals(block)).max())
    if radius <= 1e-6 * float(np.linalg.norm(block)):
        raise ValueError(
            f"a matrix whose eigenvalues are all zero cannot be rescaled to the spectral radius {spectral_radius}; "
            "leave spectral_radius out or choose another initialisation"
        )
    return block * (spectral_radius / radius)


def _rows(gate: int, hidden_size: int) -> slice:
    return slice(gate * hidden_size, (gate + 1) * hidden_size)


def _draw_block(init: RecurrentInit, gate: int, hidden_size: int, stream: np.random.Generator) -> Matrix:
    H = hidden_size
    block: Matrix
    match init:
        case UniformInit():
            block = stream.uniform(-1.0, 1.0, (H, H)) / np.sqrt(H)
        case GaussianInit(gain=gain):
            block = stream.standard_normal((H, H)) * (gain / np.sqrt(H))
        case XavierInit():
            block = stream.uniform(-1.0, 1.0, (H, H)) * np.sqrt(6.0 / (H + H))
        case HeInit():
            block = stream.standard_normal((H, H)) * np.sqrt(2.0 / H)
        case OrthogonalInit(gain=gain):
            block = gain * _random_rotation(H, stream)
        case IdentityInit(scale=scale):
            block = scale * np.eye(H)
        case NpInit():
            block = _normalised_positive(H, stream)
        case MatrixInit(matrix=matrix):
            block = np.array(matrix, dtype=np.float64)[_rows(gate, H)]
        case _ as unreachable:
            assert_never(unreachable)
    return block


def _random_rotation(size: int, stream: np.random.Generator) -> Matrix:
    """Uniform over the orthogonal matrices: QR of a Gaussian matrix with the signs of R's diagonal (Mezzadri, 2007)."""
    q, r = np.linalg.qr(stream.standard_normal((size, size)))
    rotation: Matrix = q * np.where(np.diagonal(r) < 0.0, -1.0, 1.0)
    return rotation


def _normalised_positive(size: int, stream: np.random.Generator) -> Matrix:
    """(A + I) / λ_max(A + I), A = R Rᵀ / H: one eigenvalue at 1 and none above it (Talathi and Vartak, 2015)."""
    factor = stream.standard_normal((size, size))
    matrix: Matrix = factor @ factor.T / size + np.eye(size)
    matrix /= np.linalg.eigvalsh(matrix)[-1]
    return matrix
