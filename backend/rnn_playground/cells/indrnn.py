"""The network of independent units: a diagonal recurrence."""

from __future__ import annotations

from typing import NamedTuple, final

import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.cell import CellStep, State, Weights


@final
class Indrnn(NamedTuple):
    """h_t = max(0, W_xh x_t + b_xh + u h_{t−1}), elementwise in u (Li, Li, Cook, Zhu and Gao, 2018).

    |u| above ``largest_weight`` counts as that, without a gradient. Off: u counts as 0.
    """

    largest_weight: float
    is_recurrent: bool = True

    def prepare(self, weights: Weights) -> Weights:
        """Hold u within its bound."""
        return {**weights, "u": self.effective(weights["u"])}

    def effective(self, u: Tensor) -> Tensor:
        """Return the recurrent weights (hidden) that are used."""
        return u.clamp(-self.largest_weight, self.largest_weight) if self.is_recurrent else torch.zeros_like(u)

    def drive(self, weights: Weights, inputs: Tensor) -> Tensor:
        """W_xh x_t + b_xh."""
        return functional.linear(inputs, weights["W_xh"], weights["b_xh"])

    def recur(self, weights: Weights, drive: Tensor, state: State) -> Tensor:
        """u h_{t−1}, added to the drive."""
        return torch.addcmul(drive, weights["u"], state[0])

    def step(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, state: State, time_step: int | Tensor
    ) -> CellStep:
        """One time step."""
        h = torch.relu(recurrent)
        return CellStep((h,), (), recurrent, h)
