"""The two matrix products of backpropagation, with the batch as the fast axis.

Forward and backward along time: C = W S, W packed in blocks of ``BLOCK_ROWS`` rows. Gradients of weights: the sum over
time steps and batch of the outer products of two columns, kept in tiles of ``TILE_ROWS`` × ``TILE_COLUMNS``.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import njit
from numba.core import cgutils, types
from numba.extending import intrinsic

from rnn_playground.kernels.processor import HAS_WIDE_REGISTERS, SIMD_WIDTH
from rnn_playground.kernels.vector import (
    CONTRACT,
    FLOATS,
    INT32,
    INT64,
    call,
    load_at,
    pointer_to,
    splat,
    store_at,
)

BLOCK_ROWS = 8
# Vectors of the batch that one block works on: the accumulators have to fit into the registers.
BLOCK_VECTORS = 2 if HAS_WIDE_REGISTERS else 1
TILE_ROWS = 4
TILE_COLUMNS = SIMD_WIDTH // TILE_ROWS
_FUSED = f"llvm.fma.v{SIMD_WIDTH}f32"


def _offset(builder: Any, pointer: Any, distance: Any) -> Any:
    return builder.gep(pointer, [distance], inbounds=True)


def _block_product(vectors: int, *, add: bool) -> Any:
    """Return C[0:8, 0:vectors] = W S, or C += W S: W packed (depth, 8), S (depth, batch), C (8, batch)."""

    @intrinsic
    def block(
        _typing: Any, _w: Any, _w_at: Any, _s: Any, _s_at: Any, _c: Any, _c_at: Any, _depth: Any, _batch: Any
    ) -> Any:
        def generate(context: Any, builder: Any, _types: Any, arguments: Any) -> Any:
            depth, batch = arguments[6], arguments[7]
            weights, values, result = (pointer_to(builder, *arguments[at : at + 2]) for at in (0, 2, 4))

            def cell_pointer(row: int, column: int) -> Any:
                return _offset(builder, result, builder.add(builder.mul(batch, INT64(row)), INT64(column * SIMD_WIDTH)))

            cells = [(row, column) for row in range(BLOCK_ROWS) for column in range(vectors)]
            sums = {cell: cgutils.alloca_once(builder, FLOATS) for cell in cells}
            for cell in cells:
                builder.store(
                    load_at(builder, cell_pointer(*cell)) if add else ir.Constant(FLOATS, [0.0] * SIMD_WIDTH),
                    sums[cell],
                )
            with cgutils.for_range(builder, depth) as loop:
                row_values = _offset(builder, values, builder.mul(loop.index, batch))
                row_weights = _offset(builder, weights, builder.mul(loop.index, INT64(BLOCK_ROWS)))
                columns = [
                    load_at(builder, _offset(builder, row_values, INT64(v * SIMD_WIDTH))) for v in range(vectors)
                ]
                for row in range(BLOCK_ROWS):
                    weight = splat(builder, builder.load(_offset(builder, row_weights, INT64(row))))
                    for column in range(vectors):
                        sum_pointer = sums[row, column]
                        fused = call(builder, _FUSED, FLOATS, [weight, columns[column], builder.load(sum_pointer)])
                        builder.store(fused, sum_pointer)
            for cell in cells:
                store_at(builder, builder.load(sums[cell]), cell_pointer(*cell))
            return context.get_dummy_value()

        return types.void(*[types.int64] * 8), generate

    return block


_set_wide, _set_narrow = _block_product(BLOCK_VECTORS, add=False), _block_product(1, add=False)
_add_wide, _add_narrow = _block_product(BLOCK_VECTORS, add=True), _block_product(1, add=True)
_WIDTH = BLOCK_VECTORS * SIMD_WIDTH


@njit
def multiply(w, w_at, rows, depth, s, s_at, batch, c, c_at):
    """Set C (rows, batch) to W S: ``rows`` a multiple of 8, W packed, S (depth, batch)."""
    whole = batch - batch % _WIDTH
    for column in range(0, whole, _WIDTH):
        for row in range(0, rows, BLOCK_ROWS):
            _set_wide(w, w_at + row * depth, s, s_at + column, c, c_at + row * batch + column, depth, batch)
    for column in range(whole, batch, SIMD_WIDTH):
        for row in range(0, rows, BLOCK_ROWS):
            _set_narrow(w, w_at + row * depth, s, s_at + column, c, c_at + row * batch + column, depth, batch)


@njit
def multiply_add(w, w_at, rows, depth, s, s_at, batch, c, c_at):
    """Add W S to C, as ``multiply`` sets it."""
    whole = batch - batch % _WIDTH
    for column in range(0, whole, _WIDTH):
        for row in range(0, rows, BLOCK_ROWS):
            _add_wide(w, w_at + row * depth, s, s_at + column, c, c_at + row * batch + column, depth, batch)
    for column in range(whole, batch, SIMD_WIDTH):
        for row in range(0, rows, BLOCK_ROWS):
            _add_narrow(w, w_at + row * depth, s, s_at + column, c, c_at + row * batch + column, depth, batch)


@intrinsic
def _outer_tile(
    _typing: Any,
    _d: Any,
    _d_at: Any,
    _d_step: Any,
    _s: Any,
    _s_at: Any,
    _s_step: Any,
    _steps: Any,
    _batch: Any,
    _g: Any,
    _g_at: Any,
) -> Any:
    """Add to a tile of G the sum over n time steps and the batch of D's rows times S's rows."""

    def generate(context: Any, builder: Any, _types: Any, arguments: Any) -> Any:
        left, right, tile = (pointer_to(builder, *arguments[at : at + 2]) for at in (0, 3, 8))
        left_step, right_step, steps, batch = arguments[2], arguments[5], arguments[6], arguments[7]
        cells = [(row, column) for row in range(TILE_ROWS) for column in range(TILE_COLUMNS)]
        sums = {cell: cgutils.alloca_once(builder, FLOATS) for cell in cells}
        for cell in cells:
            builder.store(ir.Constant(FLOATS, [0.0] * SIMD_WIDTH), sums[cell])
        with cgutils.for_range(builder, steps) as step:
            left_now = _offset(builder, left, builder.mul(step.index, left_step))
            right_now = _offset(builder, right, builder.mul(step.index, right_step))
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
        return context.get_dummy_value()

    return types.void(*[types.int64] * 10), generate


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


@intrinsic
def column_norms(
    _typing: Any, _values: Any, _values_at: Any, _rows: Any, _more: Any, _more_at: Any, _more_rows: Any, _batch: Any
) -> Any:
    """Return the sum over the batch of ‖column‖₂ of ``values`` (rows, batch), and of the columns of both arrays joined.

    Squares are summed in float64: those of float32 numbers below 1e−23 are 0.
    """

    def generate(context: Any, builder: Any, types_: Any, arguments: Any) -> Any:
        batch = arguments[6]
        first, second = (pointer_to(builder, *arguments[at : at + 2]) for at in (0, 3))
        wide = ir.VectorType(ir.DoubleType(), SIMD_WIDTH)
        zeros = ir.Constant(wide, [0.0] * SIMD_WIDTH)
        totals = [cgutils.alloca_once_value(builder, zeros) for _ in range(2)]
        squares = cgutils.alloca_once(builder, wide)
        with cgutils.for_range(builder, builder.sdiv(batch, INT64(SIMD_WIDTH))) as group:
            begin = builder.mul(group.index, INT64(SIMD_WIDTH))
            builder.store(zeros, squares)
            for pointer, rows, total in ((first, arguments[2], totals[0]), (second, arguments[5], totals[1])):
                with cgutils.for_range(builder, rows) as row:
                    pointer_now = _offset(builder, pointer, builder.add(begin, builder.mul(row.index, batch)))
                    value = builder.fpext(load_at(builder, pointer_now), wide)
                    builder.store(
                        call(builder, f"llvm.fma.v{SIMD_WIDTH}f64", wide, [value, value, builder.load(squares)]),
                        squares,
                    )
                norms = call(builder, f"llvm.sqrt.v{SIMD_WIDTH}f64", wide, [builder.load(squares)])
                builder.store(builder.fadd(builder.load(total), norms), total)
        double = ir.DoubleType()
        reduce = cgutils.get_or_insert_function(
            builder.module, ir.FunctionType(double, [double, wide]), f"llvm.vector.reduce.fadd.v{SIMD_WIDTH}f64"
        )
        sums = [builder.call(reduce, [double(0.0), builder.load(total)], fastmath=("reassoc",)) for total in totals]
        return context.make_tuple(builder, types_.return_type, sums)

    return types.containers.UniTuple(types.float64, 2)(*[types.int64] * 7), generate
