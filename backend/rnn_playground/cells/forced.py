"""A cell that reads its network's own last prediction mixed with what is given: partial teacher forcing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.cell import CellStep, State, Weights
from rnn_playground.cells.wrapped import WrappedCell


@final
@dataclass(frozen=True, eq=False)
class Forced(WrappedCell):
    """It reads α x_t + (1 − α) ŷ_{t−1}, ŷ_{t−1} = W_hy h_{t−1} + b_y, with α the ``forcing``.

    Its network has one layer and is as wide at both ends. The prediction is made of the state, so whatever is
    differentiated by the state goes through it, too. ``drive`` is α x_t here.
    """

    forcing: float

    def prepare(self, weights: Weights) -> Weights:
        """As the cell, and with the read-out."""
        return {**self.cell.prepare(weights), "W_hy": weights["W_hy"], "b_y": weights["b_y"]}

    def drive(self, weights: Weights, inputs: Tensor) -> Tensor:
        """Return what is left of the inputs."""
        return self.forcing * inputs

    def recur(self, weights: Weights, drive: Tensor, state: State) -> Tensor:
        """As the cell, which reads the mixture."""
        return self.cell.recur(weights, self._mixed(weights, drive, state), state)

    def step(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, state: State, time_step: int | Tensor
    ) -> CellStep:
        """As the cell, which reads the mixture."""
        return self.cell.step(weights, self._mixed(weights, drive, state), recurrent, state, time_step)

    def _mixed(self, weights: Weights, given: Tensor, state: State) -> Tensor:
        predicted = functional.linear(state[0], weights["W_hy"], weights["b_y"])
        return self.cell.drive(weights, (given + (1.0 - self.forcing) * predicted)[None])[0]
