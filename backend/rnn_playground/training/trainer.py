"""The trainer: one to four lanes in lock-step on the same batches."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final, final

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic_core import PydanticCustomError

from rnn_playground.diagnostics.finite_difference import Check, Problem, check
from rnn_playground.experiment import Change, Experiment, Lane, TuneChange
from rnn_playground.experiment.catalog import PROTOCOL
from rnn_playground.experiment.document import MOST_CHANGES
from rnn_playground.experiment.errors import Refusal
from rnn_playground.experiment.panels import PanelKind
from rnn_playground.experiment.work import costly_panels
from rnn_playground.kernels.helpers import Helpers
from rnn_playground.learning.parameters import Parameters
from rnn_playground.tasks import TaskBatch
from rnn_playground.telemetry.codec import Array
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.scalars import Divergence, ScalarLog
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.arithmetic import KernelReason, kernel_name, kernel_reasons, make_lane, usable_device
from rnn_playground.training.checkpoint import RunState, Seed, Snapshot, decode, encode, prolonged, snapshot
from rnn_playground.training.growth import Growth, StateHistory, begin_branch, updates_at_once
from rnn_playground.training.lane import LaneState, LaneSteps, TrainingLane, UpdateTime
from rnn_playground.training.lane_threads import LaneThreads
from rnn_playground.training.observe import PanelMeasurement, observe, observe_batch
from rnn_playground.training.panel_readings import PANEL_READINGS, Observation
from rnn_playground.training.roster import Roster
from rnn_playground.training.step_source import StepSource
from rnn_playground.training.validation import Validation

NO_WORDS: Final[Mapping[str, str]] = MappingProxyType({})
NONE_MEASURED: Final[Mapping[PanelKind, PanelMeasurement]] = MappingProxyType({})


@final
class Trainer:
    """Stands at a measured step whose update is still to come; ``advance`` applies it and measures the next.

    ``state`` is "finished" once the last update has been applied, "diverged" once every lane has. ``scalars`` logs
    every step. The trainer computes in the document's precision, or in ``dtype`` where that is given.
    With ``kernels`` the fused ones may be chosen; a run that goes on from a snapshot keeps to what it began with.
    ``clock`` tells how many seconds the processor has spent in the thread that calls it.
    ``threads`` says with how many threads it may train from now on, 1 at first; the numbers do not depend on it.

    A lane with an origin begins when the run comes to that step, with what its trunk is then. ``branch`` adds one later
    on: it is behind, ``grow`` lets it catch up, then it joins the others; it comes out as if it had been there from the
    start. ``kept_states`` tells how many bytes of states may be kept for that, none by default.
    """

    def __init__(
        self,
        experiment: Experiment,
        *,
        dtype: torch.dtype | None = None,
        kernels: bool = False,
        resume: Snapshot | None = None,
        clock: Callable[[], float] = time.thread_time,
        kept_states: Callable[[], int] = lambda: 0,
        lane_threads: LaneThreads | None = None,
    ) -> None:
        self.experiment = experiment
        self.dtype = dtype = dtype or (torch.float64 if experiment.precision == "float64" else torch.float32)
        self.step, self.threads = 0, 1
        self._lane_threads = lane_threads or LaneThreads()
        self.scalars = ScalarLog(len(experiment.lanes))
        self.device = usable_device(resume.device if resume else experiment.device)
        self._reasons: list[KernelReason | None] = (
            list(resume.reasons) if resume else kernel_reasons(experiment, dtype, self.device, kernels=kernels)
        )
        self.lanes = [self._make(number) for number in range(len(experiment.lanes))]
        self._validations = [Validation(experiment) for _ in self.lanes]
        self._source = StepSource(experiment, dtype)
        self._clock, self._update_times = clock, [UpdateTime() for _ in self.lanes]
        self._roster = Roster(experiment.lanes)
        self._moved: Growth | None = None
        self._states = StateHistory(kept_states)
        self._ended = False
        self._trained: dict[int, torch.Tensor] = {}
        if resume is None:
            self._record({number: self.lanes[number].measure(self._source, 0) for number in self._roster.active})
        else:
            self._resume(resume)

    @property
    def state(self) -> RunState:
        """What the run is doing."""
        if self._roster.growths or not self.ended:
            return "running"
        return "finished" if self._roster.active else "diverged"

    @property
    def divergences(self) -> list[Divergence]:
        """The lanes that left the finite numbers, in the order in which it happened."""
        return self._roster.divergences

    @property
    def kernel(self) -> str:
        """The arithmetic: ``reference`` or ``fused``, or one of the two for each lane."""
        return kernel_name(self._reasons)

    @property
    def ended(self) -> bool:
        """Whether the lanes that keep step are done: trained to the last update, or diverged."""
        return self._ended or not self._roster.active

    @property
    def growing(self) -> tuple[int, ...]:
        """The branches that are behind."""
        return self._roster.growing

    def advance(self) -> bool:
        """Apply the update of this step, changes first, and measure the next; False once nothing is left to do."""
        self.advance_by(1)
        return self.state == "running"

    def advance_by(self, updates: int) -> int:
        """Advance by up to ``updates`` and return how many were made, 0 once nothing is left to do.

        Fewer are made where the run ends, a change is due, a lane diverges or the batches at hand are used up. A run
        with a lane that the reference computes makes one at a time.
        """
        if self.ended:
            return 0
        if self.step == self.experiment.steps - 1:
            self._trained = {lane: self._trained_vector(lane) for lane in self._roster.active}
            self._ended = True
            self.close()
            return 0
        active = [self.lanes[number] for number in self._roster.active]
        most = updates_at_once(active, self._source, self.step, self._roster.births())
        steps = self._train(min(updates, self.experiment.steps - 1 - self.step, most))
        self.step += len(next(iter(steps.values())).scalars)
        self._record(steps)
        if self._states.wants(self.step):
            self._states.add(self.step, {lane: snapshot(self.lanes[lane]) for lane in self._roster.active})
        return len(next(iter(steps.values())).scalars)

    def close(self) -> None:
        """End the threads that train beside the caller's; they begin again where more is trained."""
        self._lane_threads.close()

    def thin_states(self) -> None:
        """Keep no more states than ``kept_states`` tells now, though no update is made."""
        self._states.thin()

    def branch(self, lane: Lane, stops: Iterable[int] = ()) -> int:
        """Add a lane that grows from its origin, record it in ``experiment``, return its number.

        At the steps in ``stops`` that it passes while it is behind, ``beside`` shows it.
        Raises ValidationError where the document does not allow it, Refusal where the lane that it grows from has not
        been trained that far.
        """
        experiment = self.experiment.with_lane(lane)
        number, origin = len(self.lanes), lane.origin
        if origin is None:
            raise ValueError("the lane has no origin; say from which lane and step it grows")
        self._roster.require_trained(origin, self.step)
        self.experiment = experiment
        self._reasons.append(self._reasons[origin.lane] or (None if experiment.has_kernel(lane) else "cell"))
        self.lanes.append(self._make(number))
        self._update_times.append(UpdateTime())
        self._validations.append(Validation(experiment))
        self.scalars.add_lane()
        self._roster.origins.append(origin)
        self._roster.growths.append(self._grow_from(number, self._seed(origin.lane, origin.step), stops))
        return number

    def grow(self, updates: int) -> int:
        """Let the branch that is furthest behind catch up by up to ``updates`` updates; return how many were made.

        0 with no branch behind, and where one was put into the state in which it begins.
        """
        if not self._roster.growths:
            return 0
        growth = self._moved = min(self._roster.growths, key=lambda growth: growth.step)
        before = growth.step
        steps = growth.advance_by(updates, self.step)
        if steps is not None:
            self._log(growth.number, growth.step, steps, growth.lane)
        if steps is not None and steps.diverged is not None:
            self._join(growth)
            self._roster.lose(growth.number, growth.step, steps.diverged)
        elif growth.is_itself and growth.step == self.step:
            self._join(growth)
            if self._ended:
                self._trained[growth.number] = self._trained_vector(growth.number)
        return growth.step - before

    def frame(self, watch: Watch, measured: Mapping[PanelKind, PanelMeasurement] = NONE_MEASURED) -> Frame:
        """Return this step's tensors, the watched panels among them, without scalars.

        The watched sample is held within the batch. A lane that diverged at an earlier step has no tensors.
        Heavy panels in ``measured`` are taken as they are, of whatever step; the others are measured now. The metadata
        says of which step each is (``panel_steps``), and which were left out for what they would cost
        (``panels_skipped``).
        """
        tensors: dict[str, Array] = observe_batch(self._batch, self.held(watch.sample))
        for number in self._roster.measured:
            seen = observe(self._observed(number, watch.sample), watch.light)
            tensors.update({f"{number}/{name}": value for name, value in seen.items()})
        metadata: dict[str, str] = {}
        if watch.heavy:
            shown = {
                panel: measured.get(panel) or self.measure_panel(panel, watch.sample)
                for panel in self.affordable(watch)
            }
            for panel_measurement in shown.values():
                tensors.update(panel_measurement.named(self._roster.measured))
            metadata["panel_steps"] = json.dumps({panel: measurement.step for panel, measurement in shown.items()})
            metadata["panels_skipped"] = json.dumps(
                {panel: str(why) for panel, why in costly_panels(self.experiment, watch.heavy).items()}
            )
        return self.still(tensors, metadata)

    def beside(self, watch: Watch) -> Frame | None:
        """Return what the branch that ``grow`` moved last shows at the stop where it stands; None at any other step.

        Heavy panels are left out.
        """
        growth = self._moved
        if growth is None or growth not in self._roster.growths or not growth.at_stop:
            return None
        observation = Observation(growth.lane, growth.step, growth.scored(), self.held(watch.sample))
        seen = observe(observation, watch.light)
        return Frame(growth.step, {f"{growth.number}/{name}": value for name, value in seen.items()}, {})

    def still(self, tensors: Mapping[str, Array], metadata: Mapping[str, str] = NO_WORDS) -> Frame:
        """Return a frame of this step that carries ``tensors``."""
        general = {
            "protocol": str(PROTOCOL),
            "step": str(self.step),
            "lanes": str(len(self.lanes)),
            "kernel": self.kernel,
            "kernel_reasons": json.dumps(self._reasons),
            "device": self.device,
        }
        return Frame(self.step, tensors, {**general, **metadata})

    def affordable(self, watch: Watch) -> tuple[PanelKind, ...]:
        """Return the heavy panels of ``watch`` that do not cost too much for this experiment."""
        costly = costly_panels(self.experiment, watch.heavy)
        return tuple(panel for panel in watch.heavy if panel not in costly)

    def measure_panel(self, panel: PanelKind, sample: int) -> PanelMeasurement:
        """Return the tensors of one panel at this step, of the lanes that are measured and of one sample."""
        read = PANEL_READINGS[panel]
        tensors = {number: read(self._observed(number, sample)) for number in self._roster.measured}
        return PanelMeasurement(self.step, tensors)

    @property
    def update_seconds(self) -> list[float | None]:
        """Seconds of processor time that the last updates of each lane took in the mean; None of one that made none.

        Everything that an update is made of: forwards, backwards with the gradient of every state, clip and update.
        What is measured for a frame alone, and the drawing of batches, which all lanes share, are not in it.
        """
        return [each.mean for each in self._update_times]

    def tune(self, lane: int, change: TuneChange) -> int:
        """Let ``change`` take effect before the update of this step, record it in ``experiment``, return the step.

        Raises ValueError where the lane does not train any more, has been tuned too often, or a step would cost more
        than the bounds allow. Another BPTT shows in the frames of this step already, but not in its scalars.
        """
        self._roster.require_there(lane)
        if self._ended or lane not in self._roster.active:
            raise ValueError(f"lane {lane} does not train any more, so it cannot be tuned; start a new run")
        tuned = self.lanes[lane]
        if len(tuned.state.document.changes) >= MOST_CHANGES:
            raise ValueError(f"lane {lane} has been tuned {MOST_CHANGES} times, the bound; start a new run")
        due = Change(step=self.step, learning_rate=change.learning_rate, clip=change.clip, bptt=change.bptt)
        document = tuned.state.document.model_copy(update={"changes": (*tuned.state.document.changes, due)})
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
        problem, seen = self.problem(lane), self._observed(lane, sample)
        truncated = seen.measurement.gradients if seen.is_truncated else None
        return check(problem, seen.full, truncated, name, index, sample=seen.sample, epsilon=epsilon, step=self.step)

    def problem(self, lane: int) -> Problem:
        """Return all that determines a lane's loss at this step. Raises Refusal where it left the finite numbers."""
        self._roster.require_there(lane)
        if lane not in self._roster.active:
            raise Refusal(
                "lane_over",
                "lane {lane} has left the finite numbers or does not exist; ask about another lane",
                {"lane": lane},
            )
        state, start = self.lanes[lane].state, self.lanes[lane].start
        return Problem(state.network, state.parameters, self._batch, state.task.loss, start)

    def watched_input(self, sample: int) -> torch.Tensor:
        """Return what one sample of this step's batch reads, (time_step, 1, input)."""
        return self._batch.samples(self.held(sample), 1).inputs

    def present(self, lane: int) -> Parameters | None:
        """Return a copy of a lane's parameters as ``parameters`` does; None where it left the finite numbers."""
        if lane not in self._roster.active:
            return None
        parameters = self.lanes[lane].state.parameters
        return Parameters(self._trained.get(lane, parameters.vector).clone(), parameters.shapes)

    def parameters(self, lane: int) -> dict[str, NDArray[np.floating]]:
        """Return copies of a lane's parameters by name: those that this step used, of a finished run the trained."""
        parameters = self.lanes[lane].state.parameters
        vector = self._trained.get(lane, parameters.vector).clone()
        return {name: value.numpy() for name, value in parameters.split(vector).items()}

    def checkpoint(self) -> bytes:
        """Return everything that ``restore`` needs to go on, bit for bit, as a safetensors blob."""
        there = {
            number: snapshot(lane, self._trained.get(number))
            for number, lane in enumerate(self.lanes)
            if self._roster.is_there(number)
        }
        return encode(
            Snapshot(
                self.experiment,
                self.dtype,
                self.step,
                self._ended,
                self.divergences,
                self.scalars,
                there,
                {growth.number: growth.seed() for growth in self._roster.growths},
                self._roster.measured,
                self._reasons,
                self.device,
                {number: validation.state for number, validation in enumerate(self._validations)},
            )
        )

    @classmethod
    def restore(cls, blob: bytes, *, kept_states: Callable[[], int] = lambda: 0, steps: int | None = None) -> Trainer:
        """Return the trainer that ``blob`` was taken of, at the same measured step, with ``steps`` updates in all.

        With more than it had, one that was finished goes on. None leaves their number as it is.
        """
        resume = decode(blob) if steps is None else prolonged(decode(blob), steps)
        return cls(resume.experiment, dtype=resume.dtype, resume=resume, kept_states=kept_states)

    def _resume(self, resume: Snapshot) -> None:
        self.step, self._ended, self.scalars = resume.step, resume.ended, resume.scalars
        self._roster.resume(resume)
        for number, state in resume.validations.items():
            self._validations[number].resume(state)
        for number, saved in resume.lanes.items():
            saved.apply_to(self.lanes[number], self.step)
            if saved.trained is not None:
                self._trained[number] = saved.trained
        for number in self._roster.measured:
            self.lanes[number].stand_at(self._source, self.step)
        self._roster.growths = [self._grow_from(number, seed) for number, seed in resume.growths.items()]

    def _make(self, number: int) -> TrainingLane:
        """Return a new lane of the document's ``number``, as it is drawn."""
        experiment = self.experiment
        state = LaneState.drawn(experiment.lanes[number], experiment.task, experiment.weight_seed, self.dtype)
        return make_lane(state, experiment.batch_size, self.device, fused=self._reasons[number] is None)

    def _grow_from(self, number: int, seed: Seed, stops: Iterable[int] = ()) -> Growth:
        return Growth(self.experiment, number, seed, StepSource(self.experiment, self.dtype), self._make, stops=stops)

    def _seed(self, lane: int, step: int) -> Seed:
        """Return the nearest known state on the way to a lane's state before the update of ``step``."""
        if lane in self._roster.active and step == self.step:
            return Seed(lane, step, snapshot(self.lanes[lane]))
        kept = self._states.nearest(lane, step)
        if kept is not None:
            return Seed(lane, *kept)
        origin = self.experiment.lanes[lane].origin
        return Seed(lane, 0, None) if origin is None else self._seed(origin.lane, origin.step)

    def _train(self, count: int) -> dict[int, LaneSteps]:
        """Return equally many steps of every active lane: ``count``, or fewer where one left the finite numbers.

        The lanes keep step: those that went on are put back to where they were and train up to there.
        """
        lanes = {number: self.lanes[number] for number in self._roster.active}
        before = {number: snapshot(lane) for number, lane in lanes.items()} if count > 1 < len(lanes) else {}
        steps = self._side_by_side(lanes, count)
        made = min(len(each.scalars) for each in steps.values())
        for number, lane in lanes.items():
            if len(steps[number].scalars) > made:
                before[number].apply_to(lane, self.step)
                lane.stand_at(self._source, self.step)
                steps[number] = lane.train(self._source, self.step + 1, made)
        return steps

    def _side_by_side(self, lanes: Mapping[int, TrainingLane], count: int) -> dict[int, LaneSteps]:
        """Return what ``_timed`` does for each of ``lanes``, in as many threads as the run may use.

        Fused lanes have nothing in common but the batches, which are ready before the threads begin, and compute
        without Python's lock. So a thread draws the next batches meanwhile. The reference holds that lock most of the
        time: it would gain nothing.
        """
        step = self.step + 1
        for lane in lanes.values():
            self._source.prefetch(step, fused=lane.is_fused)
        threads = self.threads if all(lane.is_fused for lane in lanes.values()) else 1
        draws = threads > 1 and self._source.needs_block_after(step)
        beside = partial(self._source.draw_ahead, step) if draws else None
        slowest_first = sorted(lanes, key=lambda number: self._update_times[number].mean or 0.0, reverse=True)
        work = partial(self._timed, count=count, helpers=self._lane_threads.helpers(threads))
        steps = self._lane_threads.map(work, slowest_first, threads, beside)
        return {number: steps[number] for number in lanes}

    def _timed(self, number: int, count: int, helpers: Helpers) -> LaneSteps:
        """Return ``count`` further steps of a lane, or fewer, and note how long each took all threads."""
        begun = self._clock()
        steps = self.lanes[number].train(self._source, self.step + 1, count, helpers)
        self._update_times[number].add(self._clock() - begun + steps.helped, len(steps.scalars))
        return steps

    def _record(self, steps: Mapping[int, LaneSteps]) -> None:
        """Log steps up to this one, leave lanes out that left the finite numbers, begin the branches that are due."""
        self._roster.measured = list(steps)
        for number, seen in steps.items():
            self._log(number, self.step, seen, self.lanes[number])
            if seen.diverged is not None:
                self._roster.lose(number, self.step, seen.diverged)
        for number in self._roster.active:
            self.lanes[number].take_up_bptt(self._source, self.step)
        for number, trunk in self._roster.due(self.step):
            self._begin(number, trunk)
        if self.ended:
            self.close()

    def _begin(self, number: int, trunk: int) -> None:
        """Let a branch begin with what its trunk is now."""
        lane = self.lanes[number]
        seen = begin_branch(self.experiment, number, self.lanes[trunk], lane, self._source)
        self._roster.enter(number)
        self._log(number, self.step, seen, lane)
        if seen.diverged is not None:
            self._roster.lose(number, self.step, seen.diverged)

    def _join(self, growth: Growth) -> None:
        """Count a branch among the lanes once it has caught up, or diverged on the way."""
        self._roster.growths.remove(growth)
        self.lanes[growth.number] = growth.lane
        if growth.step == self.step:
            self._roster.enter(growth.number)

    def _log(self, number: int, last: int, seen: LaneSteps, lane: TrainingLane) -> None:
        """Log the steps of a lane up to ``last``, where it stands, and validate it there where that is due."""
        loss, metric, gradient_norm = seen.scalars.T
        log = {"loss": loss, "metric": metric, "gradient_norm": gradient_norm}
        self.scalars.extend(number, {"steps": np.arange(last + 1 - len(seen.scalars), last + 1), **log})
        validation = self._validations[number]
        validation.add(seen)
        if seen.diverged is None and validation.is_due(last):
            self.scalars.validate(number, *validation.measure(lane, last, self.dtype))

    def _trained_vector(self, number: int) -> torch.Tensor:
        """Return the parameters that the last update makes."""
        return self.lanes[number].preview_update(self.step).vector

    @property
    def _batch(self) -> TaskBatch:
        """The batch of this step."""
        return self._source.batch(self.step)

    def held(self, sample: int) -> int:
        """Return the number of a sample of the batch: ``sample``, or the last one where the batch is smaller."""
        return min(sample, self.experiment.batch_size - 1)

    def _observed(self, number: int, sample: int) -> Observation:
        return Observation(self.lanes[number], self.step, self._source.scored(self.step), self.held(sample))


def _require_affordable(experiment: Experiment) -> None:
    """Raise Refusal where a step of ``experiment`` would cost more than the bounds allow."""
    try:
        experiment.require_affordable()
    except PydanticCustomError as error:
        raise Refusal(error.type, error.message_template, error.context or {}) from None
