"""Where runs are and what becomes of them when a worker is lost: the same for both engines."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence, Set
from concurrent.futures import Future
from typing import Any, Literal

from rnn_playground.engine import client
from rnn_playground.engine.client import Decode
from rnn_playground.engine.compiler import KernelCompiler
from rnn_playground.engine.displaced_runs import DisplacedRuns
from rnn_playground.engine.engine import RunFailed, RunLost
from rnn_playground.engine.liveness import SAMPLE_INTERVAL
from rnn_playground.engine.orders import Order, StartRequest
from rnn_playground.engine.report import Answer, Report
from rnn_playground.engine.service_thread import Watchdog
from rnn_playground.engine.thread_budget import ThreadBudget
from rnn_playground.engine.warm_pool import WarmPool
from rnn_playground.engine.worker_handle import Transport, WorkerHandle
from rnn_playground.experiment import Experiment
from rnn_playground.telemetry.questions import WallQuestion

# A worker that is still starting is passed over while another has no more than this many runs more.
STARTING = 3
# A run without a worker waits for room after so long, in seconds; where there is some its worker comes to be sooner.
WITHOUT = 3.0
# So long after it was asked to give way no worker waits loaded here, in seconds; who waits elsewhere asks every second.
WAY = 3.0
NONE: Set[str] = frozenset()

Role = Literal["shared", "run"]


def least_busy(workers: Sequence[WorkerHandle], own: Set[str] = NONE) -> WorkerHandle:
    """Return the worker with the fewest runs but the ``own``, of equals one that has those.

    One that is still starting counts as having STARTING more.
    """

    def burden(worker: WorkerHandle) -> tuple[int, bool]:
        theirs = worker.runs - own
        return len(theirs) + (0 if worker.ready else STARTING), len(theirs) == len(worker.runs)

    return min(workers, key=burden)


class Supervisor(ABC):
    """Places runs in workers, replaces those that are lost, keeps some loaded, and moves runs that were displaced.

    ``shared`` workers take whatever comes: what passes quickly, tiles, questions, and all runs unless each ``isolated``
    run has a worker of its own. Then one waits loaded on each node for the next run, for one of a lost node above all;
    a worker whose run is over does so where none does already. Runs of a lost node for which none waits go on beside
    others, and move when a worker of their own is loaded. ``cores`` is what the workers that train share, see
    ``ThreadBudget``; with ``fork`` what compiles the kernels is forked where that can be done.

    Implements ``ServedEngine``; an engine says how a worker is made, which nodes live, and whether there is room.
    """

    def __init__(self, *, shared: int, isolated: bool, cores: int, fork: bool) -> None:
        self.restarts = self.hung = 0
        self._shared_count, self._isolated = shared, isolated
        self._compiler = KernelCompiler(self._spread_kernels, fork=fork)
        self._workers: list[WorkerHandle] = []
        self._shared: dict[int, WorkerHandle] = {}
        self._assigned: dict[str, WorkerHandle] = {}
        self._owners: dict[str, str] = {}
        self._beginning: set[str] = set()
        self._warm_pool, self._displaced, self._budget = WarmPool(), DisplacedRuns(), ThreadBudget(cores)
        self._not_before = self._gives_way_until = 0.0
        self._lock, self._closing = threading.RLock(), False
        self._watchdogs = [Watchdog("liveness", SAMPLE_INTERVAL, self._check_liveness)]

    @abstractmethod
    def _transport(self, role: Role, index: int, node: str | None) -> Transport:
        """Return the way to a new worker, on that node if it has room; ``index``: which of the shared ones it is."""

    @abstractmethod
    def _survey(self) -> None:
        """See which nodes live, and what is free."""

    @abstractmethod
    def _has_room_for_a_worker(self) -> bool:
        """Tell whether one more worker could come to be at once; returns without asking anybody."""

    @abstractmethod
    def _after_loss(self, gone: WorkerHandle, index: int | None) -> None:
        """See to it that a worker that was needed is replaced; ``index``: which of the shared ones it was."""

    def open(self) -> None:
        """See ``ServedEngine.open``."""
        self._shared_workers()
        for watchdog in self._watchdogs:
            watchdog.open()

    def close(self, patience: float = 1.0) -> None:
        """End the workers, within ``patience`` seconds and a little."""
        with self._lock:
            self._closing = True
        self._compiler.close()
        for watchdog in self._watchdogs:
            watchdog.close()
        deadline = time.monotonic() + patience
        for worker in self.workers:
            worker.close(max(0.0, deadline - time.monotonic()))

    @property
    def workers(self) -> list[WorkerHandle]:
        """The present workers."""
        with self._lock:
            return list(self._workers)

    @property
    def ready(self) -> bool:
        """Whether a worker answers."""
        return any(worker.ready for worker in self.workers)

    @property
    def workers_ready(self) -> int:
        """How many workers answer."""
        return sum(worker.ready for worker in self.workers)

    @property
    def resident_bytes(self) -> int:
        """Memory that the workers hold together, in bytes."""
        return sum(worker.resident_bytes for worker in self.workers)

    @property
    def lacks_warm_workers(self) -> bool:
        """Whether there is a node on which no worker waits, though there is room."""
        with self._lock:
            return bool(self._warm_pool.wanting()) and not self._gives_way and self._has_room_for_a_worker()

    def has_room(self) -> bool:
        """See ``ServedEngine.has_room``. As it was a moment ago, and less what has been begun since."""
        with self._lock:
            return any(worker.placed for worker in self._warm_pool) or self._has_room_for_a_worker()

    @property
    def lacks_room(self) -> bool:
        """See ``ServedEngine.lacks_room``: where another server was faster, or a node with runs was lost."""
        bound = time.monotonic() - WITHOUT
        return any(self._waits_for_room(worker) and worker.made_at < bound for worker in self.workers)

    def give_way(self) -> bool:
        """See ``ServedEngine.give_way``. Workers that wait loaded go first, one at a time."""
        with self._lock:
            self._gives_way_until = time.monotonic() + WAY
            warm = next(iter(self._warm_pool), None)
            if warm is None:
                return not self._has_room_for_a_worker()
            self._warm_pool.drop(warm)
        warm.kill("a run of another server takes its room")
        return False

    def start(self, run: str, request: StartRequest) -> Future[Report]:
        """See ``Engine.start``. Where there is no room for a worker it begins once there is."""
        with self._lock:
            worker = self._worker_for(run, request)
            self._assigned[run] = worker
            if request.passing or request.beside is not None:
                worker.tiles.add(run)
            else:
                worker.runs.add(run)
                self._owners[run] = request.owner
                self._beginning.add(run)
            self._note(run, trains=not request.passing)
        begun = client.start(worker, run, request)
        begun.add_done_callback(lambda _: self._beginning.discard(run))
        return self._noted(run, begun)

    def command(self, run: str, order: Order) -> Future[Answer]:
        """See ``Engine.command``."""
        return self._ask(run, {"call": "command", "order": order.model_dump(mode="json")}, client.answer)

    def poll(self, run: str, after: Sequence[int], limit: int, wait: float, interval: float) -> Future[Report]:
        """See ``Engine.poll``."""
        header = {"call": "poll", "after": list(after), "limit": limit, "wait": wait, "interval": interval}
        return self._noted(run, self._ask(run, header, Report.unpack))

    def checkpoint(self, run: str) -> Future[bytes]:
        """See ``Engine.checkpoint``."""
        return self._ask(run, {"call": "checkpoint"}, client.blob)

    def move(self, run: str) -> Future[bytes] | None:
        """See ``Engine.move``."""
        with self._lock:
            if not self._displaced.can_move(run) or (worker := self._assigned.get(run)) is None:
                return None
            left = client.leave(worker, run)
            self._unassign(run, left)
        return left

    def stop(self, run: str) -> Future[None]:
        """See ``Engine.stop``."""
        with self._lock:
            future = self._ask(run, {"call": "stop"}, client.nothing)
            if (own := self._displaced.remove(run)) is not None:
                self._keep_or_end(own, future)
            self._unassign(run, future)
        return future

    def tile(self, name: str, experiment: Experiment, beside: str) -> Future[Answer]:
        """See ``Engine.tile``."""
        with self._lock:
            worker = self._assigned[name] = self._idlest_worker(beside)
            worker.tiles.add(name)
            self._note(name, trains=True)
        made = client.tile(worker, name, experiment, beside)
        made.add_done_callback(lambda _: self._note(name, trains=False))
        return made

    def ask(self, question: WallQuestion, owner: str) -> Future[Answer]:
        """See ``Engine.ask``."""
        with self._lock:
            worker = self._least_busy_for(owner)
        return client.question(worker, question, owner)

    def _noted(self, run: str, reported: Future[Report]) -> Future[Report]:
        """Return a report, and see from it whether its run trains."""

        def note(done: Future[Report]) -> None:
            problem = done.exception()
            if problem is None:
                report = done.result()
                self._note(run, trains=report.condition == "running" or report.growing)
            elif isinstance(problem, RunFailed):
                self._note(run, trains=False)

        reported.add_done_callback(note)
        return reported

    def _note(self, run: str, *, trains: bool) -> None:
        """Note whether a run trains, and share the cores anew where that has changed; one that is nowhere does not."""
        with self._lock:
            if self._budget.note(run, self._assigned.get(run) if trains else None):
                self._budget.tell(self._workers)

    def _ask(self, run: str, header: dict[str, Any], decode: Decode) -> Future[Any]:
        """Ask the worker of a run."""
        with self._lock:
            worker = self._assigned.get(run)
        if worker is not None:
            return worker.ask({**header, "run": run}, decode)
        lost: Future[Any] = Future()
        lost.set_exception(RunLost(f"run {run} is in no worker"))
        return lost

    def _worker_for(self, run: str, request: StartRequest) -> WorkerHandle:
        """Return the worker that a run goes to."""
        if request.beside is not None:
            return self._idlest_worker(request.beside)
        if request.passing:
            return self._least_busy_for(request.owner)
        return self._worker_of_its_own(run) if self._isolated else least_busy(self._shared_workers())

    def _worker_of_its_own(self, run: str) -> WorkerHandle:
        """Return a worker that no run has; for an orphaned run, until one is loaded, one that has others."""
        orphaned = run in self._displaced.orphaned
        own = self._displaced.remove(run) or self._warm_pool.take(self._workers)
        if orphaned and (own is None or not own.ready):
            host = self._displaced.host(worker for worker in self._workers if worker.node in self._warm_pool.nodes)
            if host is not None:
                self._displaced.add(run, own)
                return host
        return own or self._made("run")

    def _least_busy_for(self, owner: str) -> WorkerHandle:
        """Return the shared worker with the fewest runs of others: of equals that which has the owner's own."""
        own = {run for run, whose in self._owners.items() if owner and whose == owner}
        return least_busy(self._shared_workers(), own)

    def _idlest_worker(self, paired_with: str) -> WorkerHandle:
        """Return where the fewest others are; what has idle time alone is no reason for a run to go elsewhere."""
        return min(self._shared_workers(), key=lambda worker: (len(worker.runs - {paired_with}), len(worker.tiles)))

    def _shared_workers(self) -> list[WorkerHandle]:
        """Return the shared workers; those that are missing are made."""
        with self._lock:
            for index in range(self._shared_count):
                if index not in self._shared:
                    self._shared[index] = self._made("shared", index, self._warm_pool.shared_node(self._workers))
            return list(self._shared.values())

    def _made(self, role: Role, index: int = 0, node: str | None = None) -> WorkerHandle:
        worker = WorkerHandle(self._transport(role, index, node), on_loss=self._lost, on_missing=self._compiler.start)
        self._workers.append(worker)
        self._budget.tell([worker])
        worker.open()
        return worker

    def _unassign(self, run: str, left: Future[Any]) -> None:
        """Forget where a run is; a worker that has none any more is kept, or ended once the run has ``left``."""
        self._owners.pop(run, None)
        if (worker := self._assigned.pop(run, None)) is not None:
            self._note(run, trains=False)
            worker.runs.discard(run)
            worker.tiles.discard(run)
            self._keep_or_end(worker, left)

    def _keep_or_end(self, worker: WorkerHandle, left: Future[Any]) -> None:
        if worker.runs or worker in self._shared.values():
            return
        # Where a run waits for room, here or at another server, this one makes it.
        waited_for = self._gives_way or any(map(self._waits_for_room, self._workers))
        if worker.ready and worker.node in self._warm_pool.wanting() and not waited_for:
            self._warm_pool.add(worker)
        else:
            left.add_done_callback(lambda _: worker.kill("its run was stopped"))

    def _lost(self, gone: WorkerHandle) -> None:
        """Forget a worker that is gone, and have what was needed replaced."""
        if gone.runs and not self._closing:
            self._survey()
        with self._lock:
            if self._is_on_a_lost_node(gone):
                self._displaced.orphaned |= gone.runs
            self._workers.remove(gone)
            self.hung += gone.hung
            index = next((index for index, worker in self._shared.items() if worker is gone), None)
            awaited = self._warm_pool.drop(gone) or self._displaced.forget(gone)
            needed = awaited or index is not None or bool(gone.runs)
            for run in [run for run, worker in self._assigned.items() if worker is gone]:
                del self._assigned[run]
                self._note(run, trains=False)
                self._owners.pop(run, None)
            if needed and not self._closing:
                if index is not None:
                    del self._shared[index]
                self.restarts += 1
                self._after_loss(gone, index)

    def _supply(self) -> None:
        """See what is free. Once every run has begun, have the workers made that are missing.

        What was on a node that is gone is lost at once: each worker's own end may be noticed many seconds later.
        """
        self._survey()
        with self._lock:
            for worker in self._workers:
                if self._is_on_a_lost_node(worker):
                    worker.kill("its machine has left the cluster")
            begins = any(worker.runs & self._beginning for worker in self._workers)
            if self._closing or time.monotonic() < self._not_before or begins:
                return
            if len(self._shared) < self._shared_count:
                self._shared_workers()
            elif all(worker.was_ready for worker in self._workers):
                self._make_ahead()

    def _make_ahead(self) -> None:
        """Have a worker made for a displaced run, or one that waits, where there is room."""
        run = self._displaced.first_without()
        if run is not None:
            own = self._warm_pool.take(self._workers)
            if own is None and self._has_room_for_a_worker():
                own = self._made("run")
            self._displaced.add(run, own)
        elif self.lacks_warm_workers:
            self._warm_pool.add(self._made("run", node=self._warm_pool.next_node(self._workers)))

    def _check_liveness(self) -> None:
        """End workers that hang: their runs go on elsewhere from their checkpoints."""
        for worker in self.workers:
            worker.open()  # again, where no thread was to be had
            worker.sample()

    def _spread_kernels(self) -> None:
        """Tell every worker that the kernels are compiled."""
        for worker in self.workers:
            worker.ask({"call": "kernels", "run": ""}, client.nothing)

    @property
    def _gives_way(self) -> bool:
        return time.monotonic() < self._gives_way_until

    def _waits_for_room(self, worker: WorkerHandle) -> bool:
        """Tell whether a run has a worker that has yet to come to be."""
        return bool(worker.runs) and not worker.placed and worker not in self._shared.values()

    def _is_on_a_lost_node(self, worker: WorkerHandle) -> bool:
        return worker.node is not None and worker.node not in self._warm_pool.nodes
