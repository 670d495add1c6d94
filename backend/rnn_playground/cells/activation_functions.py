"""The activation functions by their names."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.experiment.activations import ActivationKind


def identity(z: Tensor) -> Tensor:
    """Return z as it is."""
    return z


FUNCTIONS: dict[ActivationKind, Callable[[Tensor], Tensor]] = {
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "relu": torch.relu,
    "leaky_relu": functional.leaky_relu,
    "elu": functional.elu,
    "softsign": functional.softsign,
    "hard_tanh": functional.hardtanh,
    "gelu": functional.gelu,
    "sine": torch.sin,
    "identity": identity,
}
