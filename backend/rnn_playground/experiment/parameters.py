"""The names and shapes of a lane's parameters, in the order in which they are listed everywhere."""

from __future__ import annotations

from typing import assert_never

from rnn_playground.experiment.cells import Cell, CwrnnCell, GruCell, IrnnCell, LstmCell, RnnCell

Shape = tuple[int, ...]


def gate_names(cell: Cell) -> tuple[str, ...]:
    """Return the names of the gates that a frame carries, in the order of their blocks; none for an ungated cell."""
    match cell:
        case LstmCell():
            return ("i", "f", "g", "o")
        case GruCell():
            return ("r", "z", "n")
        case RnnCell() | IrnnCell() | CwrnnCell():
            return ()
        case _ as unreachable:
            assert_never(unreachable)


def state_names(cell: Cell) -> tuple[str, ...]:
    """Return the names of the tensors that a cell hands to the next time step, the hidden state first."""
    return ("h", "c") if isinstance(cell, LstmCell) else ("h",)


def has_recurrent_bias(cell: Cell) -> bool:
    """Tell whether ``b_hh`` exists: in the cells that torch has, so that weights load unchanged both ways."""
    return isinstance(cell, RnnCell | LstmCell | GruCell)


def parameter_shapes(cell: Cell, input_size: int, output_size: int) -> dict[str, Shape]:
    """Return name → shape: ``W_xh.k`` (G·H, I), ``W_hh.k`` (G·H, H), biases (G·H), ``W_hy`` (O, H), ``b_y`` (O)."""
    hidden = cell.hidden_size
    rows = hidden * max(1, len(gate_names(cell)))
    shapes: dict[str, Shape] = {}
    for layer in range(cell.layers):
        shapes[f"W_xh.{layer}"] = (rows, input_size if layer == 0 else hidden)
        shapes[f"W_hh.{layer}"] = (rows, hidden)
        shapes[f"b_xh.{layer}"] = (rows,)
        if has_recurrent_bias(cell):
            shapes[f"b_hh.{layer}"] = (rows,)
    shapes["W_hy"] = (output_size, hidden)
    shapes["b_y"] = (output_size,)
    return shapes


def parameter_count(cell: Cell, input_size: int, output_size: int) -> int:
    """Return the number of single weights, masked ones (CW-RNN's lower blocks, a recurrence that is off) included."""
    total = 0
    for shape in parameter_shapes(cell, input_size, output_size).values():
        total += shape[0] * (shape[1] if len(shape) == 2 else 1)
    return total
