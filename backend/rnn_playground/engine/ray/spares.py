"""The actors that wait loaded for a run to come, or for one of a node that is lost: one on each node."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import final

from rnn_playground.engine.ray.cluster import PROCESSOR_SHARE
from rnn_playground.engine.ray.worker_actor import WorkerActor


@final
class Spares:
    """Who waits. ``nodes`` are those of the cluster, each with its processors."""

    def __init__(self) -> None:
        self.nodes: Mapping[str, float] = {}
        self._waiting: list[WorkerActor] = []

    def __len__(self) -> int:
        return len(self._waiting)

    def __iter__(self) -> Iterator[WorkerActor]:
        return iter(self._waiting)

    def add(self, actor: WorkerActor) -> None:
        """Let one more wait."""
        self._waiting.append(actor)

    def drop(self, gone: WorkerActor) -> bool:
        """Forget one that is lost; return whether it waited."""
        waited = gone in self._waiting
        if waited:
            self._waiting.remove(gone)
        return waited

    def take(self, actors: Sequence[WorkerActor]) -> WorkerActor | None:
        """Let one go where a run has come: one that answers before one that has yet to, where the fewest runs are."""
        runs = Counter(actor.node for actor in actors if actor.runs)
        living = [actor for actor in self._waiting if actor.node is None or actor.node in self.nodes]
        order = sorted(living, key=lambda actor: (not actor.ready, not actor.placed, runs[actor.node]))
        for actor in order[:1]:
            self._waiting.remove(actor)
            return actor
        return None

    def next_node(self, actors: Sequence[WorkerActor]) -> str:
        """Return the one of the nodes on which nobody waits that has the fewest actors."""
        return _emptiest(self.wanting(), actors)

    def shared_node(self, actors: Sequence[WorkerActor]) -> str | None:
        """Return the node with the fewest actors; None where none has processors."""
        return _emptiest(self._working(), actors) if self._working() else None

    def wanting(self) -> set[str]:
        """Return the nodes on which nobody waits; none where as many wait as there are nodes, wherever they are."""
        nodes = self._working()
        return nodes - {actor.node for actor in self._waiting} if len(self._waiting) < len(nodes) else set()

    def _working(self) -> set[str]:
        return {node for node, processors in self.nodes.items() if processors >= PROCESSOR_SHARE}


def _emptiest(nodes: Iterable[str], actors: Sequence[WorkerActor]) -> str:
    held = Counter(actor.node for actor in actors)
    return min(nodes, key=lambda node: (held[node], node))
