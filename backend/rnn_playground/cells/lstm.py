"""The long short-term memory: a memory c behind an input, a forget and an output gate, which may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.cell import CellStep, State, Weights
from rnn_playground.cells.described import DescribedCell, with_transposed_recurrence
from rnn_playground.cells.initialisation import Array, Entry, chrono_bias
from rnn_playground.experiment.cells import LstmCell


@final
@dataclass(frozen=True)
class Lstm(DescribedCell):
    """Blocks i, f, g, o of one matrix product (Hochreiter and Schmidhuber, 1997; forget gate: Gers et al., 2000).

    i, f, o = σ(W_xh x_t + b_xh + W_hh h_{t−1} + b_hh), g = tanh(the same), c_t = f c_{t−1} + i g, h_t = o tanh(c_t).
    """

    document: LstmCell
    mask: Tensor | None

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

    def draw(self, entry: Entry) -> Array:
        """As ``torch.nn.LSTM``, but for the biases that time depends on."""
        return _draw(self.document, entry, self.mask)


@final
@dataclass(frozen=True)
class PeepholeLstm(DescribedCell):
    """The LSTM with p_i c_{t−1} in i, p_f c_{t−1} in f and p_o c_t in o, elementwise (Gers and Schmidhuber, 2000).

    p_ch holds p_i, p_f, p_o, each (hidden).
    """

    document: LstmCell
    mask: Tensor | None

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

    def draw(self, entry: Entry) -> Array:
        """As without peepholes; p_ch U(−1/√H, 1/√H)."""
        return _draw(self.document, entry, self.mask)

    def hold_gate(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, held: Tensor, pre_activation: float
    ) -> tuple[Weights, Tensor, Tensor]:
        """What a held gate sees of the memory counts as 0."""
        H = self.document.hidden_size
        seeing = torch.cat([held[..., : 2 * H], held[..., 3 * H :]], dim=-1)
        if bool(seeing.any()):
            weights = {**weights, "p_ch": torch.where(seeing, 0.0, weights["p_ch"])}
        return weights, drive, torch.where(held, pre_activation, recurrent)


def _draw(document: LstmCell, entry: Entry, mask: Tensor | None) -> Array:
    """The biases that time depends on are in b_xh whole, and b_hh is 0 there."""
    H = entry.hidden_size
    value = entry.usual(document.recurrent_init, mask)
    i, f = slice(0, H), slice(H, 2 * H)
    if entry.base == "b_xh":
        if document.chrono is None:
            value[f] = document.forget_bias
        else:
            value[f] = chrono_bias(value[f], document.chrono)
            value[i] = -value[f]
    elif entry.base == "b_hh":
        value[f] = 0.0
        if document.chrono is not None:
            value[i] = 0.0
    return value
