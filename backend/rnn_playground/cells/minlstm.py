"""The minimal long short-term memory: gates that see the input alone, and share the state out between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.cell import CellStep, State, Weights
from rnn_playground.cells.initialisation import Array, Entry
from rnn_playground.cells.input_gated import InputGated
from rnn_playground.experiment.cells import MinlstmCell


@final
@dataclass(frozen=True)
class Minlstm(InputGated):
    """Blocks f, i, c: f, i = σ(W_xh x_t + b_xh), c = W_xh x_t + b_xh, h_t = f′ h_{t−1} + i′ c (Feng et al., 2024).

    The shares f′ = f/(f + i) and i′ = i/(f + i) = 1 − f′ are the gates.
    """

    document: MinlstmCell

    def drive(self, weights: Weights, inputs: Tensor) -> Tensor:
        """ln f − ln i, of which f′ is the sigmoid, its negative, of which i′ is, and c.

        f and i themselves would be 0/0 where both are closed.
        """
        z_f, z_i, c = functional.linear(inputs, weights["W_xh"], weights["b_xh"]).chunk(3, dim=-1)
        log_odds = functional.logsigmoid(z_f) - functional.logsigmoid(z_i)
        return torch.cat([log_odds, -log_odds, c], dim=-1)

    def step(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, state: State, time_step: int | Tensor
    ) -> CellStep:
        """One time step."""
        z_f, z_i, c = recurrent.chunk(3, dim=1)
        f, i = torch.sigmoid(z_f), torch.sigmoid(z_i)
        h = self.carried(state)
        return CellStep((f * h + i * c,), (f, i, c), c, c)

    def draw(self, entry: Entry) -> Array:
        """W_xh Glorot-uniform, the bias of f ``keep_bias``, that of i its negative, that of c 0."""
        return entry.keeping(self.document.keep_bias, -self.document.keep_bias, 0.0)
