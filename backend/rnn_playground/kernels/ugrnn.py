"""The update-gate network, elementwise; its equation is in ``cells/ugrnn.py``."""

from __future__ import annotations

from numba import njit

from rnn_playground.kernels.elementary import ONE, sigmoid, tanh
from rnn_playground.kernels.processor import LANES
from rnn_playground.kernels.vector import load, store


@njit
def ugrnn_forward(gates, gates_at, size, h, before, after):
    """Turn the pre-activations of g and c into the gates, and set h."""
    for e in range(0, size, LANES):
        g, c = sigmoid(load(gates, gates_at + e)), tanh(load(gates, gates_at + size + e))
        store(h, after + e, c + g * (load(h, before + e) - c))
        store(gates, gates_at + e, g)
        store(gates, gates_at + size + e, c)


@njit
def ugrnn_backward(gates, gates_at, size, h, before, dh, dh_at, dh_before, d, d_at):
    """Set d = ∂/∂ of the two pre-activations; add to ∂/∂h of the step before what the gate keeps."""
    for e in range(0, size, LANES):
        g, c = load(gates, gates_at + e), load(gates, gates_at + size + e)
        by_h = load(dh, dh_at + e)
        store(d, d_at + e, by_h * (load(h, before + e) - c) * g * (ONE - g))
        store(d, d_at + size + e, by_h * (ONE - g) * (ONE - c * c))
        if dh_before >= 0:
            store(dh, dh_before + e, load(dh, dh_before + e) + by_h * g)
