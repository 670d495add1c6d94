"""A session: one run at a time, what its owner set, and the connections that show it. It outlives them."""

from __future__ import annotations

import asyncio
import hmac
import logging
import secrets
from collections.abc import Callable

from rnn_playground.engine.engine import Engine, OrderRefused, RunFailed, RunLost
from rnn_playground.engine.orders import Beginning, Conduct
from rnn_playground.engine.report import Answer
from rnn_playground.experiment import Experiment, TuneChange
from rnn_playground.server import events
from rnn_playground.server.connection import Connection
from rnn_playground.server.counters import Counters
from rnn_playground.server.events import Event
from rnn_playground.server.outbox import UNNUMBERED, last_step, with_scalars
from rnn_playground.server.run import Run
from rnn_playground.server.settings import Settings
from rnn_playground.telemetry.commands import Attach, CommandError, WatchCommand
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.packed_frame import PackedFrame
from rnn_playground.telemetry.questions import Question, WallQuestion
from rnn_playground.telemetry.scalars import ScalarLog
from rnn_playground.telemetry.watch import Watch

logger = logging.getLogger(__name__)
NOBODY = "nobody is attached"


class Session:
    """Commands of its connections are taken one at a time; a run's news go to all of them."""

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        counters: Counters,
        *,
        admit: Callable[[], None],
        history_bytes: Callable[[], int],
    ) -> None:
        self.id, self.key, self.viewer_key = (secrets.token_urlsafe(16) for _ in range(3))
        self.connections: set[Connection] = set()
        self.run: Run | None = None
        self.watch = Watch()
        self.detached_since: float | None = None
        self._pace: float | None = None
        self._engine, self._settings, self._counters = engine, settings, counters
        self._admit, self._history_bytes = admit, history_bytes
        self._driver: asyncio.Task[None] | None = None
        self._orders = asyncio.Lock()
        self._paused_for_nobody = False

    @property
    def updates(self) -> int:
        """Updates of the run that are not counted yet."""
        return self.run.step if self.run is not None and self._driver is not None and not self._driver.done() else 0

    # ---- connections ----

    def admits(self, key: str) -> bool:
        """Tell whether ``key`` opens this session, for its owner or for a viewer."""
        return self.owned_by(key) or hmac.compare_digest(key.encode(), self.viewer_key.encode())

    def owned_by(self, key: str) -> bool:
        """Tell whether ``key`` is the owner's."""
        return hmac.compare_digest(key.encode(), self.key.encode())

    def join(self, connection: Connection, *, owner: bool) -> None:
        """Send this session's news to ``connection`` from now on."""
        self.connections.add(connection)
        self.detached_since = None
        connection.session, connection.owner = self, owner

    def leave(self, connection: Connection) -> None:
        """Forget ``connection``."""
        self.connections.discard(connection)
        connection.session = None
        connection.outbox.forget()
        if not self.connections:
            self.detached_since = asyncio.get_running_loop().time()

    def require_attachable(self, command: Attach) -> None:
        """Raise CommandError when what ``command`` asks for cannot be given."""
        if len(self.connections) >= self._settings.max_viewers:
            message = f"{len(self.connections)} connections show this session, the bound; try again later"
            raise CommandError("full", message)
        last = last_step(self.run.log) if self.run else -1
        if command.after_step > last:
            message = f"after_step is {command.after_step}; the last step of the run is {last}; use -1 for everything"
            raise CommandError("after_step", message, ["after_step"])

    async def catch_up(self, connection: Connection, after_step: int) -> None:
        """Show a connection that has just joined what it missed after ``after_step``; go on if the owner is back."""
        connection.say(
            {"type": "attached", "session": self.id, "read_only": not connection.owner, "run": self.run and self.run.id}
        )
        if (run := self.run) is not None:
            # Its final status has to stand behind its last frame; until then it is told as on its way.
            begin = run.status("queued" if run.over else None, whole=True)
            connection.outbox.begin(run, after_step, begin)
            for event in [events.lane(run.id, divergence) for divergence in run.divergences] + run.marks:
                connection.outbox.tell(event)
            if run.newest is not None:
                connection.outbox.show(run.newest)
            if run.over:
                connection.outbox.end(run.status())
            connection.wake()
        if connection.owner:
            await self.welcome_back()

    async def pause_for_nobody(self) -> None:
        """Pause a run that nobody sees."""
        async with self._orders:
            if self.run is not None and not self.run.over and not self.run.held and not self.connections:
                self._paused_for_nobody = True
                await self.run.pause(NOBODY)

    async def welcome_back(self) -> None:
        """Resume a run that was paused only because nobody saw it."""
        async with self._orders:
            if self._paused_for_nobody and self.run is not None and not self.run.over:
                await self.run.resume()
            self._paused_for_nobody = False

    # ---- what a run tells ----

    def tell(self, event: Event) -> None:
        """Pass on words about the run."""
        for connection in self.connections:
            connection.outbox.tell(event)
            connection.wake()

    def show(self, frame: PackedFrame) -> None:
        """Pass on a frame."""
        for connection in self.connections:
            before = connection.outbox.dropped_in_all
            connection.outbox.show(frame)
            self._counters.frames_dropped += connection.outbox.dropped_in_all - before
            connection.wake()

    def end(self, event: Event) -> None:
        """Pass on the final status."""
        for connection in self.connections:
            connection.outbox.end(event)
            connection.wake()

    # ---- commands ----

    async def start(self, experiment: Experiment, paused: bool) -> None:
        """Begin a new run; the one before is stopped first. Raises CommandError when the server is full."""
        async with self._orders:
            if self.run is None:
                self._admit()
            await self._end_run()
            self._paused_for_nobody = False
            run = Run(
                secrets.token_hex(6),
                experiment,
                engine=self._engine,
                audience=self,
                watch=self.watch,
                pace=self._pace,
                paused=paused,
                history_bytes=self._history_bytes,
                checkpoint_interval=self._settings.checkpoint_interval,
            )
            self.run = run
            self._counters.runs += 1
            for connection in self.connections:
                connection.outbox.begin(run, -1, run.status(whole=True))
                connection.wake()
            self._driver = asyncio.create_task(run.drive(), name=f"run {run.id}")
            self._driver.add_done_callback(lambda task: self._driven(run, task))

    async def pause(self) -> None:
        """Pause the run."""
        async with self._orders:
            self._paused_for_nobody = False
            await self._present().pause()

    async def resume(self) -> None:
        """Let the run go on."""
        async with self._orders:
            await self._present().resume()

    async def stop(self) -> None:
        """End the run."""
        async with self._orders:
            run = self._present()
            if run.over:
                raise CommandError("run_over", f"the run is {run.state} already; send start for a new one")
            await run.stop()

    async def step(self, count: int) -> None:
        """Make updates while paused."""
        async with self._orders:
            await self._present().advance(count)

    async def set_pace(self, pace: float | None) -> None:
        """Set how fast this session trains, now and in later runs."""
        async with self._orders:
            self._pace = pace
            if self.run is not None:
                await self.run.set_pace(pace)

    async def tune(self, lane: int, change: TuneChange) -> None:
        """Change a lane's learning."""
        async with self._orders:
            await self._present().tune(lane, change)

    async def observe(self, command: WatchCommand) -> None:
        """Set what this session watches, now and in later runs; what the command leaves out stays."""
        async with self._orders:
            given = command.model_dump(exclude={"type"}, exclude_none=True)
            self.watch = self.watch.model_copy(update=given)
            if self.run is not None:
                await self.run.observe(self.watch)

    # ---- requests ----

    def recorded_frame(self, identifier: str, step: int) -> bytes:
        """Return the kept frame at or before ``step``, with the scalars of its own step."""
        run = self._present(identifier)
        frame = run.history.at(step)
        if frame is None:
            raise CommandError(
                "no_frame", f"no frame at or before step {step} is kept; wait for one", ["step"], identifier
            )
        return with_scalars(frame, run.log, frame.step - 1, {"run": run.id, "reply": identifier}, limit=1)

    def document(self, identifier: str) -> Event:
        """Return the run's document, tunes included, and its marks."""
        run = self._present(identifier)
        return events.reply(
            identifier, run=run.id, experiment=run.experiment.model_dump(mode="json"), facts=run.facts, marks=run.marks
        )

    async def ask(self, question: Question) -> Event | bytes:
        """Return what a worker answers: words, or a frame."""
        if isinstance(question, WallQuestion):
            run, answer = "", await self._ask_without_run(question)
        else:
            present = self._present(question.id)
            run, answer = present.id, await present.ask(question)
        if answer.blob is None:
            return events.reply(question.id, **answer.body, step=answer.step)
        answered = PackedFrame.of(Frame.decode(answer.blob))
        return answered.blob({**UNNUMBERED, "run": run, "reply": question.id})

    async def _ask_without_run(self, question: WallQuestion) -> Answer:
        try:
            return await asyncio.wrap_future(self._engine.ask(question))
        except (RunFailed, RunLost) as failure:
            raise CommandError("refused", f"the answer failed: {failure}; ask again") from None
        except OrderRefused as refusal:
            raise CommandError("refused", str(refusal), cause=refusal.cause) from None

    async def probe(self, identifier: str, experiment: Experiment, watch: Watch) -> bytes:
        """Return one measured step of a document, without disturbing the run."""
        name = f"probe-{secrets.token_hex(6)}"
        try:
            report = await asyncio.wrap_future(self._engine.start(name, Beginning(experiment, Conduct(until=0), watch)))
        except RunFailed as failure:
            raise CommandError("refused", f"the probe failed: {failure}", id=identifier, cause=failure.cause) from None
        except RunLost as loss:
            raise CommandError("refused", f"the probe failed: {loss}; try it again", id=identifier) from None
        finally:
            self._engine.stop(name)
        log = ScalarLog(len(experiment.lanes))
        report.add_to(log)
        assert report.frame is not None
        return with_scalars(report.frame, log, -1, {"run": name, "reply": identifier})

    # ---- the end ----

    async def close(self) -> None:
        """End the run and with it the session."""
        async with self._orders:
            await self._end_run()

    async def _end_run(self) -> None:
        if self.run is not None and self._driver is not None:
            await self.run.stop()
            await asyncio.wait({self._driver})
            self._driver = None

    def _driven(self, run: Run, task: asyncio.Task[None]) -> None:
        self._counters.updates += run.step
        if not task.cancelled() and (problem := task.exception()) is not None:
            logger.error("run %s of session %s broke", run.id, self.id, exc_info=problem)
            run.fail(f"an error inside the server, {type(problem).__name__}; start it again")

    def _present(self, identifier: str | None = None) -> Run:
        if self.run is None:
            raise CommandError("no_run", "there is no run; send start first", id=identifier)
        return self.run
