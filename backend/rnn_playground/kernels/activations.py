"""The activation functions of a row of units, and their slopes; each beside its twin in ``cells/activations.py``."""

from __future__ import annotations

from typing import get_args

import numpy as np

from rnn_playground.experiment.activations import ActivationKind
from rnn_playground.kernels.elementary import (
    ONE,
    ZERO,
    clamp,
    cosine,
    expm1,
    normal_density,
    normal_distribution,
    sigmoid,
    sine,
    tanh,
)
from rnn_playground.kernels.processor import SIMD_WIDTH
from rnn_playground.kernels.subroutine import subroutine
from rnn_playground.kernels.vector import load, store, where_less

ACTIVATION_CODES: dict[ActivationKind, int] = {kind: code for code, kind in enumerate(get_args(ActivationKind))}
"""The number under which compiled code knows an activation."""

TANH, SIGMOID, RELU, LEAKY_RELU, ELU, SOFTSIGN, HARD_TANH, GELU, SINE, IDENTITY = (
    ACTIVATION_CODES[kind]
    for kind in ("tanh", "sigmoid", "relu", "leaky_relu", "elu", "softsign", "hard_tanh", "gelu", "sine", "identity")
)
LEAK = np.float32(0.01)


@subroutine
def activate(activation, z, z_at, h, h_at, size):
    """Set h to f(z), ``size`` numbers of each."""
    if activation == TANH:
        for e in range(0, size, SIMD_WIDTH):
            store(h, h_at + e, tanh(load(z, z_at + e)))
    elif activation == RELU:
        for e in range(0, size, SIMD_WIDTH):
            x = load(z, z_at + e)
            store(h, h_at + e, where_less(x, ZERO, ZERO, x))
    elif activation == SIGMOID:
        for e in range(0, size, SIMD_WIDTH):
            store(h, h_at + e, sigmoid(load(z, z_at + e)))
    elif activation == LEAKY_RELU:
        for e in range(0, size, SIMD_WIDTH):
            x = load(z, z_at + e)
            store(h, h_at + e, where_less(x, ZERO, LEAK * x, x))
    elif activation == ELU:
        for e in range(0, size, SIMD_WIDTH):
            x = load(z, z_at + e)
            store(h, h_at + e, where_less(x, ZERO, expm1(x), x))
    elif activation == SOFTSIGN:
        for e in range(0, size, SIMD_WIDTH):
            x = load(z, z_at + e)
            store(h, h_at + e, x / (ONE + where_less(x, ZERO, -x, x)))
    elif activation == HARD_TANH:
        for e in range(0, size, SIMD_WIDTH):
            store(h, h_at + e, clamp(load(z, z_at + e), -ONE, ONE))
    elif activation == GELU:
        for e in range(0, size, SIMD_WIDTH):
            x = load(z, z_at + e)
            store(h, h_at + e, x * normal_distribution(x))
    elif activation == SINE:
        for e in range(0, size, SIMD_WIDTH):
            store(h, h_at + e, sine(load(z, z_at + e)))
    else:
        for e in range(0, size, SIMD_WIDTH):
            store(h, h_at + e, load(z, z_at + e))


@subroutine
def activation_backward(activation, z, z_at, h, h_at, gradient, gradient_at, d, d_at, size):
    """Set d = ∂/∂z to f′(z) times ``gradient`` = ∂/∂h."""
    if activation == TANH:
        for e in range(0, size, SIMD_WIDTH):
            y = load(h, h_at + e)
            store(d, d_at + e, load(gradient, gradient_at + e) * (ONE - y * y))
    elif activation == RELU:
        for e in range(0, size, SIMD_WIDTH):
            x = load(gradient, gradient_at + e)
            store(d, d_at + e, where_less(ZERO, load(z, z_at + e), x, ZERO))
    elif activation == SIGMOID:
        for e in range(0, size, SIMD_WIDTH):
            y = load(h, h_at + e)
            store(d, d_at + e, load(gradient, gradient_at + e) * y * (ONE - y))
    elif activation == LEAKY_RELU:
        for e in range(0, size, SIMD_WIDTH):
            x = load(gradient, gradient_at + e)
            store(d, d_at + e, where_less(ZERO, load(z, z_at + e), x, LEAK * x))
    elif activation == ELU:
        for e in range(0, size, SIMD_WIDTH):
            x = load(gradient, gradient_at + e)
            y = load(h, h_at + e)
            store(d, d_at + e, where_less(ZERO, y, x, x * (y + ONE)))
    elif activation == SOFTSIGN:
        for e in range(0, size, SIMD_WIDTH):
            x = load(z, z_at + e)
            scale = ONE + where_less(x, ZERO, -x, x)
            store(d, d_at + e, load(gradient, gradient_at + e) / (scale * scale))
    elif activation == HARD_TANH:
        for e in range(0, size, SIMD_WIDTH):
            x = load(z, z_at + e)
            passed = where_less(where_less(x, ZERO, -x, x), ONE, load(gradient, gradient_at + e), ZERO)
            store(d, d_at + e, passed)
    elif activation == GELU:
        for e in range(0, size, SIMD_WIDTH):
            x = load(z, z_at + e)
            slope = normal_distribution(x) + x * normal_density(x)
            store(d, d_at + e, load(gradient, gradient_at + e) * slope)
    elif activation == SINE:
        for e in range(0, size, SIMD_WIDTH):
            store(d, d_at + e, load(gradient, gradient_at + e) * cosine(load(z, z_at + e)))
    else:
        for e in range(0, size, SIMD_WIDTH):
            store(d, d_at + e, load(gradient, gradient_at + e))
