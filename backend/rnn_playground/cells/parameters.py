"""The parameters of a lane before its first update: every one drawn from a stream of its own."""

from __future__ import annotations

from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from rnn_playground.cells.clockwork import clockwork_mask
from rnn_playground.cells.recurrent_initialisation import draw_recurrent
from rnn_playground.experiment import Lane
from rnn_playground.experiment.cells import Cell, CwrnnCell, GruCell, IrnnCell, LstmCell, RnnCell
from rnn_playground.experiment.initialisations import IdentityInit, RecurrentInit
from rnn_playground.experiment.parameters import parameter_shapes

Array = NDArray[np.float64]


def draw_parameters(lane: Lane, input_size: int, output_size: int, weight_seed: int) -> dict[str, Array]:
    """Return name → float64 array of every parameter of ``lane``, in the order of ``parameter_shapes``.

    The stream of a parameter follows from the seed and its name alone, so changing one thing changes one thing.
    The lane's own ``initial_weights`` replace what was drawn. Masked entries of W_hh are 0.
    """
    mask = recurrent_mask(lane.cell)
    parameters = {}
    for name, shape in parameter_shapes(lane.cell, input_size, output_size).items():
        given = (lane.initial_weights or {}).get(name)
        if given is None:
            value = _draw(lane.cell, name, shape, parameter_stream(weight_seed, name))
        else:
            value = np.array(given, dtype=np.float64)
        parameters[name] = np.where(mask, value, 0.0) if name.startswith("W_hh.") else value
    return parameters


def parameter_stream(weight_seed: int, name: str) -> np.random.Generator:
    """Return the random stream of the parameter called ``name``."""
    return np.random.default_rng(np.random.SeedSequence([weight_seed, *name.encode()]))


def recurrent_mask(cell: Cell) -> NDArray[np.bool_]:
    """Return which entries of W_hh (gates · hidden, hidden) may differ from zero."""
    hidden = cell.hidden_size
    rows = hidden * max(1, len(cell.gates))
    if cell.recurrence == "off":
        return np.zeros((rows, hidden), dtype=np.bool_)
    if isinstance(cell, CwrnnCell):
        return clockwork_mask(len(cell.module_periods), hidden)
    return np.ones((rows, hidden), dtype=np.bool_)


def _draw(cell: Cell, name: str, shape: tuple[int, ...], stream: np.random.Generator) -> Array:
    kind = name.partition(".")[0]
    if isinstance(cell, IrnnCell) and kind.startswith("b_"):
        return np.zeros(shape)
    if isinstance(cell, IrnnCell) and kind == "W_xh":
        return stream.normal(0.0, cell.input_std, shape)
    if kind == "W_hh":
        return draw_recurrent(
            _recurrent_init(cell), max(1, len(cell.gates)), cell.hidden_size, stream, recurrent_mask(cell)
        )
    value: Array = stream.uniform(-1.0, 1.0, shape) / np.sqrt(cell.hidden_size)
    if isinstance(cell, LstmCell) and kind in {"b_xh", "b_hh"}:
        forget = slice(cell.hidden_size, 2 * cell.hidden_size)
        value[forget] = cell.forget_bias if kind == "b_xh" else 0.0
    return value


def _recurrent_init(cell: Cell) -> RecurrentInit:
    match cell:
        case IrnnCell():
            return IdentityInit(scale=cell.scale)
        case RnnCell() | CwrnnCell() | LstmCell() | GruCell():
            return cell.recurrent_init
        case _ as unreachable:
            assert_never(unreachable)
