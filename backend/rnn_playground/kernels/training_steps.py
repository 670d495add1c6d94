"""Whole training steps in one call: update, forward, loss, backward, norms; over and over on prepared batches."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from rnn_playground.kernels.processor import LANES
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
from rnn_playground.kernels.vector import clear, double, load, number, set_number, store

LIFT = np.float32(2.0**64)
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

    ``packed_from``: of each packed weight the place in the vector, −1 for 0; ``added_at`` and ``added_from``: second
    biases. ``gradient_from``: of each parameter the place in the tiles, −1 for 0. ``windows`` (W, 3): first time step,
    first loss and end of each window of (truncated) backpropagation.
    """

    packed_from: Any
    added_at: Any
    added_from: Any
    gradient_from: Any
    windows: Any
    periods: Any
    places: Any
    read_out_weights: int
    read_out_backward: int
    read_out_outer: int
    outer_size: int
    bias_at: int


@njit
def _pack(packed_from, added_at, added_from, vector, weights):
    for place in range(packed_from.size):
        source = packed_from[place]
        set_number(weights, place, vector[source] if source >= 0 else np.float32(0))
    for bias in range(added_at.size):
        place = added_at[bias]
        set_number(weights, place, number(weights, place) + vector[added_from[bias]])


@njit
def _take_inputs(shape, places, states, inputs, column):
    """Copy the inputs of a batch beside the states; spare lanes repeat samples, to stay as finite as those."""
    rows, first = places[STATE_ROWS], places[STATES]
    for t in range(shape.time_steps):
        for channel in range(shape.inputs):
            place = first + (t * rows + shape.hidden + channel) * shape.batch
            for sample in range(shape.samples):
                set_number(states, place + sample, inputs[t, channel, column + sample])
            for lane in range(shape.samples, shape.batch):
                set_number(states, place + lane, number(states, place + lane - shape.samples))


@njit
def _hand_up(shape, below, above, arrays):
    """Copy h of a layer to the inputs of the next."""
    for t in range(shape.time_steps):
        source = below[STATES] + (t + 1) * below[STATE_ROWS] * shape.batch
        target = above[STATES] + (t * above[STATE_ROWS] + shape.hidden) * shape.batch
        for e in range(0, shape.hidden * shape.batch, LANES):
            store(arrays.states, target + e, load(arrays.states, source + e))


@njit
def _carry(shape, plan, arrays):
    """Let the next sequence start where this one ended."""
    size = shape.hidden * shape.batch
    for layer in range(shape.layers):
        places = plan.places[layer]
        last = places[STATES] + shape.time_steps * places[STATE_ROWS] * shape.batch
        for e in range(0, size, LANES):
            store(arrays.states, places[STATES] + e, load(arrays.states, last + e))
        if shape.cell == LSTM:
            last = places[MEMORY] + shape.time_steps * size
            for e in range(0, size, LANES):
                store(arrays.memory, places[MEMORY] + e, load(arrays.memory, last + e))


@njit
def _add_window(shape, places, layer, arrays, first, end):
    """Add a window's derivatives to the totals."""
    step = shape.hidden_rows * shape.batch
    for e in range(places[HIDDEN_GRADIENT] + first * step, places[HIDDEN_GRADIENT] + end * step, LANES):
        store(arrays.hidden_total, e, load(arrays.hidden_total, e) + load(arrays.hidden_gradient, e))
    if shape.cell == LSTM:
        step = shape.hidden * shape.batch
        for e in range(places[MEMORY_GRADIENT] + first * step, places[MEMORY_GRADIENT] + end * step, LANES):
            store(arrays.memory_total, e, load(arrays.memory_total, e) + load(arrays.memory_gradient, e))


@njit
def _backward(shape, plan, arrays, batches, column, clock, lift, learns):
    is_whole = len(plan.windows) == 1
    losses = (plan.read_out_backward, column, batches.mask, lift)
    if not is_whole:
        clear(arrays.hidden_total, 0, shape.layers * shape.time_steps * shape.hidden_rows * shape.batch)
        if shape.cell == LSTM:
            clear(arrays.memory_total, 0, shape.layers * shape.time_steps * shape.hidden * shape.batch)
    for place in range(len(plan.windows)):
        first, first_loss, end = plan.windows[place]
        window = (first, first_loss, end)
        for layer in range(shape.layers - 1, -1, -1):
            places = plan.places[layer]
            below = plan.places[max(0, layer - 1)]
            backward_layer(shape, places, below, layer, arrays, plan.periods, clock, window, losses, is_whole, learns)
            if not is_whole:
                _add_window(shape, places, layer, arrays, first, end)
    if not is_whole:
        for layer in range(shape.layers):
            for t in range(shape.time_steps):
                read_profile(shape, plan.places[layer], layer, arrays, t, lift)


@njit
def _unpack(plan, gradient, outer, lift):
    lowered = np.float32(1) / lift
    for place in range(plan.bias_at):
        source = plan.gradient_from[place]
        value = number(outer, source) if source >= 0 else np.float32(0)
        gradient[place] = value if source >= plan.read_out_outer else value * lowered


@njit
def _norms_are_finite(shape, arrays):
    """Return whether no derivative with respect to a state has left the finite numbers, at any time step."""
    for place in range(2 * shape.layers * shape.time_steps):
        if not math.isfinite(double(arrays.norms, place)):
            return False
    return True


@njit
def _measure(shape, plan, arrays, batches, vector, gradient, column, clock):
    """Run one batch forward and backward; return loss, metric and the lift of ∂L/∂h. ``gradient`` is set."""
    _pack(plan.packed_from, plan.added_at, plan.added_from, vector, arrays.weights)
    _take_inputs(shape, plan.places[0], arrays.states, batches.inputs, column)
    for layer in range(shape.layers):
        if layer:
            _hand_up(shape, plan.places[layer - 1], plan.places[layer], arrays)
        forward_layer(shape, plan.places[layer], arrays, plan.periods, clock)
    clear(arrays.outer, 0, plan.outer_size)
    bias_gradient = gradient[plan.bias_at :]
    bias_gradient[:] = 0
    loss, metric = read_out(
        shape,
        plan.places[shape.layers - 1],
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
    lift = LIFT
    _backward(shape, plan, arrays, batches, column, clock, lift, True)
    _unpack(plan, gradient, arrays.outer, lift)
    if not (_norms_are_finite(shape, arrays) and is_finite(gradient)):
        lift = np.float32(1)
        clear(arrays.outer, 0, plan.read_out_outer)
        _backward(shape, plan, arrays, batches, column, clock, lift, True)
        _unpack(plan, gradient, arrays.outer, lift)
    return loss, metric, lift


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
    norm, lift = gradient_norm(gradient, gradient.size), LIFT
    for step in range(len(scalars)):
        if step or begins:
            updates += 1
            update(rule, vector, gradient, norm, first, second, updates)
            if carries:
                _carry(shape, plan, arrays)
                clock += shape.time_steps
        column = (index + step) * shape.samples
        loss, metric, lift = _measure(shape, plan, arrays, batches, vector, gradient, column, clock)
        norm = gradient_norm(gradient, gradient.size)
        scalars[step, 0], scalars[step, 1], scalars[step, 2] = loss, metric, norm
        if not is_finite(vector):
            return step + 1, updates, clock, PARAMETERS, lift
        if not math.isfinite(scalars[step, 0]):
            return step + 1, updates, clock, LOSS, lift
        if not math.isfinite(scalars[step, 2]):
            return step + 1, updates, clock, GRADIENT_NORM, lift
    return len(scalars), updates, clock, FINITE, lift


@njit(cache=True, nogil=True)
def go_back(shape, plan, arrays, batches, clock, index):
    """Go back through the one window of ``plan`` over what measuring batch ``index`` left; nothing is learnt of it.

    Returns what ∂L/∂h stands multiplied by.
    """
    column, lift = index * shape.samples, LIFT
    _backward(shape, plan, arrays, batches, column, clock, lift, False)
    if not _norms_are_finite(shape, arrays):
        lift = np.float32(1)
        _backward(shape, plan, arrays, batches, column, clock, lift, False)
    return lift


@njit(cache=True, nogil=True)
def adjoint_norms(shape, plan, arrays, last, lift, norms):
    """Set ``norms`` (layer, time_step) before time step ``last`` to those of the adjoint of a loss made there.

    The arrays hold ``lift`` times the derivatives of that loss alone.
    """
    for layer in range(shape.layers):
        for t in range(last):
            norms[layer, t] = adjoint_norm(shape, plan.places[layer], arrays, t) / lift
