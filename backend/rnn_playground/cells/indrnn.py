"""The network of independent units: a diagonal recurrence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.activations import ACTIVATIONS
from rnn_playground.cells.cell import CellStep, State, Weights
from rnn_playground.cells.described import DescribedCell, onward
from rnn_playground.cells.initialisation import Array, Entry
from rnn_playground.experiment.cells import IndrnnCell


@final
@dataclass(frozen=True)
class Indrnn(DescribedCell):
    """h_t = max(0, W_xh x_t + b_xh + u h_{t−1}), elementwise in u (Li, Li, Cook, Zhu and Gao, 2018).

    With a residual path h_t = h_{t−1} + α max(0, …) (Kusupati et al., 2018). |u| above ``largest_weight`` counts as
    that, without a gradient. Off: u counts as 0.
    """

    document: IndrnnCell
    candidate_activation = ACTIVATIONS["relu"].curve

    def prepare(self, weights: Weights) -> Weights:
        """Hold u within its bound."""
        return {**weights, "u": self.effective(weights["u"])}

    def effective(self, u: Tensor) -> Tensor:
        """Return the recurrent weights (hidden) that are used."""
        bound = self.document.largest_weight
        return u.clamp(-bound, bound) if self.is_recurrent else torch.zeros_like(u)

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
        made = torch.relu(recurrent)
        return CellStep((onward(self.document, state[0], made),), (), recurrent, made)

    def draw(self, entry: Entry) -> Array:
        """u ~ U(0, 1), all 1 in the top layer, so that at the end it still has what it read first (Li et al., 2018)."""
        if entry.base == "u":
            return np.ones(entry.shape) if entry.is_top else entry.stream.uniform(0.0, 1.0, entry.shape)
        return entry.uniform()

    def recurrent_matrix(self, weights: Weights) -> Tensor:
        """diag(u)."""
        return torch.diag(self.effective(weights["u"]))
