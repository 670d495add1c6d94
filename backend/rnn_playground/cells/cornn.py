"""The coupled oscillatory network: every unit a damped, driven pendulum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.cell import CellStep, State, Weights
from rnn_playground.cells.described import DescribedCell, masked
from rnn_playground.cells.initialisation import Array, Entry
from rnn_playground.experiment.cells import CornnCell


@final
@dataclass(frozen=True)
class Cornn(DescribedCell):
    """z_t = z_{t−1} + Δt (tanh(W_xh x_t + b_xh + W_hh h_{t−1} + W_zh z_{t−1}) − γ h_{t−1} − ε z_{t−1}).

    h_t = h_{t−1} + Δt z_t (Rusch and Mishra, 2021; the damping taken at t − 1). Off: W_hh and W_zh count as 0, each
    unit swings on alone.
    """

    document: CornnCell
    mask: Tensor | None

    def prepare(self, weights: Weights) -> Weights:
        """W_hh and W_zh side by side, masked and transposed."""
        both = [masked(weights[name], self.mask).t() for name in ("W_hh", "W_zh")]
        return {**weights, "W.T": torch.cat(both)}

    def drive(self, weights: Weights, inputs: Tensor) -> Tensor:
        """W_xh x_t + b_xh."""
        return functional.linear(inputs, weights["W_xh"], weights["b_xh"])

    def recur(self, weights: Weights, drive: Tensor, state: State) -> Tensor:
        """W_hh h_{t−1} + W_zh z_{t−1}, added to the drive."""
        return torch.addmm(drive, torch.cat(state, dim=1), weights["W.T"])

    def step(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, state: State, time_step: int | Tensor
    ) -> CellStep:
        """One time step."""
        h, z = state
        step_size, frequency, damping = self.document.step_size, self.document.frequency, self.document.damping
        force = torch.tanh(recurrent)
        z = z + step_size * (force - frequency * h - damping * z)
        h = h + step_size * z
        return CellStep((h, z), (), recurrent, force)

    def draw(self, entry: Entry) -> Array:
        """As ``torch.nn.RNN``, but W_hh as the document says."""
        return entry.usual(self.document.recurrent_init, self.mask)
