"""The engine on this machine: worker processes, each with many runs."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Collection, Sequence, Set
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Protocol, TypeVar

from rnn_playground.engine import asking, memory_watch, pulse
from rnn_playground.engine.asking import AskedByRun
from rnn_playground.engine.birth import forking, spawning
from rnn_playground.engine.compiler import KernelCompiler
from rnn_playground.engine.engine import RunLost
from rnn_playground.engine.memory_watch import end_those_above, resident_bytes
from rnn_playground.engine.orders import Beginning
from rnn_playground.engine.patrol import Patrol
from rnn_playground.engine.report import Answer, Report
from rnn_playground.engine.under_way import Decode
from rnn_playground.engine.worker_process import WorkerProcess
from rnn_playground.experiment import Experiment
from rnn_playground.telemetry.questions import WallQuestion

logger = logging.getLogger(__name__)

# A worker that dies before it was ever ready is started again after these pauses, in seconds.
PAUSES = (0.0, 0.5, 2.0, 10.0)
# After so many of those it is spawned, in case it is the process that workers are forked from that does not come to be.
MOST_FORKS_FAILED = 2
# A worker that is still starting is passed over while another has no more than this many runs more.
STARTING = 3
NONE: Set[str] = frozenset()


class Place(Protocol):
    """Where a run may go."""

    @property
    def runs(self) -> Collection[str]:
        """The runs that are there."""

    @property
    def ready(self) -> bool:
        """Whether it answers already."""


P = TypeVar("P", bound=Place)


def least_busy(places: Sequence[P], own: Set[str] = NONE) -> P:
    """Return the place with the fewest runs but the ``own``, of equals one that has those.

    One that is still starting counts as having STARTING more.
    """

    def burden(place: P) -> tuple[int, bool]:
        theirs = set(place.runs) - own
        return len(theirs) + (0 if place.ready else STARTING), len(theirs) == len(place.runs)

    return min(places, key=burden)


class LocalEngine(AskedByRun):
    """``workers`` processes; a run lives in the one that had the fewest. A process that dies is started again.

    With ``kernels`` the fused ones serve as soon as they are compiled, which a process of its own sees to. The
    workers read the task mnist's images from the file ``mnist``, where one is named. ``state_bytes``: what the states
    that branches grow from may take in all workers together. A process that takes more than ``worker_bytes`` is ended,
    and so is one that hangs. With ``fork`` processes are forked where that can be done, else every one is spawned.

    Implements ``Engine``. Its runs are then lost (RunLost): who started them starts them again elsewhere.
    """

    def __init__(
        self,
        workers: int,
        mnist: Path | None = None,
        *,
        kernels: bool = True,
        state_bytes: int = 32 * 2**20,
        worker_bytes: int | None = None,
        fork: bool = True,
    ) -> None:
        self.restarts = self.hung = 0
        self._count, self._mnist, self._kernels, self._state_bytes = workers, mnist, kernels, state_bytes // workers
        self._compiler = KernelCompiler(self._spread_kernels)
        self._workers: list[WorkerProcess] = []
        self._places: dict[str, WorkerProcess] = {}
        self._owners: dict[str, str] = {}
        self._failures = [0] * workers
        self._lock, self._closing = threading.RLock(), threading.Event()
        self._fork = fork
        self._patrols = [Patrol("pulse watch", pulse.LOOK, self._look_for_life)]
        if worker_bytes is not None:
            bound = worker_bytes
            self._patrols.append(
                Patrol("memory watch", memory_watch.LOOK, lambda: end_those_above(bound, self.workers))
            )

    def open(self) -> None:
        """Start the processes; returns before they are ready."""
        # Inherited by the processes, where it must be set before numpy and torch are loaded: one thread each.
        os.environ["OMP_NUM_THREADS"] = "1"
        self._workers = [self._worker(number) for number in range(self._count)]
        for worker in self._workers:
            worker.open()
        for patrol in self._patrols:
            patrol.open()

    def close(self, patience: float = 1.0) -> None:
        """End the processes, within ``patience`` seconds and a little."""
        self._closing.set()
        self._compiler.close()
        for patrol in self._patrols:
            patrol.close()
        with self._lock:
            workers = list(self._workers)
        deadline = time.monotonic() + patience
        for worker in workers:
            worker.close(max(0.0, deadline - time.monotonic()))

    @property
    def ready(self) -> bool:
        """Whether a worker answers."""
        return any(worker.ready for worker in self._workers)

    @property
    def workers_ready(self) -> int:
        """How many workers answer."""
        return sum(worker.ready for worker in self.workers)

    def has_room(self) -> bool:
        """See ``ServedEngine.has_room``: there always is."""
        return True

    @property
    def lacks_room(self) -> bool:
        """See ``ServedEngine.lacks_room``: none does."""
        return False

    def give_way(self) -> bool:
        """See ``ServedEngine.give_way``: nobody else has these workers."""
        return False

    @property
    def resident_bytes(self) -> int:
        """Memory that the processes hold together, in bytes."""
        return sum(resident_bytes(worker.pid) or 0 for worker in self._workers if worker.pid is not None)

    @property
    def workers(self) -> list[WorkerProcess]:
        """The present processes."""
        return list(self._workers)

    def start(self, run: str, beginning: Beginning) -> Future[Report]:
        """See ``Engine.start``."""
        return asking.start(self._place_for(run, beginning), run, beginning)

    def stop(self, run: str) -> Future[None]:
        """See ``Engine.stop``."""
        future = self._ask(run, {"call": "stop"}, lambda _, __: None)
        with self._lock:
            self._owners.pop(run, None)
            if (worker := self._places.pop(run, None)) is not None:
                worker.runs.discard(run)
                worker.tiles.discard(run)
        return future

    def tile(self, name: str, experiment: Experiment, beside: str) -> Future[Answer]:
        """See ``Engine.tile``."""
        return asking.tile(self._place_to_spare(name, beside), name, experiment, beside)

    def ask(self, question: WallQuestion, owner: str) -> Future[Answer]:
        """See ``Engine.ask``."""
        with self._lock:
            worker = self._least_busy_for(owner)
        return asking.question(worker, question, owner)

    def _place_for(self, run: str, beginning: Beginning) -> WorkerProcess:
        """Return the worker that a run goes to."""
        if beginning.beside is not None:
            return self._place_to_spare(run, beginning.beside)
        with self._lock:
            worker = self._least_busy_for(beginning.owner) if beginning.passing else least_busy(self._workers)
            (worker.tiles if beginning.passing else worker.runs).add(run)
            if not beginning.passing:
                self._owners[run] = beginning.owner
            self._places[run] = worker
        return worker

    def _least_busy_for(self, owner: str) -> WorkerProcess:
        """Return the worker with the fewest runs of others: of equals that which has the owner's own."""
        own = {run for run, whose in self._owners.items() if owner and whose == owner}
        return least_busy(self._workers, own)

    def _place_to_spare(self, name: str, beside: str) -> WorkerProcess:
        """Return where the fewest others are; what has spare time alone is no reason for a run to go elsewhere."""
        with self._lock:
            worker = min(self._workers, key=lambda place: (len(place.runs - {beside}), len(place.tiles)))
            worker.tiles.add(name)
            self._places[name] = worker
        return worker

    def _ask(self, run: str, header: dict[str, Any], decode: Decode) -> Future[Any]:
        with self._lock:
            worker = self._places.get(run)
        if worker is not None:
            return worker.ask({**header, "run": run}, decode)
        lost: Future[Any] = Future()
        lost.set_exception(RunLost(f"run {run} is in no worker"))
        return lost

    def _look_for_life(self) -> None:
        """End workers that hang: their runs go on elsewhere from their checkpoints."""
        self.hung += sum(worker.look() is not None for worker in self.workers)

    def _worker(self, number: int) -> WorkerProcess:
        forked = forking() if self._fork and self._failures[number] < MOST_FORKS_FAILED else None
        return WorkerProcess(
            f"rnn-playground worker {number}",
            forked or spawning(),
            on_loss=lambda gone: self._replace(number, gone),
            on_gone=lambda gone: self._reopen(number, gone),
            on_missing=self._compiler.start,
            mnist=self._mnist,
            kernels=self._kernels,
            state_bytes=self._state_bytes,
        )

    def _spread_kernels(self) -> None:
        """Tell every worker that the kernels are compiled."""
        with self._lock:
            workers = list(self._workers)
        for worker in workers:
            worker.ask({"call": "kernels", "run": ""}, lambda _, __: None)

    def _replace(self, number: int, gone: WorkerProcess) -> None:
        """Put a new process, not yet open, into the place of one that ended: it may be asked from now on."""
        with self._lock:
            for run in gone.runs | gone.tiles:
                if self._places.get(run) is gone:
                    del self._places[run]
                    self._owners.pop(run, None)
            if not self._closing.is_set():
                self._workers[number] = self._worker(number)

    def _reopen(self, number: int, gone: WorkerProcess) -> None:
        self._failures[number] = 0 if gone.was_ready else self._failures[number] + 1
        self._closing.wait(PAUSES[min(self._failures[number], len(PAUSES) - 1)])
        while not self._closing.is_set():
            try:
                self._open_again(number, gone)
            except Exception as problem:
                logger.error("no worker can be made; it is tried again", exc_info=problem)
                self._closing.wait(PAUSES[-1])
            else:
                return

    def _open_again(self, number: int, gone: WorkerProcess) -> None:
        with self._lock:
            if self._closing.is_set():
                return
            if self._workers[number] is gone:  # nothing could be put into its place
                self._workers[number] = self._worker(number)
            self._workers[number].open()
            self.restarts += 1
