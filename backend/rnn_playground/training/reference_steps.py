"""Steps by the reference: unrolled step by step, differentiated by autograd, updated by ``torch.optim``.

On another device it goes forwards and backwards there, and does everything else here. The parameters go there and their
gradient comes back with every step; states and their gradients only if somebody looks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import cached_property
from typing import Final, final

import numpy as np
import torch
from torch import Tensor

from rnn_playground.cells import Cell, CellStep
from rnn_playground.diagnostics.gradient_flow import GradientFlow, gradient_flow
from rnn_playground.diagnostics.last_loss import only_loss
from rnn_playground.experiment.tasks import carries_state
from rnn_playground.learning.backpropagation import Gradients
from rnn_playground.learning.clipping import clip_gradient
from rnn_playground.learning.loss import task_metric
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.reader import ReferenceReader
from rnn_playground.learning.start import ZERO_STATE, Start
from rnn_playground.learning.unroll import Trajectory, sample_states
from rnn_playground.training.lane import LaneState, LaneSteps
from rnn_playground.training.measurement import (
    Measured,
    PassResult,
    StepInputs,
    diverged_quantity,
    forwards_and_backwards,
    last_loss_of,
    measure,
)
from rnn_playground.training.step_source import StepSource


@final
class ReferenceSteps:
    """Any cell, any floating type, on any device: ``measure_step`` is ``measure``, or does the same elsewhere.

    Implements ``Stepper``.
    """

    is_fused: Final = False

    def __init__(self, measure_step: Callable[[StepInputs], Measured] = measure) -> None:
        self.start = ZERO_STATE
        self._measure = measure_step
        self._measurement: Measured | None = None

    @property
    def measurement(self) -> Measured:
        """See ``Stepper.measurement``."""
        if self._measurement is None:
            raise RuntimeError("no step has been measured yet; call measure first")
        return self._measurement

    def start_from(self, start: Start) -> None:
        """See ``Stepper.start_from``."""
        self.start = start

    def measure(self, lane: LaneState, source: StepSource, step: int) -> LaneSteps:
        """See ``Stepper.measure``."""
        self._measurement = None  # lets go of the last step's graph before the next one grows
        batch, scoring = source.scored(step)
        step_inputs = StepInputs(
            lane.network, lane.parameters, lane.task.loss, batch.inputs, scoring, self.start, lane.bptt
        )
        seen = self._measure(step_inputs)
        self._measurement = seen
        scalars = np.array([[seen.loss, seen.metric, seen.gradient_norm]], dtype=np.float32)
        return LaneSteps(scalars, diverged_quantity(lane.parameters, seen))

    def train(self, lane: LaneState, source: StepSource, step: int, count: int) -> LaneSteps:
        """See ``Stepper.train``."""
        rows = []
        for at in range(step, step + count):
            self._update(lane)
            seen = self.measure(lane, source, at)
            rows.append(seen.scalars)
            if seen.diverged:
                return LaneSteps(np.concatenate(rows), seen.diverged)
        return LaneSteps(np.concatenate(rows), None)

    def reader(self, lane: LaneState, parameters: Parameters) -> ReferenceReader:
        """See ``Stepper.reader``."""
        return ReferenceReader(lane.network, parameters)

    def _update(self, lane: LaneState) -> None:
        vector = lane.parameters.vector
        vector.grad = self.measurement.gradients.parameters
        clip_gradient(lane.clip, vector)
        lane.optimizer.step()
        if carries_state(lane.task):
            self.start = self.start.after(self.measurement.trajectory)


def measure_on(device: torch.device, step_inputs: StepInputs) -> DeviceMeasurement:
    """Run a network over a batch on ``device``; see ``measure``."""
    seen = forwards_and_backwards(_moved(step_inputs, device))
    loss = float(seen.loss)
    metric = task_metric(step_inputs.kind, seen.predictions.cpu(), step_inputs.scoring, loss)
    gradient, norm = seen.gradients.parameters.cpu(), float(seen.norm.to(torch.float32))
    return DeviceMeasurement(step_inputs, seen, gradient, (loss, metric, norm))


@final
class DeviceMeasurement:
    """Implements ``Measured``. What is read before the next step stays; after it nothing may be read anew."""

    def __init__(
        self, step_inputs: StepInputs, seen: PassResult, gradient: Tensor, figures: tuple[float, float, float]
    ) -> None:
        self.loss, self.metric, self.gradient_norm = figures
        self.start, self.bptt = step_inputs.start, step_inputs.bptt
        self._step_inputs, self._seen, self._gradient = step_inputs, seen, gradient

    @cached_property
    def trajectory(self) -> Trajectory:
        """Every step of every layer, detached."""
        return Trajectory([[_here(step) for step in steps] for steps in self._seen.trajectory.layers])

    @cached_property
    def gradients(self) -> Gradients:
        """The derivatives of the batch loss, before clipping."""
        states = [[tuple(each.cpu() for each in state) for state in layer] for layer in self._seen.gradients.states]
        return Gradients(states, self._gradient, self._seen.gradients.loss_scale)

    def flow(self) -> GradientFlow:
        """See ``Measured.flow``."""
        flow = gradient_flow(self._seen.gradients)
        return GradientFlow(flow.hidden.cpu(), flow.state.cpu())

    def last_loss(self) -> Tensor:
        """See ``Measured.last_loss``."""
        if self._step_inputs.has_one_loss:
            return only_loss(self._step_inputs.scoring, self.flow())
        return last_loss_of(self._step_inputs, self.trajectory)

    @torch.no_grad()
    def states_of(self, sample: int) -> dict[str, Tensor]:
        """See ``Measured.states_of``."""
        states = sample_states(self._step_inputs.network.states, self._seen.trajectory, sample)
        return {name: tensor.cpu() for name, tensor in states.items()}


def _moved(step_inputs: StepInputs, device: torch.device) -> StepInputs:
    """Return copies on ``device`` of all that is computed with."""
    scoring = step_inputs.scoring
    cells = tuple(_moved_cell(cell, device) for cell in step_inputs.network.cells)
    mask = None if scoring.mask is None else scoring.mask.to(device)
    return step_inputs._replace(
        network=replace(step_inputs.network, cells=cells),
        parameters=Parameters(step_inputs.parameters.vector.to(device, copy=True), step_inputs.parameters.shapes),
        inputs=step_inputs.inputs.to(device, copy=True),
        scoring=scoring._replace(mask=mask, targets=scoring.targets.to(device, copy=True)),
        start=step_inputs.start.on(device),
    )


def _moved_cell(cell: Cell, device: torch.device) -> Cell:
    assert is_dataclass(cell)  # every cell is one, of what it was built with
    held = {field.name: getattr(cell, field.name) for field in fields(cell)}
    return replace(cell, **{name: value.to(device) for name, value in held.items() if isinstance(value, Tensor)})


def _here(step: CellStep) -> CellStep:
    def copy(tensor: Tensor) -> Tensor:
        return tensor.detach().cpu()

    gates = tuple(map(copy, step.gates))
    return CellStep(tuple(map(copy, step.state)), gates, copy(step.pre_activation), copy(step.activation))
