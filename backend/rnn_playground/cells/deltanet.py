"""DeltaNet: a matrix of associations that every time step corrects at one key, by the delta rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.cell import CellStep, State, Weights
from rnn_playground.cells.initialisation import Array, Entry
from rnn_playground.cells.matrix_memory import MatrixMemory, answer
from rnn_playground.experiment.cells import DeltanetCell


@final
@dataclass(frozen=True)
class Deltanet(MatrixMemory):
    """S_t = α S_{t−1} (I − β k kᵀ) + β v kᵀ, h_t = S_t q (Yang et al., 2024; α: Yang, Kautz and Hatamizadeh, 2024).

    Gates: α where there is a decay gate, β, v.
    """

    document: DeltanetCell

    def query(self, z_q: Tensor) -> Tensor:
        """SiLU of it, scaled to length 1."""
        return unit_length(functional.silu(z_q))

    def key(self, z_k: Tensor) -> Tensor:
        """The same."""
        return unit_length(functional.silu(z_k))

    def step(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, state: State, time_step: int | Tensor
    ) -> CellStep:
        """One time step: S_t = α S_{t−1} + β (v − α S_{t−1} k) kᵀ."""
        q, k = drive[:, recurrent.shape[1] :].chunk(2, dim=1)
        *decay, z_beta, v = recurrent.chunk(len(self.document.gates), dim=1)
        beta = self.document.beta_max * torch.sigmoid(z_beta)
        alpha = [torch.sigmoid(z_alpha) for z_alpha in decay]
        (memory,) = self.carried_states(state)
        for gate in alpha:
            memory = gate[:, :, None] * memory
        memory = memory + (beta * (v - answer(memory, k)))[:, :, None] * k[:, None]
        return CellStep((answer(memory, q), memory), (*alpha, beta, v), v, v)

    def draw(self, entry: Entry) -> Array:
        """Matrices N(0, 1/I), b_alpha ``keep_bias``, b_beta and b_v 0, b_q and b_k U(−1/√H, 1/√H), as all else."""
        match entry.base:
            case "W_alpha" | "W_beta" | "W_v" | "W_q" | "W_k":
                return entry.normal(1.0 / np.sqrt(entry.shape[1]))
            case "b_alpha":
                return np.full(entry.shape, self.document.keep_bias)
            case "b_beta" | "b_v":
                return entry.zeros()
            case _:
                return entry.uniform()


def unit_length(vector: Tensor) -> Tensor:
    """Return ``vector`` (…, key) scaled to length 1; where it is 0 it has no direction and stays 0, its gradient too.

    It is divided by its largest entry first, lest squares leave the type's range; scaling changes no direction, so that
    number counts as a constant.
    """
    largest = vector.detach().abs().amax(dim=-1, keepdim=True)
    some = largest > 0.0
    scaled = torch.where(some, vector, 0.0) / torch.where(some, largest, 1.0)
    squares = scaled.square().sum(dim=-1, keepdim=True)
    return scaled / torch.where(some, squares, 1.0).sqrt()
