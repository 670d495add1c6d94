"""One network in training: what it is made of, how its steps are computed, what they came to."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from dataclasses import dataclass
from typing import ClassVar, NamedTuple, final

import numpy as np
import torch
from numpy.typing import NDArray

from rnn_playground.cells import draw_parameters
from rnn_playground.experiment import Change, Lane, TuneChange
from rnn_playground.experiment.learning import Bptt, Clip
from rnn_playground.experiment.tasks import Task, forcing_of, period_of
from rnn_playground.kernels.helpers import NO_HELPERS, Helpers
from rnn_playground.learning.network import Network
from rnn_playground.learning.optimizers import UpdateRule
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.reader import Reader
from rnn_playground.learning.start import Start
from rnn_playground.learning.update_preview import UpdatePreview, preview_update
from rnn_playground.telemetry.scalars import Quantity
from rnn_playground.training.measurement import Measured
from rnn_playground.training.step_source import StepSource

TIMES_REMEMBERED = 64
"""Updates after which older ones count half: the first, in which buffers are made, are soon forgotten."""


@dataclass
class LaneState:
    """``clip``, ``bptt`` and the rule's learning rate are those of the next update; ``document`` has the first."""

    document: Lane
    task: Task
    network: Network
    parameters: Parameters
    rule: UpdateRule
    clip: Clip
    bptt: Bptt

    @classmethod
    def drawn(cls, document: Lane, task: Task, weight_seed: int, dtype: torch.dtype) -> LaneState:
        """Return the state of a lane before its first step."""
        drawn = draw_parameters(document, task.input_size, task.output_size, weight_seed)
        network = Network.build(document.cell, document.clamps, period_of(task), forcing_of(task))
        parameters = Parameters.join({name: torch.from_numpy(value).to(dtype) for name, value in drawn.items()})
        rule = UpdateRule(document.optimizer, parameters.vector, network.trained_from(parameters))
        return cls(document, task, network, parameters, rule, document.clip, document.bptt)


class LaneSteps(NamedTuple):
    """Steps that were measured: ``scalars`` (steps, 3) float32 are loss, metric and gradient norm.

    ``diverged`` is the quantity that was not finite at the last of them, if any. ``helped``: seconds of processor time
    that other threads spent on the lane since it last told.
    """

    scalars: NDArray[np.float32]
    diverged: Quantity | None
    helped: float = 0.0


class TrainingLane(ABC):
    """Measures a step, then applies its update, over and over; it knows no other lane. A subclass is an arithmetic."""

    is_fused: ClassVar[bool]
    """Whether many steps are made in one call, of batches that were prepared for it."""
    _measurement: Measured | None = None

    def __init__(self, state: LaneState) -> None:
        self.state = state
        self._changes: defaultdict[int, list[TuneChange]] = defaultdict(list)
        for change in state.document.changes:
            self._changes[change.step].append(change)

    @property
    def measurement(self) -> Measured:
        """The step measured last. Raises RuntimeError before the first."""
        if self._measurement is None:
            raise RuntimeError("no step has been measured yet; call measure first")
        return self._measurement

    @property
    @abstractmethod
    def start(self) -> Start:
        """Where the step measured last, or the next one, begins."""

    @abstractmethod
    def start_from(self, start: Start) -> None:
        """Let the next step that is measured begin there."""

    @abstractmethod
    def measure(self, source: StepSource, step: int) -> LaneSteps:
        """Run the batch of ``step`` through the network as it is, from its start on, forwards and backwards."""

    @abstractmethod
    def _train(self, source: StepSource, step: int, count: int, helpers: Helpers) -> LaneSteps:
        """Train as ``train`` says; learning rate, clip and BPTT are the state's, throughout."""

    @abstractmethod
    def reader(self, parameters: Parameters) -> Reader:
        """Return what reads a sequence with ``parameters`` as they are now, by the arithmetic of the lane."""

    def train(self, source: StepSource, step: int, count: int, helpers: Helpers = NO_HELPERS) -> LaneSteps:
        """Apply the changes due at ``step`` − 1, then update and measure ``count`` times, from ``step`` on.

        It stops at a step that left the finite numbers. No change may be due in between. ``helpers`` may share in it.
        """
        self.apply_changes(step - 1)
        return self._train(source, step, count, helpers)

    def until_change(self, step: int) -> int | None:
        """Return how many updates from that of ``step`` on are made before the next later change; None without one."""
        return min((due - step for due in self._changes if due > step), default=None)

    def stand_at(self, source: StepSource, step: int) -> LaneSteps:
        """Measure ``step``; unless it diverges, take up the BPTT that a change due at it asks for."""
        steps = self.measure(source, step)
        if steps.diverged is None:
            self.take_up_bptt(source, step)
        return steps

    def take_up_bptt(self, source: StepSource, step: int) -> None:
        """Measure the step once more where a change due at ``step`` asks for other BPTT: its update uses that one."""
        for change in self._changes.get(step, ()):
            self.state.bptt = change.bptt or self.state.bptt
        if self.state.bptt != self.measurement.bptt:
            self.measure(source, step)

    def tune(self, change: Change) -> None:
        """Take up a change; it joins the document and is applied before the update of its step."""
        self.state.document = self.state.document.model_copy(update={"changes": (*self.state.document.changes, change)})
        self._changes[change.step].append(change)

    def preview_update(self, step: int) -> UpdatePreview:
        """Return what the update of ``step`` would make, the changes due at it included; nothing is touched."""
        learning_rate, clip = self.settings(step)
        return preview_update(self.state.rule, self.measurement.gradients.parameters, clip, learning_rate)

    def settings(self, step: int) -> tuple[float, Clip]:
        """Return learning rate and clip of the update of ``step``, the changes due at it included."""
        learning_rate, clip = self.state.rule.learning_rate, self.state.clip
        for change in self._changes.get(step, ()):
            learning_rate = learning_rate if change.learning_rate is None else change.learning_rate
            clip = change.clip or clip
        return learning_rate, clip

    def apply_changes(self, step: int) -> None:
        """Apply the changes of the document that are due at ``step``, in its order."""
        for change in self._changes.get(step, ()):
            if change.learning_rate is not None:
                self.state.rule.learning_rate = change.learning_rate
            if change.clip is not None:
                self.state.clip = change.clip
            if change.bptt is not None:
                self.state.bptt = change.bptt

    def apply_changes_before(self, step: int) -> None:
        """Apply all changes that were due before ``step``."""
        for due in sorted(self._changes):
            if due < step:
                self.apply_changes(due)


@final
class UpdateTime:
    """Seconds of processor time an update. Updates that were made in one call count alike: theirs is the mean."""

    def __init__(self) -> None:
        self._seconds, self._updates = 0.0, 0.0

    def add(self, seconds: float, updates: int) -> None:
        """Note that ``updates`` of them, at least one, took ``seconds`` together."""
        if self._updates >= TIMES_REMEMBERED:
            self._seconds, self._updates = self._seconds / 2, self._updates / 2
        self._seconds, self._updates = self._seconds + seconds, self._updates + updates

    @property
    def mean(self) -> float | None:
        """Seconds an update; None before the first."""
        return self._seconds / self._updates if self._updates else None
