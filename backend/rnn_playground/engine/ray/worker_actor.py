"""The server's end of one actor: questions go out one by one, what comes back is taken in batches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Any

from rnn_playground.engine.engine import RunLost
from rnn_playground.engine.heartbeat import Beat
from rnn_playground.engine.message import unpack
from rnn_playground.engine.pulse import Pulse
from rnn_playground.engine.ray.clerk import Clerk
from rnn_playground.engine.ray.cluster import Cluster
from rnn_playground.engine.under_way import Decode, UnderWay

# An actor answers after so long though its worker has nothing to say, in seconds: so it is known to live.
TAKE_WAIT = 1.0


class WorkerActor:
    """One life of an actor; it may be asked before it has come to be, and answers after.

    When it is gone ``on_loss`` is called, then all that was asked fails with RunLost; both in the clerk's thread, as
    is ``on_missing``, where its worker finds no compiled kernels.
    """

    def __init__(
        self,
        cluster: Cluster,
        clerk: Clerk,
        create: Callable[[], Any],
        *,
        on_loss: Callable[[WorkerActor], None],
        on_missing: Callable[[], None],
    ) -> None:
        self.runs: set[str] = set()
        self.tiles: set[str] = set()
        self.pid: int | None = None
        self.resident_bytes = 0
        self.was_ready = self.ended = False
        self._cluster, self._clerk, self._create = cluster, clerk, create
        self._on_loss, self._on_missing = on_loss, on_missing
        self._under_way = UnderWay(lambda number, block: clerk.do(partial(self._put, number, block)))
        self._actor: Any = None
        self._pulse = Pulse()
        self._beat: Beat | None = None

    @property
    def placed(self) -> bool:
        """Whether the cluster has found room for it."""
        return self.pid is not None

    @property
    def ready(self) -> bool:
        """Whether it answers: it has begun to, and was heard of lately."""
        return self.was_ready and not self.ended and not self._pulse.late

    def open(self) -> None:
        """Have the actor made; returns before there is one."""
        self._clerk.do(self._open)

    def ask(self, header: dict[str, Any], decode: Decode, parts: Sequence[bytes] = ()) -> Future[Any]:
        """Send a question; the future's result is what ``decode`` makes of the reply's body and parts."""
        return self._under_way.ask(header, decode, parts)

    def look(self) -> str | None:
        """Look for signs of life; return why it was ended if there are none."""
        if not self.placed or self.ended:
            return None
        beat, self._beat = self._beat, None
        reason = self._pulse.look(beat, None)
        if reason is not None:
            self.kill(reason)
        return reason

    def kill(self, reason: str) -> None:
        """End the actor; ``reason`` is what its runs are told."""
        self._clerk.do(partial(self._end, reason))

    def _open(self) -> None:
        try:
            self._actor = self._create()
            self._take()
        except self._cluster.errors as problem:
            self._end(f"an actor could not be made: {problem}")

    def _put(self, number: int, block: bytes) -> None:
        if not self.ended:
            put = self._actor.put.options(concurrency_group="in").remote(number, block).future()
            put.add_done_callback(self._note_failure)

    def _note_failure(self, done: Future[None]) -> None:
        if (problem := done.exception()) is not None:
            self.kill(_account(problem))

    def _take(self) -> None:
        take = self._actor.take.options(concurrency_group="out").remote(TAKE_WAIT).future()
        take.add_done_callback(lambda done: self._clerk.do(partial(self._taken, done)))

    def _taken(self, done: Future[bytes]) -> None:
        if self.ended:
            return
        if (problem := done.exception()) is not None:
            self._end(_account(problem))
            return
        header, blocks = unpack(done.result())
        self.pid, self.resident_bytes = header["pid"], header["resident"]
        if header["beat"] is not None:
            self._beat = Beat(**header["beat"])
        for block in blocks:
            self._receive(*unpack(block))
        if header["last_words"] is None:
            self._take()
        else:
            self._end(header["last_words"])

    def _receive(self, header: dict[str, Any], parts: list[bytes]) -> None:
        if "ready" not in header:
            self._under_way.receive(header, parts)
            return
        self.was_ready = True
        if header["compile"]:
            self._on_missing()

    def _end(self, reason: str) -> None:
        if self.ended:
            return
        self.ended = True
        self._on_loss(self)
        self._under_way.end(RunLost(reason))
        if self._actor is not None:
            self._cluster.kill(self._actor)


def _account(problem: BaseException) -> str:
    return f"the actor is gone: {type(problem).__name__}"
