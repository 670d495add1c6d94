"""A sequence of somebody's own, as a task's network reads it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from rnn_playground.experiment.errors import Refusal
from rnn_playground.experiment.tasks import Task, TextTask
from rnn_playground.tasks.batch import one_hot

Table = Sequence[Sequence[float]]


def own_sequence(task: Task, symbols: Sequence[str] | None, values: Table | None) -> Tensor:
    """Return (time_step, 1, input) float64 of ``symbols``, for a task of symbols, or else of ``values``.

    ``values`` are one row of input_size numbers a time step, or the rows of an image, whose pixels are then read in
    the task's own order. Raises Refusal where the task reads something else, ValueError where a character is strange.
    """
    facts = task.facts()
    if facts.modality == "symbols":
        if symbols is None:
            raise Refusal("input_symbols", "this task reads symbols, not numbers; give text", {})
        return one_hot(symbol_indices(task, symbols), task.input_size)[:, None]
    if values is None:
        raise Refusal("input_values", "this task reads numbers, not symbols; give values", {})
    if facts.image_size is not None:
        rows, columns = facts.image_size
        order = list(facts.pixel_order or range(rows * columns))
        return torch.from_numpy(_pixels(_table(values, rows, columns)).reshape(-1)[order])[:, None, None]
    return torch.from_numpy(_table(values, len(values), facts.input_size))[:, None]


def symbol_indices(task: Task, symbols: Sequence[str]) -> NDArray[np.int64]:
    """Return the indices (time_step) of ``symbols`` in the one-hot vectors. Raises as ``own_sequence``."""
    if isinstance(task, TextTask):
        return np.array(task.encode("".join(symbols)), dtype=np.int64)
    labels = task.facts().input_labels
    indices = {label: index for index, label in enumerate(labels)}
    for symbol in symbols:
        if symbol not in indices:
            raise Refusal(
                "unknown_symbol",
                "the network has never seen {symbol}; use only these symbols: {allowed}",
                {"symbol": symbol, "allowed": " ".join(labels)},
            )
    return np.array([indices[symbol] for symbol in symbols], dtype=np.int64)


def _table(values: Table, rows: int, columns: int) -> NDArray[np.float64]:
    widths = {len(row) for row in values}
    if len(values) != rows or widths != {columns}:
        raise Refusal(
            "input_shape",
            "values has {found} rows of {widths} numbers; this task reads {rows} rows of {columns}; write that many",
            {
                "found": len(values),
                "widths": " or ".join(str(width) for width in sorted(widths)),
                "rows": rows,
                "columns": columns,
            },
        )
    return np.array(values, dtype=np.float64)


def _pixels(values: NDArray[np.float64]) -> NDArray[np.float64]:
    outside = values[(values < 0.0) | (values > 1.0)]
    if outside.size:
        raise Refusal(
            "pixel_range",
            "a pixel is {value}; pixels lie between 0 and 1; choose one of these",
            {"value": float(outside[0])},
        )
    return values
