"""One sequence, a time step at a time, on inputs or on the network's own predictions: here a vector holds units.

There is no batch to fill a register with, so each product is one of a matrix and a vector, and every block of gates
takes whole registers. The elementwise half of a cell is that of training: it never asks what a vector holds.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from rnn_playground.kernels.cells import elman_forward, gru_forward, lstm_forward, ugrnn_forward
from rnn_playground.kernels.processor import SIMD_WIDTH
from rnn_playground.kernels.shape import GRU, LSTM, UGRNN
from rnn_playground.kernels.subroutine import subroutine
from rnn_playground.kernels.vector import copy, load, number, store

DEPTH_AT_A_TIME = 4
"""Columns of a matrix that are added in one go, so that the sums are fetched and put back less often."""


class ReaderShape(NamedTuple):
    """Sizes: ``units`` and ``output_units`` are hidden units and outputs, padded to whole registers.

    ``blocks`` of pre-activations listen to the input, the first ``recurrent_blocks`` of them to h.
    """

    cell: int
    activation: int
    layers: int
    inputs: int
    hidden: int
    outputs: int
    units: int
    output_units: int
    blocks: int
    recurrent_blocks: int


class ReaderArrays(NamedTuple):
    """The arrays of a reader, each flat float32.

    ``weights``: of each layer the biases (blocks, units), W_hh (hidden, recurrent_blocks, units) and W_xh (input,
    blocks, units); then b_y (output_units) and W_hy (hidden, output_units). ``hidden``: (2, layers, units), h after
    even numbers of time steps and after odd ones, and a register behind it. ``memory``: (layers, units), an LSTM's c.
    ``gates``: (blocks, units) and ``outputs`` (output_units) of the present time step, a register behind them.
    """

    weights: Any
    hidden: Any
    memory: Any
    shown: Any
    gates: Any
    outputs: Any


@subroutine
def _add_product(w, w_at, row_size, rows, depth, x, x_at, z, z_at):
    """Add xᵀ W to z: W (depth, row_size), of which the first ``rows`` columns, a multiple of ``SIMD_WIDTH``."""
    whole = depth - depth % DEPTH_AT_A_TIME
    for k in range(0, whole, DEPTH_AT_A_TIME):
        first, second = number(x, x_at + k), number(x, x_at + k + 1)
        third, fourth = number(x, x_at + k + 2), number(x, x_at + k + 3)
        for row in range(0, rows, SIMD_WIDTH):
            at = w_at + k * row_size + row
            total = load(z, z_at + row) + first * load(w, at) + second * load(w, at + row_size)
            rest = third * load(w, at + 2 * row_size) + fourth * load(w, at + 3 * row_size)
            store(z, z_at + row, total + rest)
    for k in range(whole, depth):
        value = number(x, x_at + k)
        for row in range(0, rows, SIMD_WIDTH):
            store(z, z_at + row, load(z, z_at + row) + value * load(w, w_at + k * row_size + row))


@subroutine
def _activate_layer(shape, arrays, periods, time_step, layer, before, after):
    """Turn a layer's pre-activations into its gates and its next state."""
    units = shape.units
    if shape.cell == LSTM:
        memory = layer * units
        lstm_forward(arrays.gates, 0, units, arrays.memory, memory, memory, arrays.shown, 0, arrays.hidden, after)
    elif shape.cell == GRU:
        gru_forward(arrays.gates, 0, units, 3 * units, arrays.hidden, before, after)
    elif shape.cell == UGRNN:
        ugrnn_forward(arrays.gates, 0, units, arrays.hidden, before, after)
    else:
        # Where units have clocks each of them writes a whole register; the units that follow put right what is theirs.
        elman_forward(shape.activation, periods, time_step, arrays.gates, 0, 1, arrays.hidden, before, after)


@subroutine
def _advance(shape, arrays, periods, time_step, x, x_at):
    """Read the input at ``x_at`` and set the outputs."""
    units, half = shape.units, shape.layers * shape.units
    before, after = time_step % 2 * half, (time_step + 1) % 2 * half
    rows, recurrent_rows, wide, weights = shape.blocks * units, shape.recurrent_blocks * units, shape.inputs, 0
    for layer in range(shape.layers):
        copy(arrays.weights, weights, arrays.gates, 0, rows)
        weights += rows
        h = before + layer * units
        _add_product(
            arrays.weights, weights, recurrent_rows, recurrent_rows, shape.hidden, arrays.hidden, h, arrays.gates, 0
        )
        weights += shape.hidden * recurrent_rows
        _add_product(arrays.weights, weights, rows, rows, wide, x, x_at, arrays.gates, 0)
        weights += wide * rows
        _activate_layer(shape, arrays, periods, time_step, layer, h, after + layer * units)
        x, x_at, wide = arrays.hidden, after + layer * units, shape.hidden
    copy(arrays.weights, weights, arrays.outputs, 0, shape.output_units)
    weights += shape.output_units
    _add_product(
        arrays.weights, weights, shape.output_units, shape.output_units, shape.hidden, x, x_at, arrays.outputs, 0
    )


@njit(cache=True, nogil=True)
def read_sequence(shape, arrays, periods, time_step, inputs, predictions):
    """Read ``inputs`` (T, input) and set ``predictions`` (count, output), count ≥ T.

    From step T on the network reads the outputs of the step before. ``time_step`` is the number of the first step.
    """
    address = np.int64(inputs.ctypes.data)
    for step in range(len(predictions)):
        if step < len(inputs):
            _advance(shape, arrays, periods, time_step + step, address, step * shape.inputs)
        else:
            _advance(shape, arrays, periods, time_step + step, arrays.outputs, 0)
        for output in range(shape.outputs):
            predictions[step, output] = number(arrays.outputs, output)
