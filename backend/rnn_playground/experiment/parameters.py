"""The names and shapes of a lane's parameters, in the order in which they are listed everywhere."""

from __future__ import annotations

import math

from rnn_playground.experiment.cells import Cell, Shape


def parameter_shapes(cell: Cell, input_size: int, output_size: int) -> dict[str, Shape]:
    """Return name → shape: each layer's own under ``name.layer``, then ``W_hy`` (O, H) and ``b_y`` (O)."""
    shapes = {
        f"{name}.{layer}": shape
        for layer in range(cell.layers)
        for name, shape in cell.layer_shapes(input_size if layer == 0 else cell.hidden_size).items()
    }
    return {**shapes, "W_hy": (output_size, cell.hidden_size), "b_y": (output_size,)}


def parameter_count(cell: Cell, input_size: int, output_size: int) -> int:
    """Return the number of single weights, masked ones (CW-RNN's lower blocks, a recurrence that is off) included."""
    return sum(math.prod(shape) for shape in parameter_shapes(cell, input_size, output_size).values())
