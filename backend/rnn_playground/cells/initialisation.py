"""How a parameter is drawn: the laws that several cells share, each from the stream of that parameter alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, assert_never

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

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

Array = NDArray[np.float64]
# A radius or an angle of exactly 0 has no logarithm.
SMALLEST = 1e-8


class Entry(NamedTuple):
    """A parameter that is to be drawn: its name without the layer's number, its shape, the random stream of its own.

    ``hidden_size`` is H; ``is_top``: whether it belongs to the layer that the read-out reads; ``stream_of`` gives the
    stream of another parameter of the layer, from its beginning.
    """

    base: str
    shape: tuple[int, ...]
    hidden_size: int
    is_top: bool
    stream: np.random.Generator
    stream_of: Callable[[str], np.random.Generator]

    def uniform(self) -> Array:
        """Draw U(−1/√H, 1/√H), as ``torch.nn.RNN`` draws everything."""
        value: Array = self.stream.uniform(-1.0, 1.0, self.shape) / np.sqrt(self.hidden_size)
        return value

    def normal(self, deviation: float) -> Array:
        """Draw N(0, deviation²)."""
        return self.stream.normal(0.0, deviation, self.shape)

    def zeros(self) -> Array:
        """Draw nothing."""
        return np.zeros(self.shape)

    def usual(self, init: RecurrentInit, mask: Tensor | None) -> Array:
        """Draw W_hh as ``init`` says, 0 where ``mask`` is false, and all else U(−1/√H, 1/√H)."""
        if self.base != "W_hh":
            return self.uniform()
        links = np.ones(self.shape, dtype=np.bool_) if mask is None else mask.numpy()
        return draw_recurrent(init, self.shape[0] // self.hidden_size, self.hidden_size, self.stream, links)

    def keeping(self, *biases: float) -> Array:
        """Draw for gates that keep: W_xh Glorot-uniform, block by block, b_xh ``biases``, one a block.

        All else is U(−1/√H, 1/√H).
        """
        H = self.hidden_size
        if self.base == "W_xh":
            value: Array = self.stream.uniform(-1.0, 1.0, self.shape) * np.sqrt(6.0 / (H + self.shape[1]))
            return value
        return np.repeat(biases, H) if self.base == "b_xh" else self.uniform()


def chrono_bias(uniform: Array, longest: float) -> Array:
    """Return log u with u ~ U(1, longest − 1), made of ``uniform`` ~ U(−1/√H, 1/√H) (H).

    A gate that keeps σ(log u) has the time constant 1 / (1 − σ(log u)) = 1 + u time steps, so these are spread evenly
    over 2 … ``longest`` (Tallec and Ollivier, 2018).
    """
    evenly = 0.5 + 0.5 * np.sqrt(len(uniform)) * uniform
    bias: Array = np.log(1.0 + evenly * (longest - 2.0))
    return bias


def ring_radii(stream: np.random.Generator, r_min: float, r_max: float, count: int) -> Array:
    """Return ``count`` radii, as many in each ring between ``r_min`` and ``r_max`` as its area holds."""
    squares = stream.uniform(r_min**2, r_max**2, count)
    radii: Array = np.sqrt(np.maximum(squares, SMALLEST))
    return radii


def draw_recurrent(
    init: RecurrentInit, gates: int, hidden_size: int, stream: np.random.Generator, mask: NDArray[np.bool_]
) -> Array:
    """Return W_hh (gates · hidden, hidden): each block drawn with its own fan, masked, then rescaled if asked.

    Raises ValueError where a spectral radius is asked of a block whose eigenvalues are all zero.
    """
    blocks = [_draw_block(init, gate, hidden_size, stream) * mask[_rows(gate, hidden_size)] for gate in range(gates)]
    if init.spectral_radius is not None and mask.any():
        blocks = [rescale(block, init.spectral_radius) for block in blocks]
    return np.concatenate(blocks)


def rescale(block: Array, spectral_radius: float) -> Array:
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


def _draw_block(init: RecurrentInit, gate: int, hidden_size: int, stream: np.random.Generator) -> Array:
    H = hidden_size
    block: Array
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


def _random_rotation(size: int, stream: np.random.Generator) -> Array:
    """Uniform over the orthogonal matrices: QR of a Gaussian matrix with the signs of R's diagonal (Mezzadri, 2007)."""
    q, r = np.linalg.qr(stream.standard_normal((size, size)))
    rotation: Array = q * np.where(np.diagonal(r) < 0.0, -1.0, 1.0)
    return rotation


def _normalised_positive(size: int, stream: np.random.Generator) -> Array:
    """(A + I) / λ_max(A + I), A = R Rᵀ / H: one eigenvalue at 1 and none above it (Talathi and Vartak, 2015)."""
    factor = stream.standard_normal((size, size))
    matrix: Array = factor @ factor.T / size + np.eye(size)
    matrix /= np.linalg.eigvalsh(matrix)[-1]
    return matrix
