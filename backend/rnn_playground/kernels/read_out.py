"""The read-out, the loss and what it says of the read-out and of h."""

from __future__ import annotations

import math

import numpy as np

from rnn_playground.kernels.elementary import exp
from rnn_playground.kernels.matrix_product import TILE_ROWS, add_outer, multiply_add
from rnn_playground.kernels.processor import SIMD_WIDTH
from rnn_playground.kernels.shape import CROSS_ENTROPY, CROSS_ENTROPY_TERMS, HIDDEN_GRADIENT, STATE_ROWS, STATES
from rnn_playground.kernels.subroutine import subroutine
from rnn_playground.kernels.vector import load, number, register_sum, set_number, store, where_less


@subroutine
def count_scored(shape, arrays, mask, column):
    """Note at which time steps any sample of a batch is scored; return how many samples are, at all of them."""
    scored = 0
    for t in range(shape.time_steps):
        here = 0
        for sample in range(shape.samples):
            here += 1 if mask[t, column + sample] else 0
        set_number(arrays.scored, t, 1.0 if here else 0.0)
        scored += here
    return scored


@subroutine
def is_scored(arrays, t):
    """Return whether any sample is scored at a time step."""
    return number(arrays.scored, t) > 0


@subroutine
def predict(shape, top, arrays, weights_at, bias, t):
    """Set the predictions of one time step: W_hy h + b_y."""
    y = t * shape.output_rows * SIMD_WIDTH
    for row in range(shape.output_rows):
        store(arrays.outputs, y + row * SIMD_WIDTH, bias[row] if row < shape.outputs else np.float32(0))
    h = top[STATES] + (t + 1) * top[STATE_ROWS] * SIMD_WIDTH
    multiply_add(arrays.weights, weights_at, shape.output_rows, shape.hidden, arrays.states, h, arrays.outputs, y)


@subroutine
def _likeliest(outputs, y, classes, sample):
    """Return the first of the classes with the largest score."""
    best = 0
    for label in range(1, classes):
        if number(outputs, y + label * SIMD_WIDTH + sample) > number(outputs, y + best * SIMD_WIDTH + sample):
            best = label
    return best


@subroutine
def cross_entropy(shape, arrays, t, first, column, samples, batches, scale):
    """Turn the scores of a time step into ∂L/∂ of them; keep the terms of the loss, and who is right.

    ``samples`` of the group are real, the first of them is the ``first``-th of the batch, in ``column``. ``scale`` is
    1/N of the batch's N scored steps; the terms are not scaled.
    """
    y, terms_row = t * shape.output_rows * SIMD_WIDTH, shape.groups * SIMD_WIDTH
    terms = t * CROSS_ENTROPY_TERMS * terms_row + first
    for sample in range(samples):
        is_counted = batches.mask[t, column + sample]
        set_number(arrays.sample_scale, sample, scale if is_counted else np.float32(0))
        if not is_counted:
            continue
        target = batches.classes[t, column + sample]
        score = number(arrays.outputs, y + target * SIMD_WIDTH + sample)
        set_number(arrays.terms, terms + sample, -score)
        if batches.counted[t, column + sample]:
            best = _likeliest(arrays.outputs, y, shape.outputs, sample)
            is_legal = best == target
            if batches.legal.shape[2]:
                is_legal = batches.legal[t, column + sample, best]
            set_number(arrays.terms, terms + 2 * terms_row + sample, 1.0 if is_legal else 0.0)
    largest = load(arrays.outputs, y)
    for label in range(1, shape.outputs):
        score = load(arrays.outputs, y + label * SIMD_WIDTH)
        largest = where_less(largest, score, score, largest)
    total = largest - largest
    for label in range(shape.outputs):
        weight = exp(load(arrays.outputs, y + label * SIMD_WIDTH) - largest)
        store(arrays.outputs, y + label * SIMD_WIDTH, weight)
        total = total + weight
    share = load(arrays.sample_scale, 0) / total
    for label in range(shape.outputs):
        index = y + label * SIMD_WIDTH
        store(arrays.outputs, index, load(arrays.outputs, index) * share)
    store(arrays.sample_scale, SIMD_WIDTH, total)
    store(arrays.sample_scale, 2 * SIMD_WIDTH, largest)
    for sample in range(samples):
        if batches.mask[t, column + sample]:
            log = math.log(number(arrays.sample_scale, SIMD_WIDTH + sample))
            log += number(arrays.sample_scale, 2 * SIMD_WIDTH + sample)
            set_number(arrays.terms, terms + terms_row + sample, log)
            index = y + batches.classes[t, column + sample] * SIMD_WIDTH + sample
            set_number(arrays.outputs, index, number(arrays.outputs, index) - scale)


@subroutine
def squared_error(shape, arrays, t, first, column, samples, batches, scale):
    """Turn the predictions of a time step into ∂L/∂ of them; keep the squared errors.

    ``scale`` is 1/(N · outputs), all else as for cross entropy.
    """
    y, terms_row = t * shape.output_rows * SIMD_WIDTH, shape.groups * SIMD_WIDTH
    for output in range(shape.outputs):
        terms = (t * shape.outputs + output) * terms_row + first
        row = y + output * SIMD_WIDTH
        for sample in range(SIMD_WIDTH):
            if sample < samples and batches.mask[t, column + sample]:
                error = number(arrays.outputs, row + sample) - batches.values[t, column + sample, output]
                set_number(arrays.terms, terms + sample, error * error)
                set_number(arrays.outputs, row + sample, np.float32(2) * error * scale)
            else:
                set_number(arrays.outputs, row + sample, np.float32(0))


@subroutine
def read_out(shape, plan, arrays, bias, batches, group, column, scored):
    """Predict and differentiate at all scored time steps of a group; ``scored`` samples of the batch are."""
    first = group * SIMD_WIDTH
    samples = min(SIMD_WIDTH, shape.samples - first)
    for t in range(shape.time_steps):
        if not is_scored(arrays, t):
            continue
        predict(shape, plan.offsets[shape.layers - 1], arrays, plan.read_out_weights, bias, t)
        if shape.loss == CROSS_ENTROPY:
            scale = np.float32(1.0 / scored)
            cross_entropy(shape, arrays, t, first, column + first, samples, batches, scale)
        else:
            scale = np.float32(1.0 / (scored * shape.outputs))
            squared_error(shape, arrays, t, first, column + first, samples, batches, scale)


@subroutine
def add_up(shape, arrays, batches, column, scored):
    """Return loss and metric of a batch from the terms that were kept, in the order of the samples."""
    loss, counting, right = 0.0, 0, 0
    is_classified = shape.loss == CROSS_ENTROPY
    rows = CROSS_ENTROPY_TERMS if is_classified else shape.outputs
    terms_row = shape.groups * SIMD_WIDTH
    for t in range(shape.time_steps):
        if not is_scored(arrays, t):
            continue
        part = 0.0
        for row in range(2 if is_classified else rows):
            for sample in range(shape.samples):
                if batches.mask[t, column + sample]:
                    part += number(arrays.terms, (t * rows + row) * terms_row + sample)
        loss += part
        if is_classified:
            for sample in range(shape.samples):
                if batches.mask[t, column + sample] and batches.counted[t, column + sample]:
                    counting += 1
                    right += int(number(arrays.terms, (t * rows + 2) * terms_row + sample))
    if is_classified:
        return loss / scored, right / counting
    return loss / (scored * shape.outputs), loss / (scored * shape.outputs)


@subroutine
def add_read_out_gradient(shape, plan, arrays, strides, bias_gradient, part, parts):
    """Set a ``part`` of ∂L/∂b_y, from 0, and add that part of ∂L/∂W_hy."""
    top, output_step = plan.offsets[shape.layers - 1], shape.output_rows * SIMD_WIDTH
    rows, outputs = shape.output_rows // TILE_ROWS, shape.outputs
    for output in range(outputs * part // parts, outputs * (part + 1) // parts):
        bias_gradient[output] = 0
        for t in range(shape.time_steps):
            if is_scored(arrays, t):
                total = 0.0
                for group in range(shape.groups):
                    at = group * strides.outputs + t * output_step + output * SIMD_WIDTH
                    total += register_sum(load(arrays.outputs, at))
                bias_gradient[output] += np.float32(total)
    for t in range(shape.time_steps):
        if is_scored(arrays, t):
            add_outer(
                arrays.outputs,
                t * output_step,
                output_step,
                strides.outputs,
                rows * part // parts,
                rows * (part + 1) // parts,
                arrays.states,
                top[STATES] + (t + 1) * top[STATE_ROWS] * SIMD_WIDTH,
                top[STATE_ROWS] * SIMD_WIDTH,
                strides.states,
                0,
                top[STATE_ROWS],
                1,
                shape.groups,
                arrays.outer,
                plan.read_out_outer,
            )


@subroutine
def hand_down(shape, top, arrays, weights_at, t, loss_scale):
    """Add to ∂L/∂h of the top layer at time step t, so far 0, ``loss_scale`` times that of the loss there."""
    if is_scored(arrays, t):
        size = shape.hidden_rows * SIMD_WIDTH
        first = top[HIDDEN_GRADIENT] + t * size
        multiply_add(
            arrays.weights,
            weights_at,
            shape.hidden_rows,
            shape.outputs,
            arrays.outputs,
            t * shape.output_rows * SIMD_WIDTH,
            arrays.hidden_gradient,
            first,
        )
        for e in range(first, first + size, SIMD_WIDTH):
            store(arrays.hidden_gradient, e, load(arrays.hidden_gradient, e) * loss_scale)
