"""The minimal gated recurrent unit: gates that see the input alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import torch
from torch import Tensor

from rnn_playground.cells.cell import CellStep, State, Weights
from rnn_playground.cells.initialisation import Array, Entry
from rnn_playground.cells.input_gated import InputGated
from rnn_playground.experiment.cells import MingruCell


@final
@dataclass(frozen=True)
class Mingru(InputGated):
    """Blocks k, c: k = σ(W_xh x_t + b_xh), c = W_xh x_t + b_xh, h_t = k h_{t−1} + (1 − k) c (Feng et al., 2024).

    k is the fraction kept, 1 − z in the paper's letters.
    """

    document: MingruCell

    def step(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, state: State, time_step: int | Tensor
    ) -> CellStep:
        """One time step."""
        z_k, c = recurrent.chunk(2, dim=1)
        k = torch.sigmoid(z_k)
        h = self.carried(state)
        return CellStep((torch.lerp(c, h, k),), (k, c), c, c)  # (1 − k) c + k h

    def draw(self, entry: Entry) -> Array:
        """W_xh Glorot-uniform, the bias of k ``keep_bias``, that of c 0."""
        return entry.keeping(self.document.keep_bias, 0.0)
