"""Whole training steps in one call: update, forward, loss, backward, norms; over and over on prepared batches."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from rnn_playground.kernels.processor import SIMD_WIDTH
from rnn_playground.kernels.read_out import read_out
from rnn_playground.kernels.shape import (
    HIDDEN_GRADIENT,
    LSTM,
    MEMORY,
    MEMORY_GRADIENT,
    STATE_ROWS,
    STATES,
)
from rnn_playground.kernels.time_loop import adjoint_norm, backward_layer, forward_layer, read_profile
from rnn_playground.kernels.update import gradient_norm, is_finite, update
from rnn_playground.kernels.vector import clear, copy, double, load, number, set_number, store

LOSS_SCALE = np.float32(2.0**64)
"""What backpropagation multiplies the derivatives by, where they stay finite: exact, and undone in the end.

A derivative that vanishes passes through the numbers below 1e−38, on which many processors take a hundred times as
long. They are treated as 0 here (`FusedNetwork`), and thus stand for 6e−58 and not for what float32 can hold.
"""
FINITE, PARAMETERS, LOSS, GRADIENT_NORM = range(4)
"""What left the finite numbers."""


class Batches(NamedTuple):
    """Prepared batches side by side: batch k is the columns from k · samples on.

    ``inputs`` (T, I, columns) float32; ``classes`` (T, columns) int64 or empty; ``values`` (T, columns, O) float32 or
    empty; ``mask`` and ``counted`` (T, columns) bool; ``legal`` (T, columns, O) bool, O = 0 where only the target is.
    """

    inputs: Any
    classes: Any
    values: Any
    mask: Any
    counted: Any
    legal: Any


class Plan(NamedTuple):
    """Where packed weights and flat gradients come from, and how far back the losses go.

    ``packed_from``: of each packed weight the index in the vector, −1 for 0; ``added_at`` and ``added_from``: second
    biases. ``gradient_from``: of each parameter the index in the tiles, −1 for 0. ``windows`` (W, 3): first time step,
    first loss and end of each window of (truncated) backpropagation.
    """

    packed_from: Any
    added_at: Any
    added_from: Any
    gradient_from: Any
    windows: Any
    periods: Any
    offsets: Any
    read_out_weights: int
    read_out_backward: int
    read_out_outer: int
    outer_size: int
    bias_at: int


@njit
def _pack(packed_from, added_at, added_from, vector, weights):
    for index in range(packed_from.size):
        source = packed_from[index]
        set_number(weights, index, vector[source] if source >= 0 else np.float32(0))
    for bias in range(added_at.size):
        index = added_at[bias]
        set_number(weights, index, number(weights, index) + vector[added_from[bias]])


@njit
def _take_inputs(shape, offsets, states, inputs, column):
    """Copy the inputs of a batch beside the states; the spare columns repeat samples, to stay as finite as those."""
    rows, first = offsets[STATE_ROWS], offsets[STATES]
    for t in range(shape.time_steps):
        for channel in range(shape.inputs):
            row = first + (t * rows + shape.hidden + channel) * shape.batch
            for sample in range(shape.samples):
                set_number(states, row + sample, inputs[t, channel, column + sample])
            for spare in range(shape.samples, shape.batch):
                set_number(states, row + spare, number(states, row + spare - shape.samples))


@njit
def _hand_up(shape, below, above, arrays):
    """Copy h of a layer to the inputs of the next."""
    for t in range(shape.time_steps):
        source = below[STATES] + (t + 1) * below[STATE_ROWS] * shape.batch
        target = above[STATES] + (t * above[STATE_ROWS] + shape.hidden) * shape.batch
        copy(arrays.states, source, arrays.states, target, shape.hidden * shape.batch)


@njit
def _carry(shape, plan, arrays):
    """Let the next sequence start where this one ended."""
    size = shape.hidden * shape.batch
    for layer in range(shape.layers):
        offsets = plan.offsets[layer]
        last = offsets[STATES] + shape.time_steps * offsets[STATE_ROWS] * shape.batch
        copy(arrays.states, last, arrays.states, offsets[STATES], size)
        if shape.cell == LSTM:
            last = offsets[MEMORY] + shape.time_steps * size
            copy(arrays.memory, last, arrays.memory, offsets[MEMORY], size)


@njit
def _add(total, gradient, begin, end):
    for e in range(begin, end, SIMD_WIDTH):
        store(total, e, load(total, e) + load(gradient, e))


@njit
def _add_window(shape, offsets, arrays, first, end):
    """Add a window's derivatives to the totals."""
    at, step = offsets[HIDDEN_GRADIENT], shape.hidden_rows * shape.batch
    _add(arrays.hidden_total, arrays.hidden_gradient, at + first * step, at + end * step)
    if shape.cell == LSTM:
        at, step = offsets[MEMORY_GRADIENT], shape.hidden * shape.batch
        _add(arrays.memory_total, arrays.memory_gradient, at + first * step, at + end * step)


@njit
def _backward(shape, plan, arrays, batches, column, clock, loss_scale, learns):
    is_whole = len(plan.windows) == 1
    losses = (plan.read_out_backward, column, batches.mask, loss_scale)
    if not is_whole:
        clear(arrays.hidden_total, 0, shape.layers * shape.time_steps * shape.hidden_rows * shape.batch)
        if shape.cell == LSTM:
            clear(arrays.memory_total, 0, shape.layers * shape.time_steps * shape.hidden * shape.batch)
    for window_index in range(len(plan.windows)):
        first, first_loss, end = plan.windows[window_index]
        window = (first, first_loss, end)
        for layer in range(shape.layers - 1, -1, -1):
            offsets = plan.offsets[layer]
            below = plan.offsets[max(0, layer - 1)]
            backward_layer(shape, offsets, below, layer, arrays, plan.periods, clock, window, losses, is_whole, learns)
            if not is_whole:
                _add_window(shape, offsets, arrays, first, end)
    if not is_whole:
        for layer in range(shape.layers):
            for t in range(shape.time_steps):
                read_profile(shape, plan.offsets[layer], layer, arrays, t, loss_scale)


@njit
def _unpack(plan, gradient, outer, loss_scale):
    inverse = np.float32(1) / loss_scale
    for index in range(plan.bias_at):
        source = plan.gradient_from[index]
        value = number(outer, source) if source >= 0 else np.float32(0)
        gradient[index] = value if source >= plan.read_out_outer else value * inverse


@njit
def _norms_are_finite(shape, arrays):
    """Return whether no derivative with respect to a state has left the finite numbers, at any time step."""
    for index in range(2 * shape.layers * shape.time_steps):
        if not math.isfinite(double(arrays.norms, index)):
            return False
    return True


@njit
def _measure(shape, plan, arrays, batches, vector, gradient, column, clock):
    """Run one batch forward and backward; return loss, metric and the loss scale of ∂L/∂h. ``gradient`` is set."""
    _pack(plan.packed_from, plan.added_at, plan.added_from, vector, arrays.weights)
    _take_inputs(shape, plan.offsets[0], arrays.states, batches.inputs, column)
    for layer in range(shape.layers):
        if layer:
            _hand_up(shape, plan.offsets[layer - 1], plan.offsets[layer], arrays)
        forward_layer(shape, plan.offsets[layer], arrays, plan.periods, clock)
    clear(arrays.outer, 0, plan.outer_size)
    bias_gradient = gradient[plan.bias_at :]
    bias_gradient[:] = 0
    loss, metric = read_out(
        shape,
        plan.offsets[shape.layers - 1],
        arrays,
        plan.read_out_weights,
        plan.read_out_outer,
        vector[plan.bias_at :],
        bias_gradient,
        column,
        batches.classes,
        batches.values,
        batches.mask,
        batches.counted,
        batches.legal,
    )
    loss_scale = LOSS_SCALE
    _backward(shape, plan, arrays, batches, column, clock, loss_scale, True)
    _unpack(plan, gradient, arrays.outer, loss_scale)
    if not (_norms_are_finite(shape, arrays) and is_finite(gradient)):
        loss_scale = np.float32(1)
        clear(arrays.outer, 0, plan.read_out_outer)
        _backward(shape, plan, arrays, batches, column, clock, loss_scale, True)
        _unpack(plan, gradient, arrays.outer, loss_scale)
    return loss, metric, loss_scale


@njit(cache=True, nogil=True)
def training_steps(
    shape, plan, arrays, batches, rule, vector, gradient, first, second, updates, begins, carries, clock, scalars, index
):
    """Measure ``len(scalars)`` batches from batch ``index`` on; before each but the first comes an update.

    Before the first, too, where it ``begins`` with one. ``updates`` were made before this call. Rows of ``scalars``
    (steps, 3) float32 are loss, metric and gradient norm. Stops where a number is not finite. Returns the steps
    measured, the updates made in all, the clock of the last sequence's first step, what is not finite, and what
    ∂L/∂h stands multiplied by.
    """
    norm, loss_scale = gradient_norm(gradient, gradient.size), LOSS_SCALE
    for step in range(len(scalars)):
        if step or begins:
            updates += 1
            update(rule, vector, gradient, norm, first, second, updates)
            if carries:
                _carry(shape, plan, arrays)
                clock += shape.time_steps
        column = (index + step) * shape.samples
        loss, metric, loss_scale = _measure(shape, plan, arrays, batches, vector, gradient, column, clock)
        norm = gradient_norm(gradient, gradient.size)
        scalars[step, 0], scalars[step, 1], scalars[step, 2] = loss, metric, norm
        if not is_finite(vector):
            return step + 1, updates, clock, PARAMETERS, loss_scale
        if not math.isfinite(scalars[step, 0]):
            return step + 1, updates, clock, LOSS, loss_scale
        if not math.isfinite(scalars[step, 2]):
            return step + 1, updates, clock, GRADIENT_NORM, loss_scale
    return len(scalars), updates, clock, FINITE, loss_scale


@njit(cache=True, nogil=True)
def go_back(shape, plan, arrays, batches, clock, index):
    """Go back through the one window of ``plan`` over what measuring batch ``index`` left; nothing is learnt of it.

    Returns what ∂L/∂h stands multiplied by.
    """
    column, loss_scale = index * shape.samples, LOSS_SCALE
    _backward(shape, plan, arrays, batches, column, clock, loss_scale, False)
    if not _norms_are_finite(shape, arrays):
        loss_scale = np.float32(1)
        _backward(shape, plan, arrays, batches, column, clock, loss_scale, False)
    return loss_scale


@njit(cache=True, nogil=True)
def adjoint_norms(shape, plan, arrays, last, loss_scale, norms):
    """Set ``norms`` (layer, time_step) before time step ``last`` to those of the adjoint of a loss made there.

    The arrays hold ``loss_scale`` times the derivatives of that loss alone.
    """
    for layer in range(shape.layers):
        for t in range(last):
            norms[layer, t] = adjoint_norm(shape, plan.offsets[layer], arrays, t) / loss_scale
