"""The real-gated linear recurrent unit: a diagonal real recurrence whose decay a gate sets at every time step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.cell import CellStep, State, Weights
from rnn_playground.cells.initialisation import Array, Entry, ring_radii
from rnn_playground.cells.input_gated import InputGated
from rnn_playground.experiment.cells import RglruCell

C = 8.0
"""How many powers of exp(−softplus(Λ)) the decay is where the gate r is open: c of the paper."""


@final
@dataclass(frozen=True)
class Rglru(InputGated):
    """h_t = a h_{t−1} + √(1 − a²) i u with a = exp(−c r softplus(Λ)) and c = 8 (De et al., 2024).

    Blocks r, i, u: r, i = σ(W_xh x_t + b_xh), u = W_xh x_t + b_xh. The gates are a, i, u.
    """

    document: RglruCell

    def prepare(self, weights: Weights) -> Weights:
        """ln a where r is 1."""
        return {**weights, "open": -C * functional.softplus(weights["Lambda"])}

    def drive(self, weights: Weights, inputs: Tensor) -> Tensor:
        """ln a, W_xh x_t + b_xh of i, and u."""
        z_r, z_i, u = functional.linear(inputs, weights["W_xh"], weights["b_xh"]).chunk(3, dim=-1)
        return torch.cat([weights["open"] * torch.sigmoid(z_r), z_i, u], dim=-1)

    def step(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, state: State, time_step: int | Tensor
    ) -> CellStep:
        """One time step."""
        log_a, z_i, u = recurrent.chunk(3, dim=1)
        a, i = torch.exp(log_a), torch.sigmoid(z_i)
        h = self.carried(state)
        return CellStep((a * h + input_scale(log_a) * i * u,), (a, i, u), u, u)

    def draw(self, entry: Entry) -> Array:
        """exp(−softplus(Λ))² ~ U(r_min², r_max²), W_xh ~ N(0, 1/I), b_xh 0, all else U(−1/√H, 1/√H)."""
        match entry.base:
            case "Lambda":
                radii = ring_radii(entry.stream, self.document.r_min, self.document.r_max, self.document.hidden_size)
                return np.log(np.expm1(-np.log(radii)))
            case "W_xh":
                return entry.normal(1.0 / np.sqrt(entry.shape[1]))
            case "b_xh":
                return entry.zeros()
            case _:
                return entry.uniform()

    def hold_gate(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, held: Tensor, pre_activation: float
    ) -> tuple[Weights, Tensor, Tensor]:
        """Of a, whose block is ln a, the logarithm of the sigmoid is held."""
        constants = torch.full_like(recurrent[0], pre_activation)
        constants[: self.document.hidden_size] = functional.logsigmoid(constants[: self.document.hidden_size])
        return weights, drive, torch.where(held, constants, recurrent)


def input_scale(log_a: Tensor) -> Tensor:
    """Return √(1 − a²), which keeps the variance of a state that reads noise; 0 where a is 1, and its gradient too.

    The slope of √ has no bound at 0. But where a nears 1, ln a is as flat in Λ and in the sum inside r as it is small,
    so the gradient in these goes to 0 as √(1 − a²) does: only where that is exactly 0 it has to be said.
    """
    lost = -torch.expm1(2.0 * log_a)
    some = lost > 0.0
    return torch.where(some, torch.where(some, lost, 1.0).sqrt(), 0.0)
