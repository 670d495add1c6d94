"""The long short-term memory, elementwise; its equation is in ``cells/lstm.py``."""

from __future__ import annotations

from numba import njit

from rnn_playground.kernels.elementary import ONE, sigmoid, tanh
from rnn_playground.kernels.processor import LANES
from rnn_playground.kernels.vector import load, store


@njit
def lstm_forward(gates, gates_at, size, c, before, after, shown, shown_at, h, h_at):
    """Turn the pre-activations of i, f, g, o (4 · size) into the gates, and set c, tanh(c) and h."""
    i_at, f_at, g_at, o_at = gates_at, gates_at + size, gates_at + 2 * size, gates_at + 3 * size
    for e in range(0, size, LANES):
        i, f = sigmoid(load(gates, i_at + e)), sigmoid(load(gates, f_at + e))
        g, o = tanh(load(gates, g_at + e)), sigmoid(load(gates, o_at + e))
        memory = f * load(c, before + e) + i * g
        bent = tanh(memory)
        store(c, after + e, memory)
        store(shown, shown_at + e, bent)
        store(h, h_at + e, o * bent)
        store(gates, i_at + e, i)
        store(gates, f_at + e, f)
        store(gates, g_at + e, g)
        store(gates, o_at + e, o)


@njit
def lstm_backward(gates, gates_at, size, c, before, shown, shown_at, dh, dh_at, dc, dc_at, passed_on, d, d_at):
    """Set d = ∂/∂ of the four pre-activations and dc = ∂/∂c, total.

    ``passed_on`` holds what the step after hands back to c, and then what this one hands to the step before.
    """
    i_at, f_at, g_at, o_at = gates_at, gates_at + size, gates_at + 2 * size, gates_at + 3 * size
    for e in range(0, size, LANES):
        i, f = load(gates, i_at + e), load(gates, f_at + e)
        g, o = load(gates, g_at + e), load(gates, o_at + e)
        bent = load(shown, shown_at + e)
        by_h = load(dh, dh_at + e)
        by_c = load(passed_on, e) + by_h * o * (ONE - bent * bent)
        store(dc, dc_at + e, by_c)
        store(passed_on, e, by_c * f)
        store(d, d_at + e, by_c * g * i * (ONE - i))
        store(d, d_at + size + e, by_c * load(c, before + e) * f * (ONE - f))
        store(d, d_at + 2 * size + e, by_c * i * (ONE - g * g))
        store(d, d_at + 3 * size + e, by_h * bent * o * (ONE - o))
