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
from rnn_playground.cells.input_gated import InputGated
from rnn_playground.experiment.cells import DeltanetCell


@final
@dataclass(frozen=True)
class Deltanet(InputGated):
    """S_t = α S_{t−1} (I − β k kᵀ) + β v kᵀ, h_t = S_t q (Yang et al., 2024; α: Yang, Kautz and Hatamizadeh, 2024).

    The state S is (batch, hidden, key); h, what it answers to the query q, is handed up and goes nowhere in time.
    Blocks of ``recurrent``, and gates: α where there is a decay gate, β, v. α and β are one number of the layer, the
    same in every unit. Off: S_{t−1} counts as 0.
    """

    document: DeltanetCell

    def prepare(self, weights: Weights) -> Weights:
        """All matrices over each other, and all biases."""
        names = (*(["alpha"] if self.document.decay_gate else []), "beta", "v", "q", "k")
        return {
            "W": torch.cat([weights[f"W_{name}"] for name in names]),
            "b": torch.cat([weights[f"b_{name}"] for name in names]),
        }

    def drive(self, weights: Weights, inputs: Tensor) -> Tensor:
        """What α and β are the sigmoids of, a unit each, v, q and k."""
        hidden, keys = self.document.hidden_size, self.document.key_size
        gates = len(self.document.gates) - 1
        sums = functional.linear(inputs, weights["W"], weights["b"])
        *shared, v, z_q, z_k = torch.split(sums, [*[1] * gates, hidden, keys, keys], dim=-1)
        blocks = [gate.expand(*gate.shape[:-1], hidden) for gate in shared]
        return torch.cat([*blocks, v, unit_length(functional.silu(z_q)), unit_length(functional.silu(z_k))], dim=-1)

    def recur(self, weights: Weights, drive: Tensor, state: State) -> Tensor:
        """The blocks of the gates, which the last state brings nothing to."""
        return drive[..., : len(self.document.gates) * self.document.hidden_size]

    def step(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, state: State, time_step: int | Tensor
    ) -> CellStep:
        """One time step: S_t = α S_{t−1} + β (v − α S_{t−1} k) kᵀ."""
        q, k = drive[:, recurrent.shape[1] :].chunk(2, dim=1)
        *decay, z_beta, v = recurrent.chunk(len(self.document.gates), dim=1)
        beta = self.document.beta_max * torch.sigmoid(z_beta)
        alpha = [torch.sigmoid(z_alpha) for z_alpha in decay]
        memory = self.carried_memory(state)
        for gate in alpha:
            memory = gate[:, :, None] * memory
        memory = memory + (beta * (v - answer(memory, k)))[:, :, None] * k[:, None]
        return CellStep((answer(memory, q), memory), (*alpha, beta, v), v, v)

    def carried_memory(self, state: State) -> Tensor:
        """Return S_{t−1}, 0 where the recurrence is off."""
        return state[1] if self.is_recurrent else torch.zeros_like(state[1])

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


def answer(memory: Tensor, key: Tensor) -> Tensor:
    """Return what ``memory`` (batch, hidden, key) has at ``key`` (batch, key): (batch, hidden)."""
    return (memory * key[:, None]).sum(dim=2)


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
