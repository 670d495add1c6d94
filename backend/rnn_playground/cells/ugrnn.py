"""The update-gate network: one gate between keeping and replacing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.cell import CellStep, State, Weights
from rnn_playground.cells.described import DescribedCell, with_transposed_recurrence
from rnn_playground.cells.initialisation import Array, Entry
from rnn_playground.experiment.cells import UgrnnCell


@final
@dataclass(frozen=True)
class Ugrnn(DescribedCell):
    """Blocks g, c of one matrix product (Collins, Sohl-Dickstein and Sussillo, 2017); g near 1 keeps the state.

    g = σ(W_xh x_t + b_xh + W_hh h_{t−1}), c = tanh(the same), h_t = g h_{t−1} + (1 − g) c.
    """

    document: UgrnnCell
    mask: Tensor | None

    def prepare(self, weights: Weights) -> Weights:
        """Mask and transpose W_hh."""
        return with_transposed_recurrence(weights, self.mask)

    def drive(self, weights: Weights, inputs: Tensor) -> Tensor:
        """W_xh x_t + b_xh."""
        return functional.linear(inputs, weights["W_xh"], weights["b_xh"])

    def recur(self, weights: Weights, drive: Tensor, state: State) -> Tensor:
        """W_hh h_{t−1}, added to the drive."""
        return torch.addmm(drive, state[0], weights["W_hh.T"])

    def step(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, state: State, time_step: int | Tensor
    ) -> CellStep:
        """One time step."""
        (h,) = state
        z_g, z_c = recurrent.chunk(2, dim=1)
        g, c = torch.sigmoid(z_g), torch.tanh(z_c)
        h = torch.lerp(c, h, g)  # (1 − g) c + g h
        return CellStep((h,), (g, c), z_c, c)

    def draw(self, entry: Entry) -> Array:
        """W_hh as the document says, W_xh Glorot-uniform, the bias of g ``keep_bias``, that of c 0."""
        if entry.base == "W_hh":
            return entry.usual(self.document.recurrent_init, self.mask)
        return entry.keeping(self.document.keep_bias, 0.0)
