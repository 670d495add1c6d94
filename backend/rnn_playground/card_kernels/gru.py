"""The gated recurrent unit on a card, reset after the product; blocks r, z, n as in ``cells.gru``."""

from __future__ import annotations

import triton
import triton.language as tl

from rnn_playground.card_kernels.blocks import chunk_of, incoming, outgoing, product, sequences, whole_rows
from rnn_playground.card_kernels.curves import tanh


@triton.jit
def forward(
    drive,
    weight,
    bias,
    gates,
    candidates,
    recurrent_candidates,
    states,
    time_steps,
    batch,
    H: tl.constexpr,
    ROWS: tl.constexpr,
    UNITS: tl.constexpr,
    CHUNK: tl.constexpr,
):
    """Write r, z, n as ``drive`` is, (time_step, batch, 3 H), and z_n, what W_hh and ``bias`` contribute to n, and h.

    ``bias`` is b_hh (3 H).
    """
    sequence = sequences(ROWS)
    for time_step in range(time_steps):
        tl.debug_barrier()
        row = time_step * batch + sequence
        before = row - batch
        h = whole_rows(states, before, (sequence < batch) & (before >= 0), 0, 1, H, UNITS)
        for first in range(0, UNITS, CHUNK):
            units = chunk_of(first, CHUNK)
            there = (sequence < batch) & (units < H)
            at, wide = row * H + units, row * (3 * H) + units
            a_r = tl.load(drive + wide, mask=there, other=0.0) + tl.load(bias + units, mask=units < H, other=0.0)
            a_z = tl.load(drive + wide + H, mask=there, other=0.0) + tl.load(
                bias + H + units, mask=units < H, other=0.0
            )
            a_n = tl.load(drive + wide + 2 * H, mask=there, other=0.0)
            h_before = tl.load(states + before * H + units, mask=there & (before >= 0), other=0.0)
            r = tl.sigmoid(a_r + product(h, incoming(weight, 0, units, H, UNITS)))
            z = tl.sigmoid(a_z + product(h, incoming(weight, 1, units, H, UNITS)))
            recurrent = tl.load(bias + 2 * H + units, mask=units < H, other=0.0)
            recurrent += product(h, incoming(weight, 2, units, H, UNITS))
            z_n = a_n + r * recurrent
            n = tanh(z_n)
            tl.store(gates + wide, r, mask=there)
            tl.store(gates + wide + H, z, mask=there)
            tl.store(gates + wide + 2 * H, n, mask=there)
            tl.store(candidates + at, z_n, mask=there)
            tl.store(recurrent_candidates + at, recurrent, mask=there)
            tl.store(states + at, n + z * (h_before - n), mask=there)


@triton.jit
def backward(
    above,
    weight,
    gates,
    recurrent_candidates,
    states,
    totals,
    drive_gradient,
    recurrent_gradient,
    time_steps,
    batch,
    H: tl.constexpr,
    ROWS: tl.constexpr,
    UNITS: tl.constexpr,
    CHUNK: tl.constexpr,
):
    """Write ∂L/∂h_t, total, and the derivatives by what the input and by what W_hh contributes, (time_step, batch,
    3 H), from ``above``, ∂L/∂h_t by what reads h_t in its own time step.
    """
    sequence = sequences(ROWS)
    end = time_steps * batch
    for back in range(time_steps):
        tl.debug_barrier()
        row = (time_steps - 1 - back) * batch + sequence
        before, later = row - batch, row + batch
        follows = (sequence < batch) & (later < end)
        for first in range(0, UNITS, CHUNK):
            units = chunk_of(first, CHUNK)
            there = (sequence < batch) & (units < H)
            at, wide = row * H + units, row * (3 * H) + units
            later_total = tl.load(totals + later * H + units, mask=there & follows, other=0.0)
            later_z = tl.load(gates + later * (3 * H) + H + units, mask=there & follows, other=0.0)
            total = tl.load(above + at, mask=there, other=0.0) + later_total * later_z
            for block in range(3):
                gradient = whole_rows(recurrent_gradient, later, follows, block, 3, H, UNITS)
                total += product(gradient, outgoing(weight, block, units, H, UNITS))
            r = tl.load(gates + wide, mask=there, other=0.0)
            z = tl.load(gates + wide + H, mask=there, other=0.0)
            n = tl.load(gates + wide + 2 * H, mask=there, other=0.0)
            recurrent = tl.load(recurrent_candidates + at, mask=there, other=0.0)
            h = tl.load(states + before * H + units, mask=there & (before >= 0), other=0.0)
            candidate = total * (1.0 - z) * (1.0 - n * n)
            reset = candidate * recurrent * r * (1.0 - r)
            update = total * (h - n) * z * (1.0 - z)
            tl.store(totals + at, total, mask=there)
            tl.store(drive_gradient + wide, reset, mask=there)
            tl.store(drive_gradient + wide + H, update, mask=there)
            tl.store(drive_gradient + wide + 2 * H, candidate, mask=there)
            tl.store(recurrent_gradient + wide, reset, mask=there)
            tl.store(recurrent_gradient + wide + H, update, mask=there)
            tl.store(recurrent_gradient + wide + 2 * H, candidate * r, mask=there)
