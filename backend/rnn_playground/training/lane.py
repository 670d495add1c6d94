"""One network in training: its parameters, its optimiser, its last measurement."""

from __future__ import annotations

from collections import defaultdict
from typing import final

import torch

from rnn_playground.cells import draw_parameters
from rnn_playground.experiment import Change, Lane, TuneChange
from rnn_playground.experiment.clips import Clip
from rnn_playground.experiment.tasks import Task, carries_state
from rnn_playground.learning.clipping import clip_gradient
from rnn_playground.learning.network import Network
from rnn_playground.learning.optimizers import build_optimizer, set_learning_rate
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.rehearsal import Rehearsal, rehearse
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.start import BEGINNING
from rnn_playground.tasks import TaskBatch
from rnn_playground.training.measurement import Measurement, measure


@final
class TrainingLane:
    """Measures a step, then applies its update, over and over; it knows no other lane."""

    def __init__(self, document: Lane, task: Task, weight_seed: int, dtype: torch.dtype) -> None:
        drawn = draw_parameters(document, task.input_size, task.output_size, weight_seed)
        self.document = document
        self.task = task
        self.network = Network.build(document.cell)
        self.parameters = Parameters.join({name: torch.from_numpy(value).to(dtype) for name, value in drawn.items()})
        self.optimizer = build_optimizer(document.optimizer, self.parameters.vector)
        self.clip = document.clip
        self.bptt = document.bptt
        self.start = BEGINNING
        self._measurement: Measurement | None = None
        self._changes: defaultdict[int, list[TuneChange]] = defaultdict(list)
        for change in document.changes:
            self._changes[change.step].append(change)

    def measure(self, batch: TaskBatch, scoring: Scoring) -> Measurement:
        """Run a batch through the network as it is, from ``start`` on, forwards and backwards."""
        self._measurement = None  # lets go of the last step's graph before the next one grows
        self._batch, self._scoring = batch, scoring
        self._measurement = measure(
            self.network, self.parameters, self.task.loss, batch, scoring, start=self.start, bptt=self.bptt
        )
        return self._measurement

    def take_up_bptt(self, step: int) -> None:
        """Measure the step once more where a change due at ``step`` asks for other BPTT: its update uses that one."""
        for change in self._changes.get(step, ()):
            self.bptt = change.bptt or self.bptt
        if self.bptt != self.measurement.bptt:
            self.measure(self._batch, self._scoring)

    @property
    def measurement(self) -> Measurement:
        """The step measured last. Raises RuntimeError before the first."""
        if self._measurement is None:
            raise RuntimeError("no step has been measured yet; call measure first")
        return self._measurement

    def tune(self, change: Change) -> None:
        """Take up a change; it joins the document and is applied before the update of its step."""
        self.document = self.document.model_copy(update={"changes": (*self.document.changes, change)})
        self._changes[change.step].append(change)

    def update(self, step: int) -> None:
        """Apply the changes due at ``step``, then the update by the gradient just measured, clipped in place."""
        self.apply_changes(step)
        vector = self.parameters.vector
        vector.grad = self.measurement.gradients.parameters
        clip_gradient(self.clip, vector)
        self.optimizer.step()

    def carry_state(self) -> None:
        """Let the next step start from the states that the step just measured left, where the task says so."""
        if carries_state(self.task):
            self.start = self.start.after(self.measurement.trajectory)

    def rehearse(self, step: int) -> Rehearsal:
        """Return what the update of ``step`` would make, the changes due at it included; nothing is touched."""
        learning_rate, clip = self.settings(step)
        return rehearse(self.optimizer, self.measurement.gradients.parameters, clip, learning_rate)

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
