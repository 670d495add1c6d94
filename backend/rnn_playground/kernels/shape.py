"""Sizes of a network as compiled code sees it, the numbers that stand for its kinds, where each of its arrays lies."""

from __future__ import annotations

from typing import Any, NamedTuple

from rnn_playground.cells.clockwork import unit_periods
from rnn_playground.experiment.cells import CellConfig, CwrnnCell, GruCell, LstmCell, RnnCell, UgrnnCell
from rnn_playground.kernels.activations import ACTIVATION_CODES

ELMAN, LSTM, GRU, UGRNN = range(4)
"""The numbers under which compiled code knows a family of cells."""

CROSS_ENTROPY, SQUARED_ERROR = range(2)


class NetworkShape(NamedTuple):
    """What all layers share. ``samples`` sequences fill ``groups`` of ``SIMD_WIDTH``, the last one maybe in part.

    ``rows``: pre-activations that listen to h, ``drive_rows``: those that listen to the input alone (the GRU's n), both
    padded to whole blocks; ``hidden_rows``: hidden units, padded; ``output_rows``: outputs, padded. ``stretch``: time
    steps whose errors are kept at a time until the weights' gradient is made of them and of the states.
    """

    cell: int
    activation: int
    layers: int
    time_steps: int
    samples: int
    groups: int
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


# Columns of the table of layers: offsets in the arrays.
STATES, STATE_ROWS, INPUTS, GATES, MEMORY, HIDDEN_GRADIENT, MEMORY_GRADIENT = range(7)
WEIGHTS, DRIVE_WEIGHTS, BACKWARD_WEIGHTS, DOWNWARD_WEIGHTS, OUTER, DRIVE_OUTER = range(7, 13)
LAYER_COLUMNS = 13

# Columns of the table of stretches, in the order in which backpropagation passes them.
LAYER, FIRST, FIRST_LOSS, END, BEGIN, LAST, SETTLED = range(7)


class Arrays(NamedTuple):
    """The arrays of a network, each flat: for each group its own, one after the other, or one for all groups.

    Of a group, its sequences being the fastest axis: ``states``, for each layer (T + 1, state_rows, SIMD_WIDTH): h of
    the step before, the input, a row of ones, padding. ``gates``: (T, rows + drive_rows, …), pre-activations and then
    gates. ``memory``: (T + 1, hidden, …), c; ``shown``: (T, hidden, …), tanh(c). ``hidden_gradient`` and
    ``memory_gradient``: (T, hidden_rows, …) and (T, hidden, …), ∂L/∂h and ∂L/∂c while one window goes back;
    ``hidden_total`` and ``memory_total`` the sums over all windows (the same arrays where there is one). ``errors``:
    ∂L/∂pre-activations of the stretch that is passed and of the one before. ``outputs``: (T, output_rows, …),
    predictions and then ∂L/∂ of them.

    Of all: ``terms``: (T, term_rows, groups · SIMD_WIDTH), of which the loss is the sum. ``scored``: (T), 1 where the
    mask has a sample. ``norms``: (2, layers, T) float64, the profiles of h and of the whole state. ``weights``, packed;
    ``outer``, their gradients in tiles.
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
    sample_scale: Any
    terms: Any
    scored: Any
    norms: Any
    weights: Any
    outer: Any


GROUP_ARRAYS = 12
"""So many of ``Arrays``, the first ones, are there for each group."""
CROSS_ENTROPY_TERMS = 3


def term_rows(loss: int, outputs: int) -> int:
    """Return how many terms of the loss each sample has: errors; or score, logarithm, whether it is right."""
    return CROSS_ENTROPY_TERMS if loss == CROSS_ENTROPY else outputs


def family_of(cell: CellConfig) -> int:
    """Return the number under which compiled code knows the family of a cell that has a kernel."""
    family = LSTM if isinstance(cell, LstmCell) else GRU if isinstance(cell, GruCell) else ELMAN
    return UGRNN if isinstance(cell, UgrnnCell) else family


def activation_of(cell: CellConfig) -> int:
    """Return the number of the activation of a cell that has one; of the others it is not asked."""
    return ACTIVATION_CODES[cell.activation if isinstance(cell, RnnCell | CwrnnCell) else "relu"]


def periods_of(cell: CellConfig) -> list[int]:
    """Return the period of every unit in time steps, increasing: 1 in all but a clockwork network."""
    if isinstance(cell, CwrnnCell):
        return [int(period) for period in unit_periods(cell.module_periods, cell.hidden_size)]
    return [1] * cell.hidden_size
