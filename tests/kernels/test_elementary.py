"""The elementary functions of vectors, against those of NumPy and SciPy in float64."""

from __future__ import annotations

import numpy as np
import pytest
from numba import njit
from scipy.special import expit, ndtr

from rnn_playground.kernels import elementary
from rnn_playground.kernels.processor import SIMD_WIDTH
from rnn_playground.kernels.vector import load, store


def over_vectors(function):
    @njit
    def apply(source, target, size):
        for at in range(0, size, SIMD_WIDTH):
            store(target, at, function(load(source, at)))

    def run(x):
        size = -(-len(x) // SIMD_WIDTH) * SIMD_WIDTH
        source = np.zeros(size, dtype=np.float32)
        source[: len(x)] = x
        target = np.empty_like(source)
        apply(source.ctypes.data, target.ctypes.data, size)
        return target[: len(x)]

    return run


RELATIVE = [("exp", np.exp), ("expm1", np.expm1), ("tanh", np.tanh), ("sigmoid", expit)]
ABSOLUTE = [
    ("sine", np.sin),
    ("cosine", np.cos),
    ("normal_distribution", ndtr),
    ("normal_density", lambda x: np.exp(-0.5 * x * x) / np.sqrt(2 * np.pi)),
]


@pytest.mark.parametrize(("name", "exact"), RELATIVE)
@pytest.mark.parametrize("size", [1e-6, 1e-3, 0.3, 1.0, 10.0, 85.0])
def test_relative_error(name, exact, size, rng):
    x = (rng.uniform(-size, size, 4096)).astype(np.float32)
    truth = exact(x.astype(np.float64))
    error = np.abs(over_vectors(getattr(elementary, name))(x) - truth)
    assert (error <= 2.5e-7 * np.abs(truth) + 1e-38).all()


@pytest.mark.parametrize(("name", "exact"), ABSOLUTE)
@pytest.mark.parametrize("size", [1e-3, 1.0, 10.0, 1000.0])
def test_absolute_error(name, exact, size, rng):
    x = (rng.uniform(-size, size, 4096)).astype(np.float32)
    found = over_vectors(getattr(elementary, name))(x)
    assert np.abs(found - exact(x.astype(np.float64))).max() <= 3e-7


@pytest.mark.parametrize("name", [name for name, _ in RELATIVE + ABSOLUTE])
def test_nan_stays_nan(name):
    assert np.isnan(over_vectors(getattr(elementary, name))(np.array([np.nan, 0.0]))).tolist() == [True, False]


def test_bounds_at_infinity():
    ends = np.array([-np.inf, np.inf])
    assert over_vectors(elementary.tanh)(ends).tolist() == [-1.0, 1.0]
    assert over_vectors(elementary.sigmoid)(ends)[1] == 1.0
    assert over_vectors(elementary.sigmoid)(ends)[0] < 1e-37
