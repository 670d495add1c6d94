"""The long short-term memory whose gates see the memory."""

from __future__ import annotations

from typing import NamedTuple, final

import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.cell import CellStep, State, Weights
from rnn_playground.cells.recurrent_weight import with_transposed_recurrence


@final
class PeepholeLstm(NamedTuple):
    """The LSTM with p_i c_{t−1} in i, p_f c_{t−1} in f and p_o c_t in o, elementwise (Gers and Schmidhuber, 2000).

    p_ch holds p_i, p_f, p_o, each (hidden).
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
        _, c = state
        z_i, z_f, z_g, z_o = recurrent.chunk(4, dim=1)
        p_i, p_f, p_o = weights["p_ch"].chunk(3, dim=-1)
        i = torch.sigmoid(z_i + p_i * c)
        f = torch.sigmoid(z_f + p_f * c)
        g = torch.tanh(z_g)
        c = f * c + i * g
        o = torch.sigmoid(z_o + p_o * c)
        h = o * torch.tanh(c)
        return CellStep((h, c), (i, f, g, o), z_g, g)
