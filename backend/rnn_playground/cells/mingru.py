"""The minimal gated recurrent unit: gates that see the input alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.activations import ACTIVATIONS
from rnn_playground.cells.cell import CellStep, State, Weights
from rnn_playground.cells.described import DescribedCell
from rnn_playground.cells.initialisation import Array, Entry
from rnn_playground.experiment.cells import MingruCell


@final
@dataclass(frozen=True)
class Mingru(DescribedCell):
    """Blocks k, c: k = σ(W_xh x_t + b_xh), c = W_xh x_t + b_xh, h_t = k h_{t−1} + (1 − k) c (Feng et al., 2024).

    k is the fraction kept, 1 − z in the paper's letters. No weight lies between h_{t−1} and h_t, so the last state
    brings nothing to ``recurrent``, which is the drive. Off: h_{t−1} counts as 0.
    """

    document: MingruCell
    candidate_activation = ACTIVATIONS["identity"].curve

    def prepare(self, weights: Weights) -> Weights:
        """Nothing is computed in advance."""
        return weights

    def drive(self, weights: Weights, inputs: Tensor) -> Tensor:
        """W_xh x_t + b_xh."""
        return functional.linear(inputs, weights["W_xh"], weights["b_xh"])

    def recur(self, weights: Weights, drive: Tensor, state: State) -> Tensor:
        """Nothing but the drive."""
        return drive

    def step(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, state: State, time_step: int | Tensor
    ) -> CellStep:
        """One time step."""
        z_k, c = recurrent.chunk(2, dim=1)
        k = torch.sigmoid(z_k)
        h = state[0] if self.is_recurrent else torch.zeros_like(state[0])
        return CellStep((torch.lerp(c, h, k),), (k, c), c, c)  # (1 − k) c + k h

    def draw(self, entry: Entry) -> Array:
        """W_xh Glorot-uniform, the bias of k ``keep_bias``, that of c 0."""
        return entry.keeping(self.document.keep_bias, 0.0)

    def recurrent_matrix(self, weights: Weights) -> None:
        """None: no weight lies between h_{t−1} and h_t."""

    def inverse_activation(self, candidate: Tensor) -> Tensor:
        """The candidate itself."""
        return candidate
