"""The recurrent matrix as a forward pass uses it: masked, transposed, made once for all time steps."""

from __future__ import annotations

import torch
from torch import Tensor

from rnn_playground.cells.cell import Weights


def with_transposed_recurrence(weights: Weights, mask: Tensor | None) -> Weights:
    """Return ``weights`` and ``W_hh.T``; where ``mask`` is false W_hh counts as 0 and its gradient is exactly 0."""
    return {**weights, "W_hh.T": masked(weights["W_hh"], mask).t()}


def masked(recurrent: Tensor, mask: Tensor | None) -> Tensor:
    """Return ``recurrent`` with 0 wherever ``mask`` is false."""
    return recurrent if mask is None else torch.where(mask, recurrent, 0.0)
