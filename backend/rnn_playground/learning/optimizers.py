"""The update rules: torch.optim's, on one flat vector of parameters."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, assert_never

import torch
from torch import Tensor

from rnn_playground.experiment.learning import Adam, AdamW, Momentum, Nesterov, Optimizer, RmsProp, Sgd

AVERAGES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "sgd": (),
        "momentum": ("momentum_buffer",),
        "nesterov": ("momentum_buffer",),
        "rmsprop": ("square_avg",),
        "adam": ("exp_avg", "exp_avg_sq"),
        "adamw": ("exp_avg", "exp_avg_sq"),
    }
)
"""What torch calls the running averages that a rule keeps."""


def build_optimizer(document: Optimizer, vector: Tensor) -> torch.optim.Optimizer:
    """Return the optimiser that ``document`` describes; it updates ``vector`` by ``vector.grad``."""
    rate = document.learning_rate
    match document:
        case Sgd():
            return torch.optim.SGD([vector], lr=rate)
        case Momentum(momentum=momentum):
            return torch.optim.SGD([vector], lr=rate, momentum=momentum)
        case Nesterov(momentum=momentum):
            return torch.optim.SGD([vector], lr=rate, momentum=momentum, nesterov=True)
        case RmsProp(decay=decay):
            return torch.optim.RMSprop([vector], lr=rate, alpha=decay)
        case Adam(beta1=beta1, beta2=beta2):
            return torch.optim.Adam([vector], lr=rate, betas=(beta1, beta2))
        case AdamW(beta1=beta1, beta2=beta2, weight_decay=decay):
            return torch.optim.AdamW([vector], lr=rate, betas=(beta1, beta2), weight_decay=decay)
        case _ as unreachable:
            assert_never(unreachable)


def set_learning_rate(optimizer: torch.optim.Optimizer, learning_rate: float) -> None:
    """Let the next updates use ``learning_rate``."""
    for group in optimizer.param_groups:
        group["lr"] = learning_rate
