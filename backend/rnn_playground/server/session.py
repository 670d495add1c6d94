"""A session: one run at a time, what its owner set, and the connections that show it. It outlives them."""

from __future__ import annotations

import asyncio
import hmac
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from rnn_playground.engine.engine import Engine, OrderRefused, RunFailed, RunLost
from rnn_playground.engine.orders import Beginning, Conduct
from rnn_playground.engine.report import Answer
from rnn_playground.experiment import Experiment, Lane, TuneChange
from rnn_playground.experiment.branches import Origin
from rnn_playground.experiment.describe import excess
from rnn_playground.experiment.document import PROFILES
from rnn_playground.experiment.errors import Refusal
from rnn_playground.experiment.variations import require_small
from rnn_playground.server import events
from rnn_playground.server.class_guesses import ClassGuesses
from rnn_playground.server.connection import Connection
from rnn_playground.server.copied_run import copied
from rnn_playground.server.copy_origin import CopyOrigin
from rnn_playground.server.counters import Counters
from rnn_playground.server.events import Event
from rnn_playground.server.journal import note
from rnn_playground.server.kept.further import further, taken_further, taken_up
from rnn_playground.server.kept.keeping import Keeping
from rnn_playground.server.kept.kept_run import Materials
from rnn_playground.server.outbox import UNNUMBERED, last_step, with_scalars
from rnn_playground.server.pieces import Pieces, message_of
from rnn_playground.server.relay import Relay
from rnn_playground.server.run import FINAL, Run
from rnn_playground.server.saved_session import Locks, SavedSession, SessionWithoutRun
from rnn_playground.server.settings import Settings
from rnn_playground.server.store_problems import HoldingLost, NotStored, StoreFailed
from rnn_playground.server.tiles import MapOfSession, Tiles
from rnn_playground.server.unexpected import note_unexpected
from rnn_playground.server.waiting_line import WaitingLine
from rnn_playground.telemetry.commands import Attach, CommandError, GoOn, SpareTimeRequest, WatchCommand, tile_of
from rnn_playground.telemetry.frame import Frame, PackedFrame
from rnn_playground.telemetry.questions import Question, WallQuestion
from rnn_playground.telemetry.recording import Recording
from rnn_playground.telemetry.scalars import ScalarLog
from rnn_playground.telemetry.watch import ClassGuess, Look, Watch

if TYPE_CHECKING:
    from rnn_playground.server.store import Store

logger = logging.getLogger(__name__)
NOBODY = "nobody is attached"
# So many orders wait for a worker that takes its time; clients that went may have left some of them.
MOST_ORDERS = 64


class Session:
    """Commands of its connections are taken one at a time; a run's news go to all of them."""

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        counters: Counters,
        *,
        line: WaitingLine,
        tiles: Tiles,
        keeping: Keeping,
        history_bytes: Callable[[], int],
        identifier: str,
        store: Store | None = None,
        saved: SavedSession | None = None,
        without_run: SessionWithoutRun | None = None,
        lost: Callable[[], None] = lambda: None,
    ) -> None:
        self.id, self.key, self.viewer_key = identifier, secrets.token_urlsafe(16), secrets.token_urlsafe(16)
        self._locks = Locks.of(self.key, self.viewer_key)
        self.origin: CopyOrigin | None = None
        self.guest_key: str | None = None
        self.connections: set[Connection] = set()
        self._relay = Relay(self.connections)
        self._guesses = ClassGuesses("")
        self.run: Run | None = None
        self.watch = Watch()
        self.detached_since: float | None = None
        self._pace: float | None = None
        self._engine, self._settings, self._counters = engine, settings, counters
        self._line, self._history_bytes = line, history_bytes
        self._driver: asyncio.Task[None] | None = None
        self._orders, self._given, self._ended = asyncio.Lock(), 0, False
        self._paused_for_nobody = False
        self._store, self._saving, self._replacing, self._lost = store, asyncio.Lock(), False, lost
        self.place: asyncio.Future[None] | None = None
        self._position: int | None = None
        self._map, self._keeping = MapOfSession(tiles), keeping
        if saved is not None:
            self._locks, self.origin = saved.locks, saved.standing.origin
            self.watch, self._pace = saved.standing.watch, saved.standing.pace
            self._take_up(saved)
        if without_run is not None:
            self._locks, self.watch, self._pace = without_run.locks, without_run.watch, without_run.pace

    def without_run(self) -> SessionWithoutRun:
        """Return all that there is of this session but a run."""
        return SessionWithoutRun.of(self._locks, self.watch, self._pace)

    @property
    def updates(self) -> int:
        """Updates of the run that are not counted yet."""
        return self.run.step if self.run is not None and self._driver is not None and not self._driver.done() else 0

    @property
    def is_busy(self) -> bool:
        """Whether an order is under way."""
        return self._orders.locked()

    async def settle(self) -> None:
        """Wait until the orders that were given have been carried out."""
        async with self._orders:
            pass

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """Have an order wait for those before it; raises CommandError where too many do, or the session has ended."""
        if self._given >= MOST_ORDERS:
            raise CommandError("too_many", f"{self._given} orders wait, the bound; wait until some are carried out")
        self._given += 1
        try:
            async with self._orders:
                if self._ended:
                    raise CommandError("no_session", "the session has ended; go on with a new one")
                yield
        finally:
            self._given -= 1

    # ---- connections ----

    def admits(self, key: str) -> bool:
        """Tell whether ``key`` opens this session, for its owner, a viewer or a guest."""
        return self._locks.admits(key) or self.invites(key)

    def invites(self, key: str) -> bool:
        """Tell whether ``key`` is the one that the wall of copies gives."""
        return self.guest_key is not None and hmac.compare_digest(self.guest_key.encode(), key.encode())

    def invite_guests(self) -> None:
        """Let who sees this copy on the wall watch it, with a key of its own that no store has."""
        self.guest_key = secrets.token_urlsafe(16)

    def let_guests_go(self) -> None:
        """Let nobody in any more who comes by the wall, and send away who did."""
        self.guest_key = None
        for connection in self.connections:
            if connection.guest:
                connection.close(1000, "the copy was taken off the wall")

    def owned_by(self, key: str) -> bool:
        """Tell whether ``key`` is the owner's."""
        return self._locks.owned_by(key)

    def join(self, connection: Connection, *, owner: bool, guest: bool = False) -> None:
        """Send this session's news to ``connection`` from now on."""
        self.connections.add(connection)
        self.detached_since = None
        connection.session, connection.owner, connection.guest = self, owner, guest

    def leave(self, connection: Connection) -> None:
        """Forget ``connection``."""
        self.connections.discard(connection)
        connection.session = None
        connection.outbox.forget()
        self._count_viewers()
        if self._guesses.drop(connection):
            self._relay.put(self._guesses.event())
        if not self.connections:
            self.detached_since = asyncio.get_running_loop().time()

    def require_attachable(self, command: Attach) -> None:
        """Raise CommandError when what ``command`` asks for cannot be given."""
        if len(self.connections) >= self._settings.max_viewers:
            message = f"{len(self.connections)} connections show this session, the bound; try again later"
            raise CommandError("full", message)
        last = last_step(self.run.log) if self.run else -1
        if command.after_step > last and not (self.run and self.run.restored):
            message = f"after_step is {command.after_step}; the last step of the run is {last}; use -1 for everything"
            raise CommandError("after_step", message, ["after_step"])

    async def catch_up(self, connection: Connection, after_step: int) -> None:
        """Show a connection that has just joined what it missed after ``after_step``; go on if the owner is back."""
        connection.say(
            {"type": "attached", "session": self.id, "read_only": not connection.owner, "run": self.run and self.run.id}
        )
        if (run := self.run) is not None:
            # Its final status has to stand behind its last frame; until then it is told as on its way.
            begin = run.opening("queued" if run.over else None)
            # A branch may have begun behind what this client has seen.
            connection.outbox.begin(run, after_step, begin, whole=run.branches)
            for event in run.marks + [events.lane(run.id, divergence) for divergence in run.divergences]:
                connection.outbox.tell(event)
            if run.newest is not None:
                connection.outbox.show(run.newest)
            if run.over:
                connection.outbox.end(run.status())
            connection.wake()
        self._relay.catch_up(connection)
        self._count_viewers()
        if connection.owner:
            if self.origin is not None:
                connection.say(events.place(self.origin.number, shown=self.origin.shown))
            await self.welcome_back()

    def _count_viewers(self) -> None:
        count = sum(not connection.owner for connection in self.connections)
        if count or self._relay.keeps("viewers"):
            self._relay.put(events.viewers(count))

    def count_copies(self, count: int) -> None:
        """Tell everybody how many copies of this run hang on its wall."""
        if count or self._relay.keeps("copies"):
            self._relay.put(events.copies(count))

    def look(self, where: Look) -> None:
        """Tell the viewers where the owner looks, and those who come later."""
        self._relay.put(events.look(where))

    def guess(self, viewer: Connection, guess: ClassGuess) -> None:
        """Take what ``viewer`` guesses; raises CommandError once the run has begun, or where it has no such lane."""
        run = self._present()
        if run.step > 0:
            raise CommandError("begun", f"the run is at step {run.step}; guesses are taken before its first update")
        run.require_lane(guess.lane)
        self._guesses.take(viewer, guess)
        self._relay.put(self._guesses.event())

    def _open_guesses(self) -> None:
        if self._guesses and not self._guesses.open and self.run is not None and self.run.step > 0:
            self._guesses.open = True
            self._relay.put(self._guesses.event())

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
        if event["type"] == "status":
            self._note(event)
        for connection in self.connections:
            connection.outbox.tell(event)
            connection.wake()

    def _note(self, status: Event) -> None:
        fields = {name: status[name] for name in ("run", "state", "step", "reason")}
        note("run", session=self.id, **fields)

    def show(self, frame: PackedFrame) -> None:
        """Pass on a frame."""
        self._open_guesses()
        for connection in self.connections:
            before = connection.outbox.dropped_in_all
            connection.outbox.show(frame)
            self._counters.frames_dropped += connection.outbox.dropped_in_all - before
            connection.wake()

    def end(self, event: Event) -> None:
        """Pass on the final status."""
        self._note(event)
        for connection in self.connections:
            connection.outbox.end(event)
            connection.wake()

    def reopen(self, event: Event) -> None:
        """Pass on that a run that had ended goes on."""
        for connection in self.connections:
            connection.outbox.reopen(event)
            connection.wake()

    # ---- the store ----

    async def save(self, *, whole: bool = False) -> None:
        """Keep what there is of the run, where there is a store; a disk that does not take it stops nobody.

        Its frames are kept, too, once it is over, or if it is to be kept ``whole``.
        """
        if self._replacing:
            return
        async with self._saving:
            # Read here: who waited may come after the last save of a session that ends, which lets go of the store.
            if (store := self._store) is None or (run := self.run) is None:
                return
            try:
                try:
                    await self._save_run(store, run, whole=run.over or whole)
                except NotStored:
                    run.note_saved([])
                    await self._save_run(store, run, whole=True)
            except HoldingLost:
                self._lost()
            except StoreFailed as problem:
                self._counters.saves_failed += 1
                logger.error("not saved", extra={"fields": {"session": self.id, "reason": str(problem)}})

    async def _save_run(self, store: Store, run: Run, *, whole: bool) -> None:
        """Write what the store does not have of ``run``, and its frames if ``whole``."""
        scalars, until = run.unsaved()
        frames = run.frames_to_save() if whole else None
        standing = run.standing(held=run.held and not self._paused_for_nobody)
        if self.origin is not None:
            standing = standing.model_copy(update={"origin": self.origin})
        saved = SavedSession(self.id, self._locks, standing, run.checkpoint, [scalars], frames)
        await store.save(saved, begun=run.is_saved)
        run.note_saved(until)

    def let_go(self) -> None:
        """Write nothing any more: another server has the session."""
        self._store = None

    def _take_up(self, saved: SavedSession) -> None:
        """Go on with the run that was saved."""
        only_shown = saved.standing.state in FINAL and not saved.copied and not self._line.has_room()
        place = _no_place_needed() if only_shown else self._have_place()
        run = self.run = self._new_run(saved.standing.run, saved.standing.experiment, place, paused=False)
        run.restore(saved, after_restart=not saved.copied)
        self._guesses = ClassGuesses(run.id)
        run.released = only_shown
        if not run.gone:
            self._drive(run)

    # ---- commands ----

    async def start(self, experiment: Experiment, paused: bool) -> None:
        """Begin a new run; the one before is stopped first.

        Where there is no place it waits for one; raises CommandError when too many wait already.
        """
        self._require_within_profile(experiment, ["experiment"])
        async with self._turn():
            await self._begin(lambda place: self._new_run(_run_id(), experiment, place, paused=paused))

    async def go_on(self, command: GoOn) -> None:
        """Begin a new run where another one ended; its numbers, and what it shows, are the new one's first.

        Raises CommandError where there is none, where nothing is left of it to train, or where no place can be had.
        """
        async with self._turn():
            saved = await (self._own_further(command) if command.kept is None else self._kept_further(command))

            def restored(place: asyncio.Future[None]) -> Run:
                run = self._new_run(saved.standing.run, saved.standing.experiment, place, paused=command.paused)
                run.restore(saved, after_restart=False)
                return run

            await self._begin(restored)

    async def _own_further(self, command: GoOn) -> SavedSession:
        limits = PROFILES[self._settings.profile]
        saved = await taken_further(self._present(), command.steps, limits, paused=command.paused)
        self._require_within_profile(saved.standing.experiment, ["steps"])
        return saved

    async def _kept_further(self, command: GoOn) -> SavedSession:
        assert command.kept is not None
        kept = await self._keeping.find(command.kept)
        experiment = further(kept.origins.standing, command.steps, PROFILES[self._settings.profile])
        self._require_within_profile(experiment, ["kept"])
        content = await self._keeping.content(command.kept)
        return await asyncio.to_thread(taken_up, kept, content, experiment, _run_id(), paused=command.paused)

    async def _begin(self, make: Callable[[asyncio.Future[None]], Run]) -> None:
        """Put a run in the place of the one before, which is stopped."""
        run = make(self._have_place())
        self._replacing = True
        try:
            await self._end_run()
        finally:
            self._replacing = False
        self.run, self._paused_for_nobody = run, False
        self._guesses = ClassGuesses(run.id)
        self._relay.forget("guesses")
        self._counters.runs += 1
        await self.save()
        opening = run.opening()
        # Who joined while the session was being saved has caught up with this run already.
        for connection in (each for each in self.connections if not each.outbox.shows(run)):
            connection.outbox.begin(run, -1, opening)
            for event in run.marks + [events.lane(run.id, divergence) for divergence in run.divergences]:
                connection.outbox.tell(event)
            connection.wake()
        self._drive(run)

    def _have_place(self) -> asyncio.Future[None]:
        """Return what is done once this session has a place; raises CommandError where too many wait."""
        if not self.has_place:
            self.place = self._line.enter(self.id, lambda: self.detached_since is None, self._wait_at)
        assert self.place is not None
        return self.place

    @property
    def over_since(self) -> float | None:
        """When the run came to its end, by the loop's clock; None where it has not."""
        return None if self.run is None or not self.run.over else self.run.over_since

    @property
    def has_place(self) -> bool:
        """Whether one of the places for runs is this session's."""
        return self.place is not None and self.place.done() and not self.place.cancelled()

    def _wait_at(self, position: int) -> None:
        self._position = position
        if self.run is not None and self.run.waits:
            self.run.wait_at(position)
            self.tell(self.run.status())

    def release(self) -> None:
        """Give the place of a run that is over to another session."""
        self.place = None
        if self.run is not None:
            self.run.release()

    def _require_within_profile(self, experiment: Experiment, path: list[str | int]) -> None:
        if (much := excess(experiment, PROFILES[self._settings.profile])) is not None:
            raise CommandError("invalid_message", much.message, [*path, *much.path], cause=much.cause)

    def _new_run(self, identifier: str, experiment: Experiment, place: asyncio.Future[None], *, paused: bool) -> Run:
        run = Run(
            identifier,
            experiment,
            owner=self.id,
            engine=self._engine,
            audience=self,
            watch=self.watch,
            pace=self._pace,
            paused=paused,
            history_bytes=self._history_bytes,
            checkpoint_interval=self._settings.checkpoint_interval,
            place=place,
        )
        if run.waits and self._position is not None:
            run.wait_at(self._position)
        return run

    def _drive(self, run: Run) -> None:
        self._driver = asyncio.create_task(run.drive(), name=f"run {run.id}")
        self._driver.add_done_callback(lambda task: self._driven(run, task))

    async def pause(self) -> None:
        """Pause the run."""
        async with self._turn():
            self._paused_for_nobody = False
            await self._present().pause()

    async def resume(self) -> None:
        """Let the run go on."""
        async with self._turn():
            await self._present().resume()

    async def stop(self) -> None:
        """End the run."""
        async with self._turn():
            run = self._present()
            if run.over:
                raise CommandError("run_over", f"the run is {run.state} already; send start for a new one")
            await run.stop()

    async def step(self, count: int) -> None:
        """Make updates while paused."""
        async with self._turn():
            await self._present().advance(count)

    async def set_pace(self, pace: float | None) -> None:
        """Set how fast this session trains, now and in later runs."""
        async with self._turn():
            self._pace = pace
            if self.run is not None:
                await self.run.set_pace(pace)

    async def tune(self, lane: int, change: TuneChange) -> None:
        """Change a lane's learning."""
        async with self._turn():
            run = self._present()
            self._require_within_profile(run.with_change(lane, change), [])
            await run.tune(lane, change)

    async def branch(self, origin: Origin, lane: Lane) -> None:
        """Add a lane that grows from an earlier step."""
        async with self._turn():
            run = self._present()
            self._require_within_profile(await asyncio.to_thread(run.with_branch, origin, lane), [])
            await run.branch(origin, lane)

    async def observe(self, command: WatchCommand) -> None:
        """Set what this session watches, now and in later runs; what the command leaves out stays."""
        async with self._turn():
            given = command.model_dump(exclude={"type"}, exclude_none=True)
            self.watch = self.watch.model_copy(update=given)
            if self.run is not None:
                await self.run.observe(self.watch)

    # ---- requests ----

    def recorded_frame(self, identifier: str, step: int) -> bytes | Pieces:
        """Return the kept frame at or before ``step``, with the scalars of its own step."""
        run = self._present(identifier)
        frame = run.history.at(step)
        if frame is None:
            raise CommandError(
                "no_frame", f"no frame at or before step {step} is kept; wait for one", ["step"], identifier
            )
        # Of a branch that began later there is none; asked for what follows its last step, the log gives nothing.
        after = [
            frame.step - 1 if run.log.first(lane) <= frame.step else run.log.last(lane) for lane in range(run.log.lanes)
        ]
        return with_scalars(frame, run.log, after, {"run": run.id, "reply": identifier}, limit=1)

    def document(self, identifier: str) -> str:
        """Return the run's document, tunes included, and its marks, as JSON."""
        run = self._present(identifier)
        reply = events.reply(identifier, run=run.id, facts=run.facts, marks=run.marks)
        return events.text_with(reply, run.experiment)

    async def copied(self, identifier: str, locks: Locks) -> SavedSession:
        """Return a session under ``locks`` with the run as it is now; raises CommandError where it cannot be had."""
        run = self._present(identifier)
        self._require_within_profile(run.experiment, ["experiment"])
        return await copied(run, identifier, locks)

    def recording(self) -> Recording:
        """Return what there is of the run now: all scalars, and the frames that are kept."""
        run = self._present()
        newest = [] if run.newest is None else [run.newest]
        kept = {frame.step: frame for frame in [*run.history.frames, *newest]}
        frames = [kept[step].unpacked() for step in sorted(kept)]
        return Recording(run.experiment, list(run.marks), run.log.copy(), frames)

    async def materials(self) -> Materials:
        """Return what there is of the run now, to be kept: some of its frames, and where a worker can go on."""
        async with self._turn():
            run = self._present()
            if run.newest is None:
                raise CommandError("no_frame", "nothing of the run has been measured yet; wait for its first frame")
            await run.take_checkpoint()
            frames = [frame.unpacked() for frame in run.frames_to_save()]
            recording = Recording(run.experiment, list(run.marks), run.log.copy(), frames)
            return Materials(run.state, run.standing(held=True), run.checkpoint, recording)

    async def ask(self, question: Question) -> Event | bytes | Pieces:
        """Return what a worker answers: words, or a frame."""
        if isinstance(question, WallQuestion):
            run, answer = "", await self._ask_without_run(question)
        else:
            present = self._present(question.id)
            run, answer = present.id, await present.ask(question)
        if answer.blob is None:
            return events.reply(question.id, **answer.body, step=answer.step)
        answered = PackedFrame.of(Frame.decode(answer.blob))
        return message_of(answered.blob_parts({**UNNUMBERED, "run": run, "reply": question.id}))

    async def _ask_without_run(self, question: WallQuestion) -> Answer:
        try:
            return await asyncio.wrap_future(self._engine.ask(question, self.id))
        except (RunFailed, RunLost) as failure:
            raise CommandError("refused", f"the answer failed: {failure}; ask again") from None
        except OrderRefused as refusal:
            raise CommandError("refused", str(refusal), cause=refusal.cause) from None

    async def probe(self, identifier: str, experiment: Experiment, watch: Watch) -> bytes | Pieces:
        """Return one measured step of a document, without disturbing the run."""
        self._require_within_profile(experiment, ["experiment"])
        name = f"probe-{secrets.token_hex(6)}"
        try:
            beginning = Beginning(experiment, Conduct(until=0), watch, passing=True, owner=self.id)
            report = await asyncio.wrap_future(self._engine.start(name, beginning))
        except RunFailed as failure:
            raise CommandError("refused", f"the probe failed: {failure}", id=identifier, cause=failure.cause) from None
        except RunLost as loss:
            raise CommandError("refused", f"the probe failed: {loss}; try it again", id=identifier) from None
        finally:
            self._engine.stop(name)
        log = ScalarLog(len(experiment.lanes))
        report.add_to(log)
        assert report.frame is not None
        return with_scalars(report.frame, log, (), {"run": name, "reply": identifier})

    async def tile(self, request: SpareTimeRequest) -> Event:
        """Return what a map's tile, or a run over seeds, shows once spare time has trained it."""
        experiment = tile_of(request)
        limits = PROFILES[self._settings.profile]
        if (much := excess(experiment, limits)) is not None:
            raise CommandError("invalid_tile", much.message, much.path, cause=much.cause)
        try:
            require_small(experiment, limits)
        except Refusal as refusal:
            raise CommandError("invalid_tile", str(refusal), cause=refusal.cause()) from None
        answer = await self._map.train(experiment, "" if self.run is None else self.run.id)
        return events.reply(request.id, **request.place, **answer.body)

    # ---- the end ----

    async def close(self) -> None:
        """End the run and with it the session."""
        async with self._orders:
            self._ended = True
            if self._store is not None and self.run is not None:
                await self.run.take_checkpoint()
                await self.save(whole=True)
                self._store = None  # what is kept goes on, though the run ends here
            await self._end_run()

    async def _end_run(self) -> None:
        if self.run is not None and self._driver is not None:
            await self.run.stop()
            await asyncio.wait({self._driver})
            self._driver = None

    def _driven(self, run: Run, task: asyncio.Task[None]) -> None:
        self._counters.updates += run.step
        if run is self.run and not self._replacing:
            self.place = None
        if not task.cancelled() and (problem := task.exception()) is not None:
            note_unexpected(self._counters, "the run broke", problem, session=self.id, run=run.id)
            run.fail(f"an error inside the server, {type(problem).__name__}; start it again")

    def _present(self, identifier: str | None = None) -> Run:
        if self.run is None:
            raise CommandError("no_run", "there is no run; send start first", id=identifier)
        return self.run


def _run_id() -> str:
    return secrets.token_hex(6)


def _no_place_needed() -> asyncio.Future[None]:
    place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    place.set_result(None)
    return place
