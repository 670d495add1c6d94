"""The activations: each function with how steep it is and where it is flat."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.experiment.activations import ActivationKind


class ActivationCurve(NamedTuple):
    """Where an activation is flat and how steep it is, from the pre-activation z and the h made of it, elementwise.

    ``is_flat(z, h)``: whether the unit sits where f has all but stopped to answer (saturation); ``slope(z, h)``: f′(z).
    """

    is_flat: Callable[[Tensor, Tensor], Tensor]
    slope: Callable[[Tensor, Tensor], Tensor]


class Activation(NamedTuple):
    """An activation that follows from z alone: h = f(z), and its curve."""

    function: Callable[[Tensor], Tensor]
    is_flat: Callable[[Tensor, Tensor], Tensor]
    slope: Callable[[Tensor, Tensor], Tensor]

    @property
    def curve(self) -> ActivationCurve:
        """Where it is flat, and how steep it is."""
        return ActivationCurve(self.is_flat, self.slope)


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


def _gelu_slope(z: Tensor, _h: Tensor) -> Tensor:
    density = torch.exp(-0.5 * z.square()) / math.sqrt(2.0 * math.pi)
    slope: Tensor = torch.special.ndtr(z) + z * density
    return slope


ACTIVATIONS: dict[ActivationKind, Activation] = {
    "tanh": Activation(torch.tanh, _near_one, lambda _z, h: 1.0 - h.square()),
    "sigmoid": Activation(torch.sigmoid, _near_bounds, lambda _z, h: h * (1.0 - h)),
    "relu": Activation(torch.relu, _is_zero, lambda z, _h: (z > 0).to(z)),
    "leaky_relu": Activation(functional.leaky_relu, _nowhere, lambda z, _h: torch.where(z > 0, 1.0, 0.01).to(z)),
    "elu": Activation(functional.elu, _near_minus_one, lambda z, _h: z.clamp(max=0.0).exp()),
    "softsign": Activation(functional.softsign, _near_one, lambda z, _h: (1.0 + z.abs()).square().reciprocal()),
    "hard_tanh": Activation(functional.hardtanh, _near_one, lambda z, _h: (z.abs() < 1).to(z)),
    "gelu": Activation(functional.gelu, _far_left, _gelu_slope),
    "sine": Activation(torch.sin, _nowhere, lambda z, _h: z.cos()),
    "identity": Activation(lambda z: z, _nowhere, lambda z, _h: torch.ones_like(z)),
}

MODRELU = ActivationCurve(_is_zero, lambda z, h: (h != 0).to(z))
"""The activation sgn(z) max(0, |z| + b), whose h follows from z and a trained b: slope 1 where h is not 0."""
