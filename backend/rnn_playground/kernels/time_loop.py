"""Along time: one layer of a group forward, a stretch of one backward, and what that stretch says of the weights.

Which cell it is is asked once a time step. ``arrays`` are those of the group, unless a function takes ``strides``: then
it works on all groups, and these are how far each array of the next one lies away.
"""

from __future__ import annotations

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
from rnn_playground.kernels.matrix_product import TILE_ROWS, add_outer, column_norms, multiply, multiply_add
from rnn_playground.kernels.processor import SIMD_WIDTH
from rnn_playground.kernels.read_out import hand_down
from rnn_playground.kernels.shape import (
    BACKWARD_WEIGHTS,
    BEGIN,
    DOWNWARD_WEIGHTS,
    DRIVE_OUTER,
    DRIVE_WEIGHTS,
    END,
    FIRST,
    FIRST_LOSS,
    GATES,
    GRU,
    HIDDEN_GRADIENT,
    INPUTS,
    LAST,
    LAYER,
    LSTM,
    MEMORY,
    MEMORY_GRADIENT,
    OUTER,
    SETTLED,
    STATE_ROWS,
    STATES,
    UGRNN,
    WEIGHTS,
)
from rnn_playground.kernels.subroutine import subroutine
from rnn_playground.kernels.vector import clear, load, set_double, store


@subroutine
def forward_layer(shape, offsets, arrays, periods, clock):
    """Run one layer over the sequences; its inputs and its state before the first step stand in ``arrays.states``."""
    size = shape.hidden * SIMD_WIDTH
    state_step = offsets[STATE_ROWS] * SIMD_WIDTH
    gates_step = (shape.rows + shape.drive_rows) * SIMD_WIDTH
    depth = shape.hidden + offsets[INPUTS] + 1
    for t in range(shape.time_steps):
        before = offsets[STATES] + t * state_step
        after, z = before + state_step, offsets[GATES] + t * gates_step
        multiply(arrays.weights, offsets[WEIGHTS], shape.rows, depth, arrays.states, before, arrays.gates, z)
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
            drive = z + shape.rows * SIMD_WIDTH
            multiply(
                arrays.weights,
                offsets[DRIVE_WEIGHTS],
                shape.drive_rows,
                offsets[INPUTS] + 1,
                arrays.states,
                before + size,
                arrays.gates,
                drive,
            )
            gru_forward(arrays.gates, z, size, drive, arrays.states, before, after)
        elif shape.cell == UGRNN:
            ugrnn_forward(arrays.gates, z, size, arrays.states, before, after)
        else:
            elman_forward(
                shape.activation, periods, clock + t, arrays.gates, z, SIMD_WIDTH, arrays.states, before, after
            )


@subroutine
def _errors(shape, offsets, arrays, periods, clock, t, d, is_first):
    """Set ∂L/∂pre-activations of one time step from ∂L/∂h and what the step after handed back."""
    size = shape.hidden * SIMD_WIDTH
    before = offsets[STATES] + t * offsets[STATE_ROWS] * SIMD_WIDTH
    z = offsets[GATES] + t * (shape.rows + shape.drive_rows) * SIMD_WIDTH
    dh = offsets[HIDDEN_GRADIENT] + t * shape.hidden_rows * SIMD_WIDTH
    dh_before = -1 if is_first else dh - shape.hidden_rows * SIMD_WIDTH
    drive = shape.rows * SIMD_WIDTH
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
            SIMD_WIDTH,
            arrays.states,
            before + offsets[STATE_ROWS] * SIMD_WIDTH,
            arrays.hidden_gradient,
            dh,
            dh_before,
            arrays.errors,
            d,
        )


@subroutine
def _begin(shape, offsets, arrays, t, first_loss, weights_at, loss_scale):
    """Set ∂L/∂h of the top layer at a time step to what the loss made there says: 0 where none is in the window."""
    step = shape.hidden_rows * SIMD_WIDTH
    clear(arrays.hidden_gradient, offsets[HIDDEN_GRADIENT] + t * step, offsets[HIDDEN_GRADIENT] + (t + 1) * step)
    if t >= first_loss:
        hand_down(shape, offsets, arrays, weights_at, t, loss_scale)


@subroutine
def backward_stretch(shape, plan, stretch, arrays, errors_at, clock, loss_scale):
    """Go back through a ``stretch`` of ``Plan.stretches``; ``arrays.hidden_gradient`` holds ∂L/∂h by the way above.

    In the top layer that is what the losses say: it is filled in one step ahead. ∂L/∂h becomes total; that of the layer
    below, if any, by this layer is set. The errors go to ``errors_at``, its first time step first.
    """
    layer, first, end = stretch[LAYER], stretch[FIRST], stretch[END]
    begin, last = stretch[BEGIN], stretch[LAST]
    offsets, below = plan.offsets[layer], plan.offsets[max(0, layer - 1)]
    is_top = layer == shape.layers - 1
    rows = shape.rows + shape.drive_rows
    dh_step = shape.hidden_rows * SIMD_WIDTH
    if last == end:
        if shape.cell == LSTM:
            clear(arrays.passed_on, 0, shape.hidden * SIMD_WIDTH)
        if is_top:
            _begin(shape, offsets, arrays, end - 1, stretch[FIRST_LOSS], plan.read_out_backward, loss_scale)
    for t in range(last - 1, begin - 1, -1):
        d = errors_at + (t - begin) * rows * SIMD_WIDTH
        dh = offsets[HIDDEN_GRADIENT] + t * dh_step
        if is_top and t > first:
            _begin(shape, offsets, arrays, t - 1, stretch[FIRST_LOSS], plan.read_out_backward, loss_scale)
        _errors(shape, offsets, arrays, plan.periods, clock, t, d, t == first)
        if t > first:
            multiply_add(
                arrays.weights,
                offsets[BACKWARD_WEIGHTS],
                shape.hidden_rows,
                shape.gates * shape.hidden,
                arrays.errors,
                d,
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
                arrays.hidden_gradient,
                below[HIDDEN_GRADIENT] + t * dh_step,
            )
    if not plan.is_whole:
        _add_to_totals(shape, offsets, arrays, begin, last)


@subroutine
def _add(total, gradient, begin, end):
    for e in range(begin, end, SIMD_WIDTH):
        store(total, e, load(total, e) + load(gradient, e))


@subroutine
def _add_to_totals(shape, offsets, arrays, begin, last):
    """Add the derivatives of some time steps, by one window, to those by all."""
    at, step = offsets[HIDDEN_GRADIENT], shape.hidden_rows * SIMD_WIDTH
    _add(arrays.hidden_total, arrays.hidden_gradient, at + begin * step, at + last * step)
    if shape.cell == LSTM:
        at, step = offsets[MEMORY_GRADIENT], shape.hidden * SIMD_WIDTH
        _add(arrays.memory_total, arrays.memory_gradient, at + begin * step, at + last * step)


@subroutine
def clear_totals(shape, arrays):
    """Forget the derivatives of all windows."""
    clear(arrays.hidden_total, 0, shape.layers * shape.time_steps * shape.hidden_rows * SIMD_WIDTH)
    if shape.cell == LSTM:
        clear(arrays.memory_total, 0, shape.layers * shape.time_steps * shape.hidden * SIMD_WIDTH)


@subroutine
def add_weight_gradients(shape, plan, stretch, arrays, strides, errors_at, part, parts):
    """Add what a ``stretch``, whose errors are at hand, says of a ``part`` of the rows of the weights, from 0."""
    offsets, begin = plan.offsets[stretch[LAYER]], stretch[BEGIN]
    error_step, state_rows = (shape.rows + shape.drive_rows) * SIMD_WIDTH, offsets[STATE_ROWS]
    for block in range(2 if shape.drive_rows else 1):
        rows = (shape.drive_rows if block else shape.rows) // TILE_ROWS
        add_outer(
            arrays.errors,
            errors_at + block * shape.rows * SIMD_WIDTH,
            error_step,
            strides.errors,
            rows * part // parts,
            rows * (part + 1) // parts,
            arrays.states,
            offsets[STATES] + begin * state_rows * SIMD_WIDTH,
            state_rows * SIMD_WIDTH,
            strides.states,
            shape.hidden if block else 0,
            state_rows,
            stretch[LAST] - begin,
            shape.groups,
            arrays.outer,
            offsets[DRIVE_OUTER] if block else offsets[OUTER],
        )


@subroutine
def read_profiles(shape, plan, stretch, arrays, strides, loss_scale, part, parts):
    """Set the norms of ∂L/∂h and ∂L/∂(h, c), summed over the batch, of the time steps that no later window reaches.

    ∂L/∂h_b is ∂ℓ_b/∂h_b / B, and the arrays hold ``loss_scale`` times the derivatives. Of these time steps a ``part``,
    from 0.
    """
    layer, begin = stretch[LAYER], stretch[BEGIN]
    offsets, steps = plan.offsets[layer], max(0, stretch[SETTLED] - begin)
    for t in range(begin + steps * part // parts, begin + steps * (part + 1) // parts):
        hidden, state = column_norms(
            arrays.hidden_total,
            offsets[HIDDEN_GRADIENT] + t * shape.hidden_rows * SIMD_WIDTH,
            shape.hidden,
            strides.hidden_total,
            arrays.memory_total,
            offsets[MEMORY_GRADIENT] + t * shape.hidden * SIMD_WIDTH,
            shape.hidden if shape.cell == LSTM else 0,
            strides.memory_total,
            shape.groups,
        )
        set_double(arrays.norms, layer * shape.time_steps + t, hidden / loss_scale)
        set_double(arrays.norms, (shape.layers + layer) * shape.time_steps + t, state / loss_scale)


@subroutine
def adjoint_norm(shape, offsets, arrays, strides, t):
    """Return the norm of ∂L/∂(h, c) of a time step before the last, summed over the batch: c as it is handed on.

    That is without the h made of it: what the step after hands back. What is returned is multiplied by what the
    arrays are.
    """
    size, rows = shape.hidden * SIMD_WIDTH, 0
    if shape.cell == LSTM:
        rows = shape.hidden
        memory = offsets[MEMORY_GRADIENT] + (t + 1) * size
        forget = offsets[GATES] + (t + 1) * (shape.rows + shape.drive_rows) * SIMD_WIDTH + size
        for group in range(shape.groups):
            of_memory, of_gates = group * strides.memory_total + memory, group * strides.gates + forget
            for e in range(0, size, SIMD_WIDTH):
                handed_on = load(arrays.memory_total, of_memory + e) * load(arrays.gates, of_gates + e)
                store(arrays.passed_on, group * strides.passed_on + e, handed_on)
    _, state = column_norms(
        arrays.hidden_total,
        offsets[HIDDEN_GRADIENT] + t * shape.hidden_rows * SIMD_WIDTH,
        shape.hidden,
        strides.hidden_total,
        arrays.passed_on,
        0,
        rows,
        strides.passed_on,
        shape.groups,
    )
    return state
