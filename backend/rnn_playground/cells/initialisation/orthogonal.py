"""How the network with the orthogonal recurrent matrix is drawn."""

from __future__ import annotations

import numpy as np

from rnn_playground.cells.initialisation.entry import Array, Entry
from rnn_playground.experiment.cells import OrthogonalCell


def draw_orthogonal(cell: OrthogonalCell, entry: Entry) -> Array:
    """W_xh ~ N(0, 2/I), b_mod = 0, A such that exp(A − Aᵀ) turns the planes of units (0, 1), (2, 3), … by U(−π, π)."""
    match entry.base:
        case "W_xh":
            return entry.normal(np.sqrt(2.0 / entry.shape[1]))
        case "A":
            return _planar_rotations(cell.hidden_size, entry.stream)
        case "b_mod":
            return entry.zeros()
        case _:
            return entry.uniform(cell.hidden_size)


def _planar_rotations(size: int, stream: np.random.Generator) -> Array:
    """Half of the angle on each side of the diagonal; of an odd number of units the last one stays as it is."""
    value = np.zeros((size, size))
    first = np.arange(0, size - 1, 2)
    half_angle = 0.5 * stream.uniform(-np.pi, np.pi, len(first))
    value[first, first + 1], value[first + 1, first] = -half_angle, half_angle
    return value
