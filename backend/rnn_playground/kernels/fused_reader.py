"""A network that reads one sequence piece by piece in the kernels' arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, from_numpy

from rnn_playground.cells import recurrent_mask
from rnn_playground.experiment.cells import CellConfig
from rnn_playground.kernels.layout import aligned_zeros, padded
from rnn_playground.kernels.processor import SIMD_WIDTH
from rnn_playground.kernels.reading import ReaderArrays, ReaderShape, read_sequence
from rnn_playground.kernels.shape import ELMAN, GRU, LSTM, UGRNN, activation_of, family_of, periods_of

Floats = NDArray[np.float32]
INPUT_BLOCKS = {ELMAN: (0,), LSTM: (0, 1, 2, 3), UGRNN: (0, 1), GRU: (0, 1, 3)}
"""Which blocks of pre-activations each block of W_xh goes to; the GRU's n keeps what its reset gate holds apart."""


@final
class FusedReader:
    """Reads from zero states on, with the float32 parameters as they were when it was made.

    ``parameters`` are those of ``cell`` by name.
    """

    def __init__(self, cell: CellConfig, parameters: Mapping[str, Floats]) -> None:
        self._shape = _shape(cell, parameters)
        self._arrays = _allocate(self._shape, _weights(cell, self._shape, parameters))
        self._addresses = ReaderArrays(*(array.ctypes.data for array in self._arrays))
        self._periods = np.array(periods_of(cell))
        self._time_step = 0

    def read(self, inputs: Tensor, alone: int = 0) -> Tensor:
        """Read ``inputs`` (time_step, input), then for ``alone`` steps the prediction of the step before.

        Goes on from where it stopped. Returns the predictions (time_step + alone, output) of all these steps.
        """
        given = np.ascontiguousarray(inputs.numpy())
        predictions = np.empty((len(given) + alone, self._shape.outputs), dtype=np.float32)
        if alone and not self._time_step + len(given):
            raise ValueError("a network that has read nothing has no prediction to read; give it one input or more")
        read_sequence(self._shape, self._addresses, self._periods, self._time_step, given, predictions)
        self._time_step += len(predictions)
        return from_numpy(predictions)


def _shape(cell: CellConfig, parameters: Mapping[str, Floats]) -> ReaderShape:
    family, outputs = family_of(cell), len(parameters["b_y"])
    return ReaderShape(
        cell=family,
        activation=activation_of(cell),
        layers=cell.layers,
        inputs=parameters["W_xh.0"].shape[1],
        hidden=cell.hidden_size,
        outputs=outputs,
        units=padded(cell.hidden_size, SIMD_WIDTH),
        output_units=padded(outputs, SIMD_WIDTH),
        blocks=INPUT_BLOCKS[family][-1] + 1,
        recurrent_blocks=len(INPUT_BLOCKS[family]),
    )


def _allocate(shape: ReaderShape, weights: Floats) -> ReaderArrays:
    units, layers = shape.units, shape.layers
    return ReaderArrays(
        weights=weights,
        hidden=aligned_zeros(2 * layers * units + SIMD_WIDTH),
        memory=aligned_zeros(layers * units),
        shown=aligned_zeros(units),
        gates=aligned_zeros(shape.blocks * units + SIMD_WIDTH),
        outputs=aligned_zeros(shape.output_units),
    )


def _weights(cell: CellConfig, shape: ReaderShape, parameters: Mapping[str, Floats]) -> Floats:
    """Return all weights in the order of ``ReaderArrays.weights``."""
    mask, parts = recurrent_mask(cell), []
    positions, recurrent_positions = INPUT_BLOCKS[shape.cell], range(shape.recurrent_blocks)
    for layer in range(shape.layers):
        bias = _in_blocks(shape, parameters[f"b_xh.{layer}"][:, None], positions, shape.blocks)
        if (second := parameters.get(f"b_hh.{layer}")) is not None:
            bias += _in_blocks(shape, second[:, None], recurrent_positions, shape.blocks)
        recurrent = _in_blocks(shape, parameters[f"W_hh.{layer}"] * mask, recurrent_positions, shape.recurrent_blocks)
        parts += [bias, recurrent, _in_blocks(shape, parameters[f"W_xh.{layer}"], positions, shape.blocks)]
    read_out = np.concatenate([parameters["b_y"][None], parameters["W_hy"].T])
    parts.append(np.pad(read_out, ((0, 0), (0, shape.output_units - shape.outputs))))
    whole = aligned_zeros(sum(part.size for part in parts))
    np.concatenate([part.ravel() for part in parts], out=whole)
    return whole


def _in_blocks(shape: ReaderShape, matrix: Floats, positions: range | tuple[int, ...], blocks: int) -> Floats:
    """Return the rows of a matrix (gates · hidden, depth) as columns (depth, blocks, units), each gate in its block."""
    depth = matrix.shape[1]
    columns = np.zeros((depth, blocks, shape.units), dtype=np.float32)
    columns[:, list(positions), : shape.hidden] = matrix.T.reshape(depth, len(positions), shape.hidden)
    return columns
