"""The linear recurrent unit: a diagonal complex recurrence without an activation, and a gate after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.activations import ACTIVATIONS
from rnn_playground.cells.cell import CellStep, State, Weights
from rnn_playground.cells.described import DescribedCell
from rnn_playground.cells.initialisation import SMALLEST, Array, Entry, ring_radii
from rnn_playground.experiment.cells import LruCell


@final
@dataclass(frozen=True)
class Lru(DescribedCell):
    """x_t = λ x_{t−1} + γ B u_t, λ = exp(−e^ν + i e^θ), y_t = Re(C x_t) + D u_t, h_t = y_t σ(W_gate y_t + b_gate).

    The state x is complex, (batch, hidden, 2) as real and imaginary part; h, its gated read-out, is handed up and goes
    nowhere in time (Orvieto et al., 2023). Off: λ counts as 0. The step from x_{t−1} to x_t is linear, so the
    pre-activation and its activation are both y.
    """

    document: LruCell
    candidate_activation = ACTIVATIONS["identity"].curve

    def prepare(self, weights: Weights) -> Weights:
        """λ as the factors of x and of x turned by 90°; γ B and D over each other; C; the gate."""
        real, imaginary = self.eigenvalues(weights).unbind(dim=1)
        scale = weights["gamma_log"].exp()[:, None]
        return {
            **weights,
            "turn.straight": torch.stack([real, real], dim=1),
            "turn.across": torch.stack([-imaginary, imaginary], dim=1),
            "W_u": torch.cat([scale * weights["B_re"], scale * weights["B_im"], weights["D"]]),
            "C.T": torch.cat([weights["C_re"].t(), -weights["C_im"].t()]),
            "W_gate.T": weights["W_gate"].t(),
        }

    def eigenvalues(self, weights: Weights) -> Tensor:
        """Return λ (hidden, 2), real and imaginary part."""
        radius, phase = torch.exp(-weights["nu"].exp()), weights["theta"].exp()
        if not self.is_recurrent:
            radius = torch.zeros_like(radius)
        return torch.stack([radius * phase.cos(), radius * phase.sin()], dim=1)

    def drive(self, weights: Weights, inputs: Tensor) -> Tensor:
        """γ B u_t, real and imaginary part, and D u_t, each (…, hidden)."""
        return functional.linear(inputs, weights["W_u"])

    def recur(self, weights: Weights, drive: Tensor, state: State) -> Tensor:
        """λ x_{t−1} + γ B u_t, (batch, hidden, 2): the new state."""
        x = state[1]
        hidden = x.shape[1]
        entering = torch.stack([drive[:, :hidden], drive[:, hidden : 2 * hidden]], dim=2)
        return entering + weights["turn.straight"] * x + weights["turn.across"] * x.flip(2)

    def step(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, state: State, time_step: int | Tensor
    ) -> CellStep:
        """One time step."""
        x = recurrent
        parts = torch.cat([x[..., 0], x[..., 1]], dim=1)
        y = torch.addmm(drive[:, 2 * x.shape[1] :], parts, weights["C.T"])
        h = y * torch.sigmoid(torch.addmm(weights["b_gate"], y, weights["W_gate.T"]))
        return CellStep((h, x), (), y, y)

    def draw(self, entry: Entry) -> Array:
        """|λ|² ~ U(r_min², r_max²), phases U(0, max_phase), γ = √(1 − |λ|²) (Orvieto et al., 2023, lemma 3.2).

        B ~ N(0, 1/(2 I)) and C ~ N(0, 1/H) in either part, D ~ N(0, 1/I). γ follows from what ν's stream drew.
        """
        match entry.base:
            case "nu":
                return np.log(-np.log(self._radii(entry.stream)))
            case "gamma_log":
                return 0.5 * np.log1p(-(self._radii(entry.stream_of("nu")) ** 2))
            case "theta":
                return np.log(np.maximum(entry.stream.uniform(0.0, self.document.max_phase, entry.shape), SMALLEST))
            case "B_re" | "B_im":
                return entry.normal(1.0 / np.sqrt(2.0 * entry.shape[1]))
            case "C_re" | "C_im" | "D":
                return entry.normal(1.0 / np.sqrt(entry.shape[1]))
            case _:
                return entry.uniform()

    def _radii(self, stream: np.random.Generator) -> Array:
        """|λ| (hidden)."""
        return ring_radii(stream, self.document.r_min, self.document.r_max, self.document.hidden_size)

    def recurrent_matrix(self, weights: Weights) -> Tensor:
        """diag(λ), complex."""
        return torch.diag(torch.view_as_complex(self.eigenvalues(weights)))
