"""A network: a stack of recurrent layers and a linear read-out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import final

from torch import Tensor
from torch.nn import functional

from rnn_playground.cells import Cell, Forced, State, build_cell, under_clamps
from rnn_playground.experiment.cells import CellConfig, Shape
from rnn_playground.experiment.clamps import Clamp
from rnn_playground.learning.parameters import Parameters


@final
@dataclass(frozen=True)
class Network:
    """One recurrence a layer, from the input up; ``state_shapes`` are those of a sample's state in a layer, h first.

    ``is_frozen``: the layers stay as they are drawn, the read-out alone is trained.
    """

    cells: tuple[Cell, ...]
    state_shapes: Mapping[str, Shape]
    hidden_size: int
    is_frozen: bool

    @property
    def states(self) -> tuple[str, ...]:
        """The names of the tensors of a layer's state, h first."""
        return tuple(self.state_shapes)

    @classmethod
    def build(
        cls, document: CellConfig, clamps: Sequence[Clamp] = (), period: int | None = None, forcing: float = 1.0
    ) -> Network:
        """Return the network that a cell's document describes, under clamps.

        ``period`` is the length of a sequence where the state is carried from one to the next. With a ``forcing`` below
        1, of one layer alone, it reads its own predictions, too.
        """
        cell = build_cell(document)
        cells = tuple(under_clamps(cell, document, layer, clamps, period) for layer in range(document.layers))
        if forcing < 1.0:
            cells = (Forced(cells[0], forcing),)
        return cls(cells, document.state_shapes(), document.hidden_size, document.recurrence == "frozen")

    def trained_from(self, parameters: Parameters) -> int:
        """Return which is the first of all single parameters that training changes."""
        return parameters.read_out_at if self.is_frozen else 0

    def zero_states(self, like: Tensor) -> list[State]:
        """Return the state of each layer before the first step, for as many sequences as ``like`` (…, batch, input)."""
        zeros = tuple(like.new_zeros(like.shape[-2], *shape) for shape in self.state_shapes.values())
        return [zeros] * len(self.cells)


def read_out(parameters: Parameters, hidden_state: Tensor) -> Tensor:
    """Return W_hy h + b_y, (…, output): logits for classes, values else."""
    return functional.linear(hidden_state, parameters["W_hy"], parameters["b_y"])
