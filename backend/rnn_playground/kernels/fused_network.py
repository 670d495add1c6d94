"""A network in the kernels' arrays: measured and updated there, read as plain arrays in the order of the protocol."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, NamedTuple, final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from rnn_playground.cells import recurrent_mask
from rnn_playground.experiment.cells import CellConfig
from rnn_playground.experiment.learning import Bptt, backward_chunks
from rnn_playground.experiment.tasks import Task
from rnn_playground.kernels.helpers import NO_HELPERS, Helpers
from rnn_playground.kernels.layout import Layout, aligned_zeros, build_layout, of_groups, padded, stretches_of
from rnn_playground.kernels.matrix_product import BLOCK_ROWS
from rnn_playground.kernels.processor import SIMD_WIDTH
from rnn_playground.kernels.shape import (
    CROSS_ENTROPY,
    GRU,
    HIDDEN_GRADIENT,
    LSTM,
    MEMORY,
    MEMORY_GRADIENT,
    SQUARED_ERROR,
    STATE_ROWS,
    STATES,
    NetworkShape,
    activation_of,
    family_of,
    periods_of,
)
from rnn_playground.kernels.tickets import OVER, TICKET, WORDS, ticket
from rnn_playground.kernels.training_steps import (
    BROKEN,
    CLOCK,
    LOSS_SCALE,
    MEASURED,
    STEP,
    STEP_SCALE,
    UPDATES,
    Batches,
    Work,
    adjoint_norms,
    training_steps,
)
from rnn_playground.kernels.update import NO_CLIP, SGD, Rule
from rnn_playground.tasks import TaskBatch

CACHE = 1 << 19
"""Bytes that a stretch of errors and states may fill of the second-level cache: half of a server core's."""
WORTH_HELP = 4_000_000
"""Multiplications of a step from which on a second thread pays: about a tenth of a millisecond of one thread."""
EVERY_ITEM = np.iinfo(np.int64).max
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

    ``updates`` were made in all; ``diverged`` is the quantity that was not finite at the last step, if any. ``helped``:
    seconds of processor time that helpers have spent since it was last told.
    """

    scalars: Floats
    updates: int
    diverged: NonFinite | None
    helped: float


NonFinite = Literal["parameters", "loss", "gradient_norm"]
NON_FINITE: tuple[NonFinite | None, ...] = (None, "parameters", "loss", "gradient_norm")
"""What is not finite, under the numbers that compiled code gives it."""

_NOTHING: Floats = np.zeros(0, dtype=np.float32)
_NO_SCALARS: Floats = np.zeros((0, 3), dtype=np.float32)
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
        self._helped: deque[float] = deque()

    @classmethod
    def build(
        cls, cell: CellConfig, task: Task, shapes: Mapping[str, Sequence[int]], samples: int, bptt: Bptt, vector: Floats
    ) -> FusedNetwork:
        """Return the network of ``cell`` on ``task``, its parameters one after the other in ``vector``."""
        windows = [(chunk.reach, chunk.first, chunk.end) for chunk in backward_chunks(bptt, task.sequence_length)]
        is_frozen = cell.recurrence == "frozen"
        shape, mask, periods = _shape(cell, task, samples), recurrent_mask(cell), periods_of(cell)
        layout = build_layout(shape, shapes, mask, periods, windows, is_frozen=is_frozen)
        return cls(layout, vector, np.zeros_like(vector))

    def measure(self, batches: Batches, index: int) -> Steps:
        """Measure the batch at ``index`` from where the network starts; nothing is updated."""
        return self._run(batches, index, 1, NO_RULE, NO_AVERAGES, begins=False, carries=False)

    def train(
        self,
        batches: Batches,
        index: int,
        count: int,
        rule: Rule,
        averages: Averages,
        *,
        carries: bool,
        helpers: Helpers = NO_HELPERS,
    ) -> Steps:
        """Update by the gradient measured last and measure a batch, for ``count`` batches from ``index`` on.

        Stops at a batch where a number is not finite. Where it ``carries``, a sequence starts from the states that the
        one before left. ``helpers`` share in it, where the steps are large enough; no bit depends on that.
        """
        self.from_zeros = self.from_zeros and not carries
        helpers = helpers if self._is_worth_help else NO_HELPERS
        return self._run(batches, index, count, rule, averages, begins=True, carries=carries, helpers=helpers)

    def _run(
        self,
        batches: Batches,
        index: int,
        count: int,
        rule: Rule,
        averages: Averages,
        *,
        begins: bool,
        carries: bool,
        helpers: Helpers = NO_HELPERS,
    ) -> Steps:
        scalars = np.empty((count, 3), dtype=np.float32)
        beginning = len(self.layout.plan.stretches) + 2
        work = self._work(index, beginning, helpers.threads, learns=True, begins=begins, carries=carries)
        words = work.words
        words[STEP], words[UPDATES] = -1, averages.updates
        self._do(work, batches, scalars, rule, averages, helpers)
        self.clock, self.loss_scale = int(words[CLOCK]), float(work.figures[STEP_SCALE])
        return Steps(scalars[: words[MEASURED]], int(words[UPDATES]), NON_FINITE[words[BROKEN]], self._told_help())

    def _work(self, index: int, phase: int, threads: int, *, learns: bool, begins: bool, carries: bool) -> Work:
        """Return work with batches from ``index`` on that begins with a ``phase``."""
        words, figures = np.zeros(WORDS, dtype=np.int64), np.zeros(2)
        words[TICKET], words[CLOCK] = ticket(phase), self.clock
        return Work(words, figures, index, threads, learns, begins, carries)

    def _do(
        self,
        work: Work,
        batches: Batches,
        scalars: Floats,
        rule: Rule,
        averages: Averages,
        helpers: Helpers = NO_HELPERS,
    ) -> None:
        layout, (first, second, _) = self.layout, averages
        arguments = (
            layout.shape,
            layout.plan,
            self._addresses,
            layout.strides,
            batches,
            rule,
            self.vector,
            self.gradient,
            first,
            second,
            scalars,
            work,
        )
        if work.parts > 1:
            helpers.call(partial(self._help, arguments, work.words))
        take_items(arguments, work.words)

    def _help(self, arguments: tuple[Any, ...], words: NDArray[np.int64]) -> None:
        """Take items in a helper's thread; this method keeps the arrays alive that it looks at."""
        begun = time.thread_time()
        try:
            take_items(arguments, words)
        finally:
            self._helped.append(time.thread_time() - begun)

    def _told_help(self) -> float:
        """Return the seconds that helpers have noted, once."""
        return sum(self._helped.popleft() for _ in range(len(self._helped)))

    @property
    def _is_worth_help(self) -> bool:
        shape, rows = self.layout.shape, self.layout.plan.offsets[:, STATE_ROWS].sum()
        columns = shape.groups * SIMD_WIDTH * shape.time_steps
        return bool(3 * columns * (shape.rows + shape.drive_rows) * rows >= WORTH_HELP)

    def states(self, layer: int) -> list[Floats]:
        """Return copies (T + 1, batch, hidden) of a layer's h, and an LSTM's c, from before the first step on."""
        return [self._by_sample(state) for state in self._state_views(layer)]

    def states_of(self, layer: int, sample: int) -> list[Floats]:
        """Return views (T + 1, hidden) of one sample's states."""
        group, column = divmod(sample, SIMD_WIDTH)
        return [state[group, :, :, column] for state in self._state_views(layer)]

    def state_gradients(self, layer: int) -> list[Floats]:
        """Return ``loss_scale`` times a layer's total ∂L/∂h, and an LSTM's ∂L/∂c: copies (time_step, batch, hidden)."""
        shape, arrays = self.layout.shape, self.layout.arrays
        views = [self._view(arrays.hidden_total, layer, HIDDEN_GRADIENT, shape.time_steps, shape.hidden_rows)]
        if shape.cell == LSTM:
            views.append(self._view(arrays.memory_total, layer, MEMORY_GRADIENT, shape.time_steps, shape.hidden))
        return [self._by_sample(view) for view in views]

    def _state_views(self, layer: int) -> list[Floats]:
        """Return views (group, T + 1, hidden, SIMD_WIDTH) of a layer's states."""
        shape, arrays = self.layout.shape, self.layout.arrays
        steps, rows = shape.time_steps + 1, int(self.layout.plan.offsets[layer, STATE_ROWS])
        views = [self._view(arrays.states, layer, STATES, steps, rows)]
        if shape.cell == LSTM:
            views.append(self._view(arrays.memory, layer, MEMORY, steps, shape.hidden))
        return views

    def _view(self, array: Floats, layer: int, column: int, steps: int, rows: int) -> Floats:
        """Return (group, steps, hidden, SIMD_WIDTH) of what the table of layers has in ``column``."""
        first, shape = int(self.layout.plan.offsets[layer, column]), self.layout.shape
        view: Floats = of_groups(array, shape, first, steps, rows)[:, :, : shape.hidden]
        return view

    def _by_sample(self, view: Floats) -> Floats:
        """Return a copy (steps, batch, hidden) of (group, steps, hidden, SIMD_WIDTH)."""
        groups, steps, hidden, width = view.shape
        copied: Floats = view.transpose(1, 0, 3, 2).reshape(steps, groups * width, hidden)
        return copied[:, : self.layout.shape.samples]

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
        layout, scale = way.layout, np.float32(way.loss_scale)
        adjoint_norms(layout.shape, layout.plan, way._addresses, layout.strides, scored[-1], scale, norms)
        return norms

    def _gone_back(self, batches: Batches, index: int, last: int) -> FusedNetwork:
        """Return what holds the derivatives of the loss made at ``last``, and has all else in common with this."""
        if self._beside is None:
            self._beside = FusedNetwork(self._layout_beside(), self.vector, self.gradient)
        way = self._beside
        way.clock = self.clock
        stretches = stretches_of(self.layout.shape, [(0, last, last + 1)])
        way.layout = way.layout._replace(plan=way.layout.plan._replace(stretches=stretches))
        work = way._work(index, 1, 1, learns=False, begins=False, carries=False)
        work.figures[STEP_SCALE] = LOSS_SCALE
        way._do(work, batches, _NO_SCALARS, NO_RULE, NO_AVERAGES)
        way.loss_scale = float(work.figures[STEP_SCALE])
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
        return self.layout._replace(plan=plan._replace(is_whole=True), arrays=beside)

    @property
    def _is_whole(self) -> bool:
        """Whether one way back goes through the whole sequence."""
        return self.layout.plan.is_whole

    @property
    def layers(self) -> int:
        """The number of layers."""
        return self.layout.shape.layers

    def starts(self) -> list[list[Floats]]:
        """Return copies (batch, hidden) of the states before the first time step: of each layer h, and c of an LSTM."""
        return [
            [self._by_sample(state[:, :1])[0] for state in self._state_views(layer)] for layer in range(self.layers)
        ]

    def start_from(self, states: Sequence[Sequence[Floats]] | None, clock: int) -> None:
        """Let the next sequence start from ``states``, (batch, hidden) each, a layer each; None: from zeros."""
        self.clock, self.from_zeros = clock, states is None
        columns = np.arange(self.layout.shape.groups * SIMD_WIDTH) % self.layout.shape.samples
        for layer in range(self.layers):
            for index, view in enumerate(self._state_views(layer)):
                start = view[:, 0].transpose(0, 2, 1)  # (group, SIMD_WIDTH, hidden)
                start[:] = 0.0 if states is None else states[layer][index][columns].reshape(start.shape)


def take_items(arguments: tuple[Any, ...], words: NDArray[np.int64], most: int = EVERY_ITEM) -> None:
    """Take items until all is done, or ``most`` were asked for; subnormal numbers are 0 in this thread meanwhile."""
    torch.set_flush_denormal(True)
    try:
        while not training_steps(*arguments, most) and most == EVERY_ITEM:
            _yield_processor()
    except BaseException:
        words[TICKET] = OVER  # nobody would ever finish the item
        raise
    finally:
        torch.set_flush_denormal(False)


def _yield_processor() -> None:
    """Let another thread run, which may hold the item that this one waits for."""
    if hasattr(os, "sched_yield"):
        os.sched_yield()
    else:
        time.sleep(0)


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
        groups=batch // SIMD_WIDTH,
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
