"""The network whose recurrent matrix is a rotation by construction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.activations import MODRELU
from rnn_playground.cells.cell import CellStep, State, Weights
from rnn_playground.cells.described import DescribedCell
from rnn_playground.cells.initialisation import Array, Entry
from rnn_playground.experiment.cells import OrthogonalCell


@final
@dataclass(frozen=True)
class Orthogonal(DescribedCell):
    """z_t = W_xh x_t + Q h_{t−1}, h_t = sgn(z_t) max(0, |z_t| + b_mod), Q = exp(A − Aᵀ).

    Q is orthogonal whatever A is (expRNN: Lezcano-Casado and Martínez-Rubio, 2019); the modReLU (Arjovsky, Shah and
    Bengio, 2016) moves |z| by a trained threshold and keeps the sign. Off: Q counts as 0.
    """

    document: OrthogonalCell
    candidate_activation = MODRELU

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

    def draw(self, entry: Entry) -> Array:
        """W_xh ~ N(0, 2/I), b_mod = 0, A such that Q turns the planes of units (0, 1), (2, 3), … by U(−π, π)."""
        match entry.base:
            case "W_xh":
                return entry.normal(np.sqrt(2.0 / entry.shape[1]))
            case "A":
                return _planar_rotations(entry.hidden_size, entry.stream)
            case "b_mod":
                return entry.zeros()
            case _:
                return entry.uniform()

    def recurrent_matrix(self, weights: Weights) -> Tensor:
        """Q."""
        return self.rotation(weights["A"])


def _planar_rotations(size: int, stream: np.random.Generator) -> Array:
    """Half of the angle on each side of the diagonal; of an odd number of units the last one stays as it is."""
    value = np.zeros((size, size))
    first = np.arange(0, size - 1, 2)
    half_angle = 0.5 * stream.uniform(-np.pi, np.pi, len(first))
    value[first, first + 1], value[first + 1, first] = -half_angle, half_angle
    return value
