"""Steps by the reference: unrolled step by step, differentiated by autograd, updated as ``torch.optim`` does.

On another device it goes forwards and backwards there, and does everything else here. The parameters go there and their
gradient comes back with every step; states and their gradients only if somebody looks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, final

import numpy as np
import torch
from torch import Tensor

from rnn_playground.cells import Cell, Forced
from rnn_playground.experiment.tasks import carries_state
from rnn_playground.kernels.helpers import Helpers
from rnn_playground.learning.clipping import clip_gradient
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.reader import ReferenceReader
from rnn_playground.learning.start import ZERO_STATE, Start
from rnn_playground.training.lane import LaneState, LaneSteps, TrainingLane
from rnn_playground.training.measurement import (
    Measurement,
    StepInputs,
    diverged_quantity,
    forwards_and_backwards,
    measure,
)
from rnn_playground.training.step_source import StepSource


@final
class ReferenceLane(TrainingLane):
    """Any cell, any floating type, on any device: ``measure_step`` is ``measure``, or does the same elsewhere."""

    is_fused = False
    _measurement: Measurement | None = None

    def __init__(self, state: LaneState, measure_step: Callable[[StepInputs], Measurement] = measure) -> None:
        super().__init__(state)
        self._measure, self._start = measure_step, ZERO_STATE

    @property
    def start(self) -> Start:
        """See ``TrainingLane.start``."""
        return self._start

    def start_from(self, start: Start) -> None:
        """See ``TrainingLane.start_from``."""
        self._start = start

    def measure(self, source: StepSource, step: int) -> LaneSteps:
        """See ``TrainingLane.measure``."""
        self._measurement = None  # lets go of the last step's graph before the next one grows
        state, (batch, scoring) = self.state, source.scored(step)
        seen = self._measurement = self._measure(
            StepInputs(state.network, state.parameters, state.task.loss, batch.inputs, scoring, self._start, state.bptt)
        )
        scalars = np.array([[seen.loss, seen.metric, seen.gradient_norm]], dtype=np.float32)
        return LaneSteps(scalars, diverged_quantity(state.parameters, seen))

    def _train(self, source: StepSource, step: int, count: int, helpers: Helpers) -> LaneSteps:
        rows = []
        for at in range(step, step + count):
            self._update()
            seen = self.measure(source, at)
            rows.append(seen.scalars)
            if seen.diverged:
                return LaneSteps(np.concatenate(rows), seen.diverged)
        return LaneSteps(np.concatenate(rows), None)

    def reader(self, parameters: Parameters) -> ReferenceReader:
        """See ``TrainingLane.reader``."""
        return ReferenceReader(self.state.network, parameters)

    def _update(self) -> None:
        state, measured = self.state, self._measurement
        assert measured is not None  # a lane is measured before it trains
        vector = state.parameters.vector
        vector.grad = state.rule.used(measured.gradient)
        clip_gradient(state.clip, vector)
        state.rule.step()
        if carries_state(state.task):
            self._start = measured.start_of_next()


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
    moved: dict[str, Any] = {name: value.to(device) for name, value in held.items() if isinstance(value, Tensor)}
    if isinstance(cell, Forced):
        moved["cell"] = _moved_cell(cell.cell, device)
    return replace(cell, **moved)
