"""Gate biases that give every unit a time constant of its own."""

from __future__ import annotations

import numpy as np

from rnn_playground.cells.initialisation.entry import Array


def chrono_bias(uniform: Array, longest: float) -> Array:
    """Return log u with u ~ U(1, longest − 1), made of ``uniform`` ~ U(0, 1).

    A gate that keeps σ(log u) has the time constant 1 / (1 − σ(log u)) = 1 + u time steps, so these are spread evenly
    over 2 … ``longest`` (Tallec and Ollivier, 2018).
    """
    bias: Array = np.log(1.0 + uniform * (longest - 2.0))
    return bias
