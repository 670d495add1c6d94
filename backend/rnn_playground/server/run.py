"""A run in the web process: its log, its kept frames, its states, and the task that drives it through the engine."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Mapping
from functools import partial
from itertools import zip_longest
from typing import Any, Literal, Protocol, TypeVar

from pydantic import TypeAdapter, ValidationError

from rnn_playground.engine.engine import Engine, OrderRefused, RunFailed, RunLost
from rnn_playground.engine.orders import AskOrder, Beginning, BranchOrder, Conduct, Hold, Observe, Order, TuneOrder
from rnn_playground.engine.report import Answer, Divergence, Report
from rnn_playground.experiment import LOCAL, Change, Experiment, Lane, TuneChange, describe, explain
from rnn_playground.experiment.branches import Origin
from rnn_playground.server import events
from rnn_playground.server.events import Event
from rnn_playground.server.frame_history import FrameHistory
from rnn_playground.server.outbox import last_step
from rnn_playground.server.saved_session import SavedSession, Standing
from rnn_playground.telemetry.codec import Array
from rnn_playground.telemetry.commands import CommandError
from rnn_playground.telemetry.frame import PackedFrame
from rnn_playground.telemetry.questions import (
    EvaluateQuestion,
    LengthsQuestion,
    RunQuestion,
)
from rnn_playground.telemetry.scalars import ScalarLog
from rnn_playground.telemetry.watch import Watch

State = Literal["queued", "running", "paused", "finished", "diverged", "failed", "stopped"]
STATES: TypeAdapter[State] = TypeAdapter(State)
FINAL: frozenset[State] = frozenset({"finished", "diverged", "failed", "stopped"})
# Scalars taken from a worker at a time, in steps, and how long a worker waits for something new, in seconds.
POLL_STEPS, POLL_WAIT = 65_536, 5.0
# The longest that a worker is told to be silent, in seconds, however few frames are wanted: no clock counts 10³⁰⁰ s.
# Only a report tells that a recovered run is back.
LONGEST_WAIT = 60.0
# A run whose worker is lost this often without getting any further has failed.
MOST_LOSSES = 3
MOST_STEPS_AHEAD = 1000
# Whoever attaches is told all of them.
MOST_MARKS = 1000
# So many of the frames from before a branch was made show it as well.
MOST_AMENDED = 200
# So many frames of a run outlive the server.
MOST_SAVED = 200
RESTARTED = "the server was started again"
MOVED = "the server was started again, or another one goes on with it"
T = TypeVar("T")


class Audience(Protocol):
    """Who hears of a run."""

    def tell(self, event: Event) -> None:
        """Take a message about the run."""

    def show(self, frame: PackedFrame) -> None:
        """Take a new frame."""

    def end(self, event: Event) -> None:
        """Take the final status."""

    def reopen(self, event: Event) -> None:
        """Take the status of a run that goes on after its final one."""

    async def save(self) -> None:
        """Keep what there is of the run, where runs are kept."""


class _Stopped(Exception):
    """Somebody asked the run to stop."""


class Run:
    """``drive`` leads it from queued to its end; the other methods are orders, given by one task at a time."""

    def __init__(
        self,
        identifier: str,
        experiment: Experiment,
        *,
        owner: str,
        engine: Engine,
        audience: Audience,
        watch: Watch,
        pace: float | None,
        paused: bool,
        history_bytes: Callable[[], int],
        checkpoint_interval: float,
        place: asyncio.Future[None],
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
        self._owner, self._engine, self._audience = owner, engine, audience
        self._watch, self._pace = watch, pace
        self._goal: int | None = 0 if paused else None
        self._goals: deque[int] = deque()
        self._checkpoint: bytes | None = None
        self._checkpoint_interval, self._checkpoint_at, self._checkpoint_step = checkpoint_interval, 0.0, 0
        self._losses, self._loss_step, self._lives = 0, -1, 0
        self._stopping, self._pulse = asyncio.Event(), asyncio.Event()
        self._frame_due, self._told_step, self._gone = 0.0, -1, False
        self._growing = False
        self.restored = self.released = False
        self._restored_why = RESTARTED
        self.over_since: float | None = None
        self.position: int | None = None
        self._place = place
        self._saved_until: list[int] = []

    @property
    def newest(self) -> PackedFrame | None:
        """The newest frame."""
        return self.history.newest

    @property
    def over(self) -> bool:
        """Whether the run has its final state."""
        return self.state in FINAL

    @property
    def gone(self) -> bool:
        """Whether no worker has the run, nor will."""
        return self._gone or self.released

    @property
    def waits(self) -> bool:
        """Whether the run waits for a place."""
        return not self._place.done()

    @property
    def branches(self) -> list[int]:
        """The lanes that grow from another."""
        return [number for number, lane in enumerate(self.experiment.lanes) if lane.origin is not None]

    @property
    def held(self) -> bool:
        """Whether the run is to stay at a step, or is on its way to one."""
        return self._goal is not None

    def opening(self, state: str | None = None) -> str:
        """Return the present status with the document and its facts, as JSON, for who sees the run begin."""
        return events.text_with({**self.status(state), "facts": self.facts}, self.experiment)

    def status(self, state: str | None = None) -> Event:
        """Return the present status."""
        more: dict[str, Any] = {"cause": self.cause} if self.cause else {}
        if self.waits:
            more["position"] = self.position
        return events.status(self.id, state or self.state, self.step, self.reason, **more)

    # ---- keeping ----

    def standing(self, *, held: bool) -> Standing:
        """Return where the run stands; not ``held``, it goes on when it is taken up again."""
        return Standing(
            run=self.id,
            experiment=self.experiment,
            marks=tuple(dict(mark) for mark in self.marks),
            divergences=tuple((each.lane, each.step, each.quantity) for each in self.divergences),
            state=self.state if self.over else "queued",
            step=self.step,
            reason=self.reason if self.over or held else None,
            cause=None if self.cause is None else dict(self.cause),
            goal=self._goal if held else None,
            pace=self._pace,
            watch=self._watch,
        )

    def unsaved(self) -> tuple[dict[str, Array], list[int]]:
        """Return the part of the log that was not saved yet, by its names in frames, and how far it goes."""
        named = {
            f"{lane}/{name}": values
            for lane, saved in zip_longest(range(self.log.lanes), self._saved_until, fillvalue=-1)
            for name, values in self.log.since(lane, saved, self.step + 1).items()
        }
        return named, self.log.newest

    @property
    def is_saved(self) -> bool:
        """Whether a store has what ``unsaved`` leaves out."""
        return bool(self._saved_until)

    def note_saved(self, until: list[int]) -> None:
        """Note that the log is saved up to these steps, one a lane."""
        self._saved_until = until

    @property
    def checkpoint(self) -> bytes | None:
        """What a worker needs to go on; None where the document is all it needs."""
        return self._checkpoint

    def frames_to_save(self) -> list[PackedFrame]:
        """Return the newest frame and some of those that are kept, evenly spread, in order."""
        steps = set(self.history.steps_from(-1, MOST_SAVED))
        kept = {frame.step: frame for frame in self.history.frames if frame.step in steps}
        if self.newest is not None:
            kept[self.newest.step] = self.newest
        return [kept[step] for step in sorted(kept)]

    def restore(self, saved: SavedSession, *, after_restart: bool = True) -> None:
        """Take up what was saved of the run; ``drive`` then goes on from there, and says if it is ``after_restart``."""
        standing = saved.standing
        for chunk in saved.scalars:
            for lane in range(self.log.lanes):
                prefix = f"{lane}/"
                mine = {name.removeprefix(prefix): value for name, value in chunk.items() if name.startswith(prefix)}
                if mine:
                    self.log.extend(lane, mine)
        for frame in saved.frames or ():
            self.history.add(frame)
        self.marks = [dict(mark) for mark in standing.marks]
        self.divergences = [Divergence(*each) for each in standing.divergences]
        self.state = STATES.validate_python(standing.state)
        self.step, self.reason, self.cause = standing.step, standing.reason, standing.cause
        self._goal, self._checkpoint, self.restored = standing.goal, saved.checkpoint, after_restart
        self._checkpoint_step, self._saved_until = self.step, self.log.newest if after_restart else []
        self._restored_why = MOVED if saved.moved else RESTARTED
        self._gone = self.state in ("failed", "stopped")
        self.over_since = _now() if self.over else None

    async def take_checkpoint(self) -> None:
        """Have a checkpoint of the present step, where a worker still gives one."""
        if self._gone:
            return
        with contextlib.suppress(RunLost, RunFailed, OrderRefused):
            self._checkpoint = await asyncio.wrap_future(self._engine.checkpoint(self.id))

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
        self.with_change(lane, change)
        answer = await self._order(TuneOrder(lane=lane, change=change))
        self._checkpoint = answer.blob or self._checkpoint
        self.experiment = changed(self.experiment, lane, answer.step, change)
        mark = events.mark(self.id, lane, answer.step, change.model_dump(mode="json", exclude_none=True))
        self.marks.append(mark)
        await self._audience.save()
        self._audience.tell(mark)

    def with_change(self, lane: int, change: TuneChange) -> Experiment:
        """Return the document with that change now; raises CommandError where it cannot have it."""
        self._require_going()
        self.require_lane(lane)
        if len(self.marks) >= MOST_MARKS:
            message = f"the run has {MOST_MARKS} marks, the bound; start a new run with what it has now"
            raise CommandError("too_many", message)
        return changed(self.experiment, lane, self.step, change)

    async def branch(self, origin: Origin, lane: Lane) -> None:
        """Add a lane that grows from an earlier step; a run that had finished or diverged goes on with it alone."""
        if self.state in ("failed", "stopped"):
            self._require_going()
        experiment = await asyncio.to_thread(self.with_branch, origin, lane)
        branch = experiment.lanes[-1]
        answer = await self._order(
            BranchOrder(lane=branch, shown=tuple(self.history.steps_from(origin.step, MOST_AMENDED)))
        )
        self._checkpoint = answer.blob or self._checkpoint
        self.experiment, self.facts = experiment, describe(experiment)
        self.log.add_lane()
        self._growing = True
        mark = events.mark(self.id, len(experiment.lanes) - 1, origin.step, branch.model_dump(mode="json"))
        self.marks.append(mark)
        await self._audience.save()
        self._audience.tell(mark)
        if self.over:
            self.state, self.reason = "running", None
            self._audience.reopen(self.status())
            self._notify()

    def with_branch(self, origin: Origin, lane: Lane) -> Experiment:
        """Return the document with that branch; raises CommandError where it cannot have it."""
        self.require_lane(origin.lane, ["origin", "lane"])
        return grown(self.experiment, lane.model_copy(update={"origin": origin}))

    async def ask(self, question: RunQuestion) -> Answer:
        """Put a question about the present step."""
        match question:
            case LengthsQuestion() | EvaluateQuestion():
                pass
            case _:
                self.require_lane(question.lane)
        return await self._order(AskOrder(question=question))

    async def stop(self) -> None:
        """End the run; returns when it has its final state."""
        self._stopping.set()
        if self.over:
            return
        self._engine.command(self.id, Hold(at_least=self.step))  # if it is lost, so is the poll, which then stops
        await self._until(lambda: self.over)

    def wait_at(self, position: int) -> None:
        """Note the position at which the run waits for a place."""
        self.position, self.reason = position, f"waits for a place, at position {position}"

    def release(self) -> None:
        """Give the place of a run that is over to another; what there is of it can still be looked at."""
        self.released = True
        self._stopping.set()

    def fail(self, reason: str) -> None:
        """Take the final state ``failed``."""
        self._finish("failed", reason)

    # ---- driving ----

    async def drive(self) -> None:
        """Start the run in the engine and follow it, until somebody stops it or it fails."""
        try:
            await self._unless_stopped(self._place)
            report = await self._first_report()
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
            await self._audience.save()

    async def _first_report(self) -> Report:
        if self.position is not None:
            self.position = self.reason = None
            self._audience.tell(self.status())
        try:
            report = await self._begin(self._checkpoint or self.experiment)
        except RunLost as loss:
            return await self._recover(loss)
        if self.restored and not self.over:
            self._audience.tell(events.status(self.id, "recovered", report.step, self._restored_why))
        return report

    async def _begin(self, origin: Experiment | bytes) -> Report:
        conduct = Conduct(until=self._goal, pace=self._pace if self._goal is None else None, known=self.step)
        beginning = Beginning(origin, conduct, self._watch, steps=self.experiment.steps, owner=self._owner)
        start = self._engine.start(self.id, beginning)
        return await self._unless_stopped(asyncio.wrap_future(start))

    async def _begin_again(self, origin: Experiment | bytes) -> Report:
        """Begin where the engine has a place now; orders that were lost meanwhile are given again."""
        report = await self._begin(origin)
        self._lives += 1
        self._notify()
        return report

    async def _next_report(self) -> Report:
        try:
            if (leaving := self._engine.move(self.id)) is not None:
                self._checkpoint = await asyncio.wrap_future(leaving)
                return await self._begin_again(self._checkpoint)
            if self._checkpoint_due():
                await self._renew_checkpoint()
            interval = self._interval()
            wait = max(POLL_WAIT, interval)
            poll = asyncio.wrap_future(self._engine.poll(self.id, self.log.newest, POLL_STEPS, wait, interval))
            poll.add_done_callback(_note_failure)  # a checkpoint that fails with it is told first
            await self._keep_checkpoints_while(poll)
            return await self._unless_stopped(poll) if self.over else await poll
        except RunLost as loss:
            return await self._recover(loss)

    async def _keep_checkpoints_while(self, poll: asyncio.Future[Report]) -> None:
        """Take the checkpoints that fall due while there is nothing to show: a long way to a step, a low frame rate."""
        while not self.over:
            done, _ = await asyncio.wait({poll}, timeout=self._checkpoint_interval)
            if done:
                return
            if self.state == "running" or self._growing or (self._goal is not None and self._goal > self.step):
                await self._renew_checkpoint()

    async def _renew_checkpoint(self) -> None:
        self._checkpoint_at, self._checkpoint_step = _now(), self.step
        self._checkpoint = await asyncio.wrap_future(self._engine.checkpoint(self.id))
        await self._audience.save()

    def _interval(self) -> float:
        """Return how long mere progress is of no interest, in seconds."""
        if last_step(self.log) < self.step:
            return 0.0
        if self._goal is not None and not self._growing:
            return POLL_WAIT  # only the goal is to be published
        return min(LONGEST_WAIT, max(0.0, self._frame_due - _now()))

    async def _recover(self, loss: RunLost) -> Report:
        """Start again from the last checkpoint; what was trained twice is the same twice, bit for bit."""
        while True:
            if self._stopping.is_set():
                raise _Stopped
            self._losses, self._loss_step = self._losses + 1, self.step
            if self._losses > MOST_LOSSES:
                raise RunFailed(f"{loss}, {self._losses} times at step {self.step}; start it anew, or a smaller one")
            try:
                report = await self._begin_again(self._checkpoint or self.experiment)
            except RunLost as again:
                loss = again
                continue
            if not self.over:
                self._audience.tell(events.status(self.id, "recovered", report.step, str(loss)))
                self.state = "queued"
            return report

    def _checkpoint_due(self) -> bool:
        if self._checkpoint is None:
            return True  # the arithmetic that it began with is in it
        if self.step <= self._checkpoint_step:
            return False
        waited = _now() - self._checkpoint_at >= self._checkpoint_interval
        return self.over or (self.state == "running" and waited)

    async def _take(self, report: Report) -> None:
        """Enter a report into the log, tell what is new in it, and pass through the states it stands for."""
        grew = report.add_to(self.log)
        caught_up = report.is_whole_in(self.log)
        self.step, self._growing = max(self.step, report.step), report.growing
        for divergence in report.divergences:
            if divergence not in self.divergences:  # a recovered run may come to them in another order
                self.divergences.append(divergence)
                self._audience.tell(events.lane(self.id, divergence))
        for addition in report.beside:
            self.history.amend(addition)
        there = report.step == self.step
        if there and (report.condition != "running" or report.step > self._loss_step):
            self._losses = 0
        if there and report.condition == "running" and self._goal is None and not self.over:
            self._enter("running")
        if report.frame is not None and there:
            self.history.add(report.frame)
            self._show(report.frame)
        elif grew and self.newest is not None and report.growing:
            self._show(self.newest)  # it carries what a branch has made meanwhile
        if self.over or not there or not caught_up:
            return
        match report.condition:
            case "running":
                pass
            case "paused":
                if self._stopping.is_set():
                    raise _Stopped
                if (self.state, self._told_step) != ("paused", self.step):
                    await self._audience.save()
                self._enter("paused")
                await self._next_goal()
            case "finished" | "diverged":
                self._finish(report.condition)

    def _show(self, frame: PackedFrame) -> None:
        self._audience.show(frame)
        period = 1 / self._watch.max_rate
        self._frame_due = max(self._frame_due, _now() - period) + period

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
        self.over_since = _now()
        self._audience.end(self.status())
        self._notify()

    # ---- waiting ----

    async def _order(self, order: Order) -> Answer:
        """Give an order; if the worker is lost meanwhile, give it again after the recovery."""
        while True:
            if self.waits and not self._stopping.is_set():
                return self._answer_for_later(order)
            if isinstance(order, TuneOrder | BranchOrder | AskOrder):
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

    def _answer_for_later(self, order: Order) -> Answer:
        """Answer while the run waits for a place: what it is to do it is told when it begins."""
        if isinstance(order, Conduct | Hold | Observe):
            return Answer(self.step, {})
        message = f"the run waits for a place, at position {self.position}; ask again when it runs, or stop it"
        raise CommandError("queued", message)

    def _recovered_since(self, lives: int) -> bool:
        return self._lives > lives or self._gone

    async def _unless_stopped(self, wrapped: asyncio.Future[T]) -> T:
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

    def require_lane(self, lane: int, path: list[str | int] | None = None) -> None:
        """Raise CommandError where the run has no such lane."""
        if lane >= len(self.experiment.lanes):
            last = len(self.experiment.lanes) - 1
            message = f"lane is {lane}; the last lane of this run is {last}; choose {last} or less"
            raise CommandError("unknown_lane", message, path or ["lane"])


def changed(experiment: Experiment, lane: int, step: int, change: TuneChange) -> Experiment:
    """Return the document in which ``change`` is made to a lane before the update of ``step``."""
    entry = Change(step=step, learning_rate=change.learning_rate, clip=change.clip, bptt=change.bptt)
    lanes = list(experiment.lanes)
    lanes[lane] = lanes[lane].model_copy(update={"changes": (*lanes[lane].changes, entry)})
    return experiment.model_copy(update={"lanes": tuple(lanes)})


def grown(experiment: Experiment, branch: Lane) -> Experiment:
    """Return the document with one lane more; raises CommandError, told of the message, where they do not fit."""
    if len(experiment.lanes) >= LOCAL.lanes[1]:
        message = f"the run has {len(experiment.lanes)} lanes, the bound; start a new run with one of them left out"
        raise CommandError("too_many", message, ["lane"], cause={"type": "too_many_lanes", "parameters": {}})
    try:
        return experiment.with_lane(branch)
    except ValidationError as error:
        first = explain(error)[0]
        place = first["path"][2:] if first["path"][:1] == ["lanes"] else []
        path = place if place[:1] == ["origin"] else ["lane", *place]
        raise CommandError("invalid_message", first["message"], path, cause=first.get("cause")) from None


def _note_failure(done: asyncio.Future[Report]) -> None:
    if not done.cancelled():
        done.exception()


def _now() -> float:
    return asyncio.get_running_loop().time()
