"""Steps by the fused kernels: many of them in one call, on the parameters and averages that the update rule holds."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from rnn_playground.cells import CellStep
from rnn_playground.diagnostics.gradient_flow import GradientFlow
from rnn_playground.experiment.tasks import carries_state
from rnn_playground.kernels.fused_network import Averages, Floats, FusedNetwork, Steps
from rnn_playground.kernels.fused_reader import FusedReader
from rnn_playground.kernels.helpers import Helpers
from rnn_playground.kernels.update import rule_of
from rnn_playground.learning.backpropagation import Gradients
from rnn_playground.learning.optimizers import AVERAGES, UpdateRule
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.start import ZERO_STATE, Start
from rnn_playground.learning.unroll import Trajectory
from rnn_playground.tasks import TaskBatch
from rnn_playground.training.lane import LaneState, LaneSteps, TrainingLane
from rnn_playground.training.step_source import StepSource

_NOTHING: Floats = np.zeros(0, dtype=np.float32)


@final
class FusedMeasurement:
    """Implements ``Measured``. What is read before the next step stays; after it nothing may be read anew.

    The trajectory is detached. Gates and pre-activations are those of single steps at the states that the kernels left.
    """

    def __init__(
        self,
        fused: FusedNetwork,
        lane: LaneState,
        batch: Callable[[], TaskBatch],
        scalars: Floats,
        last_loss: Callable[[], NDArray[np.float64]],
    ) -> None:
        self.loss, self.metric, self.gradient_norm = (float(value) for value in scalars)
        self.bptt = lane.bptt
        self._last_loss = last_loss
        self._fused, self._network, self._parameters, self._batch = fused, lane.network, lane.parameters, batch

    @cached_property
    def start(self) -> Start:
        """Where its first time step began."""
        return start_of(self._fused)

    def flow(self) -> GradientFlow:
        """See ``Measured.flow``."""
        hidden, state = self._fused.profiles()
        return GradientFlow(torch.from_numpy(hidden), torch.from_numpy(state))

    def last_loss(self) -> Tensor:
        """See ``Measured.last_loss``."""
        return torch.from_numpy(self._last_loss())

    def states_of(self, sample: int) -> dict[str, Tensor]:
        """See ``Measured.states_of``."""
        layers = ([state[1:] for state in self._fused.states_of(at, sample)] for at in range(self._fused.layers))
        tensors = (torch.from_numpy(np.stack(tensor)) for tensor in zip(*layers, strict=True))
        return dict(zip(self._network.states, tensors, strict=True))

    @cached_property
    def gradients(self) -> Gradients:
        """The derivatives of the batch loss, before clipping."""
        layers = []
        for layer in range(self._fused.layers):
            by_time = (torch.from_numpy(array).unbind() for array in self._fused.state_gradients(layer))
            layers.append(list(zip(*by_time, strict=True)))
        return Gradients(layers, _copy(self._fused.gradient), self._fused.loss_scale)

    @cached_property
    def trajectory(self) -> Trajectory:
        """Every step of every layer."""
        inputs, layers = self._batch().inputs, []
        for layer in range(self._fused.layers):
            steps, inputs = self._layer(layer, inputs)
            layers.append(steps)
        return Trajectory(layers)

    @torch.no_grad()
    def _layer(self, layer: int, inputs: Tensor) -> tuple[list[CellStep], Tensor]:
        """Return the steps of a layer and its h (time_step, batch, hidden)."""
        states = [torch.from_numpy(array) for array in self._fused.states(layer)]
        before = tuple(state[:-1].flatten(0, 1) for state in states)
        cell = self._network.cells[layer]
        weights = cell.prepare(self._parameters.layer(layer))
        drive = cell.drive(weights, inputs).flatten(0, 1)
        clock = torch.arange(len(inputs)).repeat_interleave(inputs.shape[1])[:, None] + self._fused.clock
        step = cell.step(weights, drive, cell.recur(weights, drive, before), before, clock)

        def by_time(tensor: Tensor) -> tuple[Tensor, ...]:
            steps: tuple[Tensor, ...] = tensor.view(*inputs.shape[:2], -1).unbind()
            return steps

        gates = [by_time(gate) for gate in step.gates]
        whole = zip(
            zip(*(state[1:].unbind() for state in states), strict=True),
            zip(*gates, strict=True) if gates else ((),) * len(inputs),
            by_time(step.pre_activation),
            by_time(step.activation),
            strict=True,
        )
        return [CellStep(*parts) for parts in whole], states[0][1:]


def start_of(fused: FusedNetwork) -> Start:
    """Return where the last sequence began; the plain beginning where all of it is zero and no time has passed."""
    if fused.from_zeros and fused.clock == 0:
        return ZERO_STATE
    states = tuple(tuple(torch.from_numpy(array) for array in layer) for layer in fused.starts())
    is_plain = fused.clock == 0 and not any(bool(tensor.any()) for layer in states for tensor in layer)
    return ZERO_STATE if is_plain else Start(states, fused.clock)


def _copy(array: Floats) -> Tensor:
    return torch.from_numpy(array.copy())


@final
class FusedLane(TrainingLane):
    """The cells that have a kernel, in float32, on batches of ``samples`` sequences."""

    is_fused = True

    def __init__(self, state: LaneState, samples: int) -> None:
        super().__init__(state)
        self._samples = samples
        self._network, self._bptt = self._build(), state.bptt

    @property
    def start(self) -> Start:
        """See ``TrainingLane.start``."""
        return start_of(self._network)

    def start_from(self, start: Start) -> None:
        """See ``TrainingLane.start_from``."""
        states = [[tensor.numpy() for tensor in state] for state in start.states or ()]
        self._network.start_from(states or None, start.time_step)

    def measure(self, source: StepSource, step: int) -> LaneSteps:
        """See ``TrainingLane.measure``. Makes room for other BPTT where the lane has taken it up."""
        if self.state.bptt != self._bptt:
            start = self.start
            self._network, self._bptt = self._build(), self.state.bptt
            self.start_from(start)
        batches, index = source.prepared(step)
        return self._seen(source, step, self._network.measure(batches, index))

    def _train(self, source: StepSource, step: int, count: int, helpers: Helpers) -> LaneSteps:
        state, (batches, index) = self.state, source.prepared(step)
        rule = rule_of(state.document.optimizer, state.rule.learning_rate, state.clip)
        averages, carries = _averages(state.rule), carries_state(state.task)
        steps = self._network.train(batches, index, count, rule, averages, carries=carries, helpers=helpers)
        state.rule.count = steps.updates
        return self._seen(source, step, steps)

    def reader(self, parameters: Parameters) -> FusedReader:
        """See ``TrainingLane.reader``."""
        numbers = {name: value.detach().numpy() for name, value in parameters.items()}
        return FusedReader(self.state.document.cell, numbers)

    def _seen(self, source: StepSource, step: int, steps: Steps) -> LaneSteps:
        last = step + len(steps.scalars) - 1
        self._measurement = FusedMeasurement(
            self._network,
            self.state,
            lambda: source.batch(last),
            steps.scalars[-1],
            last_loss=lambda: self._last_loss(source, last),
        )
        return LaneSteps(steps.scalars, steps.diverged, steps.helped)

    def _last_loss(self, source: StepSource, step: int) -> NDArray[np.float64]:
        batches, index = source.prepared(step)
        return self._network.last_loss(batches, index, source.scored(step)[1].time_steps)

    def _build(self) -> FusedNetwork:
        state, vector = self.state, self.state.parameters.vector.numpy()
        shapes = state.parameters.shapes
        return FusedNetwork.build(state.document.cell, state.task, shapes, self._samples, state.bptt, vector)


def _averages(rule: UpdateRule) -> Averages:
    """Return the running averages as the arrays that ``rule`` holds; zeros are put in before the first update."""
    arrays = [rule.average(name).numpy() for name in AVERAGES[rule.document.kind]]
    first, second = (*arrays, _NOTHING, _NOTHING)[:2]
    return Averages(first, second, rule.count)
