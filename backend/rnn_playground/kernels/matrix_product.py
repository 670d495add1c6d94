"""The two matrix products of backpropagation, with the batch as the fast axis.

Forward and backward along time: C = W S, W packed in blocks of ``BLOCK_ROWS`` rows. Gradients of weights: the sum over
time steps and batch of the outer products of two columns, kept in tiles of ``TILE_ROWS`` × ``TILE_COLUMNS``.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import njit
from numba.core import cgutils, types

from rnn_playground.kernels.processor import HAS_WIDE_REGISTERS, SIMD_WIDTH
from rnn_playground.kernels.vector import (
    CONTRACT,
    DOUBLES,
    FLOATS,
    INT32,
    INT64,
    call,
    emitted,
    load_at,
    pointer_to,
    reduced,
    splat,
    store_at,
)

BLOCK_ROWS = 8
# Vectors of the batch that one block works on: the accumulators have to fit into the registers.
BLOCK_VECTORS = 2 if HAS_WIDE_REGISTERS else 1
TILE_ROWS = 4
TILE_COLUMNS = SIMD_WIDTH // TILE_ROWS
_FUSED = f"llvm.fma.v{SIMD_WIDTH}f32"
_ZEROS = ir.Constant(FLOATS, [0.0] * SIMD_WIDTH)


def _offset(builder: Any, pointer: Any, distance: Any) -> Any:
    return builder.gep(pointer, [distance], inbounds=True)


def _block_product(vectors: int, *, add: bool) -> Any:
    """Return C[0:8, 0:vectors] = W S, or C += W S: W packed (depth, 8), S (depth, batch), C (8, batch)."""

    @emitted(types.void, *[types.int64] * 8)
    def block(builder: Any, w: Any, w_at: Any, s: Any, s_at: Any, c: Any, c_at: Any, depth: Any, batch: Any) -> None:
        weights, values, result = (pointer_to(builder, *array) for array in ((w, w_at), (s, s_at), (c, c_at)))

        def cell_pointer(row: int, column: int) -> Any:
            return _offset(builder, result, builder.add(builder.mul(batch, INT64(row)), INT64(column * SIMD_WIDTH)))

        cells = [(row, column) for row in range(BLOCK_ROWS) for column in range(vectors)]
        sums = {cell: cgutils.alloca_once(builder, FLOATS) for cell in cells}
        for cell in cells:
            builder.store(load_at(builder, cell_pointer(*cell)) if add else _ZEROS, sums[cell])
        with cgutils.for_range(builder, depth) as loop:
            row_values = _offset(builder, values, builder.mul(loop.index, batch))
            row_weights = _offset(builder, weights, builder.mul(loop.index, INT64(BLOCK_ROWS)))
            columns = [load_at(builder, _offset(builder, row_values, INT64(v * SIMD_WIDTH))) for v in range(vectors)]
            for row in range(BLOCK_ROWS):
                weight = splat(builder, builder.load(_offset(builder, row_weights, INT64(row))))
                for column in range(vectors):
                    sum_pointer = sums[row, column]
                    fused = call(builder, _FUSED, FLOATS, [weight, columns[column], builder.load(sum_pointer)])
                    builder.store(fused, sum_pointer)
        for cell in cells:
            store_at(builder, builder.load(sums[cell]), cell_pointer(*cell))

    return block


def _product(*, add: bool) -> Any:
    """Return what sets C (rows, batch) to W S, or adds that: W packed (rows, depth), rows a multiple of 8."""
    width = BLOCK_VECTORS * SIMD_WIDTH
    wide, narrow = _block_product(BLOCK_VECTORS, add=add), _block_product(1, add=add)

    @njit
    def product(w, w_at, rows, depth, s, s_at, batch, c, c_at):
        whole = batch - batch % width
        for column in range(0, whole, width):
            for row in range(0, rows, BLOCK_ROWS):
                wide(w, w_at + row * depth, s, s_at + column, c, c_at + row * batch + column, depth, batch)
        for column in range(whole, batch, SIMD_WIDTH):
            for row in range(0, rows, BLOCK_ROWS):
                narrow(w, w_at + row * depth, s, s_at + column, c, c_at + row * batch + column, depth, batch)

    return product


multiply, multiply_add = _product(add=False), _product(add=True)


@emitted(types.void, *[types.int64] * 10)
def _outer_tile(
    builder: Any,
    d: Any,
    d_at: Any,
    d_step: Any,
    s: Any,
    s_at: Any,
    s_step: Any,
    steps: Any,
    batch: Any,
    g: Any,
    g_at: Any,
) -> None:
    """Add to a tile of G the sum over n time steps and the batch of D's rows times S's rows."""
    left, right, tile = (pointer_to(builder, *array) for array in ((d, d_at), (s, s_at), (g, g_at)))
    cells = [(row, column) for row in range(TILE_ROWS) for column in range(TILE_COLUMNS)]
    sums = {cell: cgutils.alloca_once(builder, FLOATS) for cell in cells}
    for cell in cells:
        builder.store(_ZEROS, sums[cell])
    with cgutils.for_range(builder, steps) as step:
        left_now = _offset(builder, left, builder.mul(step.index, d_step))
        right_now = _offset(builder, right, builder.mul(step.index, s_step))
        with cgutils.for_range(builder, builder.sdiv(batch, INT64(SIMD_WIDTH))) as group:
            begin = builder.mul(group.index, INT64(SIMD_WIDTH))

            def rows(pointer: Any, count: int, begin: Any = begin) -> list[Any]:
                return [
                    load_at(builder, _offset(builder, pointer, builder.add(begin, builder.mul(batch, INT64(row)))))
                    for row in range(count)
                ]

            lefts, rights = rows(left_now, TILE_ROWS), rows(right_now, TILE_COLUMNS)
            for row, column in cells:
                fused = call(builder, _FUSED, FLOATS, [lefts[row], rights[column], builder.load(sums[row, column])])
                builder.store(fused, sums[row, column])
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


@njit
def add_outer(d, d_at, d_step, rows, s, s_at, s_step, first_column, columns, steps, batch, g, g_at):
    """Add to G the sum over ``steps`` time steps and the batch of D's rows times S's columns from ``first_column`` on.

    ``rows`` and ``columns`` are multiples of the tile. G holds its tiles one after the other, row of tiles by row of
    tiles, ``columns`` wide.
    """
    tiles = columns // TILE_COLUMNS
    for row in range(rows // TILE_ROWS):
        for column in range(first_column // TILE_COLUMNS, tiles):
            _outer_tile(
                d,
                d_at + row * TILE_ROWS * batch,
                d_step,
                s,
                s_at + column * TILE_COLUMNS * batch,
                s_step,
                steps,
                batch,
                g,
                g_at + (row * tiles + column) * SIMD_WIDTH,
            )


@emitted(types.containers.UniTuple(types.float64, 2), *[types.int64] * 7)
def column_norms(
    builder: Any, values: Any, values_at: Any, rows: Any, more: Any, more_at: Any, more_rows: Any, batch: Any
) -> Any:
    """Return the sum over the batch of ‖column‖₂ of ``values`` (rows, batch), and of the columns of both arrays joined.

    Squares are summed in float64: those of float32 numbers below 1e−23 are 0.
    """
    arrays = ((pointer_to(builder, values, values_at), rows), (pointer_to(builder, more, more_at), more_rows))
    zeros = ir.Constant(DOUBLES, [0.0] * SIMD_WIDTH)
    totals = [cgutils.alloca_once_value(builder, zeros) for _ in arrays]
    squares = cgutils.alloca_once(builder, DOUBLES)
    with cgutils.for_range(builder, builder.sdiv(batch, INT64(SIMD_WIDTH))) as group:
        begin = builder.mul(group.index, INT64(SIMD_WIDTH))
        builder.store(zeros, squares)
        for (pointer, count), total in zip(arrays, totals, strict=True):
            with cgutils.for_range(builder, count) as row:
                pointer_now = _offset(builder, pointer, builder.add(begin, builder.mul(row.index, batch)))
                value = builder.fpext(load_at(builder, pointer_now), DOUBLES)
                fused = call(builder, f"llvm.fma.v{SIMD_WIDTH}f64", DOUBLES, [value, value, builder.load(squares)])
                builder.store(fused, squares)
            norms = call(builder, f"llvm.sqrt.v{SIMD_WIDTH}f64", DOUBLES, [builder.load(squares)])
            builder.store(builder.fadd(builder.load(total), norms), total)
    return cgutils.pack_array(builder, [reduced(builder, builder.load(total)) for total in totals])
