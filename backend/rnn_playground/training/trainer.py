"""The trainer: one to four lanes in lock-step on the same batches."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Final, final

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic_core import PydanticCustomError

from rnn_playground.diagnostics.finite_difference import Problem
from rnn_playground.experiment import Change, Experiment, TuneChange
from rnn_playground.experiment.catalog import PROTOCOL
from rnn_playground.experiment.panel_work import costly_panels
from rnn_playground.experiment.panels import PanelKind
from rnn_playground.experiment.refusal import Refusal
from rnn_playground.learning.parameters import Parameters
from rnn_playground.tasks import TaskBatch
from rnn_playground.telemetry.codec import Array
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.scalars import ScalarLog
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.checkpoint import Snapshot, State, decode, encode, snapshot
from rnn_playground.training.device_choice import choose_device
from rnn_playground.training.divergence import Divergence
from rnn_playground.training.gradient_check import Check, check_hidden_state, check_parameter
from rnn_playground.training.kernel_choice import fused_lanes, kernel_name
from rnn_playground.training.lane import TrainingLane
from rnn_playground.training.lane_steps import LaneSteps
from rnn_playground.training.observe import Subject, observe, observe_batch, observe_panel
from rnn_playground.training.panel_measurement import PanelMeasurement
from rnn_playground.training.step_source import StepSource

MAXIMUM_CHANGES = 10_000
NO_WORDS: Final[Mapping[str, str]] = MappingProxyType({})
NOTHING_MADE: Final[Mapping[PanelKind, PanelMeasurement]] = MappingProxyType({})


@final
class Trainer:
    """Stands at a measured step whose update is still to come; ``advance`` applies it and measures the next.

    ``state`` is "finished" once the last update has been applied, "diverged" once every lane has. ``divergences`` are
    in the order in which they happened. ``scalars`` holds every step that nobody has forgotten. With ``kernels`` the
    fused ones may be chosen; a run that goes on from a snapshot keeps to what it began with.
    """

    def __init__(
        self,
        experiment: Experiment,
        *,
        dtype: torch.dtype = torch.float32,
        kernels: bool = False,
        resume: Snapshot | None = None,
    ) -> None:
        self.experiment = experiment
        self.dtype = dtype
        self.step = 0
        self.state: State = "running"
        self.scalars = ScalarLog(len(experiment.lanes))
        self.divergences: list[Divergence] = []
        self.device = resume.device if resume else choose_device(experiment)
        fused = resume.fused if resume else fused_lanes(experiment, dtype, self.device, kernels=kernels)
        self.lanes = [
            TrainingLane(
                lane,
                experiment.task,
                experiment.weight_seed,
                dtype,
                samples=experiment.batch_size,
                fused=is_fused,
                device=self.device,
            )
            for lane, is_fused in zip(experiment.lanes, fused, strict=True)
        ]
        self.kernel = kernel_name(fused)
        self._source = StepSource(experiment, dtype)
        self._active = list(range(len(self.lanes)))
        self._trained: dict[int, torch.Tensor] = {}
        if resume is None:
            self._record({number: lane.measure(self._source, 0) for number, lane in enumerate(self.lanes)})
        else:
            self._resume(resume)

    def advance(self) -> bool:
        """Apply the update of this step, changes first, and measure the next; False once nothing is left to do."""
        self.advance_by(1)
        return self.state == "running"

    def advance_by(self, updates: int) -> int:
        """Advance by up to ``updates`` and return how many were made, 0 once nothing is left to do.

        Fewer are made where the run ends, a change is due, a lane diverges or the batches at hand are used up. A run
        with a lane that the reference computes makes one at a time.
        """
        if self.state != "running":
            return 0
        if self.step == self.experiment.steps - 1:
            self._trained = {lane: self.lanes[lane].rehearse(self.step).vector for lane in self._active}
            self.state = "finished"
            return 0
        count = min(updates, self._most_updates())
        steps = self._train(count)
        self.step += len(next(iter(steps.values())).scalars)
        self._record(steps)
        return len(next(iter(steps.values())).scalars)

    def frame(self, watch: Watch, made: Mapping[PanelKind, PanelMeasurement] = NOTHING_MADE) -> Frame:
        """Return this step's tensors, the watched panels among them, without scalars.

        The watched sample is held within the batch. A lane that diverged at an earlier step has no tensors.
        Heavy panels in ``made`` are taken as they are, of whatever step; the others are measured now. The metadata
        says of which step each is (``panel_steps``), and which were left out for what they would cost
        (``panels_skipped``).
        """
        sample = self._held(watch.sample)
        batch, scoring = self._source.scored(self.step)
        tensors: dict[str, Array] = observe_batch(batch, sample)
        for number in self._measured:
            seen = observe(self._subject(number), batch, scoring, watch.light, sample)
            tensors.update({f"{number}/{name}": value for name, value in seen.items()})
        metadata: dict[str, str] = {}
        if watch.heavy:
            shown = {panel: made.get(panel) or self.measure_panel(panel, sample) for panel in self.affordable(watch)}
            for measurement in shown.values():
                tensors.update(measurement.named(self._measured))
            metadata["panel_steps"] = json.dumps({panel: measurement.step for panel, measurement in shown.items()})
            metadata["panels_skipped"] = json.dumps(
                {panel: str(why) for panel, why in costly_panels(self.experiment, watch.heavy).items()}
            )
        return self.still(tensors, metadata)

    def still(self, tensors: Mapping[str, Array], metadata: Mapping[str, str] = NO_WORDS) -> Frame:
        """Return a frame of this step that carries ``tensors``."""
        general = {
            "protocol": str(PROTOCOL),
            "step": str(self.step),
            "lanes": str(len(self.lanes)),
            "kernel": self.kernel,
            "device": self.device,
        }
        return Frame(self.step, tensors, {**general, **metadata})

    def affordable(self, watch: Watch) -> tuple[PanelKind, ...]:
        """Return the heavy panels of ``watch`` that do not cost too much for this experiment."""
        costly = costly_panels(self.experiment, watch.heavy)
        return tuple(panel for panel in watch.heavy if panel not in costly)

    def measure_panel(self, panel: PanelKind, sample: int) -> PanelMeasurement:
        """Return the tensors of one panel at this step, of the lanes that are measured and of one sample."""
        sample = self._held(sample)
        return PanelMeasurement(
            self.step,
            {number: observe_panel(panel, self._subject(number), self._batch, sample) for number in self._measured},
        )

    def tune(self, lane: int, change: TuneChange) -> int:
        """Let ``change`` take effect before the update of this step, record it in ``experiment``, return the step.

        Raises ValueError where the lane does not train any more, has been tuned too often, or a step would cost more
        than the bounds allow. Another BPTT shows in the frames of this step already, but not in its scalars.
        """
        if self.state == "finished" or lane not in self._active:
            raise ValueError(f"lane {lane} does not train any more, so it cannot be tuned; start a new run")
        tuned = self.lanes[lane]
        if len(tuned.document.changes) >= MAXIMUM_CHANGES:
            raise ValueError(f"lane {lane} has been tuned {MAXIMUM_CHANGES} times, the bound; start a new run")
        due = Change(step=self.step, learning_rate=change.learning_rate, clip=change.clip, bptt=change.bptt)
        document = tuned.document.model_copy(update={"changes": (*tuned.document.changes, due)})
        lanes = (*self.experiment.lanes[:lane], document, *self.experiment.lanes[lane + 1 :])
        experiment = self.experiment.model_copy(update={"lanes": lanes})
        if due.bptt is not None:
            _require_affordable(experiment)
        self.experiment = experiment
        tuned.tune(due)
        tuned.take_up_bptt(self._source, self.step)
        return self.step

    def check(self, lane: int, name: str, index: tuple[int, ...], epsilon: float, sample: int = 0) -> Check:
        """Return a gradient of this step beside its finite difference in float64.

        ``name`` is a parameter (∂L/∂w), or ``hidden_state`` with the index (layer, time step, unit): ∂ℓ_b/∂h of
        ``sample``, which is held within the batch. Raises ValueError where there is no such number, or the lane has
        left the finite numbers. A finite difference knows no truncation: it stands beside the gradient through the
        whole sequence, and the one that a truncated lane applies is told as well.
        """
        problem, subject = self.problem(lane), self._subject(lane)
        full = subject.full_gradients(self._batch)
        truncated = subject.measurement.gradients if subject.is_truncated else None
        if name == "hidden_state":
            sample = self._held(sample)
            return check_hidden_state(problem, full, truncated, index, sample=sample, epsilon=epsilon, step=self.step)
        return check_parameter(problem, full, truncated, name, index, epsilon=epsilon, step=self.step)

    def problem(self, lane: int) -> Problem:
        """Return all that determines a lane's loss at this step. Raises Refusal where it left the finite numbers."""
        if lane not in self._active:
            raise Refusal(
                "lane_over",
                "lane {lane} has left the finite numbers or does not exist; ask about another lane",
                {"lane": lane},
            )
        subject = self.lanes[lane]
        return Problem(subject.network, subject.parameters, self._batch, subject.task.loss, subject.start)

    def watched_input(self, sample: int) -> torch.Tensor:
        """Return what one sample of this step's batch reads, (time_step, 1, input)."""
        sample = self._held(sample)
        return self._batch.inputs[:, sample : sample + 1]

    def present(self, lane: int) -> Parameters | None:
        """Return a copy of a lane's parameters as ``parameters`` does; None where it left the finite numbers."""
        if lane not in self._active:
            return None
        parameters = self.lanes[lane].parameters
        return Parameters(self._trained.get(lane, parameters.vector).clone(), parameters.shapes)

    def parameters(self, lane: int) -> dict[str, NDArray[np.floating]]:
        """Return copies of a lane's parameters by name: those that this step used, of a finished run the trained."""
        parameters = self.lanes[lane].parameters
        vector = self._trained.get(lane, parameters.vector).clone()
        return {name: value.numpy() for name, value in parameters.split(vector).items()}

    def checkpoint(self) -> bytes:
        """Return everything that ``restore`` needs to go on, bit for bit, as a safetensors blob."""
        lanes = [snapshot(lane, self._trained.get(number)) for number, lane in enumerate(self.lanes)]
        return encode(
            Snapshot(
                self.experiment,
                self.dtype,
                self.step,
                self.state,
                self.divergences,
                self.scalars,
                lanes,
                [lane.is_fused for lane in self.lanes],
                self.device,
            )
        )

    @classmethod
    def restore(cls, blob: bytes) -> Trainer:
        """Return the trainer that ``blob`` was taken of, at the same measured step."""
        resume = decode(blob)
        return cls(resume.experiment, dtype=resume.dtype, resume=resume)

    def _resume(self, resume: Snapshot) -> None:
        self.step, self.state, self.scalars = resume.step, resume.state, resume.scalars
        self.divergences = list(resume.divergences)
        earlier = {lane for lane, step, _ in resume.divergences if step < self.step}
        gone = {lane for lane, _, _ in resume.divergences}
        self._active = [lane for lane in self._active if lane not in gone]
        for number, (lane, saved) in enumerate(zip(self.lanes, resume.lanes, strict=True)):
            saved.apply_to(lane, self.step)
            if saved.trained is not None:
                self._trained[number] = saved.trained
        self._measured = [number for number in range(len(self.lanes)) if number not in earlier]
        for number in self._measured:
            self.lanes[number].measure(self._source, self.step)
        self._take_up_bptt()

    def _most_updates(self) -> int:
        """Return how many updates can be made in one go, by the kernels; 1 where the reference computes a lane."""
        active = [self.lanes[number] for number in self._active]
        if not all(lane.is_fused for lane in active):
            return 1
        changes = [count for lane in active if (count := lane.until_change(self.step)) is not None]
        return min([self.experiment.steps - 1 - self.step, self._source.left(self.step + 1), *changes])

    def _train(self, count: int) -> dict[int, LaneSteps]:
        """Return equally many steps of every active lane: ``count``, or fewer where one left the finite numbers.

        The lanes keep step: those that went on are put back to where they were and train up to there.
        """
        lanes = {number: self.lanes[number] for number in self._active}
        before = {number: snapshot(lane, None) for number, lane in lanes.items()} if count > 1 < len(lanes) else {}
        steps = {number: lane.train(self._source, self.step + 1, count) for number, lane in lanes.items()}
        made = min(len(each.scalars) for each in steps.values())
        for number, lane in lanes.items():
            if len(steps[number].scalars) > made:
                before[number].apply_to(lane, self.step)
                lane.measure(self._source, self.step)
                lane.take_up_bptt(self._source, self.step)
                steps[number] = lane.train(self._source, self.step + 1, made)
        return steps

    def _record(self, steps: Mapping[int, LaneSteps]) -> None:
        """Log steps up to this one and leave out of the next ones the lanes that left the finite numbers."""
        self._measured = list(steps)
        for number, seen in steps.items():
            first = self.step + 1 - len(seen.scalars)
            loss, metric, gradient_norm = seen.scalars.T
            log = {"loss": loss, "metric": metric, "gradient_norm": gradient_norm}
            self.scalars.extend(number, {"steps": np.arange(first, self.step + 1), **log})
            if seen.diverged is not None:
                self._active.remove(number)
                self.divergences.append(Divergence(number, self.step, seen.diverged))
        if not self._active:
            self.state = "diverged"
        self._take_up_bptt()

    def _take_up_bptt(self) -> None:
        """Let the gradients of this step, once it is logged, be those that its changes ask for."""
        for number in self._active:
            self.lanes[number].take_up_bptt(self._source, self.step)

    @property
    def _batch(self) -> TaskBatch:
        """The batch of this step."""
        return self._source.batch(self.step)

    def _held(self, sample: int) -> int:
        """Return a sample's number, held within the batch."""
        return min(sample, self.experiment.batch_size - 1)

    def _subject(self, number: int) -> Subject:
        lane = self.lanes[number]
        rehearse = partial(lane.rehearse, self.step)
        return Subject(lane.task, lane.document.cell, lane.network, lane.parameters, lane.measurement, rehearse)


def _require_affordable(experiment: Experiment) -> None:
    """Raise Refusal where a step of ``experiment`` would cost more than the bounds allow."""
    try:
        experiment.require_affordable()
    except PydanticCustomError as error:
        raise Refusal(error.type, error.message_template, error.context or {}) from None
