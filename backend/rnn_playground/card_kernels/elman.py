"""The simple recurrent network on a card: h_t = f(a_t + W_hh h_{t−1}), a_t being what the input contributes."""

from __future__ import annotations

import triton
import triton.language as tl

from rnn_playground.card_kernels.blocks import chunk_of, incoming, outgoing, product, sequences, whole_rows
from rnn_playground.card_kernels.curves import bent, slope


@triton.jit
def forward(
    drive,
    weight,
    pre_activations,
    states,
    time_steps,
    batch,
    KIND: tl.constexpr,
    H: tl.constexpr,
    ROWS: tl.constexpr,
    UNITS: tl.constexpr,
    CHUNK: tl.constexpr,
):
    """Write z and h, (time_step, batch, H) as ``drive`` is."""
    sequence = sequences(ROWS)
    for time_step in range(time_steps):
        tl.debug_barrier()
        row = time_step * batch + sequence
        h = whole_rows(states, row - batch, (sequence < batch) & (row >= batch), 0, 1, H, UNITS)
        for first in range(0, UNITS, CHUNK):
            units = chunk_of(first, CHUNK)
            there = (sequence < batch) & (units < H)
            at = row * H + units
            z = tl.load(drive + at, mask=there, other=0.0) + product(h, incoming(weight, 0, units, H, UNITS))
            tl.store(pre_activations + at, z, mask=there)
            tl.store(states + at, bent(z, KIND), mask=there)


@triton.jit
def backward(
    above,
    weight,
    pre_activations,
    states,
    totals,
    drive_gradient,
    time_steps,
    batch,
    KIND: tl.constexpr,
    H: tl.constexpr,
    ROWS: tl.constexpr,
    UNITS: tl.constexpr,
    CHUNK: tl.constexpr,
):
    """Write ∂L/∂h_t, total, and ∂L/∂a_t, from ``above``: ∂L/∂h_t by what reads h_t in its own time step."""
    sequence = sequences(ROWS)
    end = time_steps * batch
    for back in range(time_steps):
        tl.debug_barrier()
        row = (time_steps - 1 - back) * batch + sequence
        later = row + batch
        gradient = whole_rows(drive_gradient, later, (sequence < batch) & (later < end), 0, 1, H, UNITS)
        for first in range(0, UNITS, CHUNK):
            units = chunk_of(first, CHUNK)
            there = (sequence < batch) & (units < H)
            at = row * H + units
            total = tl.load(above + at, mask=there, other=0.0)
            total += product(gradient, outgoing(weight, 0, units, H, UNITS))
            z = tl.load(pre_activations + at, mask=there, other=0.0)
            h = tl.load(states + at, mask=there, other=0.0)
            tl.store(totals + at, total, mask=there)
            tl.store(drive_gradient + at, total * slope(z, h, KIND), mask=there)
