"""A run in the web process: its log, its kept frames, its states, and the task that drives it through the engine."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import partial
from typing import Any, Literal, Protocol, TypeVar, assert_never

from rnn_playground.engine.engine import Engine, OrderRefused, RunFailed, RunLost
from rnn_playground.engine.orders import AskOrder, Beginning, Conduct, Hold, Observe, Order, TuneOrder
from rnn_playground.engine.report import Answer, Divergence, Report
from rnn_playground.experiment import Change, Experiment, TuneChange, describe
from rnn_playground.server import events
from rnn_playground.server.events import Event
from rnn_playground.server.frame_history import FrameHistory
from rnn_playground.server.outbox import last_step
from rnn_playground.telemetry.commands import CommandError
from rnn_playground.telemetry.packed_frame import PackedFrame
from rnn_playground.telemetry.questions import (
    CheckQuestion,
    EvaluateQuestion,
    LengthsQuestion,
    RunQuestion,
    SampleQuestion,
    SurfaceQuestion,
)
from rnn_playground.telemetry.scalars import ScalarLog
from rnn_playground.telemetry.watch import Watch

State = Literal["queued", "running", "paused", "finished", "diverged", "failed", "stopped"]
FINAL: frozenset[State] = frozenset({"finished", "diverged", "failed", "stopped"})
# Scalars taken from a worker at a time, in steps, and how long a worker waits for something new, in seconds.
POLL_STEPS, POLL_WAIT = 65_536, 5.0
# A run whose worker is lost this often without getting any further has failed.
MOST_LOSSES = 3
MOST_STEPS_AHEAD = 1000
T = TypeVar("T")


class Audience(Protocol):
    """Who hears of a run."""

    def tell(self, event: Event) -> None:
        """Take a message about the run."""

    def show(self, frame: PackedFrame) -> None:
        """Take a new frame."""

    def end(self, event: Event) -> None:
        """Take the final status."""


class _Stopped(Exception):
    """Somebody asked the run to stop."""


class Run:
    """``drive`` leads it from queued to its end; the other methods are orders, given by one task at a time."""

    def __init__(
        self,
        identifier: str,
        experiment: Experiment,
        *,
        engine: Engine,
        audience: Audience,
        watch: Watch,
        pace: float | None,
        paused: bool,
        history_bytes: Callable[[], int],
        checkpoint_interval: float,
    ) -> None:
        self.id, self.experiment, self.facts = identifier, experiment, describe(experiment)
        self.log = ScalarLog(len(experiment.lanes))
        self.history = FrameHistory(history_bytes)
        self.marks: list[Event] = []
        self.divergences: list[Divergence] = []
        self.state: State = "queued"
        self.step = 0
        self.reason: str | None = None
        self.cause: Mapping[str, Any] | None = None
        self._engine, self._audience = engine, audience
        self._watch, self._pace = watch, pace
        self._goal: int | None = 0 if paused else None
        self._goals: deque[int] = deque()
        self._checkpoint: bytes | None = None
        self._checkpoint_interval, self._checkpoint_at, self._checkpoint_step = checkpoint_interval, 0.0, 0
        self._losses, self._loss_step, self._lives = 0, -1, 0
        self._stopping, self._pulse = asyncio.Event(), asyncio.Event()
        self._frame_due, self._told_step, self._gone = 0.0, -1, False

    @property
    def newest(self) -> PackedFrame | None:
        """The newest frame."""
        return self.history.newest

    @property
    def over(self) -> bool:
        """Whether the run has its final state."""
        return self.state in FINAL

    @property
    def held(self) -> bool:
        """Whether the run is to stay at a step, or is on its way to one."""
        return self._goal is not None

    def status(self, state: str | None = None, *, whole: bool = False) -> Event:
        """Return the present status; ``whole`` adds the document and its facts, for who sees the run begin."""
        more: dict[str, Any] = {"cause": self.cause} if self.cause else {}
        if whole:
            more = {**more, "experiment": self.experiment.model_dump(mode="json"), "facts": self.facts}
        return events.status(self.id, state or self.state, self.step, self.reason, **more)

    # ---- orders ----

    async def pause(self, reason: str | None = None) -> None:
        """Stay at the present step, which is then published."""
        self._require_going()
        self._goals.clear()
        if self._goal is None or self._goal > self.step:
            self._goal = self.step
            answer = await self._order(Hold(at_least=self.step))
            self._goal = answer.step
        self.reason = reason

    async def resume(self) -> None:
        """Go on to the end."""
        self._require_going()
        self._goals.clear()
        if self._goal is not None:
            self._goal, self.reason = None, None
            await self._order(Conduct(pace=self._pace))

    async def advance(self, count: int) -> None:
        """Make ``count`` updates while paused; several wishes are fulfilled one after the other."""
        self._require_going()
        if self._goal is None:
            message = f"the run goes on from step {self.step}; pause it before stepping"
            raise CommandError("not_paused", message)
        if len(self._goals) >= MOST_STEPS_AHEAD:
            message = f"{len(self._goals)} step messages wait; the bound is {MOST_STEPS_AHEAD}; wait for their frames"
            raise CommandError("too_many", message)
        self._goals.append(count)
        if self.state == "paused" and self.step >= self._goal:
            await self._next_goal()

    async def set_pace(self, pace: float | None) -> None:
        """Train at ``pace`` updates per second."""
        self._pace = pace
        if not self.over and self._goal is None:
            await self._order(Conduct(pace=pace))

    async def observe(self, watch: Watch) -> None:
        """Compute and show something else; the present step is published again."""
        self._watch, self._frame_due = watch, 0.0
        if not self._gone:
            await self._order(Observe(watch=watch))

    async def tune(self, lane: int, change: TuneChange) -> None:
        """Change a lane's learning before its next update."""
        self._require_going()
        self._require_lane(lane)
        answer = await self._order(TuneOrder(lane=lane, change=change))
        self._checkpoint = answer.blob or self._checkpoint
        entry = Change(step=answer.step, learning_rate=change.learning_rate, clip=change.clip, bptt=change.bptt)
        lanes = list(self.experiment.lanes)
        lanes[lane] = lanes[lane].model_copy(update={"changes": (*lanes[lane].changes, entry)})
        self.experiment = self.experiment.model_copy(update={"lanes": tuple(lanes)})
        mark = events.mark(self.id, lane, answer.step, change.model_dump(mode="json", exclude_none=True))
        self.marks.append(mark)
        self._audience.tell(mark)

    async def ask(self, question: RunQuestion) -> Answer:
        """Put a question about the present step."""
        match question:
            case CheckQuestion(lane=lane) | SampleQuestion(lane=lane) | SurfaceQuestion(lane=lane):
                self._require_lane(lane)
            case LengthsQuestion() | EvaluateQuestion():
                pass
            case _:
                assert_never(question)
        return await self._order(AskOrder(question=question))

    async def stop(self) -> None:
        """End the run; returns when it has its final state."""
        self._stopping.set()
        if self.over:
            return
        self._engine.command(self.id, Hold(at_least=self.step))  # if it is lost, so is the poll, which then stops
        await self._until(lambda: self.over)

    def fail(self, reason: str) -> None:
        """Take the final state ``failed``."""
        self._finish("failed", reason)

    # ---- driving ----

    async def drive(self) -> None:
        """Start the run in the engine and follow it, until somebody stops it or it fails."""
        try:
            report = await self._begin(self.experiment)
            self._lives += 1  # an order that came before the engine knew the run is given again
            self._notify()
            while True:
                await self._take(report)
                report = await self._next_report()
        except _Stopped:
            self._finish("stopped")
        except RunFailed as failure:
            self._finish("failed", str(failure), failure.cause)
        finally:
            self._engine.stop(self.id)
            self._gone = True
            self._notify()

    async def _begin(self, origin: Experiment | bytes) -> Report:
        conduct = Conduct(until=self._goal, pace=self._pace if self._goal is None else None)
        return await self._unless_stopped(self._engine.start(self.id, Beginning(origin, conduct, self._watch)))

    async def _next_report(self) -> Report:
        try:
            if self._checkpoint_due():
                self._checkpoint_at, self._checkpoint_step = _now(), self.step
                self._checkpoint = await asyncio.wrap_future(self._engine.checkpoint(self.id))
            interval = self._interval()
            wait = max(POLL_WAIT, interval)
            poll = self._engine.poll(self.id, last_step(self.log), POLL_STEPS, wait, interval)
            return await self._unless_stopped(poll) if self.over else await asyncio.wrap_future(poll)
        except RunLost as loss:
            return await self._recover(loss)

    def _interval(self) -> float:
        """Return how long mere progress is of no interest, in seconds."""
        if last_step(self.log) < self.step:
            return 0.0
        if self._goal is not None:
            return POLL_WAIT  # only the goal is to be published
        return max(0.0, self._frame_due - _now())

    async def _recover(self, loss: RunLost) -> Report:
        """Start again from the last checkpoint; what was trained twice is the same twice, bit for bit."""
        while True:
            if self._stopping.is_set():
                raise _Stopped
            self._losses, self._loss_step = self._losses + 1, self.step
            if self._losses > MOST_LOSSES:
                raise RunFailed(f"{loss}, {self._losses} times at step {self.step}; start it anew, or a smaller one")
            try:
                report = await self._begin(self._checkpoint or self.experiment)
            except RunLost as again:
                loss = again
                continue
            self._lives += 1
            if not self.over:
                self._audience.tell(events.status(self.id, "recovered", report.step, str(loss)))
                self.state = "queued"
            self._notify()
            return report

    def _checkpoint_due(self) -> bool:
        if self.step <= self._checkpoint_step:
            return False
        waited = _now() - self._checkpoint_at >= self._checkpoint_interval
        return self.over or (self.state == "running" and waited)

    async def _take(self, report: Report) -> None:
        """Enter a report into the log, tell what is new in it, and pass through the states it stands for."""
        report.add_to(self.log)
        caught_up = last_step(self.log) >= report.step
        self.step = max(self.step, report.step)
        for divergence in report.divergences[len(self.divergences) :]:
            self.divergences.append(divergence)
            self._audience.tell(events.lane(self.id, divergence))
        there = report.step == self.step
        if there and (report.condition != "running" or report.step > self._loss_step):
            self._losses = 0
        if there and report.condition == "running" and self._goal is None and not self.over:
            self._enter("running")
        if report.frame is not None and there:
            self.history.add(report.frame)
            self._audience.show(report.frame)
            period = 1 / self._watch.max_rate
            self._frame_due = max(self._frame_due, _now() - period) + period
        if self.over or not there or not caught_up:
            return
        match report.condition:
            case "running":
                pass
            case "paused":
                if self._stopping.is_set():
                    raise _Stopped
                self._enter("paused")
                await self._next_goal()
            case "finished" | "diverged":
                self._finish(report.condition)

    async def _next_goal(self) -> None:
        if self._goals and self._goal is not None and self.step >= self._goal:
            self._goal = self.step + self._goals.popleft()
            self._engine.command(self.id, Conduct(until=self._goal))

    def _enter(self, state: State) -> None:
        again = state == "paused" and self.step != self._told_step
        if state != self.state or again:
            self.state, self._told_step = state, self.step
            self._audience.tell(self.status())
            self._notify()

    def _finish(self, state: State, reason: str | None = None, cause: Mapping[str, Any] | None = None) -> None:
        if self.over:
            return
        self.state, self.reason, self.cause = state, reason, cause
        self._audience.end(self.status())
        self._notify()

    # ---- waiting ----

    async def _order(self, order: Order) -> Answer:
        """Give an order; if the worker is lost meanwhile, give it again after the recovery."""
        while True:
            if isinstance(order, TuneOrder | AskOrder):
                await self._until(lambda: self.state != "queued")  # a recovered run has to come back to its step first
            if self._gone:
                raise CommandError("run_over", f"the run is {self.state}; send start for a new one")
            lives = self._lives
            try:
                return await asyncio.wrap_future(self._engine.command(self.id, order))
            except RunLost:
                await self._until(partial(self._recovered_since, lives))
            except RunFailed as failure:
                raise CommandError("run_over", f"the run has failed: {failure}; send start for a new one") from None
            except OrderRefused as refusal:
                raise CommandError("refused", str(refusal), cause=refusal.cause) from None

    def _recovered_since(self, lives: int) -> bool:
        return self._lives > lives or self._gone

    async def _unless_stopped(self, future: Future[T]) -> T:
        wrapped: asyncio.Future[T] = asyncio.wrap_future(future)
        stopping = asyncio.ensure_future(self._stopping.wait())
        both: set[asyncio.Future[Any]] = {wrapped, stopping}
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if not wrapped.done():
                raise _Stopped
            return wrapped.result()
        finally:
            stopping.cancel()
            wrapped.cancel()

    async def _until(self, holds: Callable[[], bool]) -> None:
        while not holds():
            await self._changed()

    async def _changed(self) -> None:
        await self._pulse.wait()

    def _notify(self) -> None:
        pulse, self._pulse = self._pulse, asyncio.Event()
        pulse.set()

    def _require_going(self) -> None:
        if self.over:
            raise CommandError("run_over", f"the run is {self.state} at step {self.step}; send start for a new one")

    def _require_lane(self, lane: int) -> None:
        if lane >= len(self.experiment.lanes):
            last = len(self.experiment.lanes) - 1
            message = f"lane is {lane}; the last lane of this run is {last}; choose {last} or less"
            raise CommandError("unknown_lane", message, ["lane"])


def _now() -> float:
    return asyncio.get_running_loop().time()
