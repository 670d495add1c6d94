"""Steps by the fused kernels: many of them in one call, on the parameters and averages that torch's optimiser holds."""

from __future__ import annotations

from typing import Final, final

import numpy as np
import torch
from numpy.typing import NDArray

from rnn_playground.experiment.learning import Bptt
from rnn_playground.experiment.tasks import carries_state
from rnn_playground.kernels.fused_network import Averages, Floats, FusedNetwork, Steps
from rnn_playground.kernels.fused_reader import FusedReader
from rnn_playground.kernels.rules import rule_of
from rnn_playground.learning.optimizers import AVERAGES
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.start import Start
from rnn_playground.training.fused_measurement import FusedMeasurement, start_of
from rnn_playground.training.lane_state import LaneState
from rnn_playground.training.lane_steps import LaneSteps
from rnn_playground.training.step_source import StepSource

_NOTHING: Floats = np.zeros(0, dtype=np.float32)


@final
class FusedSteps:
    """The cells that have a kernel, in float32. Implements ``Stepper``.

    ``step`` of torch's optimisers, the count of their updates, is theirs too; they go on from what this leaves.
    """

    is_fused: Final = True

    def __init__(self, lane: LaneState, samples: int) -> None:
        self._samples = samples
        self._network, self._bptt = self._build(lane, lane.bptt), lane.bptt
        self._measurement: FusedMeasurement | None = None

    @property
    def measurement(self) -> FusedMeasurement:
        """See ``Stepper.measurement``."""
        if self._measurement is None:
            raise RuntimeError("no step has been measured yet; call measure first")
        return self._measurement

    @property
    def start(self) -> Start:
        """See ``Stepper.start``."""
        return start_of(self._network)

    def start_from(self, start: Start) -> None:
        """See ``Stepper.start_from``."""
        states = [[tensor.numpy() for tensor in state] for state in start.states or ()]
        self._network.start_from(states or None, start.time_step)

    def measure(self, lane: LaneState, source: StepSource, step: int) -> LaneSteps:
        """See ``Stepper.measure``."""
        self._follow(lane)
        batches, place = source.prepared(step)
        return self._seen(lane, source, step, self._network.measure(batches, place))

    def train(self, lane: LaneState, source: StepSource, step: int, count: int) -> LaneSteps:
        """See ``Stepper.train``."""
        batches, place = source.prepared(step)
        rule = rule_of(lane.document.optimizer, float(lane.optimizer.param_groups[0]["lr"]), lane.clip)
        averages = _averages(lane)
        steps = self._network.train(batches, place, count, rule, averages, carries=carries_state(lane.task))
        if "step" in (state := lane.optimizer.state[lane.parameters.vector]):
            state["step"].fill_(steps.updates)
        return self._seen(lane, source, step, steps)

    def reader(self, lane: LaneState, parameters: Parameters) -> FusedReader:
        """See ``Stepper.reader``."""
        return FusedReader(lane.document.cell, {name: value.detach().numpy() for name, value in parameters.items()})

    def _seen(self, lane: LaneState, source: StepSource, step: int, steps: Steps) -> LaneSteps:
        last = step + len(steps.scalars) - 1
        self._measurement = FusedMeasurement(
            self._network,
            lane,
            lambda: source.batch(last),
            steps.scalars[-1],
            last_loss=lambda: self._last_loss(source, last),
        )
        return LaneSteps(steps.scalars, steps.diverged)

    def _last_loss(self, source: StepSource, step: int) -> NDArray[np.float64]:
        batches, place = source.prepared(step)
        return self._network.last_loss(batches, place, source.scored(step)[1].time_steps)

    def _build(self, lane: LaneState, bptt: Bptt) -> FusedNetwork:
        parameters = lane.parameters
        vector = parameters.vector.numpy()
        return FusedNetwork.build(lane.document.cell, lane.task, parameters.shapes, self._samples, bptt, vector)

    def _follow(self, lane: LaneState) -> None:
        """Make room for other BPTT where the lane has taken it up; where the sequence begins stays as it is."""
        if lane.bptt != self._bptt:
            start = self.start
            self._network, self._bptt = self._build(lane, lane.bptt), lane.bptt
            self.start_from(start)


def _averages(lane: LaneState) -> Averages:
    """Return the optimiser's running averages as the arrays that it holds; zeros are put in before the first update."""
    kind = lane.document.optimizer.kind
    names = AVERAGES[kind]
    vector, state = lane.parameters.vector, lane.optimizer.state[lane.parameters.vector]
    if names and names[0] not in state:
        state.update({name: torch.zeros_like(vector) for name in names})
        if kind not in ("momentum", "nesterov"):
            state["step"] = torch.zeros((), dtype=torch.float32)
    arrays = [state[name].numpy() for name in names]
    first, second = (*arrays, _NOTHING, _NOTHING)[:2]
    return Averages(first, second, int(state.get("step", 0)))
