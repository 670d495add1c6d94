"""The read-out, the loss and what it says of the read-out and of h."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from rnn_playground.kernels.elementary import exp
from rnn_playground.kernels.matrix_product import add_outer, multiply_add
from rnn_playground.kernels.processor import SIMD_WIDTH
from rnn_playground.kernels.shape import CROSS_ENTROPY, HIDDEN_GRADIENT, STATE_ROWS, STATES
from rnn_playground.kernels.vector import load, number, register_sum, set_number, store, where_less


@njit
def predict(shape, top, arrays, weights_at, bias, t):
    """Set the predictions of one time step: W_hy h + b_y."""
    batch = shape.batch
    y = t * shape.output_rows * batch
    for row in range(shape.output_rows):
        value = bias[row] if row < shape.outputs else np.float32(0)
        for e in range(row * batch, (row + 1) * batch, SIMD_WIDTH):
            store(arrays.outputs, y + e, value)
    h = top[STATES] + (t + 1) * top[STATE_ROWS] * batch
    multiply_add(
        arrays.weights, weights_at, shape.output_rows, shape.hidden, arrays.states, h, batch, arrays.outputs, y
    )


@njit
def _likeliest(outputs, y, classes, batch, sample):
    """Return the first of the classes with the largest score."""
    best = 0
    for label in range(1, classes):
        if number(outputs, y + label * batch + sample) > number(outputs, y + best * batch + sample):
            best = label
    return best


@njit
def cross_entropy(shape, arrays, t, column, targets, mask, counted, legal, scale):
    """Turn the scores of a time step into ∂L/∂ of them; return the loss, how many count and how many are right.

    ``scale`` is 1/N of the batch's N scored steps. The loss is the sum over the samples, not yet scaled.
    """
    batch, y = shape.batch, t * shape.output_rows * shape.batch
    loss, counting, right = 0.0, 0, 0
    for sample in range(shape.samples):
        set_number(arrays.sample_scale, sample, scale if mask[t, column + sample] else np.float32(0))
        if not mask[t, column + sample]:
            continue
        loss -= number(arrays.outputs, y + targets[t, column + sample] * batch + sample)
        if counted[t, column + sample]:
            counting += 1
            best = _likeliest(arrays.outputs, y, shape.outputs, batch, sample)
            is_legal = best == targets[t, column + sample]
            if legal.shape[2]:
                is_legal = legal[t, column + sample, best]
            right += 1 if is_legal else 0
    for e in range(0, batch, SIMD_WIDTH):
        largest = load(arrays.outputs, y + e)
        for label in range(1, shape.outputs):
            score = load(arrays.outputs, y + label * batch + e)
            largest = where_less(largest, score, score, largest)
        total = largest - largest
        for label in range(shape.outputs):
            weight = exp(load(arrays.outputs, y + label * batch + e) - largest)
            store(arrays.outputs, y + label * batch + e, weight)
            total = total + weight
        share = load(arrays.sample_scale, e) / total
        for label in range(shape.outputs):
            index = y + label * batch + e
            store(arrays.outputs, index, load(arrays.outputs, index) * share)
        store(arrays.sample_scale, batch + e, total)
        store(arrays.sample_scale, 2 * batch + e, largest)
    for sample in range(shape.samples):
        if mask[t, column + sample]:
            loss += math.log(number(arrays.sample_scale, batch + sample)) + number(
                arrays.sample_scale, 2 * batch + sample
            )
            index = y + targets[t, column + sample] * batch + sample
            set_number(arrays.outputs, index, number(arrays.outputs, index) - scale)
    return loss, counting, right


@njit
def squared_error(shape, arrays, t, column, targets, mask, scale):
    """Turn the predictions of a time step into ∂L/∂ of them; return the sum of the squared errors.

    ``scale`` is 1/(N · outputs).
    """
    batch, y = shape.batch, t * shape.output_rows * shape.batch
    loss = 0.0
    for output in range(shape.outputs):
        row = y + output * batch
        for sample in range(batch):
            if sample < shape.samples and mask[t, column + sample]:
                error = number(arrays.outputs, row + sample) - targets[t, column + sample, output]
                loss += error * error
                set_number(arrays.outputs, row + sample, np.float32(2) * error * scale)
            else:
                set_number(arrays.outputs, row + sample, np.float32(0))
    return loss


@njit
def is_scored(mask, t, column, samples):
    """Return whether any sample is scored at a time step."""
    for sample in range(samples):
        if mask[t, column + sample]:
            return True
    return False


@njit
def read_out(
    shape, top, arrays, weights_at, outer_at, bias, bias_gradient, column, classes, values, mask, counted, legal
):
    """Predict and differentiate at all scored time steps; return loss and metric. Adds to the read-out's gradient."""
    batch, samples = shape.batch, shape.samples
    scored = 0
    for t in range(shape.time_steps):
        for sample in range(samples):
            scored += 1 if mask[t, column + sample] else 0
    loss, counting, right = 0.0, 0, 0
    output_step = shape.output_rows * batch
    for t in range(shape.time_steps):
        if not is_scored(mask, t, column, samples):
            continue
        predict(shape, top, arrays, weights_at, bias, t)
        if shape.loss == CROSS_ENTROPY:
            part, counts, hits = cross_entropy(
                shape, arrays, t, column, classes, mask, counted, legal, np.float32(1.0 / scored)
            )
            counting += counts
            right += hits
        else:
            part = squared_error(shape, arrays, t, column, values, mask, np.float32(1.0 / (scored * shape.outputs)))
        loss += part
        for output in range(shape.outputs):
            total = 0.0
            for e in range(0, batch, SIMD_WIDTH):
                total += register_sum(load(arrays.outputs, t * output_step + output * batch + e))
            bias_gradient[output] += np.float32(total)
        add_outer(
            arrays.outputs,
            t * output_step,
            output_step,
            shape.output_rows,
            arrays.states,
            top[STATES] + (t + 1) * top[STATE_ROWS] * batch,
            top[STATE_ROWS] * batch,
            0,
            top[STATE_ROWS],
            1,
            batch,
            arrays.outer,
            outer_at,
        )
    if shape.loss == CROSS_ENTROPY:
        return loss / scored, right / counting
    return loss / (scored * shape.outputs), loss / (scored * shape.outputs)


@njit
def hand_down(shape, top, arrays, weights_at, t, column, mask, loss_scale):
    """Add to ∂L/∂h of the top layer at time step t, so far 0, ``loss_scale`` times that of the loss there."""
    if is_scored(mask, t, column, shape.samples):
        first, size = top[HIDDEN_GRADIENT] + t * shape.hidden_rows * shape.batch, shape.hidden_rows * shape.batch
        multiply_add(
            arrays.weights,
            weights_at,
            shape.hidden_rows,
            shape.outputs,
            arrays.outputs,
            t * shape.output_rows * shape.batch,
            shape.batch,
            arrays.hidden_gradient,
            first,
        )
        for e in range(first, first + size, SIMD_WIDTH):
            store(arrays.hidden_gradient, e, load(arrays.hidden_gradient, e) * loss_scale)
