"""What cells share whose memory is a matrix that keys write and queries read."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.cell import State, Weights
from rnn_playground.cells.input_gated import InputGated
from rnn_playground.experiment.cells import DeltanetCell, MlstmCell

SPELT = {"α": "alpha", "β": "beta"}


@dataclass(frozen=True)
class MatrixMemory(InputGated):
    """The memory is (batch, hidden, key); h, what it answers to the query q, is handed up and goes nowhere in time.

    Blocks of ``recurrent``, and gates: those of the document, a gate of the layer the same in every unit. Off: the
    memory of the last time step counts as 0.
    """

    document: DeltanetCell | MlstmCell

    def prepare(self, weights: Weights) -> Weights:
        """All matrices over each other, and all biases."""
        names = [*(SPELT.get(gate, gate) for gate in self.document.gates), "q", "k"]
        return {
            "W": torch.cat([weights[f"W_{name}"] for name in names]),
            "b": torch.cat([weights[f"b_{name}"] for name in names]),
        }

    def drive(self, weights: Weights, inputs: Tensor) -> Tensor:
        """The sums of the gates, one of the layer to each unit, then q and k."""
        hidden, keys = self.document.hidden_size, self.document.key_size
        sizes = [1 if gate in self.document.layer_gates else hidden for gate in self.document.gates]
        sums = functional.linear(inputs, weights["W"], weights["b"])
        *blocks, z_q, z_k = torch.split(sums, [*sizes, keys, keys], dim=-1)
        gates = [block.expand(*block.shape[:-1], hidden) for block in blocks]
        return torch.cat([*gates, self.query(z_q), self.key(z_k)], dim=-1)

    def query(self, z_q: Tensor) -> Tensor:
        """Return q of W_q x_t + b_q."""
        return z_q

    def key(self, z_k: Tensor) -> Tensor:
        """Return k of W_k x_t + b_k."""
        return z_k

    def recur(self, weights: Weights, drive: Tensor, state: State) -> Tensor:
        """The blocks of the gates, which the last state brings nothing to."""
        return drive[..., : len(self.document.gates) * self.document.hidden_size]

    def carried_states(self, state: State) -> State:
        """Return the states of the last time step but h, 0 where the recurrence is off."""
        return state[1:] if self.is_recurrent else tuple(torch.zeros_like(tensor) for tensor in state[1:])


def answer(memory: Tensor, key: Tensor) -> Tensor:
    """Return what ``memory`` (batch, hidden, key) has at ``key`` (batch, key): (batch, hidden)."""
    return (memory * key[:, None]).sum(dim=2)
