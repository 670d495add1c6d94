"""The sLSTM: an LSTM whose input gate is exponential, with a normaliser, and a stabiliser that keeps both finite."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import final

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.cell import CellStep, State, Weights
from rnn_playground.cells.described import SATURATED, DescribedCell, with_transposed_recurrence
from rnn_playground.cells.exponential import logarithm, shown, without_derivative
from rnn_playground.cells.initialisation import Array, Entry
from rnn_playground.experiment.cells import SlstmCell


@final
@dataclass(frozen=True)
class Slstm(DescribedCell):
    """Blocks i, f, g, o of one matrix product: i = exp, f, o = σ, g = tanh (Beck et al., 2024).

    c_t = f c_{t−1} + i g, n_t = f n_{t−1} + i, h_t = o c_t / n_t. With the stabiliser c and n are counted in units of
    e^m, m_t = max(ln f + m_{t−1}, ln i), which h does not depend on; at a normaliser of 0, at first, m_t = ln i. So no
    derivative goes through m: those of h are the same, and J_t is that of the states in units that stay as they are.
    Off: W_hh counts as 0.
    """

    document: SlstmCell
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
        _, c, n, m = state
        log_i, z_f, z_g, z_o = recurrent.chunk(4, dim=1)
        kept = functional.logsigmoid(z_f) + m.detach()
        m = self._scale(log_i, kept, n).detach()
        i, f = torch.exp(log_i - m), torch.exp((kept - m).clamp(max=SATURATED))  # of a c and n of 0 anything is kept
        g, o = torch.tanh(z_g), torch.sigmoid(z_o)
        c = f * c + i * g
        n = f * n + i
        gates = (shown(log_i), torch.sigmoid(z_f), g, o)
        return CellStep((o * (c / n), c, n, without_derivative(m, log_i)), gates, z_g, g)

    def _scale(self, log_i: Tensor, kept: Tensor, n: Tensor) -> Tensor:
        """Return m_t; 0 without the stabiliser."""
        if not self.document.stabiliser:
            return torch.zeros_like(log_i)
        return torch.where(n == 0.0, log_i, torch.maximum(log_i, kept))

    def draw(self, entry: Entry) -> Array:
        """W_xh ~ N(0, 2/(5 I)), b_f from 5 to −7 within each head, all other biases 0, W_hh as the document says."""
        match entry.base:
            case "W_xh":
                return entry.normal(math.sqrt(2.0 / (5.0 * entry.shape[1])))
            case "b_xh":
                bias = entry.zeros()
                bias[entry.hidden_size : 2 * entry.hidden_size] = self._forget_bias()
                return bias
            case _:
                return entry.usual(self.document.recurrent_init, self.mask)

    def _forget_bias(self) -> Array:
        """5 − 12 p^0.3 (hidden), p from 0 to 1 along the units of each head."""
        place = np.linspace(0.0, 1.0, self.document.hidden_size // self.document.heads)
        bias: Array = np.tile(5.0 - 12.0 * place**0.3, self.document.heads)
        return bias

    def pre_activation_of(self, gate: str, value: Tensor) -> Tensor:
        """Of i, its logarithm."""
        return logarithm(value) if gate == "i" else super().pre_activation_of(gate, value)
