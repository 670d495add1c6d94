"""The network whose recurrent matrix is a rotation by construction."""

from __future__ import annotations

from typing import NamedTuple, final

import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.cell import CellStep, State, Weights


@final
class Orthogonal(NamedTuple):
    """z_t = W_xh x_t + Q h_{t−1}, h_t = sgn(z_t) max(0, |z_t| + b_mod), Q = exp(A − Aᵀ).

    Q is orthogonal whatever A is (expRNN: Lezcano-Casado and Martínez-Rubio, 2019); the modReLU (Arjovsky, Shah and
    Bengio, 2016) moves |z| by a trained threshold and keeps the sign. Off: Q counts as 0.
    """

    is_recurrent: bool = True

    def prepare(self, weights: Weights) -> Weights:
        """Q, transposed: the only matrix exponential of a forward pass."""
        return {**weights, "Q.T": self.rotation(weights["A"]).t()}

    def rotation(self, A: Tensor) -> Tensor:
        """Return Q (hidden, hidden).

        It is computed in float64: in float32 a product with it would change a length by up to 1e-5, which a hundred
        time steps add up.
        """
        return torch.matrix_exp((A - A.t()).double()).to(A.dtype) if self.is_recurrent else torch.zeros_like(A)

    def drive(self, weights: Weights, inputs: Tensor) -> Tensor:
        """W_xh x_t."""
        return functional.linear(inputs, weights["W_xh"])

    def recur(self, weights: Weights, drive: Tensor, state: State) -> Tensor:
        """Q h_{t−1}, added to the drive."""
        return torch.addmm(drive, state[0], weights["Q.T"])

    def step(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, state: State, time_step: int | Tensor
    ) -> CellStep:
        """One time step."""
        h = torch.sign(recurrent) * torch.relu(recurrent.abs() + weights["b_mod"])
        return CellStep((h,), (), recurrent, h)
