"""Whole training steps in one call: update, forward, loss, backward, norms; over and over on prepared batches.

A step is cut into items that any number of threads take, and no sum depends on who took which. Its phases, P being the
number of stretches that backpropagation passes:

- 0: inputs, forward, read-out and terms of the loss, an item a group of sequences;
- 1 … P + 1: backward through the next stretch, an item a group, beside the weights' gradients and profiles of the
  stretch before (of the read-out in phase 1), a part of their rows an item;
- P + 2: one item, which ends the step and begins the next.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from rnn_playground.kernels.processor import SIMD_WIDTH
from rnn_playground.kernels.read_out import add_read_out_gradient, add_up, count_scored, read_out
from rnn_playground.kernels.shape import LSTM, MEMORY, STATE_ROWS, STATES, Arrays
from rnn_playground.kernels.subroutine import subroutine
from rnn_playground.kernels.tickets import OVER, claim, finish, pause, phase_and_item, see
from rnn_playground.kernels.time_loop import (
    add_weight_gradients,
    adjoint_norm,
    backward_stretch,
    clear_totals,
    forward_layer,
    read_profiles,
)
from rnn_playground.kernels.update import gradient_norm, is_finite, update
from rnn_playground.kernels.vector import clear, copy, double, number, set_number

LOSS_SCALE = np.float32(2.0**64)
"""What backpropagation multiplies the derivatives by, where they stay finite: exact, and undone in the end.

A derivative that vanishes passes through the numbers below 1e−38, on which many processors take a hundred times as
long. They are treated as 0 here (`FusedNetwork`), and thus stand for 6e−58 and not for what float32 can hold.
"""
FINITE, PARAMETERS, LOSS, GRADIENT_NORM = range(4)
"""What left the finite numbers."""


PATIENCE = 4000
"""How often a thread looks for an item in vain before it returns to the caller: about a tenth of a millisecond."""
STEP, UPDATES, CLOCK, SCORED, BROKEN, MEASURED, CARRIES = range(40, 47)
"""Words of ``Work.words`` beside the ticket's."""
NORM, STEP_SCALE = range(2)
"""Which of ``Work.figures`` is the last gradient's norm, and which the factor of this step's derivatives."""


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
    biases. ``gradient_from``: of each parameter the index in the tiles, −1 for 0. ``stretches`` (P, 7): of each that
    backpropagation passes, in that order, its layer; the first time step, first loss and end of its window; its own
    first time step and end; and where the time steps end that no later window reaches. ``is_whole``: one window is all.
    ``trained_from``: the first parameter that an update changes.
    """

    packed_from: Any
    added_at: Any
    added_from: Any
    gradient_from: Any
    stretches: Any
    is_whole: bool
    periods: Any
    offsets: Any
    read_out_weights: int
    read_out_backward: int
    read_out_outer: int
    outer_size: int
    bias_at: int
    trained_from: int


class Work(NamedTuple):
    """What is to be done with batches from ``first_batch`` on, and how far it is: all that the threads of a call share.

    ``words`` int64 and ``figures`` float64 change. ``parts``: into how many items gradients are cut, as many as there
    may be threads. ``learns``: whether weights are measured and updated, an update ``begins`` and states are carried
    (``carries``) from sequence to sequence; else backpropagation goes once through ``Plan.stretches``.
    """

    words: Any
    figures: Any
    first_batch: int
    parts: int
    learns: bool
    begins: bool
    carries: bool


@subroutine
def _of_group(arrays, strides, group):
    """Return where the arrays of a group lie."""
    at = 4 * group
    return Arrays(
        arrays.states + at * strides.states,
        arrays.gates + at * strides.gates,
        arrays.memory + at * strides.memory,
        arrays.shown + at * strides.shown,
        arrays.hidden_gradient + at * strides.hidden_gradient,
        arrays.memory_gradient + at * strides.memory_gradient,
        arrays.hidden_total + at * strides.hidden_total,
        arrays.memory_total + at * strides.memory_total,
        arrays.passed_on + at * strides.passed_on,
        arrays.errors + at * strides.errors,
        arrays.outputs + at * strides.outputs,
        arrays.sample_scale + at * strides.sample_scale,
        arrays.terms,
        arrays.scored,
        arrays.norms,
        arrays.weights,
        arrays.outer,
    )


@subroutine
def _pack(packed_from, added_at, added_from, vector, weights):
    for index in range(packed_from.size):
        source = packed_from[index]
        set_number(weights, index, vector[source] if source >= 0 else np.float32(0))
    for bias in range(added_at.size):
        index = added_at[bias]
        set_number(weights, index, number(weights, index) + vector[added_from[bias]])


@subroutine
def _take_inputs(shape, offsets, states, inputs, column, group):
    """Copy the inputs of a group beside the states; the spare columns repeat samples, to stay as finite as those."""
    rows, first = offsets[STATE_ROWS], offsets[STATES]
    here = min(SIMD_WIDTH, shape.samples - group * SIMD_WIDTH)
    for t in range(shape.time_steps):
        for channel in range(shape.inputs):
            row = first + (t * rows + shape.hidden + channel) * SIMD_WIDTH
            begin = column + group * SIMD_WIDTH
            for sample in range(here):
                set_number(states, row + sample, inputs[t, channel, begin + sample])
            for spare in range(here, SIMD_WIDTH):
                repeated = (group * SIMD_WIDTH + spare) % shape.samples
                set_number(states, row + spare, inputs[t, channel, column + repeated])


@subroutine
def _hand_up(shape, below, above, arrays):
    """Copy h of a layer to the inputs of the next."""
    for t in range(shape.time_steps):
        source = below[STATES] + (t + 1) * below[STATE_ROWS] * SIMD_WIDTH
        target = above[STATES] + (t * above[STATE_ROWS] + shape.hidden) * SIMD_WIDTH
        copy(arrays.states, source, arrays.states, target, shape.hidden * SIMD_WIDTH)


@subroutine
def _carry(shape, plan, arrays):
    """Let the next sequences start where these ended."""
    size = shape.hidden * SIMD_WIDTH
    for layer in range(shape.layers):
        offsets = plan.offsets[layer]
        last = offsets[STATES] + shape.time_steps * offsets[STATE_ROWS] * SIMD_WIDTH
        copy(arrays.states, last, arrays.states, offsets[STATES], size)
        if shape.cell == LSTM:
            last = offsets[MEMORY] + shape.time_steps * size
            copy(arrays.memory, last, arrays.memory, offsets[MEMORY], size)


@subroutine
def _forward(shape, plan, arrays, batches, bias, work, group):
    """Run a group forward and read it out."""
    column = (work.first_batch + work.words[STEP]) * shape.samples
    if work.words[CARRIES]:
        _carry(shape, plan, arrays)
    _take_inputs(shape, plan.offsets[0], arrays.states, batches.inputs, column, group)
    for layer in range(shape.layers):
        if layer:
            _hand_up(shape, plan.offsets[layer - 1], plan.offsets[layer], arrays)
        forward_layer(shape, plan.offsets[layer], arrays, plan.periods, work.words[CLOCK])
    read_out(shape, plan, arrays, bias, batches, group, column, work.words[SCORED])


@subroutine
def _errors_at(shape, work, index):
    """Return where the errors of a stretch begin: those of the one before are still read where it has more threads."""
    size = shape.stretch * (shape.rows + shape.drive_rows) * SIMD_WIDTH
    return size * (index % 2) if work.parts > 1 else 0


@subroutine
def _backward(shape, plan, arrays, work, index):
    """Take a group back through a stretch."""
    if index == 0 and not plan.is_whole:
        clear_totals(shape, arrays)
    loss_scale = np.float32(work.figures[STEP_SCALE])
    errors_at = _errors_at(shape, work, index)
    backward_stretch(shape, plan, plan.stretches[index], arrays, errors_at, work.words[CLOCK], loss_scale)


@subroutine
def _add_gradients(shape, plan, arrays, strides, gradient, work, index, part):
    """Add a part of what a stretch says of the weights, and read its profiles; stretch −1 is the read-out."""
    if index < 0:
        if work.learns:
            add_read_out_gradient(shape, plan, arrays, strides, gradient[plan.bias_at :], part, work.parts)
        return
    stretch, loss_scale = plan.stretches[index], np.float32(work.figures[STEP_SCALE])
    read_profiles(shape, plan, stretch, arrays, strides, loss_scale, part, work.parts)
    if work.learns:
        errors_at = _errors_at(shape, work, index)
        add_weight_gradients(shape, plan, stretch, arrays, strides, errors_at, part, work.parts)


@subroutine
def _unpack(plan, gradient, outer, loss_scale):
    inverse = np.float32(1) / loss_scale
    for index in range(plan.bias_at):
        source = plan.gradient_from[index]
        value = number(outer, source) if source >= 0 else np.float32(0)
        gradient[index] = value if source >= plan.read_out_outer else value * inverse


@subroutine
def _norms_are_finite(shape, arrays):
    """Return whether no derivative with respect to a state has left the finite numbers, at any time step."""
    for index in range(2 * shape.layers * shape.time_steps):
        if not math.isfinite(double(arrays.norms, index)):
            return False
    return True


@subroutine
def _norm(plan, gradient):
    """Return the norm of what an update uses."""
    return gradient_norm(gradient[plan.trained_from :], gradient.size - plan.trained_from)


@subroutine
def _end(shape, plan, arrays, batches, vector, gradient, scalars, work):
    """End a step; return the phase that follows, where the next step does not."""
    words, figures, step = work.words, work.figures, work.words[STEP]
    loss_scale = np.float32(figures[STEP_SCALE])
    if work.learns:
        _unpack(plan, gradient, arrays.outer, loss_scale)
    is_followed = _norms_are_finite(shape, arrays) and (not work.learns or is_finite(gradient))
    if not is_followed and loss_scale != np.float32(1):
        figures[STEP_SCALE] = 1.0
        clear(arrays.outer, 0, plan.outer_size)
        return 1
    if not work.learns:
        return OVER
    column = (work.first_batch + step) * shape.samples
    loss, metric = add_up(shape, arrays, batches, column, words[SCORED])
    figures[NORM] = _norm(plan, gradient)
    scalars[step, 0], scalars[step, 1], scalars[step, 2] = loss, metric, figures[NORM]
    words[MEASURED] = step + 1
    if not is_finite(vector):
        words[BROKEN] = PARAMETERS
    elif not math.isfinite(scalars[step, 0]):
        words[BROKEN] = LOSS
    elif not math.isfinite(scalars[step, 2]):
        words[BROKEN] = GRADIENT_NORM
    return OVER if words[BROKEN] != FINITE or step + 1 == len(scalars) else 0


@subroutine
def _begin(shape, plan, arrays, batches, rule, vector, gradient, first, second, work):
    """Begin a step: by an update, unless it is the first of a call that does not begin with one."""
    words, figures = work.words, work.figures
    words[STEP] += 1
    words[CARRIES] = 0
    if words[STEP] or work.begins:
        words[UPDATES] += 1
        at = plan.trained_from
        update(rule, vector[at:], gradient[at:], figures[NORM], first[at:], second[at:], words[UPDATES])
        if work.carries:
            words[CARRIES] = 1
            words[CLOCK] += shape.time_steps
    words[SCORED] = count_scored(shape, arrays, batches.mask, (work.first_batch + words[STEP]) * shape.samples)
    figures[STEP_SCALE] = LOSS_SCALE
    _pack(plan.packed_from, plan.added_at, plan.added_from, vector, arrays.weights)
    clear(arrays.outer, 0, plan.outer_size)


@subroutine
def _end_and_begin(shape, plan, arrays, batches, rule, vector, gradient, first, second, scalars, work):
    """End a step, if any was begun, and begin the next; return the phase that follows."""
    following = 0
    if work.words[STEP] >= 0:
        following = _end(shape, plan, arrays, batches, vector, gradient, scalars, work)
    else:
        work.figures[NORM] = _norm(plan, gradient)
    if following == 0:
        _begin(shape, plan, arrays, batches, rule, vector, gradient, first, second, work)
    return following


@njit(cache=True, nogil=True)
def training_steps(shape, plan, arrays, strides, batches, rule, vector, gradient, first, second, scalars, work, most):
    """Take items of ``work`` until all is done, and return True; False after ``most``, or where there was none to take.

    Every thread calls this with the same arguments. Measures ``len(scalars)`` batches; before each but the first comes
    an update, before the first too where the work ``begins`` with one. Rows of ``scalars`` (steps, 3) float32 are loss,
    metric and gradient norm. Stops where a number is not finite.
    """
    words, stretches = np.int64(work.words.ctypes.data), len(plan.stretches)
    looks, taken = 0, 0
    while looks < PATIENCE and taken < most:
        word = see(words)
        if word == OVER:
            return True
        phase, item = phase_and_item(word)
        groups = shape.groups if phase <= stretches else 0
        parts = work.parts if 1 <= phase <= stretches + 1 else 0
        items = max(1, groups + parts)
        if item >= items:
            looks += 1
            pause()
        elif claim(words, word):
            looks, following = 0, phase + 1
            taken += 1
            if work.parts == 1:  # the errors of the stretch before are still at hand: these first
                item = (item + groups) % items
            if phase > stretches + 1:
                following = _end_and_begin(
                    shape, plan, arrays, batches, rule, vector, gradient, first, second, scalars, work
                )
            elif item >= groups:
                _add_gradients(shape, plan, arrays, strides, gradient, work, phase - 2, item - groups)
            elif phase == 0:
                of_group = _of_group(arrays, strides, item)
                _forward(shape, plan, of_group, batches, vector[plan.bias_at :], work, item)
            else:
                _backward(shape, plan, _of_group(arrays, strides, item), work, phase - 1)
            finish(words, word, items, following)
    return False


@njit(cache=True, nogil=True)
def adjoint_norms(shape, plan, arrays, strides, last, loss_scale, norms):
    """Set ``norms`` (layer, time_step) before time step ``last`` to those of the adjoint of a loss made there.

    The arrays hold ``loss_scale`` times the derivatives of that loss alone.
    """
    for layer in range(shape.layers):
        for t in range(last):
            norms[layer, t] = adjoint_norm(shape, plan.offsets[layer], arrays, strides, t) / loss_scale
