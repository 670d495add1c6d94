"""Elementary functions of vectors, to about the last digit of float32. NaN stays NaN.

Exponentials by 2ⁿ eʳ with |r| ≤ ln 2 / 2; there (eʳ − 1 − r) / r² is a polynomial to within half a digit of float32,
the one that meets it at the Chebyshev points.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.polynomial import Chebyshev, Polynomial

from rnn_playground.kernels.subroutine import subroutine
from rnn_playground.kernels.vector import nearest, times_power_of_two, where_less

f32 = np.float32


def _exponential_coefficients() -> list[float]:
    """Return c of (eʳ − 1 − r) / r² ≈ c₀ + c₁ r + … + c₄ r⁴, from the Taylor series, which has all digits near 0."""
    factorials = [math.factorial(order) for order in range(2, 20)]
    series = Polynomial([1.0 / factorial for factorial in factorials])
    half = math.log(2.0) / 2.0
    fitted = Chebyshev.interpolate(series, 4, domain=[-half, half])
    coefficients: list[float] = fitted.convert(kind=Polynomial, domain=[-1, 1]).coef.tolist()
    return coefficients


ZERO, HALF, ONE, TWO = f32(0.0), f32(0.5), f32(1.0), f32(2.0)
LOWEST, HIGHEST = f32(-87.0), f32(88.0)
LOG2_E = f32(1.4426950408889634)
ROUNDER = f32(12582912.0)
# ln 2 in two parts: the first has few digits, so that its product with n is exact.
LN2_HIGH, LN2_LOW = f32(0.693359375), f32(-2.1219444005469057e-4)
C2, C3, C4, C5, C6 = (f32(value) for value in _exponential_coefficients())
# π in three parts, for the same reason.
PI_HIGH, PI_MIDDLE, PI_LOW = f32(3.140625), f32(9.67502593994140625e-4), f32(1.509957990978376e-7)
INVERSE_PI = f32(0.3183098861837907)
INVERSE_ROOT_2, INVERSE_ROOT_2_PI = f32(0.7071067811865476), f32(0.3989422804014327)
# Abramowitz and Stegun, 1964, equation 7.1.26.
P, A1, A2, A3, A4, A5 = (
    f32(value) for value in (0.3275911, 0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)
)


@subroutine
def clamp(x, low, high):
    """Hold x between two bounds; NaN passes."""
    held = where_less(x, low, low, x)
    return where_less(high, held, high, held)


@subroutine
def _series(r):
    """(eʳ − 1 − r) / r²."""
    return C2 + r * (C3 + r * (C4 + r * (C5 + r * C6)))


@subroutine
def _reduced(x):
    """Return 1.5 · 2²³ + n and eʳ − 1 with x = n ln 2 + r: the sum rounds to whole numbers."""
    shifted = x * LOG2_E + ROUNDER
    n = shifted - ROUNDER
    r = x - n * LN2_HIGH
    r = r - n * LN2_LOW
    return shifted, r + r * r * _series(r)


@subroutine
def exp(x):
    """eˣ, within [e⁻⁸⁷, e⁸⁸]."""
    shifted, rest = _reduced(clamp(x, LOWEST, HIGHEST))
    return times_power_of_two(rest + ONE, shifted)


@subroutine
def _grown(x):
    shifted, rest = _reduced(x)
    scale = times_power_of_two(ONE, shifted)
    return scale * rest + (scale - ONE)


@subroutine
def expm1(x):
    """eˣ − 1, with all its digits near 0."""
    return _grown(clamp(x, LOWEST, HIGHEST))


@subroutine
def tanh(x):
    """The hyperbolic tangent; beyond 9.1 it is 1 in float32."""
    grown = _grown(clamp(x, f32(-9.1), f32(9.1)) * TWO)
    return grown / (grown + TWO)


@subroutine
def sigmoid(x):
    """1 / (1 + e⁻ˣ), e⁻ˣ as ``exp`` has it, of the other sign."""
    held = clamp(x, -HIGHEST, -LOWEST)
    shifted = ROUNDER - held * LOG2_E
    n = shifted - ROUNDER
    r = -held - n * LN2_HIGH
    r = r - n * LN2_LOW
    return ONE / (ONE + times_power_of_two(r + r * r * _series(r) + ONE, shifted))


@subroutine
def _half_turns(x):
    """Return r and ±1 with x = n π + r and the sign that sine and cosine take after n half turns."""
    n = nearest(x * INVERSE_PI)
    r = x - n * PI_HIGH
    r = r - n * PI_MIDDLE
    r = r - n * PI_LOW
    half = n * HALF
    rest = half - nearest(half)
    return r, ONE - f32(8.0) * rest * rest


@subroutine
def sine(x):
    """sin x, where |x| is at most some thousands."""
    r, sign = _half_turns(x)
    s = r * r
    series = f32(-1.0 / 6) + s * (
        f32(1.0 / 120) + s * (f32(-1.0 / 5040) + s * (f32(1.0 / 362880) - s * f32(1.0 / 39916800)))
    )
    return sign * (r + r * s * series)


@subroutine
def cosine(x):
    """cos x, where |x| is at most some thousands."""
    r, sign = _half_turns(x)
    s = r * r
    series = f32(1.0 / 24) + s * (
        f32(-1.0 / 720) + s * (f32(1.0 / 40320) + s * (f32(-1.0 / 3628800) + s * f32(1.0 / 479001600)))
    )
    return sign * (ONE - HALF * s + s * s * series)


@subroutine
def normal_density(x):
    """The density of the standard normal distribution."""
    return INVERSE_ROOT_2_PI * exp(-HALF * x * x)


@subroutine
def normal_distribution(x):
    """The standard normal distribution function, to 10⁻⁷."""
    size = where_less(x, ZERO, -x, x) * INVERSE_ROOT_2
    t = ONE / (ONE + P * size)
    tail = HALF * t * (A1 + t * (A2 + t * (A3 + t * (A4 + t * A5)))) * exp(-size * size)
    return where_less(x, ZERO, tail, ONE - tail)
