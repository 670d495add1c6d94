"""The way to a worker that is an actor: calls go out one by one, what comes back is taken in batches."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, final

from rnn_playground.engine.liveness import SAMPLE_INTERVAL, Beat, ProcessState
from rnn_playground.engine.message import unpack
from rnn_playground.engine.ray.cluster import Cluster
from rnn_playground.engine.service_thread import TaskThread
from rnn_playground.engine.worker_handle import Signs, WorkerHandle

# An actor answers after so long though its worker has nothing to say, in seconds: so it is known to live.
TAKE_WAIT = 0.5
# After so long without a word a neighbour is asked what its process does, in seconds.
SILENT = 1.0


@final
class PeerProbe:
    """What a neighbour says of an actor's process: a server cannot look at processes of other machines itself."""

    def __init__(self, neighbour: ActorTransport | None = None) -> None:
        self._neighbour = neighbour
        self._answered = False
        self.state: ProcessState | None = None

    @property
    def pending(self) -> bool:
        """Whether there will still be an answer."""
        return not self._answered and self._neighbour is not None and self._neighbour.heard

    def take(self, done: Future[bytes]) -> None:
        """Take in the answer."""
        try:
            if done.exception() is None and (state := unpack(done.result())[0]["state"]) is not None:
                self.state = ProcessState(**state)
        finally:
            self._answered = True


@final
class ActorTransport:
    """An actor that ``create`` makes; Ray is called in ``ray_thread`` alone. Implements ``Transport``.

    ``peers``: the transports of the same server, to which this one belongs while its actor lives.
    """

    def __init__(
        self, cluster: Cluster, ray_thread: TaskThread, create: Callable[[], Any], peers: list[ActorTransport]
    ) -> None:
        self.pid: int | None = None
        self.node: str | None = None
        self.resident_bytes = 0
        self._cluster, self._ray_thread, self._create, self._peers = cluster, ray_thread, create, peers
        self._worker: WorkerHandle | None = None
        self._actor: Any = None
        self._ended = False
        self._beat: Beat | None = None
        self._silent, self._probe = 0.0, PeerProbe()

    @property
    def heard(self) -> bool:
        """Whether it was heard of just now: nobody waits for the word of one that is missed itself."""
        return self._worker is not None and self._worker.ready and self._silent < SILENT

    def open(self, worker: WorkerHandle) -> None:
        """See ``Transport``. Where the cluster is full the actor comes to be once there is room."""
        self._worker = worker
        self._do(self._open)

    def post(self, number: int, block: bytes) -> None:
        """See ``Transport``; Ray may change the order, so the number goes along."""
        self._do(partial(self._put, number, block))

    def signs(self) -> Signs | None:
        """See ``Transport``. While a neighbour has not answered yet there is no sample."""
        if self._probe.pending:
            return None
        signs = Signs(self._beat, self._probe.state)
        self._beat, self._probe = None, PeerProbe()
        self._silent = 0.0 if signs.beat is not None else self._silent + SAMPLE_INTERVAL
        if self._silent >= SILENT:
            self._ask_a_neighbour()
        return signs

    def kill(self) -> None:
        """See ``Transport``."""
        self._ray_thread.put(partial(self._end, "the actor was ended"))

    def close(self, patience: float) -> None:
        """See ``Transport``: an actor has nothing to end by itself."""
        if self._worker is not None:
            self._worker.kill("the server ends")

    def _do(self, task: Callable[[], None]) -> None:
        """Have something done without which the actor is of no use: where it fails the actor ends."""
        self._ray_thread.put(
            task, lambda problem: self._end(f"the server could not go on with the actor: {type(problem).__name__}")
        )

    def _open(self) -> None:
        try:
            self._actor = self._create()
            self._peers.append(self)
            self._take()
        except self._cluster.errors as problem:
            self._end(f"an actor could not be made: {problem}")

    def _put(self, number: int, block: bytes) -> None:
        if not self._ended:
            put = self._actor.put.options(concurrency_group="in").remote(number, block).future()
            put.add_done_callback(self._end_where_it_failed)

    def _end_where_it_failed(self, done: Future[None]) -> None:
        if (problem := done.exception()) is not None:
            self._ray_thread.put(partial(self._end, _account(problem)))

    def _take(self) -> None:
        take = self._actor.take.options(concurrency_group="out").remote(TAKE_WAIT).future()
        take.add_done_callback(lambda done: self._do(partial(self._taken, done)))

    def _taken(self, done: Future[bytes]) -> None:
        if self._ended or self._worker is None:
            return
        if (problem := done.exception()) is not None:
            self._end(_account(problem))
            return
        header, blocks = unpack(done.result())
        self.pid, self.node, self.resident_bytes = header["pid"], header["node"], header["resident"]
        if header["beat"] is not None:
            self._beat = Beat(**header["beat"])
        for block in blocks:
            self._worker.receive(block)
        if header["exit_reason"] is None:
            self._take()
        else:
            self._end(header["exit_reason"], hung=header["hung"])

    def _ask_a_neighbour(self) -> None:
        near = (peer for peer in list(self._peers) if peer is not self and peer.heard and peer.node == self.node)
        if (neighbour := next(near, None)) is not None and self.pid is not None:
            self._probe = PeerProbe(neighbour)
            self._ray_thread.put(partial(neighbour.look_at, self.pid, self._probe))

    def look_at(self, pid: int, probe: PeerProbe) -> None:
        """Have the actor look at another process of its machine."""
        self._actor.look_at.options(concurrency_group="look").remote(pid).future().add_done_callback(probe.take)

    def _end(self, reason: str, *, hung: bool = False) -> None:
        if self._ended or self._worker is None:
            return
        self._ended = True
        if self in self._peers:
            self._peers.remove(self)
        try:
            self._worker.closed(lambda: reason, hung=hung)
        finally:
            if self._actor is not None:
                self._cluster.kill(self._actor)


def _account(problem: BaseException) -> str:
    return f"the actor is gone: {type(problem).__name__}"
