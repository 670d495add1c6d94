"""The elementwise half of every cell that has a kernel, forward and backward; the equations are in ``cells/``."""

from __future__ import annotations

from rnn_playground.kernels.activations import activate, activation_backward
from rnn_playground.kernels.elementary import ONE, sigmoid, tanh
from rnn_playground.kernels.processor import SIMD_WIDTH
from rnn_playground.kernels.subroutine import subroutine
from rnn_playground.kernels.vector import load, multiplied_and_added, store


@subroutine
def elman_forward(activation, periods, time_step, z, z_at, batch, h, before, after):
    """Set h at ``after`` from the pre-activations z (hidden, batch) and h at ``before``.

    h = f(z) in the units that fire, h of the step before in the others. A unit fires where the time step is a multiple
    of its period; with period 1 everywhere this is the plain network.
    """
    if periods[-1] == 1:
        activate(activation, z, z_at, h, after, len(periods) * batch)
        return
    for unit in range(len(periods)):
        row = unit * batch
        if time_step % periods[unit] == 0:
            activate(activation, z, z_at + row, h, after + row, batch)
        else:
            for e in range(row, row + batch, SIMD_WIDTH):
                store(h, after + e, load(h, before + e))


@subroutine
def elman_backward(activation, periods, time_step, z, z_at, batch, h, after, dh, dh_at, dh_before, d, d_at):
    """Set d = ∂/∂z; add to ∂/∂h of the step before, unless ``dh_before`` is negative, what waiting units hand back."""
    if periods[-1] == 1:
        activation_backward(activation, z, z_at, h, after, dh, dh_at, d, d_at, len(periods) * batch)
        return
    for unit in range(len(periods)):
        row = unit * batch
        if time_step % periods[unit] == 0:
            activation_backward(activation, z, z_at + row, h, after + row, dh, dh_at + row, d, d_at + row, batch)
            continue
        for e in range(row, row + batch, SIMD_WIDTH):
            x = load(dh, dh_at + e)
            store(d, d_at + e, x - x)
            if dh_before >= 0:
                store(dh, dh_before + e, load(dh, dh_before + e) + x)


@subroutine
def ugrnn_forward(gates, gates_at, size, h, before, after):
    """Turn the pre-activations of g and c into the gates, and set h."""
    for e in range(0, size, SIMD_WIDTH):
        g, c = sigmoid(load(gates, gates_at + e)), tanh(load(gates, gates_at + size + e))
        store(h, after + e, c + g * (load(h, before + e) - c))
        store(gates, gates_at + e, g)
        store(gates, gates_at + size + e, c)


@subroutine
def ugrnn_backward(gates, gates_at, size, h, before, dh, dh_at, dh_before, d, d_at):
    """Set d = ∂/∂ of the two pre-activations; add to ∂/∂h of the step before what the gate keeps."""
    for e in range(0, size, SIMD_WIDTH):
        g, c = load(gates, gates_at + e), load(gates, gates_at + size + e)
        by_h = load(dh, dh_at + e)
        store(d, d_at + e, by_h * (load(h, before + e) - c) * g * (ONE - g))
        store(d, d_at + size + e, by_h * (ONE - g) * (ONE - c * c))
        if dh_before >= 0:
            store(dh, dh_before + e, load(dh, dh_before + e) + by_h * g)


@subroutine
def gru_forward(gates, gates_at, size, drive_at, h, before, after):
    """Turn the pre-activations of r and z into the gates and the drive of n into n, and set h.

    The third block, W_hh h + b_hh of n, stays as it is; the drive W_xh x + b_xh of n lies at ``drive_at``.
    """
    z_at, reset_at = gates_at + size, gates_at + 2 * size
    for e in range(0, size, SIMD_WIDTH):
        r, z = sigmoid(load(gates, gates_at + e)), sigmoid(load(gates, z_at + e))
        n = tanh(load(gates, drive_at + e) + r * load(gates, reset_at + e))
        store(h, after + e, n + z * (load(h, before + e) - n))
        store(gates, gates_at + e, r)
        store(gates, z_at + e, z)
        store(gates, drive_at + e, n)


@subroutine
def gru_backward(gates, gates_at, size, drive_at, h, before, dh, dh_at, dh_before, d, d_at, d_drive_at):
    """Set d = ∂/∂ of the three recurrent pre-activations and of n's drive.

    Add to ∂/∂h of the step before, unless ``dh_before`` is negative, what goes around the weights.
    """
    z_at, reset_at = gates_at + size, gates_at + 2 * size
    for e in range(0, size, SIMD_WIDTH):
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


@subroutine
def lstm_forward(gates, gates_at, size, c, before, after, shown, shown_at, h, h_at):
    """Turn the pre-activations of i, f, g, o (4 · size) into the gates, and set c, tanh(c) and h."""
    i_at, f_at, g_at, o_at = gates_at, gates_at + size, gates_at + 2 * size, gates_at + 3 * size
    for e in range(0, size, SIMD_WIDTH):
        i, f = sigmoid(load(gates, i_at + e)), sigmoid(load(gates, f_at + e))
        g, o = tanh(load(gates, g_at + e)), sigmoid(load(gates, o_at + e))
        memory = multiplied_and_added(i, g, f * load(c, before + e))
        squashed = tanh(memory)
        store(c, after + e, memory)
        store(shown, shown_at + e, squashed)
        store(h, h_at + e, o * squashed)
        store(gates, i_at + e, i)
        store(gates, f_at + e, f)
        store(gates, g_at + e, g)
        store(gates, o_at + e, o)


@subroutine
def lstm_backward(gates, gates_at, size, c, before, shown, shown_at, dh, dh_at, dc, dc_at, passed_on, d, d_at):
    """Set d = ∂/∂ of the four pre-activations and dc = ∂/∂c, total.

    ``passed_on`` holds what the step after hands back to c, and then what this one hands to the step before.
    """
    i_at, f_at, g_at, o_at = gates_at, gates_at + size, gates_at + 2 * size, gates_at + 3 * size
    for e in range(0, size, SIMD_WIDTH):
        i, f = load(gates, i_at + e), load(gates, f_at + e)
        g, o = load(gates, g_at + e), load(gates, o_at + e)
        squashed = load(shown, shown_at + e)
        by_h = load(dh, dh_at + e)
        by_c = load(passed_on, e) + by_h * o * (ONE - squashed * squashed)
        store(dc, dc_at + e, by_c)
        store(passed_on, e, by_c * f)
        store(d, d_at + e, by_c * g * i * (ONE - i))
        store(d, d_at + size + e, by_c * load(c, before + e) * f * (ONE - f))
        store(d, d_at + 2 * size + e, by_c * i * (ONE - g * g))
        store(d, d_at + 3 * size + e, by_h * squashed * o * (ONE - o))
