"""The gated recurrent unit, elementwise; its equation is in ``cells/gru.py``."""

from __future__ import annotations

from numba import njit

from rnn_playground.kernels.elementary import ONE, sigmoid, tanh
from rnn_playground.kernels.processor import LANES
from rnn_playground.kernels.vector import load, store


@njit
def gru_forward(gates, gates_at, size, drive_at, h, before, after):
    """Turn the pre-activations of r and z into the gates and the drive of n into n, and set h.

    The third block, W_hh h + b_hh of n, stays as it is; the drive W_xh x + b_xh of n lies at ``drive_at``.
    """
    z_at, reset_at = gates_at + size, gates_at + 2 * size
    for e in range(0, size, LANES):
        r, z = sigmoid(load(gates, gates_at + e)), sigmoid(load(gates, z_at + e))
        n = tanh(load(gates, drive_at + e) + r * load(gates, reset_at + e))
        store(h, after + e, n + z * (load(h, before + e) - n))
        store(gates, gates_at + e, r)
        store(gates, z_at + e, z)
        store(gates, drive_at + e, n)


@njit
def gru_backward(gates, gates_at, size, drive_at, h, before, dh, dh_at, dh_before, d, d_at, d_drive_at):
    """Set d = ∂/∂ of the three recurrent pre-activations and of n's drive.

    Add to ∂/∂h of the step before, unless ``dh_before`` is negative, what goes around the weights.
    """
    z_at, reset_at = gates_at + size, gates_at + 2 * size
    for e in range(0, size, LANES):
        r, z = load(gates, gates_at + e), load(gates, z_at + e)
        recurrent, n = load(gates, reset_at + e), load(gates, drive_at + e)
        by_h = load(dh, dh_at + e)
        by_n = by_h * (ONE - z) * (ONE - n * n)
        store(d, d_at + e, by_n * recurrent * r * (ONE - r))
        store(d, d_at + size + e, by_h * (load(h, before + e) - n) * z * (ONE - z))
        store(d, d_at + 2 * size + e, by_n * r)
        store(d, d_drive_at + e, by_n)
        if dh_before >= 0:
            store(dh, dh_before + e, load(dh, dh_before + e) + by_h * z)
