"""One run inside a worker: its trainer, how it is conducted, when it is measured, and the poll it owes an answer to."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, final

from rnn_playground.engine.orders import RunControl
from rnn_playground.engine.report import Condition, Report
from rnn_playground.experiment import Lane, TuneChange
from rnn_playground.experiment.panels import PanelKind
from rnn_playground.telemetry.frame import PackedFrame
from rnn_playground.telemetry.scalars import SCALARS_PER_FRAME
from rnn_playground.telemetry.watch import Watch

if TYPE_CHECKING:
    from rnn_playground.training.observe import PanelMeasurement
    from rnn_playground.training.trainer import Trainer

# The part of a slice in which a branch catches up while the run goes on.
GROWTH_PART = 0.75
# A paced run that fell behind catches up on no more than this, in seconds.
LARGEST_DEBT = 0.1
# Of a run's time, for all the heavy panels that are watched together.
HEAVY_SHARE = 0.25
T = TypeVar("T")


@final
class UpdateEstimate:
    """How many updates of one kind fit into a slice, by how long the last ones took; ``clock`` tells seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._seconds = clock, 0.0

    def fitting(self, now: float, end: float) -> int:
        """Return how many are likely to be made from ``now`` until ``end``, at least 1; 1 before any was made."""
        return max(1, int((end - now) / self._seconds)) if self._seconds else 1

    def note(self, begun: float, made: int) -> None:
        """Note that ``made`` of them, begun at ``begun``, are over."""
        if made:
            self._seconds = (self._clock() - begun) / made


@final
class PanelSchedule(Generic[T]):
    """Keeps each heavy panel's last measurement, and measures it again once that has been paid for.

    A panel that took c seconds waits until c is no more than its part of the time since its measurement began; the
    parts of the n panels watched are equal, so that a cheap one does not wait for a dear one.
    """

    def __init__(self, clock: Callable[[], float], share: float = HEAVY_SHARE) -> None:
        self._clock, self._share = clock, share
        self._made: dict[PanelKind, T] = {}
        self._due: dict[PanelKind, float] = {}

    def measured(
        self, panels: Sequence[PanelKind], measure: Callable[[PanelKind], T], *, fresh: bool, part: float = 1.0
    ) -> dict[PanelKind, T]:
        """Return a measurement of each of ``panels``: the last one, or a new one where it is due.

        ``fresh``: all of them anew. ``part``: of the processor's time, what this run has at present.
        """
        for forgotten in self._made.keys() - set(panels):
            del self._made[forgotten]
        for panel in panels:
            begun = self._clock()
            if fresh or panel not in self._made or begun >= self._due[panel]:
                self._made[panel] = measure(panel)
                cost = self._clock() - begun
                self._due[panel] = begun + cost * len(panels) / (self._share * part)
        return {panel: self._made[panel] for panel in panels}


@dataclass(frozen=True)
class WaitingPoll:
    """A poll that waits for its answer; times are of the worker's clock, in seconds."""

    id: int
    after: Sequence[int]
    limit: int
    deadline: float
    not_before: float


class _Framed(NamedTuple):
    """The last frame: its step, what it was to show, whether some of its panels are of an earlier step."""

    step: int
    watch: Watch
    stale: bool


class Running:
    """Advances a trainer in slices and tells when there is something to report.

    A change of state is reported before the next update, so that no state passes unseen.
    """

    def __init__(
        self,
        trainer: Trainer,
        control: RunControl,
        watch: Watch,
        clock: Callable[[], float],
        unix_time: Callable[[], float] = time.time,
    ) -> None:
        self.trainer, self.watch = trainer, watch
        self.poll: WaitingPoll | None = None
        self._clock, self._unix_time, self._news = clock, unix_time, False
        self._measured_at = unix_time()
        self._framed: _Framed | None = None
        self._beside: list[PackedFrame] = []
        self._panels: PanelSchedule[PanelMeasurement] = PanelSchedule(clock)
        self._reported_divergences = 0
        self._until: int | None = None
        self._pace: float | None = None
        self._known = 0
        self._next_update = 0.0
        self._estimate, self._growth_estimate = UpdateEstimate(clock), UpdateEstimate(clock)
        self.control(control)

    def control(self, control: RunControl) -> None:
        """Go on to another goal, at another pace. A goal is news when it is reached, not when it is set."""
        self._until, self._pace, self._known = control.until, control.pace, control.known
        self._news = self._news or control.until is None or self.condition == "paused"
        self._next_update = self._clock() if self.trainer.step < self._known else self._clock() + self._period

    def hold(self, at_least: int) -> int:
        """Stay at the present step, or come to ``at_least`` first; return the step to stay at."""
        self._until, self._news = max(self.trainer.step, at_least), True
        return self._until

    def observe(self, watch: Watch) -> None:
        """Show something else; the present step is reported again."""
        self.watch, self._news = watch, True

    def tune(self, lane: int, change: TuneChange) -> int:
        """Change a lane's learning and return the step; the present step is reported again where it shows something."""
        step = self.trainer.tune(lane, change)
        if change.bptt is not None:
            self._framed, self._news = None, True
        return step

    def branch(self, lane: Lane, shown: Sequence[int] = ()) -> int:
        """Add a lane and return its number; it is shown once it has caught up, and at the earlier steps ``shown``."""
        number = self.trainer.branch(lane, shown)
        self._news = True
        return number

    @property
    def condition(self) -> Condition:
        """What the run is doing. While a branch catches up, one that had ended runs again; one that pauses, pauses."""
        if self.trainer.state != "running":
            return self.trainer.state
        held = self._until is not None and self.trainer.step >= self._until and not self.trainer.ended
        return "paused" if held else "running"

    @property
    def going(self) -> bool:
        """Whether it trains, now or when its pace has it."""
        return self.condition == "running" or bool(self.trainer.growing)

    def due(self) -> float:
        """Return when there is next something to train; infinity while there is not."""
        if self._news:
            return math.inf
        return 0.0 if self.trainer.growing else self._update_due()

    def _update_due(self) -> float:
        """Return when the next update of the lanes that keep step may be made."""
        going = self.condition == "running" and not self.trainer.ended
        return self._next_update if going and not self._news else math.inf

    def slice(self, seconds: float, threads: int = 1) -> None:
        """Make updates for about ``seconds``, in up to ``threads``, as the pace allows; none is ever cut short."""
        self.trainer.threads = threads
        end = self._clock() + seconds
        self._grow(end - (1 - GROWTH_PART) * seconds if self._update_due() <= self._clock() else end)
        while (now := self._clock()) < end and self._update_due() <= now:
            made = self.trainer.advance_by(self._updates(now, end))
            self._estimate.note(now, made)
            self._next_update = self._following(now, made)
            self._news = self.condition != "running" or len(self.trainer.divergences) > self._reported_divergences
        self._measured_at = self._unix_time()

    @property
    def _period(self) -> float:
        return 0.0 if self._pace is None else 1 / self._pace

    def _following(self, now: float, made: int) -> float:
        """Return when the next update may be made, after ``made`` that began at ``now``."""
        if self.trainer.step <= self._known:
            return self._clock() + (self._period if self.trainer.step == self._known else 0.0)
        return max(self._next_update + max(1, made) * self._period, now - LARGEST_DEBT)

    def _grow(self, end: float) -> None:
        """Let the branches that are behind catch up until ``end``; one that has done so, or ended, is news."""
        while (behind := self.trainer.growing) and not self._news and (now := self._clock()) < end:
            self._growth_estimate.note(now, self.trainer.grow(self._growth_estimate.fitting(now, end)))
            if (frame := self.trainer.beside(self.watch)) is not None:
                self._beside.append(PackedFrame.of(frame))
            if self.trainer.growing != behind:
                self._framed, self._news = None, True

    def _updates(self, now: float, end: float) -> int:
        """Return how many updates are likely to be made by ``end``, as far as goal and pace allow; at least 1."""
        bounds: list[float] = [self._estimate.fitting(now, end)]
        if self._until is not None:
            bounds.append(self._until - self.trainer.step)
        if self.trainer.step < self._known:
            bounds.append(self._known - self.trainer.step)
        elif self._pace is not None:
            bounds.append(1 + (now - self._next_update) * self._pace)
        return max(1, int(min(bounds)))

    def answers(self, now: float) -> bool:
        """Tell whether the waiting poll can be answered."""
        if (poll := self.poll) is None:
            return False
        progress = self._is_beyond(poll.after) and now >= poll.not_before
        return self._news or progress or now >= poll.deadline

    def wakes(self) -> float:
        """Return when the waiting poll can be answered at the latest; infinity without one."""
        if (poll := self.poll) is None:
            return math.inf
        return poll.not_before if self._is_beyond(poll.after) else poll.deadline

    def _is_beyond(self, after: Sequence[int]) -> bool:
        """Tell whether a lane has been measured after its step in ``after``; one that is not in it has none yet."""
        newest = self.trainer.scalars.newest
        return any(step > known for step, known in zip_longest(newest, after, fillvalue=-1))

    def report(self, after: Sequence[int] = (), limit: int = SCALARS_PER_FRAME, part: float = 1.0) -> Report:
        """Return what is new since each lane's step ``after``; a frame only if it would differ from the last one.

        Scalars up to ``after`` are with who asks, and forgotten here: the run's log is kept once, by the session.
        ``part``: of the processor's time, what this run has at present.
        """
        trainer, self._news = self.trainer, False
        trainer.scalars.forget(after)
        self._reported_divergences = len(trainer.divergences)
        frame = self._frame(part)
        beside, self._beside = self._beside, []
        return Report(
            trainer.step,
            self.condition,
            [
                trainer.scalars.since(lane, known, limit)
                for lane, known in zip_longest(range(trainer.scalars.lanes), after, fillvalue=-1)
            ],
            list(trainer.divergences),
            frame,
            trainer.scalars.newest,
            bool(trainer.growing),
            beside,
        )

    def _frame(self, part: float) -> PackedFrame | None:
        """Return a frame of this step; None where the last one shows all that it would.

        While the run goes on, heavy panels may be those of an earlier step. A step that is stayed at, or asked for
        with another watch, is shown with its own.
        """
        trainer, watch, before = self.trainer, self.watch, self._framed
        fresh = self.condition != "running" or before is None or before.watch != watch
        if before is not None and (before.step, before.watch) == (trainer.step, watch) and not (fresh and before.stale):
            return None
        made = self._panels.measured(
            trainer.affordable(watch), lambda panel: trainer.measure_panel(panel, watch.sample), fresh=fresh, part=part
        )
        stale = any(panel.step != trainer.step for panel in made.values())
        self._framed = _Framed(trainer.step, watch, stale)
        return PackedFrame.of(
            trainer.frame(watch, made),
            measured_at=f"{self._measured_at:.6f}",
            update_seconds=json.dumps([seconds and float(f"{seconds:.3g}") for seconds in trainer.update_seconds]),
        )


class Tiling:
    """A tile of a map: a tiny run that nobody watches, trained in the slices that no run wants.

    It trains to the end, slice by slice; its first slice makes the trainer. ``paired_with``: its own session's run.

    ``id`` is the call that it answers once it is ``over``.
    """

    def __init__(self, id: int, paired_with: str, begin: Callable[[], Trainer], clock: Callable[[], float]) -> None:
        self.id, self.paired_with = id, paired_with
        self._begin, self._clock = begin, clock
        self._trainer: Trainer | None = None
        self._first: dict[str, Any] = {}
        self._estimate = UpdateEstimate(clock)

    @property
    def over(self) -> bool:
        """Whether there is nothing left to train."""
        return self._trainer is not None and self._trainer.state != "running"

    def slice(self, seconds: float) -> None:
        """Train for about ``seconds``; one update is never cut short."""
        from rnn_playground.training.tile import profile

        if (trainer := self._trainer) is None:
            trainer = self._begin()
            self._first, self._trainer = profile(trainer), trainer
            return
        end = self._clock() + seconds
        while not self.over and (now := self._clock()) < end:
            self._estimate.note(now, trainer.advance_by(self._estimate.fitting(now, end)))

    def reading(self) -> dict[str, Any]:
        """Return what the tile shows, once it is over."""
        from rnn_playground.training.tile import reading

        assert self._trainer is not None
        return reading(self._trainer, self._first)
