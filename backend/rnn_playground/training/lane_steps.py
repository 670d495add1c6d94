"""How the steps of a lane are computed: what the reference and the fused kernels have in common."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.reader import Reader
from rnn_playground.learning.start import Start
from rnn_playground.training.divergence import Quantity
from rnn_playground.training.lane_state import LaneState
from rnn_playground.training.measurement import Measured
from rnn_playground.training.step_source import StepSource


class LaneSteps(NamedTuple):
    """Steps that were measured: ``scalars`` (steps, 3) float32 are loss, metric and gradient norm.

    ``diverged`` is the quantity that was not finite at the last of them, if any.
    """

    scalars: NDArray[np.float32]
    diverged: Quantity | None


class Stepper(Protocol):
    """Measures the steps of one lane and applies their updates."""

    @property
    def is_fused(self) -> bool:
        """Whether many steps are made in one call, of batches that were made ready for it."""

    @property
    def measurement(self) -> Measured:
        """The step measured last. Raises RuntimeError before the first."""

    @property
    def start(self) -> Start:
        """Where the step measured last, or the next one, begins."""

    def start_from(self, start: Start) -> None:
        """Let the next step that is measured begin there."""

    def measure(self, lane: LaneState, source: StepSource, step: int) -> LaneSteps:
        """Measure ``step`` with the parameters as they are."""

    def train(self, lane: LaneState, source: StepSource, step: int, count: int) -> LaneSteps:
        """Update by the step measured last and measure, for ``count`` steps from ``step`` on; stop where one diverges.

        Learning rate, clip and BPTT are the lane's, throughout.
        """

    def reader(self, lane: LaneState, parameters: Parameters) -> Reader:
        """Return what reads a sequence with ``parameters`` as they are now, by the same arithmetic."""
