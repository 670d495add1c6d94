"""The structurally constrained network: hidden units beside a context that fades at a fixed rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.activations import ACTIVATIONS
from rnn_playground.cells.cell import CellStep, State, Weights
from rnn_playground.cells.described import DescribedCell, with_transposed_recurrence
from rnn_playground.cells.initialisation import Array, Entry
from rnn_playground.experiment.cells import ScrnCell


@final
@dataclass(frozen=True)
class Scrn(DescribedCell):
    """s_t = α s_{t−1} + (1 − α) W_xs x_t, h_t = σ(W_sh s_t + W_xh x_t + W_hh h_{t−1}) (Mikolov et al., 2014)."""

    document: ScrnCell
    mask: Tensor | None
    candidate_activation = ACTIVATIONS["sigmoid"].curve

    def prepare(self, weights: Weights) -> Weights:
        """Mask and transpose W_hh; join what reads the input, with 1 − α in it."""
        joined = torch.cat([weights["W_xh"], (1.0 - self.document.context_keep) * weights["W_xs"]])
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
        s = torch.add(drive[:, h.shape[1] :], s, alpha=self.document.context_keep)
        z = torch.addmm(recurrent, s, weights["W_sh.T"])
        h = torch.sigmoid(z)
        return CellStep((h, s), (), z, h)

    def draw(self, entry: Entry) -> Array:
        """As ``torch.nn.RNN``, but W_hh as the document says."""
        return entry.usual(self.document.recurrent_init, self.mask)
