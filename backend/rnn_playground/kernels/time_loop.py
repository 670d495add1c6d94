"""Along time: one layer forward, and one window of it backward. Which cell it is is asked once a time step."""

from __future__ import annotations

from numba import njit

from rnn_playground.kernels.cells import (
    elman_backward,
    elman_forward,
    gru_backward,
    gru_forward,
    lstm_backward,
    lstm_forward,
    ugrnn_backward,
    ugrnn_forward,
)
from rnn_playground.kernels.matrix_product import add_outer, column_norms, multiply, multiply_add
from rnn_playground.kernels.processor import SIMD_WIDTH
from rnn_playground.kernels.read_out import hand_down
from rnn_playground.kernels.shape import (
    BACKWARD_WEIGHTS,
    DOWNWARD_WEIGHTS,
    DRIVE_OUTER,
    DRIVE_WEIGHTS,
    GATES,
    GRU,
    HIDDEN_GRADIENT,
    INPUTS,
    LSTM,
    MEMORY,
    MEMORY_GRADIENT,
    OUTER,
    STATE_ROWS,
    STATES,
    UGRNN,
    WEIGHTS,
)
from rnn_playground.kernels.vector import clear, load, set_double, store


@njit
def forward_layer(shape, offsets, arrays, periods, clock):
    """Run one layer over the sequence; its inputs and its state before the first step stand in ``arrays.states``."""
    batch, size = shape.batch, shape.hidden * shape.batch
    state_step = offsets[STATE_ROWS] * batch
    gates_step = (shape.rows + shape.drive_rows) * batch
    depth = shape.hidden + offsets[INPUTS] + 1
    for t in range(shape.time_steps):
        before = offsets[STATES] + t * state_step
        after, z = before + state_step, offsets[GATES] + t * gates_step
        multiply(arrays.weights, offsets[WEIGHTS], shape.rows, depth, arrays.states, before, batch, arrays.gates, z)
        if shape.cell == LSTM:
            memory = offsets[MEMORY] + t * size
            lstm_forward(
                arrays.gates,
                z,
                size,
                arrays.memory,
                memory,
                memory + size,
                arrays.shown,
                offsets[MEMORY_GRADIENT] + t * size,
                arrays.states,
                after,
            )
        elif shape.cell == GRU:
            drive = z + shape.rows * batch
            multiply(
                arrays.weights,
                offsets[DRIVE_WEIGHTS],
                shape.drive_rows,
                offsets[INPUTS] + 1,
                arrays.states,
                before + size,
                batch,
                arrays.gates,
                drive,
            )
            gru_forward(arrays.gates, z, size, drive, arrays.states, before, after)
        elif shape.cell == UGRNN:
            ugrnn_forward(arrays.gates, z, size, arrays.states, before, after)
        else:
            elman_forward(shape.activation, periods, clock + t, arrays.gates, z, batch, arrays.states, before, after)


@njit
def _errors(shape, offsets, arrays, periods, clock, t, d, is_first):
    """Set ∂L/∂pre-activations of one time step from ∂L/∂h and what the step after handed back."""
    batch, size = shape.batch, shape.hidden * shape.batch
    before = offsets[STATES] + t * offsets[STATE_ROWS] * batch
    z = offsets[GATES] + t * (shape.rows + shape.drive_rows) * batch
    dh = offsets[HIDDEN_GRADIENT] + t * shape.hidden_rows * batch
    dh_before = -1 if is_first else dh - shape.hidden_rows * batch
    drive = shape.rows * batch
    if shape.cell == LSTM:
        memory = offsets[MEMORY] + t * size
        lstm_backward(
            arrays.gates,
            z,
            size,
            arrays.memory,
            memory,
            arrays.shown,
            offsets[MEMORY_GRADIENT] + t * size,
            arrays.hidden_gradient,
            dh,
            arrays.memory_gradient,
            offsets[MEMORY_GRADIENT] + t * size,
            arrays.passed_on,
            arrays.errors,
            d,
        )
    elif shape.cell == GRU:
        gru_backward(
            arrays.gates,
            z,
            size,
            z + drive,
            arrays.states,
            before,
            arrays.hidden_gradient,
            dh,
            dh_before,
            arrays.errors,
            d,
            d + drive,
        )
    elif shape.cell == UGRNN:
        ugrnn_backward(
            arrays.gates, z, size, arrays.states, before, arrays.hidden_gradient, dh, dh_before, arrays.errors, d
        )
    else:
        elman_backward(
            shape.activation,
            periods,
            clock + t,
            arrays.gates,
            z,
            batch,
            arrays.states,
            before + offsets[STATE_ROWS] * batch,
            arrays.hidden_gradient,
            dh,
            dh_before,
            arrays.errors,
            d,
        )


@njit
def _add_weight_gradients(shape, offsets, arrays, first, steps):
    """Add what ``steps`` time steps from ``first`` on, whose errors are at hand, say of the weights."""
    batch = shape.batch
    error_step, state_rows = (shape.rows + shape.drive_rows) * batch, offsets[STATE_ROWS]
    states = offsets[STATES] + first * state_rows * batch
    for block in range(2 if shape.drive_rows else 1):
        add_outer(
            arrays.errors,
            block * shape.rows * batch,
            error_step,
            shape.drive_rows if block else shape.rows,
            arrays.states,
            states,
            state_rows * batch,
            shape.hidden if block else 0,
            state_rows,
            steps,
            batch,
            arrays.outer,
            offsets[DRIVE_OUTER] if block else offsets[OUTER],
        )


@njit
def _begin(shape, offsets, arrays, t, first_loss, losses):
    """Set ∂L/∂h of the top layer at a time step to what the loss made there says: 0 where none is in the window."""
    step = shape.hidden_rows * shape.batch
    clear(arrays.hidden_gradient, offsets[HIDDEN_GRADIENT] + t * step, offsets[HIDDEN_GRADIENT] + (t + 1) * step)
    if t >= first_loss:
        weights_at, column, mask, loss_scale = losses
        hand_down(shape, offsets, arrays, weights_at, t, column, mask, loss_scale)


@njit
def backward_layer(shape, offsets, below, layer, arrays, periods, clock, window, losses, is_whole, learns):
    """Go back through one window, as ``Plan.windows`` has it; ``arrays.hidden_gradient`` holds ∂L/∂h by the way above.

    In the top layer that is what the ``losses`` say (where the read-out's weights lie, the batch's first column, the
    mask): it is filled in one step ahead. ∂L/∂h becomes total; that of the layer ``below``, if any, by this layer is
    set. What the window says of the weights is added where it ``learns``. Where it is the only one its profile is read
    off as it passes.
    """
    first, first_loss, end = window
    is_top = layer == shape.layers - 1
    batch, size = shape.batch, shape.hidden * shape.batch
    rows = shape.rows + shape.drive_rows
    dh_step = shape.hidden_rows * batch
    if shape.cell == LSTM:
        clear(arrays.passed_on, 0, size)
    if is_top:
        _begin(shape, offsets, arrays, end - 1, first_loss, losses)
    last = end
    while last > first:
        begin = max(first, last - shape.stretch)
        for t in range(last - 1, begin - 1, -1):
            d = (t - begin) * rows * batch
            dh = offsets[HIDDEN_GRADIENT] + t * dh_step
            if is_top and t > first:
                _begin(shape, offsets, arrays, t - 1, first_loss, losses)
            _errors(shape, offsets, arrays, periods, clock, t, d, t == first)
            if is_whole:
                read_profile(shape, offsets, layer, arrays, t, losses[3])
            if t > first:
                multiply_add(
                    arrays.weights,
                    offsets[BACKWARD_WEIGHTS],
                    shape.hidden_rows,
                    shape.gates * shape.hidden,
                    arrays.errors,
                    d,
                    batch,
                    arrays.hidden_gradient,
                    dh - dh_step,
                )
            if layer > 0:
                multiply(
                    arrays.weights,
                    offsets[DOWNWARD_WEIGHTS],
                    shape.hidden_rows,
                    rows,
                    arrays.errors,
                    d,
                    batch,
                    arrays.hidden_gradient,
                    below[HIDDEN_GRADIENT] + t * dh_step,
                )
        if learns:
            _add_weight_gradients(shape, offsets, arrays, begin, last - begin)
        last = begin


@njit
def read_profile(shape, offsets, layer, arrays, t, loss_scale):
    """Set the norms of ∂L/∂h and ∂L/∂(h, c) of a time step, summed over the batch: ∂L/∂h_b is ∂ℓ_b/∂h_b / B.

    The arrays hold ``loss_scale`` times the derivatives.
    """
    memory = offsets[MEMORY_GRADIENT] + t * shape.hidden * shape.batch
    hidden, state = column_norms(
        arrays.hidden_total,
        offsets[HIDDEN_GRADIENT] + t * shape.hidden_rows * shape.batch,
        shape.hidden,
        arrays.memory_total,
        memory,
        shape.hidden if shape.cell == LSTM else 0,
        shape.batch,
    )
    set_double(arrays.norms, layer * shape.time_steps + t, hidden / loss_scale)
    set_double(arrays.norms, (shape.layers + layer) * shape.time_steps + t, state / loss_scale)


@njit
def adjoint_norm(shape, offsets, arrays, t):
    """Return the norm of ∂L/∂(h, c) of a time step before the last, summed over the batch: c as it is handed on.

    That is without the h made of it: what the step after hands back. What is returned is multiplied by what the
    arrays are.
    """
    size, rows = shape.hidden * shape.batch, 0
    if shape.cell == LSTM:
        rows = shape.hidden
        memory = offsets[MEMORY_GRADIENT] + (t + 1) * size
        forget = offsets[GATES] + (t + 1) * (shape.rows + shape.drive_rows) * shape.batch + size
        for e in range(0, size, SIMD_WIDTH):
            store(arrays.passed_on, e, load(arrays.memory_total, memory + e) * load(arrays.gates, forget + e))
    _, state = column_norms(
        arrays.hidden_total,
        offsets[HIDDEN_GRADIENT] + t * shape.hidden_rows * shape.batch,
        shape.hidden,
        arrays.passed_on,
        0,
        rows,
        shape.batch,
    )
    return state
