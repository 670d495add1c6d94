"""The minimal gated recurrent unit: gates that see the input alone."""

from __future__ import annotations

from typing import NamedTuple, final

import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.cell import CellStep, State, Weights


@final
class Mingru(NamedTuple):
    """Blocks k, c: k = σ(W_xh x_t + b_xh), c = W_xh x_t + b_xh, h_t = k h_{t−1} + (1 − k) c (Feng et al., 2024).

    k is the fraction kept, 1 − z in the paper's letters. No weight lies between h_{t−1} and h_t, so the last state
    brings nothing to ``recurrent``, which is the drive. Off: h_{t−1} counts as 0.
    """

    is_recurrent: bool = True

    def prepare(self, weights: Weights) -> Weights:
        """Nothing is computed in advance."""
        return weights

    def drive(self, weights: Weights, inputs: Tensor) -> Tensor:
        """W_xh x_t + b_xh."""
        return functional.linear(inputs, weights["W_xh"], weights["b_xh"])

    def recur(self, weights: Weights, drive: Tensor, state: State) -> Tensor:
        """Nothing but the drive."""
        return drive

    def step(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, state: State, time_step: int | Tensor
    ) -> CellStep:
        """One time step."""
        z_k, c = recurrent.chunk(2, dim=1)
        k = torch.sigmoid(z_k)
        h = state[0] if self.is_recurrent else torch.zeros_like(state[0])
        return CellStep((torch.lerp(c, h, k),), (k, c), c, c)  # (1 − k) c + k h
