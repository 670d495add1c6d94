"""What cells share whose input gate is exponential: what is shown of it, and a unit that no derivative goes through."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from rnn_playground.cells.described import CLOSED
from rnn_playground.experiment.cells.gated import LARGEST_GATE

LOG_LARGEST = math.log(LARGEST_GATE)


def shown(log_i: Tensor) -> Tensor:
    """Return i of its logarithm, at most ``LARGEST_GATE``."""
    return torch.exp(log_i.clamp(max=LOG_LARGEST))


def logarithm(value: Tensor) -> Tensor:
    """Return ln i of i; finite where i is 0."""
    return value.log().clamp(min=-CLOSED)


def without_derivative(value: Tensor, by: Tensor) -> Tensor:
    """Return ``value`` as a number of the graph of ``by``, so that a derivative can be asked of it: 0 throughout."""
    return torch.where(torch.zeros((), dtype=torch.bool, device=value.device), by, value)
