"""Where the numbers of a network lie in the kernels' arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnn_playground.kernels.matrix_product import BLOCK_ROWS, TILE_COLUMNS, TILE_ROWS
from rnn_playground.kernels.processor import SIMD_WIDTH
from rnn_playground.kernels.shape import (
    BACKWARD_WEIGHTS,
    DOWNWARD_WEIGHTS,
    DRIVE_OUTER,
    DRIVE_WEIGHTS,
    GATES,
    GROUP_ARRAYS,
    GRU,
    HIDDEN_GRADIENT,
    INPUTS,
    LAYER_COLUMNS,
    LSTM,
    MEMORY,
    MEMORY_GRADIENT,
    OUTER,
    STATE_ROWS,
    STATES,
    WEIGHTS,
    Arrays,
    NetworkShape,
    term_rows,
)
from rnn_playground.kernels.training_steps import Plan

Indices = NDArray[np.int64]
NOTHING = -1
LINE = 16
"""Numbers in a cache line."""
NO_INDICES: Indices = np.empty(0, dtype=np.int64)


def padded(size: int, multiple: int) -> int:
    """Return the next multiple of ``multiple``."""
    return -(-size // multiple) * multiple


class Layout(NamedTuple):
    """A network's shape, the plan of its weights and gradients, and its arrays.

    ``strides``: of each array how many numbers the part of one group takes; 0 where it is one for all groups.
    """

    shape: NetworkShape
    plan: Plan
    arrays: Arrays
    strides: Arrays

    @property
    def addresses(self) -> Arrays:
        """Where the arrays lie, for compiled code; it is right as long as they live."""
        return Arrays(*(array.ctypes.data for array in self.arrays))


class _Gathering:
    """Collects matrices to be packed one after the other: of each entry the index in the vector."""

    def __init__(self) -> None:
        self.parts: list[Indices] = []
        self.size = 0

    def add(self, matrix: Indices) -> int:
        """Take up a matrix (rows, depth) in blocks of ``BLOCK_ROWS`` rows, padded; return where it begins."""
        rows, depth = matrix.shape
        full = np.full((padded(rows, BLOCK_ROWS), depth), NOTHING)
        full[:rows] = matrix
        begin = self.size
        self.parts.append(full.reshape(-1, BLOCK_ROWS, depth).transpose(0, 2, 1).ravel())
        self.size += full.size
        return begin

    def joined(self) -> Indices:
        """Return all parts, one after the other."""
        return np.concatenate(self.parts)


def packed_index(begin: int, depth: int, row: Any, column: Any) -> Indices:
    """Return where entries of a packed matrix lie, by their rows and columns (arrays of numbers)."""
    indices: Indices = begin + ((row // BLOCK_ROWS) * depth + column) * BLOCK_ROWS + row % BLOCK_ROWS
    return indices


def tile_index(begin: int, columns: int, row: Any, column: Any) -> Indices:
    """Return where entries of a sum of outer products lie, by their rows and columns (arrays of numbers)."""
    tile = (row // TILE_ROWS) * (columns // TILE_COLUMNS) + column // TILE_COLUMNS
    indices: Indices = begin + tile * SIMD_WIDTH + (row % TILE_ROWS) * TILE_COLUMNS + column % TILE_COLUMNS
    return indices


def build_layout(
    shape: NetworkShape,
    shapes: Mapping[str, Sequence[int]],
    mask: NDArray[np.bool_],
    periods: Sequence[int],
    windows: Sequence[tuple[int, int, int]],
    *,
    is_frozen: bool,
) -> Layout:
    """Return the arrays of a network whose parameters of ``shapes`` lie one after the other in a vector, b_y last.

    ``mask`` (gates · hidden, hidden): the entries of W_hh that are not held at 0. ``is_frozen``: W_hy and b_y alone are
    trained.
    """
    offsets = _state_offsets(shape)
    weights, at = _Gathering(), _parameter_indices(shapes)
    gradient_from = np.full(sum(map(np.size, at.values())), NOTHING)
    added: list[tuple[Indices, Indices]] = []
    outer = 0
    for layer in range(shape.layers):
        outer = _plan_layer(shape, offsets[layer], layer, at, mask, weights, gradient_from, added, outer)
    read_out = weights.add(at["W_hy"])
    backward = weights.add(at["W_hy"].T)
    columns = int(offsets[-1, STATE_ROWS])
    row, column = np.indices(at["W_hy"].shape)
    gradient_from[at["W_hy"]] = tile_index(outer, columns, row, column)
    plan = Plan(
        weights.joined().astype(np.int32),
        np.concatenate([NO_INDICES, *(target for target, _ in added)]).astype(np.int32),
        np.concatenate([NO_INDICES, *(source for _, source in added)]).astype(np.int32),
        gradient_from.astype(np.int32),
        stretches_of(shape, windows),
        len(windows) == 1,
        np.array(periods, dtype=np.int64),
        offsets,
        read_out,
        backward,
        outer,
        outer + shape.output_rows * columns,
        int(at["b_y"][0]),
        int(at["W_hy"][0, 0]) if is_frozen else 0,
    )
    return Layout(shape, plan, *_allocate(shape, offsets, weights.size, plan))


def stretches_of(shape: NetworkShape, windows: Sequence[tuple[int, int, int]]) -> Indices:
    """Return ``Plan.stretches``: windows in order, each from the top layer down, each layer from its last time step."""
    reached = [first for first, _, _ in windows[1:]] + [shape.time_steps]
    stretches = [
        (layer, *window, max(window[0], last - shape.stretch), last, min(last, settled))
        for window, settled in zip(windows, reached, strict=True)
        for layer in reversed(range(shape.layers))
        for last in range(window[2], window[0], -shape.stretch)
    ]
    return np.array(stretches, dtype=np.int64)


def _parameter_indices(shapes: Mapping[str, Sequence[int]]) -> dict[str, Indices]:
    indices, begin = {}, 0
    for name, size in shapes.items():
        count = int(np.prod(size))
        indices[name] = np.arange(begin, begin + count).reshape(size)
        begin += count
    return indices


def _state_offsets(shape: NetworkShape) -> Indices:
    offsets = np.zeros((shape.layers, LAYER_COLUMNS), dtype=np.int64)
    state = gates = memory = 0
    multiple = int(np.lcm(TILE_COLUMNS, 4))
    for layer in range(shape.layers):
        inputs = shape.hidden if layer else shape.inputs
        rows = padded(shape.hidden + inputs + 1, multiple)
        offsets[layer, STATES], offsets[layer, STATE_ROWS], offsets[layer, INPUTS] = state, rows, inputs
        offsets[layer, GATES], offsets[layer, MEMORY] = gates, memory
        offsets[layer, HIDDEN_GRADIENT] = layer * shape.time_steps * shape.hidden_rows * SIMD_WIDTH
        offsets[layer, MEMORY_GRADIENT] = layer * shape.time_steps * shape.hidden * SIMD_WIDTH
        state += (shape.time_steps + 1) * rows * SIMD_WIDTH
        gates += shape.time_steps * (shape.rows + shape.drive_rows) * SIMD_WIDTH
        memory += (shape.time_steps + 1) * shape.hidden * SIMD_WIDTH
    return offsets


def _plan_layer(
    shape: NetworkShape,
    offsets: Indices,
    layer: int,
    at: Mapping[str, Indices],
    mask: NDArray[np.bool_],
    weights: _Gathering,
    gradient_from: Indices,
    added: list[tuple[Indices, Indices]],
    outer: int,
) -> int:
    """Plan one layer; return where the tiles behind its own begin."""
    hidden, inputs = shape.hidden, int(offsets[INPUTS])
    depth, columns = hidden + inputs + 1, int(offsets[STATE_ROWS])
    of_input, recurrent = at[f"W_xh.{layer}"], np.where(mask, at[f"W_hh.{layer}"], NOTHING)
    input_bias, bias = at[f"b_xh.{layer}"], at.get(f"b_hh.{layer}")
    offsets[OUTER] = outer
    main = np.full((shape.gates * hidden, depth), NOTHING)
    main[:, :hidden] = recurrent
    drive = np.full((0, inputs + 1), NOTHING)
    if shape.cell == GRU:
        assert bias is not None
        main[: 2 * hidden, hidden:-1] = of_input[: 2 * hidden]
        main[:, -1] = bias
        drive = np.concatenate([of_input[2 * hidden :], input_bias[2 * hidden :, None]], axis=1)
        second = input_bias[: 2 * hidden]
    else:
        main[:, hidden:-1], main[:, -1] = of_input, input_bias
        second = bias if bias is not None else NO_INDICES
    offsets[WEIGHTS] = weights.add(main)
    if len(second):
        added.append((packed_index(int(offsets[WEIGHTS]), depth, np.arange(len(second)), np.array(depth - 1)), second))
        gradient_from[second] = tile_index(outer, columns, np.arange(len(second)), np.array(depth - 1))
    row, column = np.nonzero(main != NOTHING)
    gradient_from[main[row, column]] = tile_index(outer, columns, row, column)
    offsets[BACKWARD_WEIGHTS] = weights.add(recurrent.T)
    outer += shape.rows * columns
    if shape.drive_rows:
        offsets[DRIVE_WEIGHTS], offsets[DRIVE_OUTER] = weights.add(drive), outer
        row, column = np.indices(drive.shape)
        gradient_from[drive] = tile_index(outer, columns, row, column + hidden)
        outer += shape.drive_rows * columns
    if layer:
        downward = np.full((shape.rows + shape.drive_rows, inputs), NOTHING)
        downward[: len(main)] = main[:, hidden:-1]
        downward[shape.rows : shape.rows + len(drive)] = drive[:, :-1]
        offsets[DOWNWARD_WEIGHTS] = weights.add(downward.T)
    return outer


def _allocate(shape: NetworkShape, offsets: Indices, weights: int, plan: Plan) -> tuple[Arrays, Arrays]:
    """Return the arrays and their strides."""
    of_group = _group_sizes(shape, offsets)
    strides = Arrays._make([*map(_stride, of_group), *[0] * (len(Arrays._fields) - GROUP_ARRAYS)])
    of_all = (
        aligned_zeros(shape.time_steps * term_rows(shape.loss, shape.outputs) * shape.groups * SIMD_WIDTH),
        aligned_zeros(shape.time_steps),
        np.zeros((2, shape.layers, shape.time_steps)),
        aligned_zeros(weights),
        aligned_zeros(plan.outer_size),
    )
    arrays = Arrays._make([*(aligned_zeros(stride * shape.groups) for stride in strides[:GROUP_ARRAYS]), *of_all])
    for first, rows, inputs in offsets[:, [STATES, STATE_ROWS, INPUTS]]:
        of_groups(arrays.states, shape, first, shape.time_steps + 1, rows)[:, :, shape.hidden + inputs] = 1.0
    if plan.is_whole:
        arrays = arrays._replace(hidden_total=arrays.hidden_gradient, memory_total=arrays.memory_gradient)
    return arrays, strides


def _group_sizes(shape: NetworkShape, offsets: Indices) -> list[int]:
    """Return how many numbers a group has in each of the arrays that are there for each."""
    steps, layers = shape.time_steps, shape.layers
    hidden_gradient, rows = layers * steps * shape.hidden_rows, shape.rows + shape.drive_rows
    memory = shape.hidden if shape.cell == LSTM else 0
    counts = (
        (steps + 1) * int(offsets[:, STATE_ROWS].sum()),
        layers * steps * rows,
        layers * (steps + 1) * memory,
        layers * steps * memory,
        hidden_gradient,
        layers * steps * memory,
        hidden_gradient,
        layers * steps * memory,
        memory,
        2 * shape.stretch * rows,
        steps * shape.output_rows,
        3,
    )
    return [count * SIMD_WIDTH for count in counts]


def _stride(size: int) -> int:
    """Return what a group takes: some cache lines more, so that no two groups' numbers compete for one line's place."""
    return padded(size, LINE) + 5 * LINE if size else 0


def of_groups(array: NDArray[np.float32], shape: NetworkShape, first: int, steps: int, rows: int) -> Any:
    """Return a view (group, step, row, SIMD_WIDTH) of what lies from ``first`` on in an array of all groups."""
    whole = array.reshape(shape.groups, -1)[:, first : first + steps * rows * SIMD_WIDTH]
    return whole.reshape(shape.groups, steps, rows, SIMD_WIDTH)


def aligned_zeros(size: int) -> NDArray[np.float32]:
    """Return ``size`` zeros that begin at a cache line, on which vectors are loaded fastest."""
    buffer = np.zeros(size + LINE, dtype=np.float32)
    begin = (-buffer.ctypes.data // 4) % LINE
    return buffer[begin : begin + size]
