"""The engine on this machine: worker processes, each with many runs."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path

from rnn_playground.engine import memory_watch
from rnn_playground.engine.memory_watch import end_those_above
from rnn_playground.engine.orders import StartRequest
from rnn_playground.engine.process_start import forking, keep_to_one_thread, spawning
from rnn_playground.engine.quota import processors
from rnn_playground.engine.report import Answer, Report
from rnn_playground.engine.service_thread import Watchdog
from rnn_playground.engine.supervisor import Role, Supervisor
from rnn_playground.engine.worker_handle import WorkerHandle
from rnn_playground.engine.worker_process import WorkerProcess
from rnn_playground.experiment import Experiment

# A worker that dies before it was ever ready is started again after these pauses, in seconds.
PAUSES = (0.0, 0.5, 2.0, 10.0)
# After so many of those it is spawned, in case it is the process that workers are forked from that does not come to be.
MOST_FORKS_FAILED = 2


class LocalEngine(Supervisor):
    """``workers`` processes; a run lives in the one that had the fewest. A process that dies is started again.

    All of them begin at once where they are forked. One that is spawned loads for seconds and shares no memory, and a
    run alone may use all cores in a single one: so one begins, and as many as there are runs when more runs come.

    With ``kernels`` the fused ones serve as soon as they are compiled, which a process of its own sees to. The
    workers read the task mnist's images from the file ``mnist``, where one is named. ``state_bytes``: what the states
    that branches grow from may take in all workers together. A process that takes more than ``worker_bytes`` is ended,
    and so is one that hangs. With ``fork`` processes are forked where that can be done, else every one is spawned.
    The workers share ``cores``, by default those that this process may use.

    Its runs are then lost (RunLost): who started them starts them again elsewhere.
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
        cores: int | None = None,
    ) -> None:
        forks = fork and forking() is not None
        cores = processors() if cores is None else cores
        super().__init__(shared=workers if forks else 1, isolated=False, cores=cores, fork=forks)
        self._most_workers = workers
        self._mnist, self._kernels, self._state_bytes, self._fork = mnist, kernels, state_bytes // workers, fork
        self._failures = [0] * workers
        if worker_bytes is not None:
            bound = worker_bytes
            self._watchdogs.append(
                Watchdog("memory", memory_watch.INTERVAL, lambda: end_those_above(bound, self.workers))
            )

    def open(self) -> None:
        """Start the processes; returns before they are ready."""
        keep_to_one_thread()
        super().open()

    def start(self, run: str, request: StartRequest) -> Future[Report]:
        """See ``Engine.start``."""
        begun = super().start(run, request)
        self._have_workers(sum(len(worker.runs) for worker in self.workers))
        return begun

    def tile(self, name: str, experiment: Experiment, beside: str) -> Future[Answer]:
        """See ``Engine.tile``."""
        made = super().tile(name, experiment, beside)
        self._have_workers(sum(len(worker.runs) + len(worker.tiles) for worker in self.workers))
        return made

    def _have_workers(self, count: int) -> None:
        """Have ``count`` workers from now on, or as many as there may be; those that are there stay."""
        with self._lock:
            if self._shared_count < min(count, self._most_workers):
                self._shared_count = min(count, self._most_workers)
                self._shared_workers()

    def _transport(self, role: Role, index: int, node: str | None) -> WorkerProcess:
        failures = self._failures[index]
        forked = forking() if self._fork and failures < MOST_FORKS_FAILED else None
        return WorkerProcess(
            f"rnn-playground worker {index}",
            forked or spawning(),
            PAUSES[min(failures, len(PAUSES) - 1)],
            mnist=self._mnist,
            kernels=self._kernels,
            state_bytes=self._state_bytes,
        )

    def _survey(self) -> None:
        """This machine is there, or nothing is."""

    def _has_room_for_a_worker(self) -> bool:
        return True

    def _after_loss(self, gone: WorkerHandle, index: int | None) -> None:
        assert index is not None
        self._failures[index] = 0 if gone.was_ready else self._failures[index] + 1
        self._shared_workers()
