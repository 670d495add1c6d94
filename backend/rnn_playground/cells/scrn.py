"""The structurally constrained network: hidden units beside a context that fades at a fixed rate."""

from __future__ import annotations

from typing import NamedTuple, final

import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.cell import CellStep, State, Weights
from rnn_playground.cells.recurrent_weight import with_transposed_recurrence


@final
class Scrn(NamedTuple):
    """s_t = α s_{t−1} + (1 − α) W_xs x_t, h_t = σ(W_sh s_t + W_xh x_t + W_hh h_{t−1}) (Mikolov et al., 2014)."""

    context_keep: float
    mask: Tensor | None = None

    def prepare(self, weights: Weights) -> Weights:
        """Mask and transpose W_hh; join what reads the input, with 1 − α in it."""
        joined = torch.cat([weights["W_xh"], (1.0 - self.context_keep) * weights["W_xs"]])
        return {**with_transposed_recurrence(weights, self.mask), "W_x": joined, "W_sh.T": weights["W_sh"].t()}

    def drive(self, weights: Weights, inputs: Tensor) -> Tensor:
        """W_xh x_t beside (1 − α) W_xs x_t."""
        return functional.linear(inputs, weights["W_x"])

    def recur(self, weights: Weights, drive: Tensor, state: State) -> Tensor:
        """W_hh h_{t−1}, added to the drive of h."""
        return torch.addmm(drive[:, : state[0].shape[1]], state[0], weights["W_hh.T"])

    def step(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, state: State, time_step: int | Tensor
    ) -> CellStep:
        """One time step."""
        h, s = state
        s = torch.add(drive[:, h.shape[1] :], s, alpha=self.context_keep)
        z = torch.addmm(recurrent, s, weights["W_sh.T"])
        h = torch.sigmoid(z)
        return CellStep((h, s), (), z, h)
