"""A cell around another one that does something else in its step, and all else as that one does."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from rnn_playground.cells.cell import Cell, State, Weights


@dataclass(frozen=True, eq=False)
class WrappedCell:
    """What of ``cell`` stays as it is; whoever inherits gives a ``step``."""

    cell: Cell

    def prepare(self, weights: Weights) -> Weights:
        """As the cell."""
        return self.cell.prepare(weights)

    def drive(self, weights: Weights, inputs: Tensor) -> Tensor:
        """As the cell."""
        return self.cell.drive(weights, inputs)

    def recur(self, weights: Weights, drive: Tensor, state: State) -> Tensor:
        """As the cell."""
        return self.cell.recur(weights, drive, state)
