"""The long expressive memory: two states that move by step sizes which gates set, unit by unit and step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.cell import CellStep, State, Weights
from rnn_playground.cells.described import DescribedCell, with_transposed_recurrence
from rnn_playground.cells.initialisation import Array, Entry
from rnn_playground.experiment.cells import LemCell


@final
@dataclass(frozen=True)
class Lem(DescribedCell):
    """z_t = (1 − Δt₁) z_{t−1} + Δt₁ g, c = tanh(W_xc x_t + b_c + W_zc z_t), h_t = (1 − Δt₂) h_{t−1} + Δt₂ c.

    Blocks Δt₁, Δt₂, g of one matrix product: Δt₁, Δt₂ = Δt σ(W_xh x_t + b_xh + W_hh h_{t−1}), g = tanh(the same)
    (Rusch et al., 2022). Off: W_hh counts as 0, so z is a leaky mean of what is read, and h one of what it makes of z.
    """

    document: LemCell
    mask: Tensor | None

    def prepare(self, weights: Weights) -> Weights:
        """Mask and transpose W_hh; join what reads the input."""
        joined = {"W_x": ("W_xh", "W_xc"), "b": ("b_xh", "b_c")}
        return {
            **with_transposed_recurrence(weights, self.mask),
            **{name: torch.cat([weights[part] for part in parts]) for name, parts in joined.items()},
            "W_zc.T": weights["W_zc"].t(),
        }

    def drive(self, weights: Weights, inputs: Tensor) -> Tensor:
        """W_xh x_t + b_xh beside W_xc x_t + b_c."""
        return functional.linear(inputs, weights["W_x"], weights["b"])

    def recur(self, weights: Weights, drive: Tensor, state: State) -> Tensor:
        """W_hh h_{t−1}, added to the drive of the gates."""
        return torch.addmm(drive[:, : 3 * self.document.hidden_size], state[0], weights["W_hh.T"])

    def step(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, state: State, time_step: int | Tensor
    ) -> CellStep:
        """One time step."""
        h, z = state
        z_1, z_2, z_g = recurrent.chunk(3, dim=1)
        step_1, step_2 = (self.document.step_size * torch.sigmoid(sums) for sums in (z_1, z_2))
        g = torch.tanh(z_g)
        z = torch.lerp(z, g, step_1)  # (1 − Δt₁) z + Δt₁ g
        c = torch.tanh(torch.addmm(drive[:, recurrent.shape[1] :], z, weights["W_zc.T"]))
        return CellStep((torch.lerp(h, c, step_2), z), (step_1, step_2, g), z_g, g)

    def draw(self, entry: Entry) -> Array:
        """As ``torch.nn.RNN``, but W_hh as the document says."""
        return entry.usual(self.document.recurrent_init, self.mask)
