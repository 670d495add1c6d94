"""One network in training: its parameters, its optimiser, its last measurement."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import final

import torch

from rnn_playground.cells import draw_parameters
from rnn_playground.experiment import Change, Lane, TuneChange
from rnn_playground.experiment.clips import Clip
from rnn_playground.experiment.tasks import Task, period_of
from rnn_playground.learning.network import Network
from rnn_playground.learning.optimizers import build_optimizer, set_learning_rate
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.reader import Reader, ReferenceReader
from rnn_playground.learning.rehearsal import Rehearsal, rehearse
from rnn_playground.learning.start import Start
from rnn_playground.training.device_choice import Device
from rnn_playground.training.device_measurement import measure_on
from rnn_playground.training.kernel_choice import require_kernels
from rnn_playground.training.lane_steps import LaneSteps, Stepper
from rnn_playground.training.measurement import Measured
from rnn_playground.training.reference_steps import ReferenceSteps
from rnn_playground.training.step_source import StepSource


@final
class TrainingLane:
    """Measures a step, then applies its update, over and over; it knows no other lane.

    Where it is ``fused`` the kernels compute its steps, for ``samples`` sequences each, else the reference does, on
    ``device``.
    """

    def __init__(
        self,
        document: Lane,
        task: Task,
        weight_seed: int,
        dtype: torch.dtype,
        *,
        samples: int,
        fused: bool = False,
        device: Device = "cpu",
    ) -> None:
        drawn = draw_parameters(document, task.input_size, task.output_size, weight_seed)
        self.document = document
        self.task = task
        self.network = Network.build(document.cell, document.clamps, period_of(task))
        self.parameters = Parameters.join({name: torch.from_numpy(value).to(dtype) for name, value in drawn.items()})
        self.optimizer = build_optimizer(document.optimizer, self.parameters.vector)
        self.clip = document.clip
        self.bptt = document.bptt
        self.is_fused = fused
        self._changes: defaultdict[int, list[TuneChange]] = defaultdict(list)
        for change in document.changes:
            self._changes[change.step].append(change)
        self._steps = self._stepper(samples, device)

    def measure(self, source: StepSource, step: int) -> LaneSteps:
        """Run the batch of ``step`` through the network as it is, from its start on, forwards and backwards."""
        return self._steps.measure(self, source, step)

    def train(self, source: StepSource, step: int, count: int) -> LaneSteps:
        """Apply the changes due at ``step`` − 1, then update and measure ``count`` times, from ``step`` on.

        It stops at a step that left the finite numbers. No change may be due in between.
        """
        self.apply_changes(step - 1)
        return self._steps.train(self, source, step, count)

    def until_change(self, step: int) -> int | None:
        """Return how many updates from that of ``step`` on are made before the next later change; None without one."""
        return min((due - step for due in self._changes if due > step), default=None)

    def take_up_bptt(self, source: StepSource, step: int) -> None:
        """Measure the step once more where a change due at ``step`` asks for other BPTT: its update uses that one."""
        for change in self._changes.get(step, ()):
            self.bptt = change.bptt or self.bptt
        if self.bptt != self.measurement.bptt:
            self.measure(source, step)

    @property
    def measurement(self) -> Measured:
        """The step measured last. Raises RuntimeError before the first."""
        return self._steps.measurement

    @property
    def start(self) -> Start:
        """Where the step measured last began."""
        return self._steps.start

    def start_from(self, start: Start) -> None:
        """Let the next step that is measured begin there."""
        self._steps.start_from(start)

    def tune(self, change: Change) -> None:
        """Take up a change; it joins the document and is applied before the update of its step."""
        self.document = self.document.model_copy(update={"changes": (*self.document.changes, change)})
        self._changes[change.step].append(change)

    def rehearse(self, step: int) -> Rehearsal:
        """Return what the update of ``step`` would make, the changes due at it included; nothing is touched."""
        learning_rate, clip = self.settings(step)
        return rehearse(self.optimizer, self.measurement.gradients.parameters, clip, learning_rate)

    def reader(self, parameters: Parameters) -> Reader:
        """Return what reads a sequence with ``parameters`` as they are now, by the arithmetic of the lane."""
        if not self.is_fused:
            return ReferenceReader(self.network, parameters)
        from rnn_playground.kernels.fused_reader import FusedReader

        return FusedReader(self.document.cell, {name: value.detach().numpy() for name, value in parameters.items()})

    def settings(self, step: int) -> tuple[float, Clip]:
        """Return learning rate and clip of the update of ``step``, the changes due at it included."""
        learning_rate, clip = float(self.optimizer.param_groups[0]["lr"]), self.clip
        for change in self._changes.get(step, ()):
            learning_rate = learning_rate if change.learning_rate is None else change.learning_rate
            clip = change.clip or clip
        return learning_rate, clip

    def apply_changes(self, step: int) -> None:
        """Apply the changes of the document that are due at ``step``, in its order."""
        for change in self._changes.get(step, ()):
            if change.learning_rate is not None:
                set_learning_rate(self.optimizer, change.learning_rate)
            if change.clip is not None:
                self.clip = change.clip
            if change.bptt is not None:
                self.bptt = change.bptt

    def apply_changes_before(self, step: int) -> None:
        """Apply all changes that were due before ``step``."""
        for due in sorted(self._changes):
            if due < step:
                self.apply_changes(due)

    def _stepper(self, samples: int, device: Device) -> Stepper:
        if device == "cuda":
            return ReferenceSteps(partial(measure_on, torch.device(device)))
        if not self.is_fused:
            return ReferenceSteps()
        require_kernels()
        from rnn_playground.training.fused_steps import FusedSteps

        return FusedSteps(self, samples)
