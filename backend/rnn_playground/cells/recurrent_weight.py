"""The recurrent matrix as a forward pass uses it: masked, transposed, made once for all time steps."""

from __future__ import annotations

import torch
from torch import Tensor

from rnn_playground.cells.cell import Weights


def with_transposed_recurrence(weights: Weights, mask: Tensor | None) -> Weights:
    """Return ``weights`` and ``W_hh.T``; where ``mask`` is false W_hh counts as 0 and its gradient is exactly 0."""
    recurrent = weights["W_hh"]
    if mask is not None:
        recurrent = torch.where(mask, recurrent, 0.0)
    return {**weights, "W_hh.T": recurrent.t()}
