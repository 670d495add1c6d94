"""One run inside a worker: its trainer, how it is conducted, and the poll it owes an answer to."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from rnn_playground.engine.orders import Conduct
from rnn_playground.engine.panel_schedule import PanelSchedule
from rnn_playground.engine.report import Condition, Divergence, Report
from rnn_playground.experiment import TuneChange
from rnn_playground.telemetry.packed_frame import PackedFrame
from rnn_playground.telemetry.scalars import SCALARS_PER_FRAME
from rnn_playground.telemetry.watch import Watch

if TYPE_CHECKING:
    from rnn_playground.training.panel_measurement import PanelMeasurement
    from rnn_playground.training.trainer import Trainer

# A paced run that fell behind catches up on no more than this, in seconds.
LARGEST_DEBT = 0.1


@dataclass(frozen=True)
class WaitingPoll:
    """A poll that waits for its answer; times are of the worker's clock, in seconds."""

    id: int
    after: int
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
        conduct: Conduct,
        watch: Watch,
        clock: Callable[[], float],
        unix_time: Callable[[], float] = time.time,
    ) -> None:
        self.trainer, self.watch = trainer, watch
        self.poll: WaitingPoll | None = None
        self._clock, self._unix_time, self._news = clock, unix_time, False
        self._measured_at = unix_time()
        self._framed: _Framed | None = None
        self._panels: PanelSchedule[PanelMeasurement] = PanelSchedule(clock)
        self._reported_divergences = 0
        self._until: int | None = None
        self._pace: float | None = None
        self._next_update = 0.0
        self._update_time = 0.0
        self.conduct(conduct)

    def conduct(self, conduct: Conduct) -> None:
        """Go on to another goal, at another pace. A goal is news when it is reached, not when it is set."""
        self._until, self._pace = conduct.until, conduct.pace
        self._news = self._news or conduct.until is None or self.condition == "paused"
        self._next_update = self._clock() + (1 / self._pace if self._pace else 0.0)

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

    @property
    def condition(self) -> Condition:
        """What the run is doing."""
        if self.trainer.state != "running":
            return self.trainer.state
        return "paused" if self._until is not None and self.trainer.step >= self._until else "running"

    def due(self) -> float:
        """Return when the next update may be made; infinity while none may."""
        return self._next_update if self.condition == "running" and not self._news else math.inf

    def slice(self, seconds: float) -> None:
        """Make updates for about ``seconds``, as the pace allows; one update is never cut short."""
        end = self._clock() + seconds
        while (now := self._clock()) < end and self.due() <= now:
            made = self.trainer.advance_by(self._updates(now, end))
            if made:
                self._update_time = (self._clock() - now) / made
            if self._pace is not None:
                self._next_update = max(self._next_update + max(1, made) / self._pace, now - LARGEST_DEBT)
            self._news = self.condition != "running" or len(self.trainer.divergences) > self._reported_divergences
        self._measured_at = self._unix_time()

    def _updates(self, now: float, end: float) -> int:
        """Return how many updates are likely to be made by ``end``, as far as goal and pace allow; at least 1."""
        bounds = [(end - now) / self._update_time if self._update_time else 1.0]
        if self._until is not None:
            bounds.append(self._until - self.trainer.step)
        if self._pace is not None:
            bounds.append(1 + (now - self._next_update) * self._pace)
        return max(1, int(min(bounds)))

    def answers(self, now: float) -> bool:
        """Tell whether the waiting poll can be answered."""
        if (poll := self.poll) is None:
            return False
        progress = self.trainer.step > poll.after and now >= poll.not_before
        return self._news or progress or now >= poll.deadline

    def wakes(self) -> float:
        """Return when the waiting poll can be answered at the latest; infinity without one."""
        if (poll := self.poll) is None:
            return math.inf
        return poll.not_before if self.trainer.step > poll.after else poll.deadline

    def report(self, after: int = -1, limit: int = SCALARS_PER_FRAME, part: float = 1.0) -> Report:
        """Return what is new since step ``after``; a frame only if it would differ from the last one.

        Scalars up to ``after`` are with who asks, and forgotten here: the run's log is kept once, by the session.
        ``part``: of the processor's time, what this run has at present.
        """
        trainer, self._news = self.trainer, False
        trainer.scalars.forget(after)
        self._reported_divergences = len(trainer.divergences)
        frame = self._frame(part)
        return Report(
            trainer.step,
            self.condition,
            [trainer.scalars.since(lane, after, limit) for lane in range(trainer.scalars.lanes)],
            [Divergence(item.lane, item.step, item.quantity) for item in trainer.divergences],
            frame,
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
        return PackedFrame.of(trainer.frame(watch, made), measured_at=f"{self._measured_at:.6f}")
