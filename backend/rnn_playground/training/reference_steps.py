"""Steps by the reference: unrolled step by step, differentiated by autograd, updated by ``torch.optim``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, final

import numpy as np

from rnn_playground.experiment.tasks import carries_state
from rnn_playground.learning.clipping import clip_gradient
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.reader import ReferenceReader
from rnn_playground.learning.start import BEGINNING, Start
from rnn_playground.training.divergence import diverged_quantity
from rnn_playground.training.lane_state import LaneState
from rnn_playground.training.lane_steps import LaneSteps
from rnn_playground.training.measurement import Measured, measure
from rnn_playground.training.passes import Given
from rnn_playground.training.step_source import StepSource


@final
class ReferenceSteps:
    """Any cell, any floating type, on any device: ``measure_step`` is ``measure``, or does the same elsewhere.

    Implements ``Stepper``.
    """

    is_fused: Final = False

    def __init__(self, measure_step: Callable[[Given], Measured] = measure) -> None:
        self.start = BEGINNING
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
        given = Given(lane.network, lane.parameters, lane.task.loss, batch.inputs, scoring, self.start, lane.bptt)
        seen = self._measure(given)
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
