"""The two matrix products of backpropagation, with the sequences of a group as the fast axis.

Forward and backward along time, of one group: C = W S, W packed in blocks of ``BLOCK_ROWS`` rows. Gradients of weights:
the sum over time steps and groups of the outer products of two columns, kept in tiles of ``TILE_ROWS`` ×
``TILE_COLUMNS``. An array of another group lies a ``group`` of numbers further on.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types

from rnn_playground.kernels.processor import SIMD_WIDTH
from rnn_playground.kernels.subroutine import subroutine
from rnn_playground.kernels.vector import (
    CONTRACT,
    DOUBLES,
    FLOATS,
    INT32,
    INT64,
    call,
    emitted,
    fused,
    load_at,
    pointer_to,
    reduced,
    splat,
    store_at,
)

BLOCK_ROWS = 8
TILE_ROWS = 4
TILE_COLUMNS = SIMD_WIDTH // TILE_ROWS
_ZEROS = ir.Constant(FLOATS, [0.0] * SIMD_WIDTH)


def _prefetch(builder: Any, pointer: Any) -> None:
    """Emit the wish to have the cache line at ``pointer`` at hand soon; nothing happens where it is no memory."""
    bytes_at = builder.bitcast(pointer, ir.IntType(8).as_pointer())
    kind = ir.FunctionType(ir.VoidType(), [bytes_at.type, INT32, INT32, INT32])
    function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
    builder.call(function, [bytes_at, INT32(0), INT32(3), INT32(1)])


def _offset(builder: Any, pointer: Any, distance: Any) -> Any:
    return builder.gep(pointer, [distance], inbounds=True)


def _block_product(*, add: bool) -> Any:
    """Return C[0:8] = W S, or C += W S: W packed (depth, 8), S (depth, SIMD_WIDTH), C (8, SIMD_WIDTH)."""

    @emitted(types.void, *[types.int64] * 7)
    def block(builder: Any, w: Any, w_at: Any, s: Any, s_at: Any, c: Any, c_at: Any, depth: Any) -> None:
        weights, values, result = (pointer_to(builder, *array) for array in ((w, w_at), (s, s_at), (c, c_at)))
        rows = [_offset(builder, result, INT64(row * SIMD_WIDTH)) for row in range(BLOCK_ROWS)]
        sums = [cgutils.alloca_once(builder, FLOATS) for _ in rows]
        for row, total in zip(rows, sums, strict=True):
            builder.store(load_at(builder, row) if add else _ZEROS, total)
        with cgutils.for_range(builder, depth) as loop:
            column = load_at(builder, _offset(builder, values, builder.mul(loop.index, INT64(SIMD_WIDTH))))
            row_weights = _offset(builder, weights, builder.mul(loop.index, INT64(BLOCK_ROWS)))
            for row, total in enumerate(sums):
                weight = splat(builder, builder.load(_offset(builder, row_weights, INT64(row))))
                builder.store(fused(builder, weight, column, builder.load(total)), total)
        for row, total in zip(rows, sums, strict=True):
            store_at(builder, builder.load(total), row)

    return block


def _product(*, add: bool) -> Any:
    """Return what sets C (rows, SIMD_WIDTH) to W S, or adds that: W packed (rows, depth), rows a multiple of 8."""
    block = _block_product(add=add)

    @subroutine
    def product(w, w_at, rows, depth, s, s_at, c, c_at):
        for row in range(0, rows, BLOCK_ROWS):
            block(w, w_at + row * depth, s, s_at, c, c_at + row * SIMD_WIDTH, depth)

    return product


multiply, multiply_add = _product(add=False), _product(add=True)


@emitted(types.void, *[types.int64] * 12)
def _outer_tile(
    builder: Any,
    d: Any,
    d_at: Any,
    d_step: Any,
    d_group: Any,
    s: Any,
    s_at: Any,
    s_step: Any,
    s_group: Any,
    steps: Any,
    groups: Any,
    g: Any,
    g_at: Any,
) -> None:
    """Add to a tile of G the sum over n time steps and all groups of D's rows times S's rows."""
    left, right, tile = (pointer_to(builder, *array) for array in ((d, d_at), (s, s_at), (g, g_at)))
    cells = [(row, column) for row in range(TILE_ROWS) for column in range(TILE_COLUMNS)]
    sums = {cell: cgutils.alloca_once(builder, FLOATS) for cell in cells}
    for cell in cells:
        builder.store(_ZEROS, sums[cell])

    def rows(pointer: Any, count: int) -> list[Any]:
        return [load_at(builder, _offset(builder, pointer, INT64(row * SIMD_WIDTH))) for row in range(count)]

    with cgutils.for_range(builder, steps) as step:
        left_now = _offset(builder, left, builder.mul(step.index, d_step))
        right_now = _offset(builder, right, builder.mul(step.index, s_step))
        with cgutils.for_range(builder, groups) as group:
            lefts = rows(_offset(builder, left_now, builder.mul(group.index, d_group)), TILE_ROWS)
            right_here = _offset(builder, right_now, builder.mul(group.index, s_group))
            rights = rows(right_here, TILE_COLUMNS)
            for row in range(TILE_COLUMNS, 2 * TILE_COLUMNS):
                _prefetch(builder, _offset(builder, right_here, INT64(row * SIMD_WIDTH)))
            for row, column in cells:
                total = sums[row, column]
                builder.store(fused(builder, lefts[row], rights[column], builder.load(total)), total)
    folded = _fold(builder, [builder.load(sums[cell]) for cell in cells])
    store_at(builder, builder.fadd(load_at(builder, tile), folded), tile)


def _fold(builder: Any, vectors: list[Any]) -> Any:
    """Emit the vector of the sums of ``SIMD_WIDTH`` vectors: halves are added pairwise until one is left."""
    kind = ir.VectorType(INT32, SIMD_WIDTH)
    even, odd = (ir.Constant(kind, list(range(first, 2 * SIMD_WIDTH, 2))) for first in (0, 1))
    while len(vectors) > 1:
        vectors = [
            builder.fadd(
                builder.shuffle_vector(one, other, even), builder.shuffle_vector(one, other, odd), flags=CONTRACT
            )
            for one, other in zip(vectors[::2], vectors[1::2], strict=True)
        ]
    return vectors[0]


@subroutine
def add_outer(
    d,
    d_at,
    d_step,
    d_group,
    first_row,
    end_row,
    s,
    s_at,
    s_step,
    s_group,
    first_column,
    columns,
    steps,
    groups,
    g,
    g_at,
):
    """Add to G the sum over ``steps`` time steps and all groups of D's rows times S's columns.

    Of D the rows of tiles from ``first_row`` to ``end_row`` − 1, of S the columns from ``first_column`` on; ``columns``
    is a multiple of the tile. G holds its tiles one after the other, row of tiles by row of tiles, ``columns`` wide.
    """
    tiles = columns // TILE_COLUMNS
    for row in range(first_row, end_row):
        for column in range(first_column // TILE_COLUMNS, tiles):
            _outer_tile(
                d,
                d_at + row * TILE_ROWS * SIMD_WIDTH,
                d_step,
                d_group,
                s,
                s_at + column * TILE_COLUMNS * SIMD_WIDTH,
                s_step,
                s_group,
                steps,
                groups,
                g,
                g_at + (row * tiles + column) * SIMD_WIDTH,
            )


@emitted(types.containers.UniTuple(types.float64, 2), *[types.int64] * 9)
def column_norms(
    builder: Any,
    values: Any,
    values_at: Any,
    rows: Any,
    values_group: Any,
    more: Any,
    more_at: Any,
    more_rows: Any,
    more_group: Any,
    groups: Any,
) -> Any:
    """Return the sum over all groups of ‖column‖₂ of ``values`` (rows, SIMD_WIDTH), and of both arrays' joined columns.

    Squares are summed in float64: those of float32 numbers below 1e−23 are 0.
    """
    arrays = (
        (pointer_to(builder, values, values_at), rows, values_group),
        (pointer_to(builder, more, more_at), more_rows, more_group),
    )
    zeros = ir.Constant(DOUBLES, [0.0] * SIMD_WIDTH)
    totals = [cgutils.alloca_once_value(builder, zeros) for _ in arrays]
    squares = cgutils.alloca_once(builder, DOUBLES)
    with cgutils.for_range(builder, groups) as group:
        builder.store(zeros, squares)
        for (pointer, count, distance), total in zip(arrays, totals, strict=True):
            begin = _offset(builder, pointer, builder.mul(group.index, distance))
            with cgutils.for_range(builder, count) as row:
                pointer_now = _offset(builder, begin, builder.mul(row.index, INT64(SIMD_WIDTH)))
                value = builder.fpext(load_at(builder, pointer_now), DOUBLES)
                fused = call(builder, f"llvm.fma.v{SIMD_WIDTH}f64", DOUBLES, [value, value, builder.load(squares)])
                builder.store(fused, squares)
            norms = call(builder, f"llvm.sqrt.v{SIMD_WIDTH}f64", DOUBLES, [builder.load(squares)])
            builder.store(builder.fadd(builder.load(total), norms), total)
    return cgutils.pack_array(builder, [reduced(builder, builder.load(total)) for total in totals])
