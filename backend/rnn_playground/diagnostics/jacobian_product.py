"""What many time steps together do to a small change of the state: the singular values of products of Jacobians."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

Float64Array = NDArray[np.float64]

RANGE = 460.0
"""In nats: a direction that is stretched e^460 = 10^200 times less than the longest counts as lost, 0."""

LOST = 100.0
"""How many times the rounding error of a number still counts as nothing: errors of the others add to it."""


def product_singular_values(jacobians: Float64Array) -> Float64Array:
    """Return σ_1 ≥ σ_2 ≥ … (time_step, S) of ∂s_T/∂s_t = J_T J_{T−1} … J_{t+1}, from J_t (time_step, S, S).

    The last row belongs to t = T, where the product is I. Every σ has its leading digits right, even where the largest
    is 10^200 times the smallest: the transposed product is kept as Q D X with Q orthogonal, the logarithms of the
    diagonal D and a well-conditioned X, and the singular values of D X are found by one-sided Jacobi rotations
    (Drmač and Veselić, 2008). What comes out of a step within the rounding error of its own length is 0: of a direction
    that a singular J loses, as ReLU units that are off make it, nothing else is left, nor where the terms
    of a product cancel.
    From the first J back that is not finite all is NaN, and so is a step whose rotations do not converge.

    It runs on one thread, whatever the process allows: on vectors this short threads wait for each other up to a
    hundred times longer than they work.
    """
    with _linear_algebra().limit(limits=1, user_api="blas"):
        return _singular_values_by_step(jacobians)


def end_to_end_singular_values(jacobians: Float64Array) -> Float64Array:
    """Return σ_1 ≥ σ_2 ≥ … (S) of ∂s_T/∂s_1 alone, the first row of ``product_singular_values``."""
    with _linear_algebra().limit(limits=1, user_api="blas"):
        turned, logarithms, shape = _unit(jacobians.shape[1])
        for jacobian in jacobians[:0:-1]:
            if not np.isfinite(jacobian).all():
                return np.full_like(logarithms, np.nan)
            turned, logarithms, shape = _multiplied(jacobian.T, turned, logarithms, shape)
        return _singular_values(logarithms, shape)


@cache
def _linear_algebra() -> ThreadpoolController:
    """Return the handle on the threads of the linear algebra that numpy and scipy bring along."""
    from scipy.linalg import lapack  # noqa: F401 (only what is loaded can be held)

    return ThreadpoolController()


def _singular_values_by_step(jacobians: Float64Array) -> Float64Array:
    steps, size = jacobians.shape[:2]
    values = np.full((steps, size), np.nan)
    values[-1] = 1.0
    turned, logarithms, shape = _unit(size)
    for time_step in range(steps - 1, 0, -1):
        if not np.isfinite(jacobians[time_step]).all():
            break
        turned, logarithms, shape = _multiplied(jacobians[time_step].T, turned, logarithms, shape)
        values[time_step - 1] = _singular_values(logarithms, shape)
    return values


def _unit(size: int) -> tuple[Float64Array, Float64Array, Float64Array]:
    """Return Q, ln D, X of the identity."""
    return np.eye(size), np.zeros(size), np.eye(size)


def _multiplied(
    factor: Float64Array, turned: Float64Array, logarithms: Float64Array, shape: Float64Array
) -> tuple[Float64Array, Float64Array, Float64Array]:
    """Return Q, ln D, X of ``factor`` Q D X. The columns are sorted first, so that D falls and X stays well-behaved."""
    columns, rounding = factor @ turned, LOST * len(factor) * np.finfo(np.float64).eps
    columns[np.abs(columns) <= rounding * (np.abs(factor) @ np.abs(turned))] = 0.0
    with np.errstate(divide="ignore"):
        order = np.argsort(-(np.log(np.linalg.norm(columns, axis=0)) + logarithms), kind="stable")
        logarithms = logarithms[order]
        turned, triangle = np.linalg.qr(columns[:, order])
        triangle[np.abs(triangle) <= rounding * np.linalg.norm(triangle, axis=0)] = 0.0
        entries = np.log(np.abs(triangle)) + logarithms
    grown = entries.max(axis=1)
    scale = np.where(np.isfinite(grown), grown, 0.0)[:, None]
    return turned, grown, np.sign(triangle) * np.exp(entries - scale) @ shape[order]


def _singular_values(logarithms: Float64Array, shape: Float64Array) -> Float64Array:
    """Return the singular values of e^{``logarithms``} ``shape``, rows scaled, in decreasing order."""
    from scipy.linalg import lapack

    values = np.zeros(len(logarithms))
    largest = logarithms.max()
    kept = logarithms > largest - RANGE
    if not kept.any():
        return values
    graded = np.exp(logarithms[kept] - largest)[:, None] * shape[kept]
    relative, _, _, work, _, failed = lapack.dgejsv(graded.T, joba=0, jobu=3, jobv=3, jobr=0, jobp=0)
    if failed:  # the rotations did not converge
        return np.full_like(values, np.nan)
    with np.errstate(divide="ignore", over="ignore"):
        values[: len(relative)] = np.exp(np.log(np.sort(relative)[::-1] * (work[0] / work[1])) + largest)
    return values
