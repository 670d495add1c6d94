"""The simple recurrent network, with any activation; with ReLU and an identity matrix it is the IRNN."""

from __future__ import annotations

from typing import NamedTuple, final

import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.activations import Activation
from rnn_playground.cells.cell import CellStep, State, Weights
from rnn_playground.cells.recurrent_weight import with_transposed_recurrence


@final
class Elman(NamedTuple):
    """h_t = f(W_xh x_t + b_xh + W_hh h_{t−1} + b_hh) (Elman, 1990). ``b_hh`` may be absent, as in the IRNN."""

    activation: Activation
    mask: Tensor | None = None

    def prepare(self, weights: Weights) -> Weights:
        """Mask and transpose W_hh, add the two biases up."""
        bias = weights["b_xh"] + weights["b_hh"] if "b_hh" in weights else weights["b_xh"]
        return {**with_transposed_recurrence(weights, self.mask), "b": bias}

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
        h = self.activation.function(recurrent)
        return CellStep((h,), (), recurrent, h)
