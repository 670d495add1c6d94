"""The antisymmetric network: Euler steps along a differential equation that turns without growing."""

from __future__ import annotations

from typing import NamedTuple, final

import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.cell import CellStep, State, Weights


@final
class Antisymmetric(NamedTuple):
    """h_t = h_{t−1} + ε tanh(W_xh x_t + b_xh + (A − Aᵀ − γ I) h_{t−1}) (Chang et al., 2019).

    Off: A − Aᵀ − γ I counts as 0; the sum over time remains, as it goes around that matrix.
    """

    step_size: float
    damping: float
    is_recurrent: bool = True

    def prepare(self, weights: Weights) -> Weights:
        """A − Aᵀ − γ I, transposed."""
        return {**weights, "M.T": self.generator(weights["A"]).t()}

    def generator(self, A: Tensor) -> Tensor:
        """Return A − Aᵀ − γ I (hidden, hidden), whose eigenvalues have the real part −γ."""
        if not self.is_recurrent:
            return torch.zeros_like(A)
        return A - A.t() - self.damping * torch.eye(len(A), dtype=A.dtype)

    def drive(self, weights: Weights, inputs: Tensor) -> Tensor:
        """W_xh x_t + b_xh."""
        return functional.linear(inputs, weights["W_xh"], weights["b_xh"])

    def recur(self, weights: Weights, drive: Tensor, state: State) -> Tensor:
        """(A − Aᵀ − γ I) h_{t−1}, added to the drive."""
        return torch.addmm(drive, state[0], weights["M.T"])

    def step(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, state: State, time_step: int | Tensor
    ) -> CellStep:
        """One time step."""
        value = torch.tanh(recurrent)
        return CellStep((torch.add(state[0], value, alpha=self.step_size),), (), recurrent, value)
