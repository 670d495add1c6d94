"""The server's end of one actor: questions go out one by one, what comes back is taken in batches."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Any

from rnn_playground.engine.engine import RunLost
from rnn_playground.engine.heartbeat import Beat
from rnn_playground.engine.message import unpack
from rnn_playground.engine.pulse import Pulse
from rnn_playground.engine.ray.bystander import Bystander
from rnn_playground.engine.ray.clerk import Clerk
from rnn_playground.engine.ray.cluster import Cluster
from rnn_playground.engine.under_way import Decode, UnderWay

logger = logging.getLogger(__name__)

# An actor answers after so long though its worker has nothing to say, in seconds: so it is known to live.
TAKE_WAIT = 0.5
# After so long without a word a neighbour is asked what its process does, in seconds.
SILENT = 1.0


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
        self.node: str | None = None
        self.resident_bytes = 0
        self.made_at = time.monotonic()
        self.was_ready = self.ended = self.hung = False
        self._cluster, self._clerk, self._create = cluster, clerk, create
        self._on_loss, self._on_missing = on_loss, on_missing
        self._under_way = UnderWay(lambda number, block: self._do(partial(self._put, number, block)))
        self._actor: Any = None
        self._pulse, self._bystander = Pulse(), Bystander()
        self._beat: Beat | None = None

    @property
    def placed(self) -> bool:
        """Whether the cluster has found room for it."""
        return self.pid is not None

    @property
    def ready(self) -> bool:
        """Whether it answers: it has begun to, and was heard of lately."""
        return self.was_ready and not self.ended and not self._pulse.late

    @property
    def heard(self) -> bool:
        """Whether it was heard of just now: nobody waits for the word of one that is missed itself."""
        return self.ready and self._pulse.silent < SILENT

    def open(self) -> None:
        """Have the actor made; returns before there is one."""
        self._do(self._open)

    def ask(self, header: dict[str, Any], decode: Decode, parts: Sequence[bytes] = ()) -> Future[Any]:
        """Send a question; the future's result is what ``decode`` makes of the reply's body and parts."""
        return self._under_way.ask(header, decode, parts)

    def look(self, neighbours: Sequence[WorkerActor]) -> None:
        """Look for signs of life, and end it if there are none. One of its ``neighbours`` says what its process does.

        While that one has not answered yet there is no look.
        """
        if self.pid is None or self.ended or self._bystander.is_asked:
            return
        beat, self._beat = self._beat, None
        reason = self._pulse.look(beat, self._bystander.word())
        if reason is not None:
            self.hung = True
            self.kill(reason)
        elif self._pulse.silent >= SILENT and neighbours:
            self._bystander = neighbours[0].asked_about(self.pid)

    def asked_about(self, pid: int) -> Bystander:
        """Have it look at another process of its machine."""
        bystander = Bystander(lambda: self.heard)
        self._clerk.do(partial(self._look_at, pid, bystander))
        return bystander

    def kill(self, reason: str) -> None:
        """End the actor; ``reason`` is what its runs are told."""
        self._clerk.do(partial(self._end, reason))

    def _do(self, work: Callable[[], None]) -> None:
        """Have the clerk do something without which the actor is of no use: where it fails the actor ends."""
        self._clerk.do(partial(self._done_or_over, work))

    def _done_or_over(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as problem:
            logger.error("an actor is given up", exc_info=problem)
            self._end(f"the server could not go on with the actor: {type(problem).__name__}")

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

    def _look_at(self, pid: int, bystander: Bystander) -> None:
        look = self._actor.look_at.options(concurrency_group="look").remote(pid).future()
        look.add_done_callback(bystander.hear)

    def _note_failure(self, done: Future[None]) -> None:
        if (problem := done.exception()) is not None:
            self.kill(_account(problem))

    def _take(self) -> None:
        take = self._actor.take.options(concurrency_group="out").remote(TAKE_WAIT).future()
        take.add_done_callback(lambda done: self._do(partial(self._taken, done)))

    def _taken(self, done: Future[bytes]) -> None:
        if self.ended:
            return
        if (problem := done.exception()) is not None:
            self._end(_account(problem))
            return
        header, blocks = unpack(done.result())
        self.pid, self.node, self.resident_bytes = header["pid"], header["node"], header["resident"]
        if header["beat"] is not None:
            self._beat = Beat(**header["beat"])
        for block in blocks:
            self._receive(*unpack(block))
        if header["last_words"] is None:
            self._take()
        else:
            self.hung = header["hung"]
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
        try:
            self._on_loss(self)
        finally:
            self._under_way.end(RunLost(reason))
            if self._actor is not None:
                self._cluster.kill(self._actor)


def _account(problem: BaseException) -> str:
    return f"the actor is gone: {type(problem).__name__}"
