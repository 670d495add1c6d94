"""The parameters of a lane before its first update: every one drawn from a stream of its own."""

from __future__ import annotations

from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from rnn_playground.cells.clockwork import clockwork_mask
from rnn_playground.cells.initialisation.antisymmetric import draw_antisymmetric
from rnn_playground.cells.initialisation.entry import Array, Entry
from rnn_playground.cells.initialisation.formula import draw_formula
from rnn_playground.cells.initialisation.gru import draw_gru
from rnn_playground.cells.initialisation.indrnn import draw_indrnn
from rnn_playground.cells.initialisation.keeping import draw_keeping
from rnn_playground.cells.initialisation.lru import draw_lru
from rnn_playground.cells.initialisation.lstm import draw_lstm
from rnn_playground.cells.initialisation.orthogonal import draw_orthogonal
from rnn_playground.cells.initialisation.rectified import draw_rectified
from rnn_playground.cells.recurrent_initialisation import draw_recurrent
from rnn_playground.experiment import Lane
from rnn_playground.experiment.cells import (
    AntisymmetricCell,
    Cell,
    CornnCell,
    CwrnnCell,
    FormulaCell,
    GruCell,
    IndrnnCell,
    IrnnCell,
    LruCell,
    LstmCell,
    MingruCell,
    NprnnCell,
    OrthogonalCell,
    RnnCell,
    ScrnCell,
    UgrnnCell,
)
from rnn_playground.experiment.cells.sized import parameter_shapes
from rnn_playground.experiment.initialisations import IdentityInit, NpInit, RecurrentInit


def draw_parameters(lane: Lane, input_size: int, output_size: int, weight_seed: int) -> dict[str, Array]:
    """Return name → float64 array of every parameter of ``lane``, in the order of ``parameter_shapes``.

    The stream of a parameter follows from the seed and its name alone, so changing one thing changes one thing.
    The lane's own ``initial_weights`` replace what was drawn. Masked entries of W_hh are 0, and so is all that carries
    the last state where the recurrence is off.
    """
    parameters = {}
    for name, shape in parameter_shapes(lane.cell, input_size, output_size).items():
        given = (lane.initial_weights or {}).get(name)
        value = _draw(lane.cell, name, shape, weight_seed) if given is None else np.array(given, dtype=np.float64)
        parameters[name] = without_cut_links(lane.cell, name, value)
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


def without_cut_links(cell: Cell, name: str, value: Array) -> Array:
    """Return the parameter called ``name``, or anything of its shape, with 0 where ``cell`` lets nothing through."""
    base = name.partition(".")[0]
    if base == "W_hh" and base in cell.recurrent:
        return np.where(recurrent_mask(cell), value, 0.0)
    return np.zeros_like(value) if cell.recurrence == "off" and base in cell.recurrent else value


def _draw(cell: Cell, name: str, shape: tuple[int, ...], weight_seed: int) -> Array:
    base, _, layer = name.partition(".")
    stream = parameter_stream(weight_seed, name)
    if base == "W_hh" and not isinstance(cell, FormulaCell):
        gates = max(1, len(cell.gates))
        return draw_recurrent(_recurrent_init(cell), gates, cell.hidden_size, stream, recurrent_mask(cell))
    entry = Entry(base, shape, stream, is_top=layer == str(cell.layers - 1))
    match cell:
        case RnnCell() | CwrnnCell() | ScrnCell() | CornnCell():
            return entry.uniform(cell.hidden_size)
        case IrnnCell() | NprnnCell():
            return draw_rectified(cell, entry)
        case LstmCell():
            return draw_lstm(cell, entry)
        case GruCell():
            return draw_gru(cell, entry)
        case UgrnnCell() | MingruCell():
            return draw_keeping(cell, entry)
        case IndrnnCell():
            return draw_indrnn(cell, entry)
        case OrthogonalCell():
            return draw_orthogonal(cell, entry)
        case AntisymmetricCell():
            return draw_antisymmetric(cell, entry)
        case LruCell():
            return draw_lru(cell, entry, lambda other: parameter_stream(weight_seed, f"{other}.{layer}"))
        case FormulaCell():
            return draw_formula(cell, entry)
        case _ as unreachable:
            assert_never(unreachable)


def _recurrent_init(cell: Cell) -> RecurrentInit:
    match cell:
        case IrnnCell():
            return IdentityInit(scale=cell.scale)
        case NprnnCell():
            return NpInit()
        case RnnCell() | CwrnnCell() | LstmCell() | GruCell() | UgrnnCell() | ScrnCell() | CornnCell() | FormulaCell():
            return cell.recurrent_init
        case OrthogonalCell() | AntisymmetricCell() | IndrnnCell() | LruCell() | MingruCell():
            raise ValueError(f"cell kind '{cell.kind}' has no W_hh; it has {', '.join(cell.layer_shapes(1))}")
        case _ as unreachable:
            assert_never(unreachable)
