"""The long short-term memory: a memory c behind an input, a forget and an output gate."""

from __future__ import annotations

from typing import NamedTuple, final

import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.cell import CellStep, State, Weights
from rnn_playground.cells.recurrent_weight import with_transposed_recurrence


@final
class Lstm(NamedTuple):
    """Blocks i, f, g, o of one matrix product (Hochreiter and Schmidhuber, 1997; forget gate: Gers et al., 2000).

    i, f, o = σ(W_xh x_t + b_xh + W_hh h_{t−1} + b_hh), g = tanh(the same), c_t = f c_{t−1} + i g, h_t = o tanh(c_t).
    """

    mask: Tensor | None = None

    def prepare(self, weights: Weights) -> Weights:
        """Mask and transpose W_hh, add the two biases up."""
        return {**with_transposed_recurrence(weights, self.mask), "b": weights["b_xh"] + weights["b_hh"]}

    def drive(self, weights: Weights, inputs: Tensor) -> Tensor:
        """W_xh x_t + b_xh + b_hh."""
        return functional.linear(inputs, weights["W_xh"], weights["b"])

    def recur(self, weights: Weights, drive: Tensor, state: State) -> Tensor:
        """W_hh h_{t−1}, added to the drive."""
        return torch.addmm(drive, state[0], weights["W_hh.T"])

    def step(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, state: State, time_step: int | Tensor
    ) -> CellStep:
        """One time step."""
        h, c = state
        z = recurrent
        i, f, _, o = torch.sigmoid(z).chunk(4, dim=1)  # one σ over all blocks costs less than three
        z_g = z[:, 2 * h.shape[1] : 3 * h.shape[1]]
        g = torch.tanh(z_g)
        c = f * c + i * g
        h = o * torch.tanh(c)
        return CellStep((h, c), (i, f, g, o), z_g, g)
