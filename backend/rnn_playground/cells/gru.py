"""The gated recurrent unit, in the form that resets after the matrix product."""

from __future__ import annotations

from typing import NamedTuple, final

import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.cell import CellStep, State, Weights
from rnn_playground.cells.recurrent_weight import with_transposed_recurrence


@final
class Gru(NamedTuple):
    """Blocks r, z, n (Cho et al., 2014; reset-after as in ``torch.nn.GRU``); z near 1 keeps the state.

    r, z = σ(W_xh x_t + b_xh + W_hh h_{t−1} + b_hh), n = tanh(W_xh x_t + b_xh + r (W_hh h_{t−1} + b_hh)),
    h_t = (1 − z) n + z h_{t−1}.
    """

    mask: Tensor | None = None

    def prepare(self, weights: Weights) -> Weights:
        """Mask and transpose W_hh."""
        return with_transposed_recurrence(weights, self.mask)

    def drive(self, weights: Weights, inputs: Tensor) -> Tensor:
        """W_xh x_t + b_xh."""
        return functional.linear(inputs, weights["W_xh"], weights["b_xh"])

    def recur(self, weights: Weights, drive: Tensor, state: State) -> Tensor:
        """W_hh h_{t−1} + b_hh."""
        return torch.addmm(weights["b_hh"], state[0], weights["W_hh.T"])

    def step(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, state: State, time_step: int | Tensor
    ) -> CellStep:
        """One time step."""
        (h,) = state
        widths = [2 * h.shape[1], h.shape[1]]
        input_rz, input_n = drive.split_with_sizes(widths, dim=1)
        recurrent_rz, recurrent_n = recurrent.split_with_sizes(widths, dim=1)
        r, z = torch.sigmoid(input_rz + recurrent_rz).chunk(2, dim=1)
        z_n = torch.addcmul(input_n, r, recurrent_n)
        n = torch.tanh(z_n)
        h = torch.lerp(n, h, z)  # (1 − z) n + z h
        return CellStep((h,), (r, z, n), z_n, n)
