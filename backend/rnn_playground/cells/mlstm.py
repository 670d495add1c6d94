"""The mLSTM: a matrix of associations with an exponential input gate, a normaliser, and a stabiliser."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import final

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.cell import CellStep, State, Weights
from rnn_playground.cells.exponential import logarithm, shown, without_derivative
from rnn_playground.cells.initialisation import Array, Entry
from rnn_playground.cells.matrix_memory import MatrixMemory, answer
from rnn_playground.experiment.cells import MlstmCell


@final
@dataclass(frozen=True)
class Mlstm(MatrixMemory):
    """C_t = f C_{t−1} + i v kᵀ, n_t = f n_{t−1} + i k, h_t = o C_t q / max(|n_tᵀ q|, 1) (Beck et al., 2024).

    n is (batch, key), m (batch, 1). C and n are counted in units of e^m, m_t = max(ln f + m_{t−1}, ln i), which h does
    not depend on. So no derivative goes through m: those of h are the same, and J_t is that of the states in units that
    stay as they are.
    """

    document: MlstmCell

    def key(self, z_k: Tensor) -> Tensor:
        """It divided by √K."""
        return z_k / math.sqrt(self.document.key_size)

    def step(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, state: State, time_step: int | Tensor
    ) -> CellStep:
        """One time step."""
        q, k = drive[:, recurrent.shape[1] :].chunk(2, dim=1)
        z_i, z_f, v, z_o = recurrent.chunk(4, dim=1)
        memory, normaliser, m = self.carried_states(state)
        log_i, kept = z_i[:, :1], functional.logsigmoid(z_f[:, :1]) + m.detach()
        m = torch.maximum(kept, log_i).detach()
        i, f, o = torch.exp(log_i - m), torch.exp(kept - m), torch.sigmoid(z_o)
        memory = f[:, :, None] * memory + (i * v)[:, :, None] * k[:, None]
        normaliser = f * normaliser + i * k
        divisor = torch.maximum((normaliser * q).sum(dim=1, keepdim=True).abs(), torch.exp(-m))
        states = (o * (answer(memory, q) / divisor), memory, normaliser, without_derivative(m, log_i))
        return CellStep(states, (shown(z_i), torch.sigmoid(z_f), v, o), v, v)

    def draw(self, entry: Entry) -> Array:
        """W_q, W_k, W_v, W_o ~ N(0, 2/(5 I)), W_i and W_f 0, b_i ~ N(0, 0.1²), b_f ``keep_bias``, b_v and b_o 0.

        All else is U(−1/√H, 1/√H).
        """
        match entry.base:
            case "W_q" | "W_k" | "W_v" | "W_o":
                return entry.normal(math.sqrt(2.0 / (5.0 * entry.shape[1])))
            case "W_i" | "W_f" | "b_v" | "b_o":
                return entry.zeros()
            case "b_i":
                return entry.normal(0.1)
            case "b_f":
                return np.full(entry.shape, self.document.keep_bias)
            case _:
                return entry.uniform()

    def pre_activation_of(self, gate: str, value: Tensor) -> Tensor:
        """Of i, its logarithm."""
        return logarithm(value) if gate == "i" else super().pre_activation_of(gate, value)

    def hold_gate(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, held: Tensor, pre_activation: float
    ) -> tuple[Weights, Tensor, Tensor]:
        """A gate of the layer is held in all units where it is held in one."""
        blocks = zip(self.document.gates, held.chunk(4, dim=-1), strict=True)
        wide = [
            block.any(dim=-1, keepdim=True).expand_as(block) if gate in self.document.layer_gates else block
            for gate, block in blocks
        ]
        return super().hold_gate(weights, drive, recurrent, torch.cat(wide, dim=-1), pre_activation)
