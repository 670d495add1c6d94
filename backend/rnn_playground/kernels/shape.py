"""Sizes of a network as compiled code sees it, and where each of its arrays lies."""

from __future__ import annotations

from typing import Any, NamedTuple

ELMAN, LSTM, GRU, UGRNN = range(4)
"""The numbers under which compiled code knows a family of cells."""

CROSS_ENTROPY, SQUARED_ERROR = range(2)


class Shape(NamedTuple):
    """What all layers share. ``batch`` is padded to whole vectors, ``samples`` of it are real.

    ``rows``: pre-activations that listen to h, ``drive_rows``: those that listen to the input alone (the GRU's n), both
    padded to whole blocks; ``hidden_rows``: hidden units, padded; ``output_rows``: outputs, padded. ``stretch``: time
    steps whose errors are kept at a time until the weights' gradient is made of them and of the states.
    """

    cell: int
    activation: int
    layers: int
    time_steps: int
    samples: int
    batch: int
    inputs: int
    hidden: int
    outputs: int
    gates: int
    rows: int
    drive_rows: int
    hidden_rows: int
    output_rows: int
    loss: int
    stretch: int


# Columns of the table of layers: first places in the arrays.
STATES, STATE_ROWS, INPUTS, GATES, MEMORY, HIDDEN_GRADIENT, MEMORY_GRADIENT = range(7)
WEIGHTS, DRIVE_WEIGHTS, BACKWARD_WEIGHTS, DOWNWARD_WEIGHTS, OUTER, DRIVE_OUTER = range(7, 13)
LAYER_COLUMNS = 13


class Arrays(NamedTuple):
    """The arrays of a network, each flat; the fastest axis of the float32 ones is the batch.

    ``states``: for each layer (T + 1, state_rows, batch): h of the step before, the input, a row of ones, padding.
    ``gates``: (T, rows + drive_rows, batch), pre-activations and then gates. ``memory``: (T + 1, hidden, batch), c;
    ``shown``: (T, hidden, batch), tanh(c).
    ``hidden_gradient`` and ``memory_gradient``: (T, hidden_rows, batch) and (T, hidden, batch), ∂L/∂h and ∂L/∂c while
    one window goes back; ``hidden_total`` and ``memory_total`` the sums over all windows (the same arrays where there
    is one). ``errors``: ∂L/∂pre-activations of a few steps. ``outputs``: (T, output_rows, batch), predictions and then
    ∂L/∂ of them. ``norms``: (2, layers, T), the profiles of h and of the whole state.
    """

    states: Any
    gates: Any
    memory: Any
    shown: Any
    hidden_gradient: Any
    memory_gradient: Any
    hidden_total: Any
    memory_total: Any
    passed_on: Any
    errors: Any
    outputs: Any
    lane_scale: Any
    norms: Any
    weights: Any
    outer: Any
