"""A network in the kernels' arrays: measured and updated there, read as plain arrays in the order of the protocol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from rnn_playground.cells import recurrent_mask
from rnn_playground.experiment.cells import CellConfig
from rnn_playground.experiment.learning import Bptt, backward_chunks
from rnn_playground.experiment.tasks import Task
from rnn_playground.kernels.layout import Layout, aligned_zeros, build_layout, padded
from rnn_playground.kernels.matrix_product import BLOCK_ROWS
from rnn_playground.kernels.processor import SIMD_WIDTH
from rnn_playground.kernels.shape import (
    CROSS_ENTROPY,
    GRU,
    LSTM,
    SQUARED_ERROR,
    STATE_ROWS,
    STATES,
    NetworkShape,
    activation_of,
    family_of,
    periods_of,
)
from rnn_playground.kernels.training_steps import Batches, adjoint_norms, go_back, training_steps
from rnn_playground.kernels.update import NO_CLIP, SGD, Rule
from rnn_playground.tasks import TaskBatch

CACHE = 1 << 19
"""Bytes that a stretch of errors and states may fill of the second-level cache: half of a server core's."""
Floats = NDArray[np.float32]


class Averages(NamedTuple):
    """The running averages of an optimiser, each as long as the parameters, and how many updates went into them.

    Empty where the rule has none.
    """

    first: Floats
    second: Floats
    updates: int


class Steps(NamedTuple):
    """The steps measured: ``scalars`` (steps, 3) are loss, metric and gradient norm.

    ``updates`` were made in all; ``diverged`` is the quantity that was not finite at the last step, if any.
    """

    scalars: Floats
    updates: int
    diverged: NonFinite | None


NonFinite = Literal["parameters", "loss", "gradient_norm"]
NON_FINITE: tuple[NonFinite | None, ...] = (None, "parameters", "loss", "gradient_norm")
"""What is not finite, under the numbers that compiled code gives it."""

_NOTHING: Floats = np.zeros(0, dtype=np.float32)
NO_AVERAGES = Averages(_NOTHING, _NOTHING, 0)
NO_RULE = Rule(NO_CLIP, 1.0, SGD, 0.0, 0.0, 0.0, 0.0)
_NO_CLASSES = np.zeros((0, 0), dtype=np.int64)
_NO_VALUES = np.zeros((0, 0, 0), dtype=np.float32)
_NO_LEGAL = np.zeros((0, 0, 0), dtype=np.bool_)


@final
@dataclass
class FusedNetwork:
    """``vector`` and ``gradient`` are the flat parameters and ∂L/∂ of them, before clipping; both are written to.

    ``clock`` is the number of the first time step of the last sequence, which runs on where states are carried;
    ``from_zeros``: whether it has never been handed states; the arrays of ∂L/∂h and ∂L/∂c hold ``loss_scale`` times the
    derivatives.
    """

    layout: Layout
    vector: Floats
    gradient: Floats
    clock: int = 0
    from_zeros: bool = True
    loss_scale: float = 1.0

    def __post_init__(self) -> None:
        """Look the arrays' addresses up once."""
        self._addresses = self.layout.addresses
        self._beside: FusedNetwork | None = None

    @classmethod
    def build(
        cls, cell: CellConfig, task: Task, shapes: Mapping[str, Sequence[int]], samples: int, bptt: Bptt, vector: Floats
    ) -> FusedNetwork:
        """Return the network of ``cell`` on ``task``, its parameters one after the other in ``vector``."""
        windows = [(chunk.reach, chunk.first, chunk.end) for chunk in backward_chunks(bptt, task.sequence_length)]
        layout = build_layout(_shape(cell, task, samples), shapes, recurrent_mask(cell), periods_of(cell), windows)
        return cls(layout, vector, np.zeros_like(vector))

    def measure(self, batches: Batches, index: int) -> Steps:
        """Measure the batch at ``index`` from where the network starts; nothing is updated."""
        return self._run(batches, index, 1, NO_RULE, NO_AVERAGES, begins=False, carries=False)

    def train(
        self, batches: Batches, index: int, count: int, rule: Rule, averages: Averages, *, carries: bool
    ) -> Steps:
        """Update by the gradient measured last and measure a batch, for ``count`` batches from ``index`` on.

        Stops at a batch where a number is not finite. Where it ``carries``, a sequence starts from the states that the
        one before left.
        """
        self.from_zeros = self.from_zeros and not carries
        return self._run(batches, index, count, rule, averages, begins=True, carries=carries)

    def _run(
        self, batches: Batches, index: int, count: int, rule: Rule, averages: Averages, *, begins: bool, carries: bool
    ) -> Steps:
        scalars = np.empty((count, 3), dtype=np.float32)
        torch.set_flush_denormal(True)
        try:
            measured, updates, self.clock, broken, self.loss_scale = training_steps(
                self.layout.shape,
                self.layout.plan,
                self._addresses,
                batches,
                rule,
                self.vector,
                self.gradient,
                averages.first,
                averages.second,
                averages.updates,
                begins,
                carries,
                self.clock,
                scalars,
                index,
            )
        finally:
            torch.set_flush_denormal(False)
        return Steps(scalars[:measured], updates, NON_FINITE[broken])

    def states(self, layer: int) -> list[Floats]:
        """Return views (T + 1, hidden, batch) of a layer's h, and an LSTM's c, before the first step and after each."""
        return [state[:, :, : self.layout.shape.samples] for state in self._padded_states(layer)]

    def state_gradients(self, layer: int) -> list[Floats]:
        """Return ``loss_scale`` times a layer's total ∂L/∂h, and an LSTM's ∂L/∂c: views (time_step, hidden, batch)."""
        shape, arrays = self.layout.shape, self.layout.arrays
        totals = [(arrays.hidden_total, shape.hidden_rows), (arrays.memory_total, shape.hidden)][: self._tensors]
        return [self._of_layer(layer, total, rows)[:, :, : shape.samples] for total, rows in totals]

    def _padded_states(self, layer: int) -> list[Floats]:
        """Return ``states`` with the columns by which the batch is padded."""
        shape, (first, rows) = self.layout.shape, self.layout.plan.offsets[layer, [STATES, STATE_ROWS]]
        size = (shape.time_steps + 1) * rows * shape.batch
        hidden = self.layout.arrays.states[first : first + size].reshape(-1, rows, shape.batch)[:, : shape.hidden]
        memory = [self._of_layer(layer, self.layout.arrays.memory, shape.hidden)] if self._tensors == 2 else []
        return [hidden, *memory]

    def _of_layer(self, layer: int, array: Floats, rows: int) -> Floats:
        """Return (steps, hidden, batch) of an array of (layers, steps, ``rows``, batch)."""
        shape = self.layout.shape
        of_layers: Floats = array.reshape(shape.layers, -1, rows, shape.batch)
        return of_layers[layer, :, : shape.hidden]

    @property
    def _tensors(self) -> int:
        """The number of tensors of a layer's state."""
        return 2 if self.layout.shape.cell == LSTM else 1

    def profiles(self) -> NDArray[np.float64]:
        """Return copies of the batch means of ‖∂ℓ_b/∂h_t,b‖ and of the same of (h, c): (2, layer, time_step)."""
        norms: NDArray[np.float64] = self.layout.arrays.norms.copy()
        return norms

    def last_loss(self, batches: Batches, index: int, scored: Sequence[int]) -> NDArray[np.float64]:
        """Return the norms (layer, time_step) of the adjoint of the last of the losses made at ``scored``, batch means.

        Of the batch at ``index``, which was measured last: what ``diagnostics/last_loss.py`` says. Where that loss is
        the only one, and was followed through the whole sequence, its derivatives are those that stand in the arrays;
        else it alone goes back once more, over the same states.
        """
        is_there = len(scored) == 1 and self._is_whole
        way = self if is_there else self._gone_back(batches, index, scored[-1])
        norms = np.zeros((self.layers, self.layout.shape.time_steps))
        adjoint_norms(self.layout.shape, way.layout.plan, way._addresses, scored[-1], np.float32(way.loss_scale), norms)
        return norms

    def _gone_back(self, batches: Batches, index: int, last: int) -> FusedNetwork:
        """Return what holds the derivatives of the loss made at ``last``, and has all else in common with this."""
        if self._beside is None:
            self._beside = FusedNetwork(self._layout_beside(), self.vector, self.gradient)
        way = self._beside
        way.layout.plan.windows[:] = [0, last, last + 1]
        torch.set_flush_denormal(True)
        try:
            way.loss_scale = go_back(self.layout.shape, way.layout.plan, way._addresses, batches, self.clock, index)
        finally:
            torch.set_flush_denormal(False)
        return way

    def _layout_beside(self) -> Layout:
        """Return a layout of one window over the same arrays, but those that another way back would overwrite.

        Under truncation what a window leaves is added to the totals, and its own arrays are free again.
        """
        arrays, plan = self.layout.arrays, self.layout.plan
        hidden, memory = arrays.hidden_gradient, arrays.memory_gradient
        if self._is_whole:
            hidden, memory = aligned_zeros(hidden.size), aligned_zeros(memory.size)
        beside = arrays._replace(
            hidden_gradient=hidden,
            memory_gradient=memory,
            hidden_total=hidden,
            memory_total=memory,
            norms=np.zeros_like(arrays.norms),
        )
        return self.layout._replace(plan=plan._replace(windows=np.zeros((1, 3), dtype=np.int64)), arrays=beside)

    @property
    def _is_whole(self) -> bool:
        """Whether one way back goes through the whole sequence."""
        return len(self.layout.plan.windows) == 1

    @property
    def layers(self) -> int:
        """The number of layers."""
        return self.layout.shape.layers

    def starts(self) -> list[list[Floats]]:
        """Return views (hidden, batch) of the states before the first time step: of each layer h, and c of an LSTM."""
        return [[state[0] for state in self.states(layer)] for layer in range(self.layers)]

    def start_from(self, states: Sequence[Sequence[Floats]] | None, clock: int) -> None:
        """Let the next sequence start from ``states``, (batch, hidden) each, a layer each; None: from zeros."""
        self.clock, self.from_zeros = clock, states is None
        columns = np.arange(self.layout.shape.batch) % self.layout.shape.samples
        for layer in range(self.layers):
            for index, state in enumerate(self._padded_states(layer)):
                state[0] = 0.0 if states is None else states[layer][index].T[:, columns]


def _shape(cell: CellConfig, task: Task, samples: int) -> NetworkShape:
    family, gates, batch = family_of(cell), max(1, len(cell.gates)), padded(samples, SIMD_WIDTH)
    rows = padded(gates * cell.hidden_size, BLOCK_ROWS)
    step_bytes = 4 * batch * (rows + (2 if family == GRU else 1) * cell.hidden_size + task.input_size)
    return NetworkShape(
        cell=family,
        activation=activation_of(cell),
        layers=cell.layers,
        time_steps=task.sequence_length,
        samples=samples,
        batch=batch,
        inputs=task.input_size,
        hidden=cell.hidden_size,
        outputs=task.output_size,
        gates=gates,
        rows=rows,
        drive_rows=padded(cell.hidden_size, BLOCK_ROWS) if family == GRU else 0,
        hidden_rows=padded(cell.hidden_size, BLOCK_ROWS),
        output_rows=padded(task.output_size, BLOCK_ROWS),
        loss=CROSS_ENTROPY if task.loss == "cross_entropy" else SQUARED_ERROR,
        stretch=min(32, max(2, CACHE // step_bytes)),
    )


def prepare_batches(block: TaskBatch) -> Batches:
    """Return batches that lie side by side in ``block``, float32, for the kernels.

    The arrays are contiguous: the kernels are compiled for nothing else.
    """
    targets, mask = _contiguous(block.targets), _contiguous(block.loss_mask)
    has_values = block.targets.is_floating_point()
    return Batches(
        inputs=_contiguous(block.inputs.transpose(1, 2)),
        classes=_NO_CLASSES if has_values else targets,
        values=targets if has_values else _NO_VALUES,
        mask=mask,
        counted=mask if block.metric_mask is None else _contiguous(block.metric_mask),
        legal=_NO_LEGAL if block.legal is None else _contiguous(block.legal),
    )


def _contiguous(tensor: Tensor) -> NDArray[Any]:
    return np.ascontiguousarray(tensor.numpy())
