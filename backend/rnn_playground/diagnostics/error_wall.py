"""The wall: the error of one recurrent unit over its weight and its bias, where the gradient suddenly grows."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnn_playground.experiment.activations import ActivationKind

FloatArray = NDArray[np.floating[Any]]
Function = Callable[[FloatArray], FloatArray]


class ErrorWall(NamedTuple):
    """The error over a grid: row i belongs to ``weight_axis[i]``, column j to ``bias_axis[j]``; P points an axis.

    ``wall`` (P, P) is E; ``gradient`` (P, P, 2) is ∂E/∂W and ∂E/∂b. Where the unit explodes they are infinite or NaN.
    """

    wall: FloatArray
    weight_axis: FloatArray
    bias_axis: FloatArray
    gradient: FloatArray


class _Unit(NamedTuple):
    """An activation f and its slope f′, both of z; ``weights`` and ``biases`` span the region where the wall stands."""

    function: Function
    slope: Function
    weights: tuple[float, float]
    biases: tuple[float, float]


def error_wall(
    activation: ActivationKind = "sigmoid",
    *,
    points: int = 60,
    steps: int = 50,
    target: float = 0.7,
    start: float = 0.5,
) -> ErrorWall:
    """Return the error surface of one unit without input (after Pascanu, Mikolov and Bengio, 2013, figure 6).

    h_0 = ``start``, h_t = W f(h_{t−1}) + b for t = 1 … ``steps``, E = (f(h_T) − ``target``)². The derivatives are
    carried forward beside the state: ∂h_t/∂W = f(h_{t−1}) + W f′(h_{t−1}) ∂h_{t−1}/∂W, ∂h_t/∂b = 1 + W f′(h_{t−1})
    ∂h_{t−1}/∂b. No unit of measure: state, weight and error are plain numbers.
    """
    unit = _UNITS[activation]
    weight_axis, bias_axis = np.linspace(*unit.weights, points), np.linspace(*unit.biases, points)
    weight, bias = np.meshgrid(weight_axis, bias_axis, indexing="ij")
    state = np.full_like(weight, start)
    by_weight, by_bias = np.zeros_like(weight), np.zeros_like(weight)
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        for _ in range(steps):
            value, gain = unit.function(state), weight * unit.slope(state)
            by_weight, by_bias = value + gain * by_weight, 1.0 + gain * by_bias
            state = weight * value + bias
        miss = unit.function(state) - target
        slope = 2.0 * miss * unit.slope(state)
        return ErrorWall(miss**2, weight_axis, bias_axis, np.stack([slope * by_weight, slope * by_bias], axis=-1))


def _sigmoid(z: FloatArray) -> FloatArray:
    value: FloatArray = 0.5 * (1.0 + np.tanh(0.5 * z))
    return value


def _normal_density(z: FloatArray) -> FloatArray:
    density: FloatArray = np.exp(-0.5 * z**2) / math.sqrt(2.0 * math.pi)
    return density


def _normal_distribution(z: FloatArray) -> FloatArray:
    flat = [0.5 * math.erfc(-value / math.sqrt(2.0)) for value in z.ravel().tolist()]
    return np.array(flat).reshape(z.shape)


_SQUASHING = ((0.0, 4.0), (-2.0, 2.0))
_GROWING = ((-0.5, 1.2), (-1.0, 1.0))
_UNITS: dict[ActivationKind, _Unit] = {
    "tanh": _Unit(np.tanh, lambda z: 1.0 - np.tanh(z) ** 2, *_SQUASHING),
    "sigmoid": _Unit(_sigmoid, lambda z: _sigmoid(z) * _sigmoid(-z), (2.0, 8.0), (-5.0, 0.0)),
    "relu": _Unit(lambda z: np.maximum(z, 0.0), lambda z: (z > 0.0) * 1.0, *_GROWING),
    "leaky_relu": _Unit(lambda z: np.where(z > 0.0, z, 0.01 * z), lambda z: np.where(z > 0.0, 1.0, 0.01), *_GROWING),
    "elu": _Unit(
        lambda z: np.where(z > 0.0, z, np.expm1(np.minimum(z, 0.0))), lambda z: np.exp(np.minimum(z, 0.0)), *_GROWING
    ),
    "softsign": _Unit(lambda z: z / (1.0 + np.abs(z)), lambda z: (1.0 + np.abs(z)) ** -2.0, *_SQUASHING),
    "hard_tanh": _Unit(lambda z: np.clip(z, -1.0, 1.0), lambda z: (np.abs(z) < 1.0) * 1.0, *_SQUASHING),
    "gelu": _Unit(
        lambda z: z * _normal_distribution(z),
        lambda z: _normal_distribution(z) + z * _normal_density(z),
        *_GROWING,
    ),
    "sine": _Unit(np.sin, np.cos, *_SQUASHING),
    "identity": _Unit(lambda z: z, np.ones_like, *_GROWING),
}
