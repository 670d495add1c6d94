"""Steps by the reference: unrolled step by step, differentiated by autograd, updated by ``torch.optim``.

On another device it goes forwards and backwards there, and does everything else here. The parameters go there and their
gradient comes back with every step; states and their gradients only if somebody looks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Final, final

import numpy as np
import torch
from torch import Tensor

from rnn_playground.cells import Cell
from rnn_playground.experiment.tasks import carries_state
from rnn_playground.learning.clipping import clip_gradient
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.reader import ReferenceReader
from rnn_playground.learning.start import ZERO_STATE, Start
from rnn_playground.training.lane import LaneState, LaneSteps
from rnn_playground.training.measurement import (
    Measurement,
    StepInputs,
    diverged_quantity,
    forwards_and_backwards,
    measure,
)
from rnn_playground.training.step_source import StepSource


@final
class ReferenceSteps:
    """Any cell, any floating type, on any device: ``measure_step`` is ``measure``, or does the same elsewhere.

    Implements ``Stepper``.
    """

    is_fused: Final = False

    def __init__(self, measure_step: Callable[[StepInputs], Measurement] = measure) -> None:
        self.start = ZERO_STATE
        self._measure = measure_step
        self._measurement: Measurement | None = None

    @property
    def measurement(self) -> Measurement:
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
        vector.grad = self.measurement.gradient
        clip_gradient(lane.clip, vector)
        lane.optimizer.step()
        if carries_state(lane.task):
            self.start = self.measurement.start_of_next()


def measure_on(device: torch.device, step_inputs: StepInputs) -> Measurement:
    """Run a network over a batch on ``device``; see ``measure``."""
    return Measurement(step_inputs, forwards_and_backwards(_moved(step_inputs, device)))


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
        start=step_inputs.start.to(device),
    )


def _moved_cell(cell: Cell, device: torch.device) -> Cell:
    assert is_dataclass(cell)  # every cell is one, of what it was built with
    held = {field.name: getattr(cell, field.name) for field in fields(cell)}
    return replace(cell, **{name: value.to(device) for name, value in held.items() if isinstance(value, Tensor)})
