"""What the kernels share.

A program computes ``ROWS`` sequences of the batch, all their time steps one after the other. In memory a row is one
sequence at one time step: (time_step · batch, blocks · H). In a program H is rounded up to a power of two, ``UNITS``,
and done ``CHUNK`` units at a time, so that few columns of W_hh are held at once: all of an LSTM's would not fit.
What a step takes from the one before it, whose parts other threads made, goes through memory, behind a barrier.
"""

from __future__ import annotations

import triton
import triton.language as tl


@triton.jit
def sequences(ROWS: tl.constexpr):
    """Return the numbers of a program's sequences, (ROWS, 1)."""
    return tl.program_id(0) * ROWS + tl.arange(0, ROWS)[:, None]


@triton.jit
def chunk_of(first, CHUNK: tl.constexpr):
    """Return the units from ``first`` on, (1, CHUNK)."""
    return first + tl.arange(0, CHUNK)[None, :]


@triton.jit
def whole_rows(tensor, rows, there, block, BLOCKS: tl.constexpr, H: tl.constexpr, UNITS: tl.constexpr):
    """Return a block of ``rows`` of a tensor, all of its units, 0 for rows that are not ``there``."""
    units = tl.arange(0, UNITS)[None, :]
    return tl.load(tensor + (rows * BLOCKS + block) * H + units, mask=there & (units < H), other=0.0)


@triton.jit
def incoming(weight, block, units, H: tl.constexpr, UNITS: tl.constexpr):
    """Return the weights by which every unit reaches some ``units`` of a block of W_hh, (UNITS, CHUNK)."""
    source = tl.arange(0, UNITS)[:, None]
    return tl.load(weight + (block * H + units) * H + source, mask=(source < H) & (units < H), other=0.0)


@triton.jit
def outgoing(weight, block, units, H: tl.constexpr, UNITS: tl.constexpr):
    """Return the weights by which some ``units`` reach every unit of a block of W_hh, (UNITS, CHUNK)."""
    target = tl.arange(0, UNITS)[:, None]
    return tl.load(weight + (block * H + target) * H + units, mask=(target < H) & (units < H), other=0.0)


@triton.jit
def product(left, right):
    """Return left · right with the digits of float32, on the units that multiply matrices."""
    return tl.dot(left, right, input_precision="tf32x3")
