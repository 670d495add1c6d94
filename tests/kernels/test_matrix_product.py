"""The matrix products of the kernels, against NumPy's in float64."""

from __future__ import annotations

import numpy as np
import pytest
from numba import njit

from rnn_playground.kernels import matrix_product
from rnn_playground.kernels.layout import packed_index, padded, tile_index
from rnn_playground.kernels.matrix_product import BLOCK_ROWS, TILE_COLUMNS, TILE_ROWS, column_norms
from rnn_playground.kernels.processor import SIMD_WIDTH

# Compiled once more, with an entry from Python.
multiply, multiply_add, add_outer = (
    njit(function.py_func)
    for function in (matrix_product.multiply, matrix_product.multiply_add, matrix_product.add_outer)
)


@njit
def norms(values, rows, more, more_rows, groups):
    return column_norms(values, 0, rows, rows * SIMD_WIDTH, more, 0, more_rows, more_rows * SIMD_WIDTH, groups)


def packed(matrix):
    rows, depth = matrix.shape
    flat = np.zeros(padded(rows, BLOCK_ROWS) * depth, dtype=np.float32)
    row, column = np.indices(matrix.shape)
    flat[packed_index(0, depth, row, column)] = matrix
    return flat


@pytest.mark.parametrize(("rows", "depth"), [(1, 1), (8, 5), (13, 40), (64, 3)])
def test_products(rows, depth, rng):
    w, s = rng.standard_normal((rows, depth)), rng.standard_normal((depth, SIMD_WIDTH)).astype(np.float32)
    flat, result = packed(w.astype(np.float32)), np.full((padded(rows, BLOCK_ROWS), SIMD_WIDTH), 3.0, dtype=np.float32)
    arguments = (flat.ctypes.data, 0, len(result), depth, s.ctypes.data, 0, result.ctypes.data, 0)
    truth = w.astype(np.float32).astype(np.float64) @ s
    multiply(*arguments)
    np.testing.assert_allclose(result[:rows], truth, atol=2e-5)
    multiply_add(*arguments)
    np.testing.assert_allclose(result[:rows], 2 * truth, atol=4e-5)
    assert not result[rows:].any()


@pytest.mark.parametrize(("rows", "columns", "first"), [(4, 4, 0), (8, 12, 5), (12, 20, 0)])
@pytest.mark.parametrize("groups", [1, 3])
def test_outer_products(rows, columns, first, groups, rng):
    steps = 5
    d = rng.standard_normal((groups, steps, rows, SIMD_WIDTH)).astype(np.float32)
    s = rng.standard_normal((groups, steps, columns, SIMD_WIDTH)).astype(np.float32)
    tiles = np.zeros(rows * columns, dtype=np.float32)
    assert not rows % TILE_ROWS
    assert not columns % TILE_COLUMNS
    for row in range(rows // TILE_ROWS):  # the rows of tiles are independent
        add_outer(
            d.ctypes.data, 0, rows * SIMD_WIDTH, d[0].size, row, row + 1,
            s.ctypes.data, 0, columns * SIMD_WIDTH, s[0].size, first, columns, steps, groups, tiles.ctypes.data, 0,
        )  # fmt: skip
    row, column = np.indices((rows, columns))
    found, truth = tiles[tile_index(0, columns, row, column)], np.einsum("gtjb,gtkb->jk", d, s, dtype=np.float64)
    np.testing.assert_allclose(found[:, first:], truth[:, first:], atol=1e-4)


@pytest.mark.parametrize("groups", [1, 3])
def test_norms_are_summed_in_float64(groups, rng):
    values = (rng.standard_normal((groups, 7, SIMD_WIDTH)) * 1e-30).astype(np.float32)
    more = (rng.standard_normal((groups, 3, SIMD_WIDTH)) * 1e-30).astype(np.float32)
    hidden, joint = norms(values.ctypes.data, 7, more.ctypes.data, 3, groups)
    both = np.concatenate([values, more], axis=1).astype(np.float64)
    assert hidden == pytest.approx(np.linalg.norm(values.astype(np.float64), axis=1).sum(), rel=1e-12)
    assert joint == pytest.approx(np.linalg.norm(both, axis=1).sum(), rel=1e-12)
