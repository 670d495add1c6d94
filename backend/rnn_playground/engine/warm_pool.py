"""The workers that wait loaded for a run to come, or for one of a node that is lost: one on each node."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import final

from rnn_playground.engine.worker_handle import WorkerHandle

# Of a processor, reserved for each worker that a run has to itself.
PROCESSOR_SHARE = 0.25


@final
class WarmPool:
    """The workers that wait. ``nodes`` are those of the cluster, each with its processors; on one machine none."""

    def __init__(self) -> None:
        self.nodes: Mapping[str, float] = {}
        self._waiting: list[WorkerHandle] = []

    def __len__(self) -> int:
        return len(self._waiting)

    def __iter__(self) -> Iterator[WorkerHandle]:
        return iter(self._waiting)

    def add(self, worker: WorkerHandle) -> None:
        """Let one more wait."""
        self._waiting.append(worker)

    def drop(self, gone: WorkerHandle) -> bool:
        """Forget one that is lost; return whether it waited."""
        waited = gone in self._waiting
        if waited:
            self._waiting.remove(gone)
        return waited

    def take(self, workers: Sequence[WorkerHandle]) -> WorkerHandle | None:
        """Let one go where a run has come: one that answers before one that has yet to, where the fewest runs are."""
        runs = Counter(worker.node for worker in workers if worker.runs)
        living = [worker for worker in self._waiting if worker.node is None or worker.node in self.nodes]
        order = sorted(living, key=lambda worker: (not worker.ready, not worker.placed, runs[worker.node]))
        for worker in order[:1]:
            self._waiting.remove(worker)
            return worker
        return None

    def next_node(self, workers: Sequence[WorkerHandle]) -> str:
        """Return the one of the nodes on which none waits that has the fewest workers."""
        return _emptiest(self.wanting(), workers)

    def shared_node(self, workers: Sequence[WorkerHandle]) -> str | None:
        """Return the node with the fewest workers; None where none has processors."""
        return _emptiest(self._working(), workers) if self._working() else None

    def wanting(self) -> set[str]:
        """Return the nodes on which none waits; none where as many wait as there are nodes, wherever they are."""
        nodes = self._working()
        return nodes - {worker.node for worker in self._waiting} if len(self._waiting) < len(nodes) else set()

    def _working(self) -> set[str]:
        return {node for node, processors in self.nodes.items() if processors >= PROCESSOR_SHARE}


def _emptiest(nodes: Iterable[str], workers: Sequence[WorkerHandle]) -> str:
    held = Counter(worker.node for worker in workers)
    return min(nodes, key=lambda node: (held[node], node))
