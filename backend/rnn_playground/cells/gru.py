"""The gated recurrent unit, in the form that resets after the matrix product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.cell import CellStep, State, Weights
from rnn_playground.cells.described import DescribedCell, with_transposed_recurrence
from rnn_playground.cells.initialisation import Array, Entry, chrono_bias
from rnn_playground.experiment.cells import GruCell


@final
@dataclass(frozen=True)
class Gru(DescribedCell):
    """Blocks r, z, n (Cho et al., 2014; reset-after as in ``torch.nn.GRU``); z near 1 keeps the state.

    r, z = σ(W_xh x_t + b_xh + W_hh h_{t−1} + b_hh), n = tanh(W_xh x_t + b_xh + r (W_hh h_{t−1} + b_hh)),
    h_t = (1 − z) n + z h_{t−1}.
    """

    document: GruCell
    mask: Tensor | None

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

    def draw(self, entry: Entry) -> Array:
        """As ``torch.nn.GRU``; with ``chrono`` the bias of z is b_xh's alone, that of b_hh is 0."""
        value = entry.usual(self.document.recurrent_init, self.mask)
        z = slice(entry.hidden_size, 2 * entry.hidden_size)
        if self.document.chrono is not None and entry.base == "b_xh":
            value[z] = chrono_bias(value[z], self.document.chrono)
        elif self.document.chrono is not None and entry.base == "b_hh":
            value[z] = 0.0
        return value

    def hold_gate(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, held: Tensor, pre_activation: float
    ) -> tuple[Weights, Tensor, Tensor]:
        """In the drive: ``step`` adds it and what is recurrent up by itself."""
        return weights, torch.where(held, pre_activation, drive), torch.where(held, 0.0, recurrent)
