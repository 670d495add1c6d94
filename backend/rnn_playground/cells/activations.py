"""The activation functions, and where each of them is flat."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.experiment.activations import ActivationKind


class Activation(NamedTuple):
    """h = f(z), and ``is_flat(z, h)``: whether a unit sits where f has all but stopped to answer (saturation)."""

    function: Callable[[Tensor], Tensor]
    is_flat: Callable[[Tensor, Tensor], Tensor]


def _near_one(_z: Tensor, h: Tensor) -> Tensor:
    return h.abs() > 0.95


def _near_bounds(_z: Tensor, h: Tensor) -> Tensor:
    return (h < 0.05) | (h > 0.95)


def _near_minus_one(_z: Tensor, h: Tensor) -> Tensor:
    return h < -0.95


def _is_zero(_z: Tensor, h: Tensor) -> Tensor:
    return h == 0


def _far_left(z: Tensor, _h: Tensor) -> Tensor:
    return z < -3.0


def _nowhere(z: Tensor, _h: Tensor) -> Tensor:
    return torch.zeros_like(z, dtype=torch.bool)


def _identity(z: Tensor) -> Tensor:
    return z


ACTIVATIONS: dict[ActivationKind, Activation] = {
    "tanh": Activation(torch.tanh, _near_one),
    "sigmoid": Activation(torch.sigmoid, _near_bounds),
    "relu": Activation(torch.relu, _is_zero),
    "leaky_relu": Activation(functional.leaky_relu, _nowhere),
    "elu": Activation(functional.elu, _near_minus_one),
    "softsign": Activation(functional.softsign, _near_one),
    "hard_tanh": Activation(functional.hardtanh, _near_one),
    "gelu": Activation(functional.gelu, _far_left),
    "sine": Activation(torch.sin, _nowhere),
    "identity": Activation(_identity, _nowhere),
}
