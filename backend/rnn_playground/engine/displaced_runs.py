"""Runs whose machine was lost: they go on beside other runs until a worker of their own is loaded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import final

from rnn_playground.engine.worker_handle import WorkerHandle


@final
class DisplacedRuns:
    """Runs beside others, and the worker that each is to have. Those ``orphaned`` have not begun again."""

    def __init__(self) -> None:
        self.orphaned: set[str] = set()
        self._own: dict[str, WorkerHandle | None] = {}

    def host(self, workers: Iterable[WorkerHandle]) -> WorkerHandle | None:
        """Return the worker with the fewest runs of those that answer; None where none does."""
        return min((worker for worker in workers if worker.ready), key=lambda worker: len(worker.runs), default=None)

    def add(self, run: str, own: WorkerHandle | None) -> None:
        """Let a run stay beside others until ``own`` is loaded; None: that one has yet to be made."""
        self._own[run] = own

    def remove(self, run: str) -> WorkerHandle | None:
        """Forget a run; return the worker that it was to have."""
        self.orphaned.discard(run)
        return self._own.pop(run, None)

    def can_move(self, run: str) -> bool:
        """Tell whether the worker that a run is to have is loaded."""
        own = self._own.get(run)
        return own is not None and own.ready

    def first_without(self) -> str | None:
        """Return the run that came first of those for which no worker is made."""
        return next((run for run, own in self._own.items() if own is None), None)

    def forget(self, gone: WorkerHandle) -> bool:
        """Forget a worker that is lost; return whether a run was to have it."""
        for run, own in self._own.items():
            if own is gone:
                self._own[run] = None
                return True
        return False
