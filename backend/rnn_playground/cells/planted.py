"""A cell whose state is another one after one time step: that of another network, planted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from torch import Tensor

from rnn_playground.cells.cell import CellStep, State, Weights
from rnn_playground.cells.wrapped import WrappedCell


@final
@dataclass(frozen=True, eq=False)
class Planted(WrappedCell):
    """The cell, whose state after ``time_step``, counted as the cell counts, is ``planted``: a constant.

    No gradient goes back through it.
    """

    time_step: int
    planted: State

    def step(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, state: State, time_step: int | Tensor
    ) -> CellStep:
        """One time step."""
        made = self.cell.step(weights, drive, recurrent, state, time_step)
        if time_step != self.time_step:
            return made
        # Leaves of the graph, so that what a loss says of the planted state can be asked.
        return made._replace(state=tuple(tensor.detach().requires_grad_() for tensor in self.planted))
