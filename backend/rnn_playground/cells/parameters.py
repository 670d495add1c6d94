"""The parameters of a lane before its first update: every one drawn from a stream of its own."""

from __future__ import annotations

import numpy as np

from rnn_playground.cells.catalog import build_cell, recurrent_mask
from rnn_playground.cells.initialisation import Array, Entry
from rnn_playground.experiment import Lane
from rnn_playground.experiment.cells import CellConfig
from rnn_playground.experiment.cells.sized import parameter_shapes


def draw_parameters(lane: Lane, input_size: int, output_size: int, weight_seed: int) -> dict[str, Array]:
    """Return name → float64 array of every parameter of ``lane``, in the order of ``parameter_shapes``.

    The stream of a parameter follows from the seed and its name alone, so changing one thing changes one thing.
    The lane's own ``initial_weights`` replace what was drawn. Masked entries of W_hh are 0, and so is all that carries
    the last state where the recurrence is off.
    """
    cell, parameters = build_cell(lane.cell), {}
    for name, shape in parameter_shapes(lane.cell, input_size, output_size).items():
        given = (lane.initial_weights or {}).get(name)
        drawn = cell.draw(_entry(lane.cell, name, shape, weight_seed)) if given is None else given
        value = np.array(drawn, dtype=np.float64)
        parameters[name] = without_cut_links(lane.cell, name, value)
    return parameters


def parameter_stream(weight_seed: int, name: str) -> np.random.Generator:
    """Return the random stream of the parameter called ``name``."""
    return np.random.default_rng(np.random.SeedSequence([weight_seed, *name.encode()]))


def without_cut_links(cell: CellConfig, name: str, value: Array) -> Array:
    """Return the parameter called ``name``, or anything of its shape, with 0 where ``cell`` lets nothing through."""
    base = name.partition(".")[0]
    if base == "W_hh" and base in cell.recurrent:
        return np.where(recurrent_mask(cell), value, 0.0)
    return np.zeros_like(value) if cell.recurrence == "off" and base in cell.recurrent else value


def _entry(cell: CellConfig, name: str, shape: tuple[int, ...], weight_seed: int) -> Entry:
    base, _, layer = name.partition(".")
    return Entry(
        base,
        shape,
        cell.hidden_size,
        is_top=layer == str(cell.layers - 1),
        stream=parameter_stream(weight_seed, name),
        stream_of=lambda other: parameter_stream(weight_seed, f"{other}.{layer}"),
    )
