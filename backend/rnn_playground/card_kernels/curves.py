"""The activations and their slopes on blocks, by the names that documents give them."""

from __future__ import annotations

from typing import Any

import numpy as np
import triton
import triton.language as tl
from numpy.polynomial import Chebyshev, Polynomial

BEND = 0.3


def _tanh_coefficients() -> list[float]:
    """Return c of tanh(x) ≈ x + x s (c₀ + c₁ s + … + c₄ s⁴), s = x² ≤ ``BEND``, to the last digit of float32."""

    def rest(s: Any) -> Any:
        return (np.tanh(np.sqrt(s)) / np.sqrt(s) - 1.0) / s

    fitted = Chebyshev.interpolate(rest, 4, domain=[0.0, BEND])
    coefficients: list[float] = fitted.convert(kind=Polynomial, domain=[-1, 1]).coef.tolist()
    return coefficients


C0, C1, C2, C3, C4 = (tl.constexpr(value) for value in _tanh_coefficients())
NEAR = tl.constexpr(BEND)
INVERSE_ROOT_2, INVERSE_ROOT_2_PI = tl.constexpr(0.7071067811865476), tl.constexpr(0.3989422804014327)


@triton.jit
def tanh(x):
    """tanh(x): by its series near 0, where a difference of exponentials would lose digits. NaN stays NaN."""
    s = x * x
    near = x + x * s * (C0 + s * (C1 + s * (C2 + s * (C3 + s * C4))))
    return tl.where(s < NEAR, near, 2.0 * tl.sigmoid(2.0 * x) - 1.0)


@triton.jit
def bent(z, KIND: tl.constexpr):
    """f(z) of the activation called ``KIND``."""
    if KIND == "tanh":
        return tanh(z)
    elif KIND == "sigmoid":
        return tl.sigmoid(z)
    elif KIND == "relu":
        return tl.where(z <= 0.0, 0.0, z)
    elif KIND == "leaky_relu":
        return tl.where(z <= 0.0, 0.01 * z, z)
    elif KIND == "elu":
        return tl.where(z <= 0.0, tl.exp(z) - 1.0, z)
    elif KIND == "softsign":
        return z / (1.0 + tl.abs(z))
    elif KIND == "hard_tanh":
        return tl.where(z < -1.0, -1.0, tl.where(z > 1.0, 1.0, z))
    elif KIND == "gelu":
        return 0.5 * z * (1.0 + tl.erf(z * INVERSE_ROOT_2))
    elif KIND == "sine":
        return tl.sin(z)
    else:
        tl.static_assert(KIND == "identity")
        return z


@triton.jit
def slope(z, h, KIND: tl.constexpr):
    """f′(z) of the activation called ``KIND``, of which h = f(z)."""
    if KIND == "tanh":
        return 1.0 - h * h
    elif KIND == "sigmoid":
        return h * (1.0 - h)
    elif KIND == "relu":
        return tl.where(z > 0.0, 1.0, 0.0)
    elif KIND == "leaky_relu":
        return tl.where(z > 0.0, 1.0, 0.01)
    elif KIND == "elu":
        return tl.where(z > 0.0, 1.0, tl.exp(z))
    elif KIND == "softsign":
        root = 1.0 / (1.0 + tl.abs(z))
        return root * root
    elif KIND == "hard_tanh":
        return tl.where(tl.abs(z) < 1.0, 1.0, 0.0)
    elif KIND == "gelu":
        return 0.5 * (1.0 + tl.erf(z * INVERSE_ROOT_2)) + z * INVERSE_ROOT_2_PI * tl.exp(-0.5 * z * z)
    elif KIND == "sine":
        return tl.cos(z)
    else:
        tl.static_assert(KIND == "identity")
        return tl.full(z.shape, 1.0, z.dtype)
