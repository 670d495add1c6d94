"""What cells share whose gates see the input alone."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.activations import ACTIVATIONS
from rnn_playground.cells.cell import State, Weights
from rnn_playground.cells.described import DescribedCell


class InputGated(DescribedCell):
    """No weight lies between h_{t−1} and h_t, so the last state brings nothing to ``recurrent``, which is the drive.

    The candidate is linear in the input. Off: h_{t−1} counts as 0.
    """

    candidate_activation = ACTIVATIONS["identity"].curve

    def prepare(self, weights: Weights) -> Weights:
        """Nothing is computed in advance."""
        return weights

    def drive(self, weights: Weights, inputs: Tensor) -> Tensor:
        """W_xh x_t + b_xh."""
        return functional.linear(inputs, weights["W_xh"], weights["b_xh"])

    def recur(self, weights: Weights, drive: Tensor, state: State) -> Tensor:
        """Nothing but the drive."""
        return drive

    def carried(self, state: State) -> Tensor:
        """Return h_{t−1}, 0 where the recurrence is off."""
        return state[0] if self.is_recurrent else torch.zeros_like(state[0])

    def recurrent_matrix(self, weights: Weights) -> None:
        """None: there is no such matrix."""

    def inverse_activation(self, candidate: Tensor) -> Tensor:
        """The candidate itself."""
        return candidate
