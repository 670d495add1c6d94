"""A session: one run at a time, what its owner set, and the connections that show it. It outlives them.

It is an actor: sockets give orders and wait for what comes of them; worker and clock bring news.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import secrets
from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any, assert_never

from rnn_playground.engine.engine import Engine
from rnn_playground.engine.orders import AskOrder, BranchOrder, TuneOrder
from rnn_playground.engine.report import Answer
from rnn_playground.experiment import Experiment
from rnn_playground.experiment.describe import excess
from rnn_playground.experiment.document import PROFILES
from rnn_playground.experiment.errors import Refusal
from rnn_playground.experiment.variations import require_small
from rnn_playground.server import events
from rnn_playground.server.actor import Actor
from rnn_playground.server.audience import Audience, Role
from rnn_playground.server.connection import Connection
from rnn_playground.server.copy_origin import CopyOrigin
from rnn_playground.server.counters import Counters
from rnn_playground.server.events import Event
from rnn_playground.server.outbox import last_step
from rnn_playground.server.run import FINAL, MOST_AMENDED, Run
from rnn_playground.server.run_driver import RunDriver
from rnn_playground.server.saved_runs.archive import RunArchive
from rnn_playground.server.saved_runs.continuing import continued, continued_saved_run, with_more_steps
from rnn_playground.server.saved_runs.saved_run import RunContent
from rnn_playground.server.saved_session import KeyHashes, SavedSession, SessionWithoutRun
from rnn_playground.server.settings import Settings
from rnn_playground.server.store_problems import HoldingLost, NotStored, StoreFailed
from rnn_playground.server.tiles import MapOfSession, Tiles
from rnn_playground.server.unexpected import note_unexpected
from rnn_playground.server.waiting_line import WaitingLine
from rnn_playground.telemetry.commands import (
    Attach,
    Branch,
    CommandError,
    GoOn,
    Pace,
    Pause,
    Resume,
    SpareTimeRequest,
    Start,
    Step,
    Stop,
    Tune,
    WatchCommand,
    tile_of,
)
from rnn_playground.telemetry.questions import EvaluateQuestion, LengthsQuestion, RunQuestion
from rnn_playground.telemetry.watch import ClassGuess, Look, Watch

if TYPE_CHECKING:
    from rnn_playground.server.store import Store

logger = logging.getLogger(__name__)
NOBODY = "nobody is attached"
# What a session carries out one after the other.
Order = Start | GoOn | Pause | Resume | Stop | Step | Pace | Tune | Branch | WatchCommand


class Session:
    """``slot`` is what is done once this session has a place for a run; None where it has not asked for one."""

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        counters: Counters,
        *,
        line: WaitingLine,
        tiles: Tiles,
        archive: RunArchive,
        history_bytes: Callable[[], int],
        identifier: str,
        store: Store | None = None,
        saved: SavedSession | None = None,
        without_run: SessionWithoutRun | None = None,
        lost: Callable[[], None] = lambda: None,
    ) -> None:
        self.id, self.key, self.viewer_key = identifier, secrets.token_urlsafe(16), secrets.token_urlsafe(16)
        self._key_hashes = KeyHashes.of(self.key, self.viewer_key)
        self.origin: CopyOrigin | None = None
        self.guest_key: str | None = None
        self.run: Run | None = None
        self.detached_since: float | None = None
        self._driver: RunDriver | None = None
        self.watch = Watch()
        self._pace: float | None = None
        self._engine, self._settings, self._counters = engine, settings, counters
        self._line, self._history_bytes, self._archive = line, history_bytes, archive
        self._store, self._lost = store, lost
        self._sweep = MapOfSession(tiles)
        self._slot: asyncio.Future[None] | None = None
        self._position = 0
        self._paused_for_nobody = False
        if saved is not None:
            self._key_hashes, self.origin = saved.key_hashes, saved.standing.origin
            self.watch, self._pace = saved.standing.watch, saved.standing.pace
        self.audience = Audience(self.id, counters)
        self.actor = Actor(f"session {self.id}", self._settle, self._broken)
        if saved is not None:
            self._take_up(saved)
        if without_run is not None:
            self._key_hashes, self.watch, self._pace = without_run.key_hashes, without_run.watch, without_run.pace

    def without_run(self) -> SessionWithoutRun:
        """Return all that there is of this session but a run."""
        return SessionWithoutRun.of(self._key_hashes, self.watch, self._pace)

    async def _settle(self) -> None:
        """See to a run that no worker has any more."""
        if self._driver is not None and self._driver.run.gone:
            self._put_down(self._driver)
            self._slot = None
            await self.save()

    def _broken(self, what: str, problem: Exception) -> None:
        run = None if self.run is None else self.run.id
        note_unexpected(self._counters, what, problem, session=self.id, run=run)
        if self._driver is not None:
            self._driver.finish("failed", f"an error inside the server, {type(problem).__name__}; start it again")

    async def tick(self, now: float) -> None:
        """Take note that time has passed: a checkpoint may be due, or a run that nobody sees has to pause."""
        if self._driver is None:
            return
        self._driver.renew_checkpoint()
        alone = self.detached_since is not None and now - self.detached_since >= self._settings.detached_pause
        if alone and not self.actor.is_busy and not self._driver.run.held and not self._driver.run.over:
            self.actor.post(self._pause_for_nobody)

    # ---- connections ----

    def admits(self, key: str) -> bool:
        """Tell whether ``key`` opens this session, for its owner, a viewer or a guest."""
        return self._key_hashes.admits(key) or self.invites(key)

    def role_of(self, key: str) -> Role:
        """Return what a connection may do that came with ``key``, which opens this session."""
        if self.owned_by(key):
            return Role.OWNER
        return Role.GUEST if self.invites(key) else Role.VIEWER

    def owned_by(self, key: str) -> bool:
        """Tell whether ``key`` is the owner's."""
        return self._key_hashes.owned_by(key)

    def invites(self, key: str) -> bool:
        """Tell whether ``key`` is the one that the wall of copies gives."""
        return self.guest_key is not None and hmac.compare_digest(self.guest_key.encode(), key.encode())

    def invite_guests(self) -> None:
        """Let those who see this copy on the wall watch it, with a key of its own that no store has."""
        self.guest_key = secrets.token_urlsafe(16)

    def let_guests_go(self) -> None:
        """Let nobody in any more who comes by the wall, and send away who did."""
        self.guest_key = None
        self.audience.dismiss_guests("the copy was taken off the wall")

    def join(self, connection: Connection, role: Role) -> None:
        """Send this session's news to ``connection`` from now on."""
        self.audience.join(connection, role)
        self.detached_since = None

    def leave(self, connection: Connection) -> None:
        """Forget ``connection``."""
        self.audience.leave(connection)
        if not self.audience.roles:
            self.leave_alone()

    def leave_alone(self) -> None:
        """Note that nobody is attached: the run pauses after a while, and the session ends after a longer one."""
        self.detached_since = asyncio.get_running_loop().time()

    def require_attachable(self, command: Attach) -> None:
        """Raise CommandError when what ``command`` asks for cannot be given."""
        if len(self.audience.roles) >= self._settings.max_viewers:
            message = f"{len(self.audience.roles)} connections show this session, the bound; try again later"
            raise CommandError("full", message)
        last = last_step(self.run.log) if self.run else -1
        if command.after_step > last and not (self.run and self.run.restored_why):
            message = f"after_step is {command.after_step}; the last step of the run is {last}; use -1 for everything"
            raise CommandError("after_step", message, ["after_step"])

    def catch_up(self, connection: Connection, after_step: int) -> None:
        """Show a connection that has just joined what it missed after ``after_step``; go on if the owner is back."""
        owner = self.audience.roles[connection] is Role.OWNER
        run = self.run
        connection.say({"type": "attached", "session": self.id, "read_only": not owner, "run": run and run.id})
        if run is not None:
            # Its final status has to stand behind its last frame; until then it is told as on its way.
            begin = run.opening("queued" if run.over else None)
            # A branch may have begun behind what this client has seen.
            connection.outbox.attach(run, after_step, begin, whole=run.branches)
            for event in run.history_told():
                connection.outbox.enqueue_run_event(event)
            if run.newest is not None:
                connection.outbox.set_frame(run.newest)
            if run.over:
                connection.outbox.finish(run.status())
            connection.wake()
        self.audience.retained.catch_up(connection)
        self.audience.count_viewers()
        if owner:
            if self.origin is not None:
                connection.say(events.place(self.origin.number, shown=self.origin.shown))
            if self._paused_for_nobody:
                self.actor.post(self._welcome_back)

    def look(self, where: Look) -> None:
        """Tell the viewers where the owner looks, and those who come later."""
        self.audience.retained.put(events.look(where))

    def predict(self, viewer: Connection, guess: ClassGuess) -> None:
        """Take what ``viewer`` predicts; raises CommandError once the run has begun, or where it has no such lane."""
        run = self.present()
        if run.step > 0:
            raise CommandError("begun", f"the run is at step {run.step}; guesses are taken before its first update")
        run.require_lane(guess.lane)
        self.audience.predict(viewer, guess)

    async def _pause_for_nobody(self) -> None:
        driver = self._driver
        if driver is not None and not driver.run.over and not driver.run.held and not self.audience.roles:
            self._paused_for_nobody = True
            await self.actor.meanwhile(driver.pause(NOBODY))

    async def _welcome_back(self) -> None:
        """Resume a run that was paused only because nobody saw it."""
        if self._paused_for_nobody and self._driver is not None and not self._driver.run.over:
            await self.actor.meanwhile(self._driver.resume())
        self._paused_for_nobody = False

    # ---- the store ----

    async def save(self, *, whole: bool = False) -> None:
        """Keep what there is of the run, where there is a store; a disk that does not take it stops nobody.

        Its frames are kept, too, once it is over, or if it is to be kept ``whole``. Only the session's task calls this.
        """
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
        saved = SavedSession(self.id, self._key_hashes, standing, run.checkpoint, [scalars], frames)
        await store.save(saved, begun=run.is_saved)
        run.note_saved(until)

    def let_go(self) -> None:
        """Write nothing any more: another server has the session."""
        self._store = None

    def _take_up(self, saved: SavedSession) -> None:
        """Go on with the run that was saved."""
        only_shown = saved.standing.state in FINAL and not saved.copied and not self._line.has_room()
        slot = _no_slot_needed() if only_shown else self._have_slot()
        run = self._new_run(saved.standing.run, saved.standing.experiment, slot, paused=False)
        run.restore(saved, after_restart=not saved.copied)
        run.gone = run.gone or only_shown
        self._show(run)
        if self._driver is not None:
            self._driver.open()

    # ---- orders ----

    async def carry_out(self, command: Order) -> None:
        """Do what the owner commands, in its turn; raises CommandError where that cannot be."""
        await self.actor.order(lambda: self._do(command))

    async def _do(self, command: Order) -> None:
        match command:
            case Start():
                await self._start(command)
            case GoOn():
                await self._go_on(command)
            case Pause():
                self._paused_for_nobody = False
                await self.actor.meanwhile(self._driving().pause())
            case Resume():
                await self.actor.meanwhile(self._driving().resume())
            case Stop():
                await self._stop()
            case Step():
                self._driving().advance(command.count)
            case Pace():
                self._pace = command.updates_per_second
                if self._driver is not None:
                    await self.actor.meanwhile(self._driver.set_pace(self._pace))
            case Tune():
                await self._tune(command)
            case Branch():
                await self._branch(command)
            case WatchCommand():
                given = command.model_dump(exclude={"type"}, exclude_none=True)
                self.watch = self.watch.model_copy(update=given)
                if self._driver is not None:
                    await self.actor.meanwhile(self._driver.observe(self.watch))
            case _:
                assert_never(command)

    async def _start(self, command: Start) -> None:
        self.require_within_profile(command.experiment, ["experiment"])
        await self._begin(lambda slot: self._new_run(_run_id(), command.experiment, slot, paused=command.paused))

    async def _go_on(self, command: GoOn) -> None:
        """Begin a new run where another one ended; its numbers, and what it shows, are the new one's first."""
        saved = await (self._own_further(command) if command.kept is None else self._kept_further(command))

        def restored(slot: asyncio.Future[None]) -> Run:
            run = self._new_run(saved.standing.run, saved.standing.experiment, slot, paused=command.paused)
            run.restore(saved, after_restart=False)
            return run

        await self._begin(restored)

    async def _own_further(self, command: GoOn) -> SavedSession:
        checkpoint = await self.actor.meanwhile(self._checkpoint_now())
        limits = PROFILES[self._settings.profile]
        saved = continued(self.present(), checkpoint, command.steps, limits, paused=command.paused)
        self.require_within_profile(saved.standing.experiment, ["steps"])
        return saved

    async def _kept_further(self, command: GoOn) -> SavedSession:
        assert command.kept is not None
        kept = await self._archive.find(command.kept)
        experiment = with_more_steps(kept.provenance.standing, command.steps, PROFILES[self._settings.profile])
        self.require_within_profile(experiment, ["kept"])
        content = await self._archive.content(command.kept)
        return await asyncio.to_thread(continued_saved_run, kept, content, experiment, _run_id(), paused=command.paused)

    async def _begin(self, make: Callable[[asyncio.Future[None]], Run]) -> None:
        """Put a run in the place of the one before, which is stopped.

        Where there is no slot the run waits for one; raises CommandError when too many wait already.
        """
        run = make(self._have_slot())
        await self._end_run()
        self._show(run)
        self._paused_for_nobody = False
        self._counters.runs += 1
        await self.save()
        opening = run.opening()
        # A client that joined while the session was being saved has caught up with this run already.
        for connection in (each for each in self.audience.roles if not each.outbox.shows(run)):
            connection.outbox.attach(run, -1, opening)
            for event in run.history_told():
                connection.outbox.enqueue_run_event(event)
            connection.wake()
        if self._driver is not None:
            self._driver.open()

    def _show(self, run: Run) -> None:
        """Make ``run`` this session's."""
        self.run = run
        self.audience.expect(run.id)
        if not run.gone:
            self._driver = RunDriver(
                run,
                self._engine,
                self.audience,
                owner=self.id,
                checkpoint_interval=self._settings.checkpoint_interval,
                tell=self.actor.tell,
                save=self.save,
            )

    async def _stop(self) -> None:
        run = self.present()
        if run.over:
            raise CommandError("run_over", f"the run is {run.state} already; send start for a new one")
        await self._end_run()
        self._slot = None
        await self.save()

    async def _end_run(self) -> None:
        """Stop the run and wait for what its worker reports last."""
        if (driver := self._driver) is not None:
            driver.stop()
            await self.actor.until(lambda: driver.run.gone)
            self._put_down(driver)

    def _put_down(self, driver: RunDriver) -> None:
        """Note that no worker has the run any more."""
        self._counters.updates += driver.run.step
        self._driver = None

    async def _tune(self, command: Tune) -> None:
        driver = self._driving()
        self.require_within_profile(driver.run.with_change(command.lane, command.change), [])
        order = TuneOrder(lane=command.lane, change=command.change)
        await self._publish(driver.answer(order), partial(driver.run.tuned, command.lane, command.change))

    async def _branch(self, command: Branch) -> None:
        """Add a lane that grows from an earlier step; a run that had finished or diverged goes on with it alone."""
        driver = self._driving()
        run = driver.run
        experiment = await self.actor.meanwhile(asyncio.to_thread(run.with_branch, command.origin, command.lane))
        self.require_within_profile(experiment, [])
        shown = tuple(run.history.steps_from(command.origin.step, MOST_AMENDED))
        order = BranchOrder(lane=experiment.lanes[-1], shown=shown)
        await self._publish(driver.answer(order), partial(run.branched, experiment))
        driver.reopen()

    async def _publish(self, answer: Coroutine[Any, Any, Answer], enter: Callable[[Answer], Event]) -> None:
        """Have the run enter what the worker answers, before the reports that follow; save it and tell its mark."""

        async def entered() -> Event:
            return enter(await answer)

        mark = await self.actor.meanwhile(entered())
        await self.save()
        self.audience.tell(mark)

    def present(self, identifier: str | None = None) -> Run:
        """Return the run; raises CommandError, as the answer to the request ``identifier``, where there is none."""
        if self.run is None:
            raise CommandError("no_run", "there is no run; send start first", id=identifier)
        return self.run

    def _driving(self) -> RunDriver:
        run = self.present()
        if self._driver is None:
            run.require_going()
            raise CommandError("run_over", f"the run is {run.state}; send start for a new one")
        return self._driver

    def require_within_profile(self, experiment: Experiment, path: list[str | int]) -> None:
        """Raise CommandError where this server does not train one as large."""
        if (much := excess(experiment, PROFILES[self._settings.profile])) is not None:
            raise CommandError("invalid_message", much.message, [*path, *much.path], cause=much.cause)

    def _new_run(self, identifier: str, experiment: Experiment, slot: asyncio.Future[None], *, paused: bool) -> Run:
        run = Run(
            identifier,
            experiment,
            watch=self.watch,
            pace=self._pace,
            paused=paused,
            history_bytes=self._history_bytes,
            slot=slot,
        )
        if run.waits and self._position:
            run.wait_at(self._position)
        return run

    # ---- a slot for a run ----

    def _have_slot(self) -> asyncio.Future[None]:
        """Return what is done once this session has a slot; raises CommandError where too many wait."""
        if not self.has_slot:
            self._slot = self._line.enter(self.id, lambda: self.detached_since is None, self._wait_at)
        assert self._slot is not None
        return self._slot

    @property
    def has_slot(self) -> bool:
        """Whether one of the slots for runs is this session's."""
        return self._slot is not None and self._slot.done() and not self._slot.cancelled()

    def _wait_at(self, position: int) -> None:
        self._position = position
        if self.run is not None and self.run.waits:
            self.run.wait_at(position)
            self.audience.tell(self.run.status())

    def yield_slot(self) -> None:
        """Give the slot of a run that is over to another session."""
        self._slot = None
        if self._driver is not None:
            self.actor.tell(self._driver.yield_worker)

    @property
    def over_since(self) -> float | None:
        """When the run came to its end, by the loop's clock; None where it has not."""
        return None if self.run is None or not self.run.over else self.run.over_since

    @property
    def updates(self) -> int:
        """Updates of the run that are not counted yet."""
        return 0 if self._driver is None else self._driver.run.step

    # ---- requests: they change nothing ----

    async def copied(self, session: str, identifier: str, key_hashes: KeyHashes) -> SavedSession:
        """Return a session with that id, with the run as it is now; raises CommandError where there is none."""
        run = self.present(identifier)
        self.require_within_profile(run.experiment, ["experiment"])
        run.require_continuable(identifier)
        return run.copied(session, await self._checkpoint_now(), identifier, key_hashes)

    async def materials(self) -> RunContent:
        """Return what there is of the run now, to be kept: some of its frames, and where a worker can go on."""
        return await self.actor.order(self._materials)

    async def _materials(self) -> RunContent:
        run = self.present()
        if run.newest is None:
            raise CommandError("no_frame", "nothing of the run has been measured yet; wait for its first frame")
        run.checkpoint = await self.actor.meanwhile(self._checkpoint_now())
        return RunContent(run.state, run.standing(held=True), run.checkpoint, run.recording(whole=False))

    async def _checkpoint_now(self) -> bytes | None:
        if self._driver is not None:
            return await self._driver.checkpoint_now()
        return None if self.run is None else self.run.checkpoint

    async def ask(self, question: RunQuestion) -> Answer:
        """Return what the run's worker answers about the present step."""
        run = self.present(question.id)
        if not isinstance(question, LengthsQuestion | EvaluateQuestion):
            run.require_lane(question.lane)
        if self._driver is None:
            raise CommandError("run_over", f"the run is {run.state}; send start for a new one")
        return await self._driver.answer(AskOrder(question=question))

    async def tile(self, request: SpareTimeRequest) -> Event:
        """Return what a cell of a sweep, or a run over seeds, shows once spare time has trained it."""
        experiment = tile_of(request)
        limits = PROFILES[self._settings.profile]
        if (much := excess(experiment, limits)) is not None:
            raise CommandError("invalid_tile", much.message, much.path, cause=much.cause)
        try:
            require_small(experiment, limits)
        except Refusal as refusal:
            raise CommandError("invalid_tile", str(refusal), cause=refusal.cause()) from None
        answer = await self._sweep.train(experiment, "" if self.run is None else self.run.id)
        return events.reply(request.id, **request.place, **answer.body)

    # ---- the end ----

    async def close(self) -> None:
        """End the run and with it the session, after the orders under way."""
        await self.actor.end(self._close)

    async def _close(self) -> None:
        if self._store is not None and self.run is not None:
            self.run.checkpoint = await self.actor.meanwhile(self._checkpoint_now())
            await self.save(whole=True)
            self._store = None  # what is kept goes on, though the run ends here
        await self._end_run()


def _run_id() -> str:
    return secrets.token_hex(6)


def _no_slot_needed() -> asyncio.Future[None]:
    slot: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    slot.set_result(None)
    return slot
