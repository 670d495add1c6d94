"""The antisymmetric network: Euler steps along a differential equation that turns without growing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.cell import CellStep, State, Weights
from rnn_playground.cells.described import DescribedCell
from rnn_playground.cells.initialisation import Array, Entry
from rnn_playground.experiment.cells import AntisymmetricCell


@final
@dataclass(frozen=True)
class Antisymmetric(DescribedCell):
    """h_t = h_{t−1} + ε tanh(W_xh x_t + b_xh + (A − Aᵀ − γ I) h_{t−1}) (Chang et al., 2019).

    Off: A − Aᵀ − γ I counts as 0; the sum over time remains, as it goes around that matrix.
    """

    document: AntisymmetricCell

    def prepare(self, weights: Weights) -> Weights:
        """A − Aᵀ − γ I, transposed."""
        return {**weights, "M.T": self.generator(weights["A"]).t()}

    def generator(self, A: Tensor) -> Tensor:
        """Return A − Aᵀ − γ I (hidden, hidden), whose eigenvalues have the real part −γ."""
        if not self.is_recurrent:
            return torch.zeros_like(A)
        return A - A.t() - self.document.damping * torch.eye(len(A), dtype=A.dtype)

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
        return CellStep((torch.add(state[0], value, alpha=self.document.step_size),), (), recurrent, value)

    def draw(self, entry: Entry) -> Array:
        """A ~ N(0, 1/H), W_xh ~ N(0, 1/I), b_xh = 0 (Chang et al., 2019)."""
        match entry.base:
            case "A" | "W_xh":
                return entry.normal(1.0 / np.sqrt(entry.shape[1]))
            case "b_xh":
                return entry.zeros()
            case _:
                return entry.uniform()

    def recurrent_matrix(self, weights: Weights) -> Tensor:
        """I + ε (A − Aᵀ − γ I)."""
        generator = self.generator(weights["A"])
        return torch.eye(len(generator), dtype=generator.dtype) + self.document.step_size * generator
