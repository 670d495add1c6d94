"""How the linear recurrent unit is drawn: eigenvalues on a ring."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from rnn_playground.cells.initialisation.entry import Array, Entry
from rnn_playground.experiment.cells import LruCell

# A radius or an angle of exactly 0 has no logarithm.
SMALLEST = 1e-8


def draw_lru(cell: LruCell, entry: Entry, stream_of: Callable[[str], np.random.Generator]) -> Array:
    """|λ|² ~ U(r_min², r_max²), phases U(0, max_phase), γ = √(1 − |λ|²) (Orvieto et al., 2023, lemma 3.2).

    B ~ N(0, 1/(2 I)) and C ~ N(0, 1/H) in either part, D ~ N(0, 1/I). ``stream_of`` gives the stream of another
    parameter of the layer: γ follows from what ν's drew.
    """
    H = cell.hidden_size
    match entry.base:
        case "nu":
            return np.log(-np.log(_radii(cell, entry.stream)))
        case "gamma_log":
            return 0.5 * np.log1p(-(_radii(cell, stream_of("nu")) ** 2))
        case "theta":
            return np.log(np.maximum(entry.stream.uniform(0.0, cell.max_phase, H), SMALLEST))
        case "B_re" | "B_im":
            return entry.normal(1.0 / np.sqrt(2.0 * entry.shape[1]))
        case "C_re" | "C_im" | "D":
            return entry.normal(1.0 / np.sqrt(entry.shape[1]))
        case _:
            return entry.uniform(H)


def _radii(cell: LruCell, stream: np.random.Generator) -> Array:
    """|λ| (hidden), as many in each ring as its area holds."""
    squares = stream.uniform(cell.r_min**2, cell.r_max**2, cell.hidden_size)
    radii: Array = np.sqrt(np.maximum(squares, SMALLEST))
    return radii
