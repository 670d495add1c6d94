"""With how many threads a worker may train: a budget that the server shares out, no setting of a run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import final

from rnn_playground.engine import client
from rnn_playground.engine.worker_handle import WorkerHandle


def threads_of_a_worker(cores: int, training: int) -> int:
    """Return how many threads each of the ``training`` workers of a machine may use, its own loop's among them.

    A worker computes one slice at a time, so this many threads compute in each of them at most, and in all of them
    together no more than there are cores: with as many workers at work as cores, one each. Of more than two cores one
    is left to the web process and the browser. Of two, both train, as they do for two runs: workers are niced, so
    what answers and draws goes first.
    """
    return max(1, min(cores, max(2, cores - 1)) // max(1, training))


@final
class ThreadBudget:
    """Knows which runs train and where, and tells the workers of a machine what that leaves each of them.

    It may change with every slice: what a run computes does not depend on it. So it is no part of a document, a
    checkpoint or a recording.
    """

    def __init__(self, cores: int) -> None:
        self._cores = cores
        self._training: dict[str, WorkerHandle] = {}

    def note(self, run: str, worker: WorkerHandle | None) -> bool:
        """Note that ``run`` trains in ``worker``, or nowhere; return whether that is news."""
        if self._training.get(run) is worker:
            return False
        self._training.pop(run, None)
        if worker is not None:
            self._training[run] = worker
        return True

    def tell(self, workers: Iterable[WorkerHandle]) -> None:
        """Tell ``workers`` their budget, those that do not know it yet."""
        training = len({id(worker) for worker in self._training.values()})
        threads = threads_of_a_worker(self._cores, training)
        for worker in workers:
            if worker.threads != threads:
                worker.threads = threads
                worker.ask({"call": "threads", "run": "", "threads": threads}, client.nothing)
