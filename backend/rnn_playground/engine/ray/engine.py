"""The engine in a Ray cluster: an actor for each run, one loaded ahead on each node, one for what passes quickly."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

from rnn_playground.engine.ray.actor_transport import ActorTransport
from rnn_playground.engine.ray.cluster import Cluster, Processors
from rnn_playground.engine.service_thread import TaskThread, Watchdog
from rnn_playground.engine.supervisor import Role, Supervisor
from rnn_playground.engine.warm_pool import PROCESSOR_SHARE
from rnn_playground.engine.worker_handle import WorkerHandle

# How often it is looked what the cluster has free, in seconds.
SUPPLY_INTERVAL = 0.25
# An actor that ended before it was ever ready is followed by the next one after so long, in seconds.
PAUSE = 2.0


class RayEngine(Supervisor):
    """A run has an actor of its own, for ``runs`` of them at the most; see ``LocalEngine`` for the rest.

    An actor trains in one thread: it has reserved a part of one processor, and no server knows what the actors of
    others do on its node.

    Making it joins the cluster, or raises EngineUnusable.
    """

    def __init__(
        self, runs: int, mnist: Path | None = None, *, kernels: bool = True, state_bytes: int, worker_bytes: int
    ) -> None:
        super().__init__(shared=1, isolated=True, cores=1, fork=False)
        self._cluster, self._ray_thread = Cluster(), TaskThread("ray")
        self._arguments = (None if mnist is None else str(mnist), kernels, state_bytes // runs, worker_bytes)
        self._transports: list[ActorTransport] = []
        self._processors: Processors | None = None
        self._watchdogs.append(Watchdog("room", SUPPLY_INTERVAL, self._supply))

    def open(self) -> None:
        """Begin to have actors made."""
        self._ray_thread.open()
        self._survey()
        super().open()

    def close(self, patience: float = 5.0) -> None:
        """End the actors and leave the cluster, within ``patience`` seconds and a little."""
        super().close(patience)
        self._ray_thread.put(self._cluster.leave)
        self._ray_thread.close(patience)

    def _transport(self, role: Role, index: int, node: str | None) -> ActorTransport:
        create = partial(self._cluster.create, role, node, *self._arguments)
        return ActorTransport(self._cluster, self._ray_thread, create, self._transports)

    def _survey(self) -> None:
        processors, nodes = self._cluster.processors(), self._cluster.nodes()
        with self._lock:
            self._processors = processors
            self._warm_pool.nodes = self._warm_pool.nodes if nodes is None else nodes

    def _has_room_for_a_worker(self) -> bool:
        if self._processors is None:
            return False
        reserving = [worker for worker in self._workers if worker not in self._shared.values()]
        unplaced = sum(not worker.placed for worker in reserving)
        left = min(
            self._processors.free - unplaced * PROCESSOR_SHARE,
            self._processors.all - len(reserving) * PROCESSOR_SHARE,
        )
        return left >= PROCESSOR_SHARE

    def _after_loss(self, gone: WorkerHandle, index: int | None) -> None:
        """Leave it to ``_supply``: what goes on now comes before what is made ahead."""
        if not gone.was_ready:
            self._not_before = time.monotonic() + PAUSE
