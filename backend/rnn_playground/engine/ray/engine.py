"""The engine in a Ray cluster: an actor for each run, one loaded ahead on each node, one for what passes quickly."""

from __future__ import annotations

import itertools
import threading
import time
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any

from rnn_playground.engine import asking, pulse
from rnn_playground.engine.asking import AskedByRun
from rnn_playground.engine.compiler import KernelCompiler
from rnn_playground.engine.engine import RunLost
from rnn_playground.engine.orders import Beginning
from rnn_playground.engine.patrol import Patrol
from rnn_playground.engine.ray.clerk import Clerk
from rnn_playground.engine.ray.cluster import PROCESSOR_SHARE, Cluster, Processors
from rnn_playground.engine.ray.guests import Guests
from rnn_playground.engine.ray.spares import Spares
from rnn_playground.engine.ray.worker_actor import WorkerActor
from rnn_playground.engine.report import Answer, Report
from rnn_playground.engine.under_way import Decode
from rnn_playground.experiment import Experiment
from rnn_playground.telemetry.questions import WallQuestion

# How often it is looked what the cluster has free, and for actors whose server is gone, in seconds.
LOOK, REAP = 0.25, 5.0
# An actor that ended before it was ever ready is followed by the next one after so long, in seconds.
PAUSE = 2.0
# A run without an actor waits for room after so long, in seconds; where there is some its actor comes to be sooner.
WITHOUT = 3.0
# So long after it was asked to give way no actor waits loaded here, in seconds; who waits elsewhere asks every second.
WAY = 3.0


class RayEngine(AskedByRun):
    """A run has an actor of its own, for ``runs`` of them at the most; see ``LocalEngine`` for the rest.

    On each node an actor waits loaded for the next run, for one of a lost node above all; one whose run is over does so
    where none does already. Runs of a lost node for which none waits are guests beside others, and move when one of
    their own is loaded. What passes quickly shares one.
    Implements ``ServedEngine``; making it joins the cluster, or raises EngineUnusable.
    """

    def __init__(
        self, runs: int, mnist: Path | None = None, *, kernels: bool = True, state_bytes: int, worker_bytes: int
    ) -> None:
        self.restarts = self.hung = 0
        self._cluster, self._clerk = Cluster(), Clerk()
        self._arguments = (None if mnist is None else str(mnist), kernels, state_bytes // runs, worker_bytes)
        self._compiler = KernelCompiler(self._spread_kernels)
        self._numbers = itertools.count(1)
        self._actors: list[WorkerActor] = []
        self._places: dict[str, WorkerActor] = {}
        self._beginning: set[str] = set()
        self._shared: WorkerActor | None = None
        self._spares, self._guests = Spares(), Guests()
        self._processors: Processors | None = None
        self._not_before = self._gives_way_until = 0.0
        self._lock, self._closing = threading.RLock(), False
        self._patrols = [
            Patrol("room", LOOK, self._look_for_room),
            Patrol("pulse watch", pulse.LOOK, self._look_for_life),
            Patrol("orphans", REAP, self._reap),
        ]

    def open(self) -> None:
        """Enter the cluster, and begin to have actors made."""
        self._clerk.open()
        self._clerk.do(self._cluster.enter)
        self._clerk.do(self._reap)
        self._look_around()
        self._shared_one()
        for patrol in self._patrols:
            patrol.open()

    def close(self, patience: float = 5.0) -> None:
        """End the actors and leave the cluster, within ``patience`` seconds and a little."""
        with self._lock:
            self._closing = True
            actors = list(self._actors)
        self._compiler.close()
        for patrol in self._patrols:
            patrol.close()
        for actor in actors:
            actor.kill("the server ends")
        self._clerk.do(self._cluster.leave)
        self._clerk.close(patience)

    @property
    def ready(self) -> bool:
        """Whether an actor answers."""
        return any(actor.ready for actor in self.workers)

    @property
    def workers(self) -> list[WorkerActor]:
        """The present actors; those that have runs come first."""
        with self._lock:
            return sorted(self._actors, key=lambda actor: (not actor.runs, not actor.placed, actor is self._shared))

    @property
    def workers_ready(self) -> int:
        """How many actors answer."""
        return sum(actor.ready for actor in self.workers)

    @property
    def resident_bytes(self) -> int:
        """Memory that the actors hold together, in bytes."""
        return sum(actor.resident_bytes for actor in self.workers)

    @property
    def lacks_spares(self) -> bool:
        """Whether there is a node on which no actor waits, though there is room."""
        with self._lock:
            return bool(self._spares.wanting()) and not self._gives_way and self._has_room_for_an_actor()

    def has_room(self) -> bool:
        """See ``ServedEngine.has_room``. As it was a moment ago, and less what has been begun since."""
        with self._lock:
            return any(actor.placed for actor in self._spares) or self._has_room_for_an_actor()

    @property
    def lacks_room(self) -> bool:
        """See ``ServedEngine.lacks_room``: where another server was faster, or a node with runs was lost."""
        bound = time.monotonic() - WITHOUT
        return any(actor.runs and not actor.placed and actor.made_at < bound for actor in self.workers)

    def give_way(self) -> bool:
        """See ``ServedEngine.give_way``. Actors that wait loaded go first, one at a time."""
        with self._lock:
            self._gives_way_until = time.monotonic() + WAY
            spare = next(iter(self._spares), None)
            if spare is None:
                return not self._has_room_for_an_actor()
            self._spares.drop(spare)
        spare.kill("a run of another server takes its room")
        return False

    def start(self, run: str, beginning: Beginning) -> Future[Report]:
        """See ``Engine.start``. Where the cluster is full it begins once there is room."""
        with self._lock:
            if beginning.passing or beginning.beside is not None:
                actor = self._shared_one()
                actor.tiles.add(run)
            else:
                actor = self._place_for(run)
                actor.runs.add(run)
                self._beginning.add(run)
            self._places[run] = actor
        begun = asking.start(actor, run, beginning)
        begun.add_done_callback(lambda _: self._beginning.discard(run))
        return begun

    def stop(self, run: str) -> Future[None]:
        """See ``Engine.stop``."""
        with self._lock:
            future = self._ask(run, {"call": "stop"}, lambda _, __: None)
            self._guests.stranded.discard(run)
            own, actor = self._guests.dismiss(run), self._places.pop(run, None)
            if actor is not None:
                actor.tiles.discard(run)
                actor.runs.discard(run)
            for each in (own, actor):
                if each is not None and not each.runs and each is not self._shared:
                    self._let_wait(each, future)
        return future

    def move(self, run: str) -> Future[bytes] | None:
        """See ``Engine.move``."""
        with self._lock:
            if self._guests.home(run) is None or (actor := self._places.pop(run, None)) is None:
                return None
            left = asking.leave(actor, run)
            actor.runs.discard(run)
            if not actor.runs and actor is not self._shared:
                self._let_wait(actor, left)
        return left

    def tile(self, name: str, experiment: Experiment, beside: str) -> Future[Answer]:
        """See ``Engine.tile``. It shares an actor with others, not with the run that it is beside."""
        with self._lock:
            actor = self._places[name] = self._shared_one()
            actor.tiles.add(name)
        return asking.tile(actor, name, experiment, beside)

    def ask(self, question: WallQuestion, owner: str) -> Future[Answer]:
        """See ``Engine.ask``."""
        with self._lock:
            actor = self._shared_one()
        return asking.question(actor, question, owner)

    def _ask(self, run: str, header: dict[str, Any], decode: Decode) -> Future[Any]:
        with self._lock:
            actor = self._places.get(run)
        if actor is not None:
            return actor.ask({**header, "run": run}, decode)
        lost: Future[Any] = Future()
        lost.set_exception(RunLost(f"run {run} is in no actor"))
        return lost

    def _place_for(self, run: str) -> WorkerActor:
        own = self._guests.dismiss(run) or self._spares.take(self._actors)
        stranded = run in self._guests.stranded
        self._guests.stranded.discard(run)
        if stranded and (own is None or not own.ready):
            host = self._guests.host(actor for actor in self._actors if actor.node in self._spares.nodes)
            if host is not None:
                self._guests.admit(run, own)
                return host
        return own or self._made("run")

    def _let_wait(self, actor: WorkerActor, left: Future[Any]) -> None:
        """Keep an actor that no run has any more for the next one, or end it once the last one has ``left``."""
        # Where a run waits for room, here or at another server, this one makes it.
        waited_for = self._gives_way or self._some_run_waits()
        if actor.ready and actor.node in self._spares.wanting() and not waited_for:
            self._spares.add(actor)
        else:
            left.add_done_callback(lambda _: actor.kill("its run was stopped"))

    def _shared_one(self) -> WorkerActor:
        if self._shared is None:
            self._shared = self._made("shared", self._spares.shared_node(self._actors))
        return self._shared

    def _made(self, role: str, node: str | None = None) -> WorkerActor:
        actor = WorkerActor(
            self._cluster,
            self._clerk,
            partial(self._cluster.create, role, next(self._numbers), node, *self._arguments),
            on_loss=self._forget,
            on_missing=self._compiler.start,
        )
        self._actors.append(actor)
        actor.open()
        return actor

    def _forget(self, gone: WorkerActor) -> None:
        if gone.runs and not self._closing:
            self._look_around()
        with self._lock:
            if gone.node is not None and gone.node not in self._spares.nodes:
                self._guests.stranded |= gone.runs
            self._actors.remove(gone)
            self.hung += gone.hung
            waited = self._spares.drop(gone) or self._guests.forget(gone)
            lost = waited or gone is self._shared or bool(gone.runs)
            for run in [run for run, actor in self._places.items() if actor is gone]:
                del self._places[run]
            if gone is self._shared:
                self._shared = None
            if lost and not self._closing:
                self.restarts += 1
                if not gone.was_ready:
                    self._not_before = time.monotonic() + PAUSE

    @property
    def _gives_way(self) -> bool:
        return time.monotonic() < self._gives_way_until

    def _has_room_for_an_actor(self) -> bool:
        if self._processors is None:
            return False
        reserving = [actor for actor in self._actors if actor is not self._shared]
        unplaced = sum(not actor.placed for actor in reserving)
        left = min(
            self._processors.free - unplaced * PROCESSOR_SHARE,
            self._processors.all - len(reserving) * PROCESSOR_SHARE,
        )
        return left >= PROCESSOR_SHARE

    def _look_for_room(self) -> None:
        """See what is free. Once every run has begun, have the actors made that are missing.

        What was on a node that is gone is lost at once: each actor's own end may be noticed many seconds later.
        """
        self._look_around()
        with self._lock:
            for actor in self._actors:
                if actor.node is not None and actor.node not in self._spares.nodes:
                    actor.kill("its machine has left the cluster")
            if self._closing or time.monotonic() < self._not_before or self._some_run_begins():
                return
            if self._shared is None:
                self._shared_one()
            elif all(actor.was_ready for actor in self._actors):
                self._make_ahead()

    def _make_ahead(self) -> None:
        """Have an actor made for a guest, or one that waits, where there is room."""
        run = self._guests.homeless()
        if run is not None:
            own = self._spares.take(self._actors) or (self._made("run") if self._has_room_for_an_actor() else None)
            self._guests.admit(run, own)
        elif self.lacks_spares:
            self._spares.add(self._made("run", self._spares.next_node(self._actors)))

    def _look_around(self) -> None:
        processors, nodes = self._cluster.processors(), self._cluster.nodes()
        with self._lock:
            self._processors, self._spares.nodes = processors, self._spares.nodes if nodes is None else nodes

    def _some_run_waits(self) -> bool:
        return any(actor.runs and not actor.placed for actor in self._actors)

    def _some_run_begins(self) -> bool:
        return any(actor.runs & self._beginning for actor in self._actors)

    def _look_for_life(self) -> None:
        """End actors that hang: their runs go on elsewhere from their checkpoints."""
        workers = self.workers
        for actor in workers:
            actor.look([other for other in workers if other is not actor and other.heard and other.node == actor.node])

    def _reap(self) -> None:
        self._cluster.reap()

    def _spread_kernels(self) -> None:
        """Tell every actor that the kernels are compiled."""
        for actor in self.workers:
            actor.ask({"call": "kernels", "run": ""}, lambda _, __: None)
