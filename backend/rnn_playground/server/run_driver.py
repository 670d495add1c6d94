"""A run's way through the engine: begun, followed by its reports, begun again where its worker is lost.

Every call to the engine returns at once; what comes of it is news for the session's actor, which alone changes a run.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from rnn_playground.engine.engine import Engine, OrderRefused, RunFailed, RunLost
from rnn_playground.engine.orders import HoldAt, Observe, Order, RunControl, StartRequest
from rnn_playground.engine.report import Answer, Report
from rnn_playground.server import events
from rnn_playground.server.audience import Audience
from rnn_playground.server.outbox import last_step
from rnn_playground.server.run import Run, State
from rnn_playground.telemetry.commands import CommandError
from rnn_playground.telemetry.frame import PackedFrame
from rnn_playground.telemetry.watch import Watch

# Scalars taken from a worker at a time, in steps, and how long a worker waits for something new, in seconds.
POLL_STEPS, POLL_WAIT = 65_536, 5.0
# The longest that a worker is told to be silent, in seconds, however few frames are wanted: no clock counts 10³⁰⁰ s.
# Only a report tells that a recovered run is back.
LONGEST_WAIT = 60.0
# A run whose worker is lost this often without getting any further has failed.
MOST_LOSSES = 3
MOST_STEPS_AHEAD = 1000
T = TypeVar("T")


class RunDriver:
    """``tell`` gives news to the session's actor; ``save`` keeps what there is of the run."""

    def __init__(
        self,
        run: Run,
        engine: Engine,
        audience: Audience,
        *,
        owner: str,
        checkpoint_interval: float,
        tell: Callable[[Callable[[], Awaitable[None]]], None],
        save: Callable[[], Awaitable[None]],
    ) -> None:
        self.run = run
        self._engine, self._audience, self._owner = engine, audience, owner
        self._news, self._save = tell, save
        # Whether the worker has the run, and the reason for which it was begun again.
        self._following, self._why = False, run.restored_why
        self._stopping = False
        self._life, self._losses, self._loss_step = 0, 0, -1
        self._checkpoint_interval, self._checkpoint_at = checkpoint_interval, 0.0
        self._frame_due, self._told_step = 0.0, -1
        self._changed = asyncio.Event()

    # ---- what comes of calls to the engine ----

    def open(self) -> None:
        """Begin the run as soon as it has a slot."""
        self._expect(self.run.slot, self._placed)

    def _expect(self, call: Future[T] | asyncio.Future[T], then: Callable[[T], Awaitable[None]]) -> None:
        """Have the session take what comes of ``call``, by ``then``."""
        life = self._life

        def said(done: asyncio.Future[T]) -> None:
            if not done.cancelled():
                done.exception()  # a session that has ended hears of it no more
                self._news(partial(self._hear, life, done, then))

        asyncio.wrap_future(call).add_done_callback(said)

    async def _hear(self, life: int, done: asyncio.Future[T], then: Callable[[T], Awaitable[None]]) -> None:
        """Take what came of a call to the engine, unless the run has another worker since, or none."""
        if self._has_outlived(life):
            return
        problem = done.exception()
        match problem:
            case None:
                await then(done.result())
            case RunLost():
                self._recover(problem)
            case RunFailed():
                self.finish("failed", str(problem), problem.cause)
            case _:
                raise problem
        self._notify()

    async def _placed(self, _: None) -> None:
        if self.run.position:
            self.run.position, self.run.reason = 0, None
            self._audience.tell(self.run.status())
        self._begin()

    def _begin(self) -> None:
        """Begin the run in the engine, from its last checkpoint where there is one."""
        run = self.run
        if self._stopping:
            self.finish("stopped")
            return
        self._life += 1
        self._checkpoint_at = _now()
        self._following = False
        control = RunControl(until=run.goal, pace=run.pace if run.goal is None else None, known=run.step)
        origin = run.checkpoint or run.experiment
        request = StartRequest(origin, control, run.watch, steps=run.experiment.steps, owner=self._owner)
        self._expect(self._engine.start(run.id, request), self._begun)

    async def _begun(self, report: Report) -> None:
        if self._why is not None and not self.run.over:
            self._audience.tell(events.status(self.run.id, "recovered", report.step, self._why))
            self.run.state = "queued"
        self._following, self._why = True, None
        await self._reported(report)

    async def _reported(self, report: Report) -> None:
        await self._take(report)
        if self._stopping and self.run.over:
            self.leave()
        if not self.run.gone:
            self._follow()

    def _follow(self) -> None:
        """Ask for the next report; a run that is a guest beside others moves first, once it can have its own worker."""
        if (leaving := self._engine.move(self.run.id)) is not None:
            self._following = False
            self._expect(leaving, self._moved)
            return
        self.renew_checkpoint()
        interval = self._interval()
        wait = max(POLL_WAIT, interval)
        poll = self._engine.poll(self.run.id, self.run.log.newest, POLL_STEPS, wait, interval)
        self._expect(poll, self._reported)

    async def _moved(self, checkpoint: bytes) -> None:
        self.run.checkpoint = checkpoint
        self._begin()

    def _recover(self, loss: RunLost) -> None:
        """Begin again from the last checkpoint; what is trained twice is the same twice, bit for bit."""
        self._losses, self._loss_step = self._losses + 1, self.run.step
        if self._losses > MOST_LOSSES and not self._stopping:
            reason = f"{loss}, {self._losses} times at step {self.run.step}; start it anew, or a smaller one"
            self.finish("failed", reason)
            return
        self._why = str(loss)
        self._begin()

    # ---- checkpoints ----

    def renew_checkpoint(self) -> None:
        """Have a checkpoint if one is due: the first at once, for the arithmetic that the run began with is in it."""
        if self._following and self._checkpoint_due():
            self._checkpoint_at, self.run.checkpoint_step = math.inf, self.run.step
            self._expect(self._engine.checkpoint(self.run.id), partial(self._checkpointed, len(self.run.marks)))

    def _checkpoint_due(self) -> bool:
        run = self.run
        if self._checkpoint_at == math.inf:
            return False  # one is on its way
        if run.checkpoint is None:
            return True
        if run.over:
            return run.step > run.checkpoint_step
        moves = run.state == "running" or run.growing or (run.goal is not None and run.goal > run.step)
        return moves and _now() - self._checkpoint_at >= self._checkpoint_interval

    async def _checkpointed(self, marks: int, checkpoint: bytes) -> None:
        """Keep a checkpoint, unless a change has brought its own since this one was asked for, at so many ``marks``."""
        self._checkpoint_at = _now()
        if marks == len(self.run.marks):
            self.run.checkpoint = checkpoint
        await self._save()

    async def checkpoint_now(self) -> bytes | None:
        """Return a checkpoint of the present step; where no worker gives one, the last that there is."""
        if not self.run.gone:
            with suppress(RunLost, RunFailed, OrderRefused):
                return await asyncio.wrap_future(self._engine.checkpoint(self.run.id))
        return self.run.checkpoint

    # ---- reports ----

    def _interval(self) -> float:
        """Return how long mere progress is of no interest, in seconds."""
        run = self.run
        if last_step(run.log) < run.step:
            return 0.0
        if run.goal is not None and not run.growing:
            return POLL_WAIT  # only the goal is to be published
        return min(LONGEST_WAIT, max(0.0, self._frame_due - _now()))

    async def _take(self, report: Report) -> None:
        """Enter a report into the log, tell what is new in it, and pass through the states it stands for."""
        run = self.run
        grew = report.add_to(run.log)
        caught_up = report.is_whole_in(run.log)
        run.step, run.growing = max(run.step, report.step), report.growing
        for divergence in report.divergences:
            if divergence not in run.divergences:  # a recovered run may come to them in another order
                run.divergences.append(divergence)
                self._audience.tell(events.lane(run.id, divergence))
        for addition in report.beside:
            run.history.amend(addition)
        there = report.step == run.step
        if there and (report.condition != "running" or report.step > self._loss_step):
            self._losses = 0
        if there and report.condition == "running" and run.goal is None and not run.over:
            self._enter("running")
        if report.frame is not None and there:
            run.history.add(report.frame)
            self._show(report.frame)
        elif grew and run.newest is not None and report.growing:
            self._show(run.newest)  # it carries what a branch has made meanwhile
        if there and caught_up and not run.over:
            await self._arrive(report)

    async def _arrive(self, report: Report) -> None:
        """Pass through the state of a run of which everything up to its present step is there."""
        match report.condition:
            case "running":
                pass
            case "paused":
                if self._stopping:
                    self.finish("stopped")
                    return
                if (self.run.state, self._told_step) != ("paused", self.run.step):
                    await self._save()
                self._enter("paused")
                self._next_goal()
            case "finished" | "diverged":
                self.finish(report.condition)

    def _show(self, frame: PackedFrame) -> None:
        if self.run.step > 0:
            self._audience.open_predictions()
        self._audience.show(frame)
        period = 1 / self.run.watch.max_rate
        self._frame_due = max(self._frame_due, _now() - period) + period

    def _enter(self, state: State) -> None:
        if state != self.run.state or (state == "paused" and self.run.step != self._told_step):
            self.run.state, self._told_step = state, self.run.step
            self._audience.tell(self.run.status())

    # ---- orders ----

    async def pause(self, reason: str | None = None) -> None:
        """Stay at the present step, which is then published; returns when the worker has told which that is."""
        run = self.run
        run.require_going()
        run.goals.clear()
        run.reason = reason
        if run.goal is not None and run.goal <= run.step:
            return
        run.goal = run.step
        if (answer := await self._give(HoldAt(at_least=run.step))) is not None:
            run.goal = answer.step

    async def resume(self) -> None:
        """Go on to the end."""
        run = self.run
        run.require_going()
        run.goals.clear()
        if run.goal is not None:
            run.goal, run.reason = None, None
            await self._give(RunControl(pace=run.pace))

    def advance(self, count: int) -> None:
        """Make ``count`` updates while paused; several wishes are fulfilled one after the other."""
        run = self.run
        run.require_going()
        if run.goal is None:
            raise CommandError("not_paused", f"the run goes on from step {run.step}; pause it before stepping")
        if len(run.goals) >= MOST_STEPS_AHEAD:
            message = f"{len(run.goals)} step messages wait; the bound is {MOST_STEPS_AHEAD}; wait for their frames"
            raise CommandError("too_many", message)
        run.goals.append(count)
        if run.state == "paused":
            self._next_goal()

    def _next_goal(self) -> None:
        run = self.run
        if run.goals and run.goal is not None and run.step >= run.goal:
            run.goal = run.step + run.goals.popleft()
            self._engine.command(run.id, RunControl(until=run.goal))

    async def set_pace(self, pace: float | None) -> None:
        """Train at ``pace`` updates per second."""
        self.run.pace = pace
        if not self.run.over and self.run.goal is None:
            await self._give(RunControl(pace=pace))

    async def observe(self, watch: Watch) -> None:
        """Compute and show something else; the present step is published again."""
        self.run.watch, self._frame_due = watch, 0.0
        await self._give(Observe(watch=watch))

    async def _give(self, order: RunControl | HoldAt | Observe) -> Answer | None:
        """Have the worker take an order that says what ``run`` says already: None where it is told as it begins."""
        run = self.run
        await self._until(lambda: self._following or run.gone or run.waits)
        if not self._following:
            return None
        with suppress(RunLost, RunFailed):
            return await asyncio.wrap_future(self._engine.command(run.id, order))
        return None

    async def answer(self, order: Order) -> Answer:
        """Return what the worker answers; an order that is lost with its worker is given to the next.

        Any task may call this. Raises CommandError where nobody answers.
        """
        run = self.run
        while True:
            # A recovered run has to come back to its step first.
            await self._until(lambda: run.gone or run.waits or (self._following and run.state != "queued"))
            if run.gone:
                raise CommandError("run_over", f"the run is {run.state}; send start for a new one")
            if run.waits:
                message = f"the run waits for a place, at position {run.position}; ask again when it runs, or stop it"
                raise CommandError("queued", message)
            life = self._life
            try:
                return await asyncio.wrap_future(self._engine.command(run.id, order))
            except RunLost:
                await self._until(partial(self._has_outlived, life))
            except RunFailed as failure:
                raise CommandError("run_over", f"the run has failed: {failure}; send start for a new one") from None
            except OrderRefused as refusal:
                raise CommandError("refused", str(refusal), cause=refusal.cause) from None

    def _has_outlived(self, life: int) -> bool:
        """Tell whether the run has had another worker since, or has none any more."""
        return self._life > life

    async def _until(self, holds: Callable[[], bool]) -> None:
        while not holds():
            await self._changed.wait()

    def _notify(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    # ---- the end ----

    def stop(self) -> None:
        """End the run: with what its worker reports last, or at once where it has none."""
        self._stopping = True
        if self.run.over:
            self.leave()
        elif self._following:
            self._engine.command(self.run.id, HoldAt(at_least=self.run.step))
        else:
            self.finish("stopped")

    def finish(self, state: State, reason: str | None = None, cause: Mapping[str, Any] | None = None) -> None:
        """Take a final state. A run that finished or diverged stays with its worker, for questions and branches."""
        run = self.run
        if not run.over:
            run.state, run.reason, run.cause = state, reason, cause
            run.over_since = _now()
            if run.waits:
                run.slot.cancel()
            self._audience.end(run.status())
        if state in ("failed", "stopped"):
            self.leave()

    def leave(self) -> None:
        """Have no worker compute the run any more; what there is of it can still be looked at."""
        if self.run.gone:
            return
        self.run.gone, self._following = True, False
        self._life += 1
        self._engine.stop(self.run.id)
        self._notify()

    async def yield_worker(self) -> None:
        """Leave the worker of a run that is over to another session."""
        self.leave()

    def reopen(self) -> None:
        """Let a run that had ended go on with a branch."""
        self.run.checkpoint_step = -1
        if self.run.over:
            self.run.state, self.run.reason = "running", None
            self._audience.reopen(self.run.status())


def _now() -> float:
    return asyncio.get_running_loop().time()
