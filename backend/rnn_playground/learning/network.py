"""A network: a stack of recurrent layers and a linear read-out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from torch import Tensor
from torch.nn import functional

from rnn_playground.cells import Cell, build_cell
from rnn_playground.experiment.cells import Cell as CellDocument
from rnn_playground.experiment.parameters import state_names
from rnn_playground.learning.parameters import Parameters


@final
@dataclass(frozen=True)
class Network:
    """One recurrence a layer, from the input up; ``states`` names the tensors of a layer's state, h first."""

    cells: tuple[Cell, ...]
    states: tuple[str, ...]
    hidden_size: int

    @classmethod
    def build(cls, document: CellDocument) -> Network:
        """Return the network that a cell's document describes."""
        cell = build_cell(document)
        return cls((cell,) * document.layers, state_names(document), document.hidden_size)


def read_out(parameters: Parameters, hidden_state: Tensor) -> Tensor:
    """Return W_hy h + b_y, (…, output): logits for classes, values else."""
    return functional.linear(hidden_state, parameters["W_hy"], parameters["b_y"])
