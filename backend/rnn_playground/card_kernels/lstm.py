"""The long short-term memory on a card; blocks i, f, g, o as in ``cells.lstm``."""

from __future__ import annotations

import triton
import triton.language as tl

from rnn_playground.card_kernels.blocks import chunk_of, incoming, outgoing, product, sequences, whole_rows
from rnn_playground.card_kernels.curves import tanh


@triton.jit
def forward(
    drive,
    weight,
    gates,
    candidates,
    states,
    memories,
    time_steps,
    batch,
    H: tl.constexpr,
    ROWS: tl.constexpr,
    UNITS: tl.constexpr,
    CHUNK: tl.constexpr,
):
    """Write i, f, g, o as ``drive`` is, (time_step, batch, 4 H), and z_g, h and c, (time_step, batch, H)."""
    sequence = sequences(ROWS)
    for time_step in range(time_steps):
        tl.debug_barrier()
        row = time_step * batch + sequence
        before = row - batch
        h = whole_rows(states, before, (sequence < batch) & (before >= 0), 0, 1, H, UNITS)
        for first in range(0, UNITS, CHUNK):
            units = chunk_of(first, CHUNK)
            there = (sequence < batch) & (units < H)
            at, wide = row * H + units, row * (4 * H) + units
            a_i = tl.load(drive + wide, mask=there, other=0.0)
            a_f = tl.load(drive + wide + H, mask=there, other=0.0)
            a_g = tl.load(drive + wide + 2 * H, mask=there, other=0.0)
            a_o = tl.load(drive + wide + 3 * H, mask=there, other=0.0)
            c = tl.load(memories + before * H + units, mask=there & (before >= 0), other=0.0)
            i = tl.sigmoid(a_i + product(h, incoming(weight, 0, units, H, UNITS)))
            f = tl.sigmoid(a_f + product(h, incoming(weight, 1, units, H, UNITS)))
            z_g = a_g + product(h, incoming(weight, 2, units, H, UNITS))
            o = tl.sigmoid(a_o + product(h, incoming(weight, 3, units, H, UNITS)))
            g = tanh(z_g)
            c = f * c + i * g
            tl.store(gates + wide, i, mask=there)
            tl.store(gates + wide + H, f, mask=there)
            tl.store(gates + wide + 2 * H, g, mask=there)
            tl.store(gates + wide + 3 * H, o, mask=there)
            tl.store(candidates + at, z_g, mask=there)
            tl.store(memories + at, c, mask=there)
            tl.store(states + at, o * tanh(c), mask=there)


@triton.jit
def backward(
    above,
    weight,
    gates,
    memories,
    totals,
    memory_totals,
    drive_gradient,
    time_steps,
    batch,
    H: tl.constexpr,
    ROWS: tl.constexpr,
    UNITS: tl.constexpr,
    CHUNK: tl.constexpr,
):
    """Write ∂L/∂h_t and ∂L/∂c_t, both total, and ∂L/∂a_t (time_step, batch, 4 H), from ``above``, ∂L/∂h_t by what
    reads h_t in its own time step.
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
            at, wide = row * H + units, row * (4 * H) + units
            total = tl.load(above + at, mask=there, other=0.0)
            for block in range(4):
                gradient = whole_rows(drive_gradient, later, follows, block, 4, H, UNITS)
                total += product(gradient, outgoing(weight, block, units, H, UNITS))
            later_memory = tl.load(memory_totals + later * H + units, mask=there & follows, other=0.0)
            later_f = tl.load(gates + later * (4 * H) + H + units, mask=there & follows, other=0.0)
            i = tl.load(gates + wide, mask=there, other=0.0)
            f = tl.load(gates + wide + H, mask=there, other=0.0)
            g = tl.load(gates + wide + 2 * H, mask=there, other=0.0)
            o = tl.load(gates + wide + 3 * H, mask=there, other=0.0)
            bend = tanh(tl.load(memories + at, mask=there, other=0.0))
            c = tl.load(memories + before * H + units, mask=there & (before >= 0), other=0.0)
            memory = later_memory * later_f + total * o * (1.0 - bend * bend)
            tl.store(totals + at, total, mask=there)
            tl.store(memory_totals + at, memory, mask=there)
            tl.store(drive_gradient + wide, memory * g * i * (1.0 - i), mask=there)
            tl.store(drive_gradient + wide + H, memory * c * f * (1.0 - f), mask=there)
            tl.store(drive_gradient + wide + 2 * H, memory * i * (1.0 - g * g), mask=there)
            tl.store(drive_gradient + wide + 3 * H, total * bend * o * (1.0 - o), mask=there)
