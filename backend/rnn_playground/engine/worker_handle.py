"""One life of a worker as its server sees it, wherever the worker is: a process here, or an actor of a cluster."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, NamedTuple, Protocol, final

from rnn_playground.engine.client import Decode, PendingCalls
from rnn_playground.engine.engine import RunLost
from rnn_playground.engine.liveness import Beat, Liveness, ProcessState
from rnn_playground.engine.message import unpack

logger = logging.getLogger(__name__)


class Signs(NamedTuple):
    """What is seen of a worker since the last sample: its newest heartbeat, and what the system says of its process."""

    beat: Beat | None
    state: ProcessState | None


class Transport(Protocol):
    """The way to one worker. What is sent before the worker has come to be reaches it afterwards."""

    @property
    def pid(self) -> int | None:
        """The worker's process; None before there is one."""

    @property
    def node(self) -> str | None:
        """The machine that the worker is on; None where there is but one, or it is not known yet."""

    @property
    def resident_bytes(self) -> int:
        """Memory that the worker holds, in bytes."""

    def open(self, worker: WorkerHandle) -> None:
        """Have the worker made; returns before there is one. ``worker`` receives what it says, and is closed once."""

    def post(self, number: int, block: bytes) -> None:
        """Send the message of that number, from 1 on."""

    def signs(self) -> Signs | None:
        """Return what is seen of a worker that has a process; None where that is not known yet: no sample."""

    def kill(self) -> None:
        """End the worker at once; returns before it is gone."""

    def close(self, patience: float) -> None:
        """Have the worker end by itself within ``patience`` seconds, or kill it."""


@final
class WorkerHandle:
    """A worker, its runs, and what it was asked; it may be asked before ``open``, and answers after.

    ``threads`` is the budget that it was told last, see ``ThreadBudget``.

    When the worker is gone ``on_loss`` is called, then all that it was asked fails with RunLost. ``on_missing`` is
    called where it finds no compiled kernels. Both are called in a thread of the transport.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        on_loss: Callable[[WorkerHandle], None],
        on_missing: Callable[[], None] = lambda: None,
    ) -> None:
        self.transport = transport
        self.runs: set[str] = set()
        self.tiles: set[str] = set()
        self.threads = 1
        self.made_at = time.monotonic()
        self.was_ready = self.ended = self.hung = self._opened = False
        self._on_loss, self._on_missing = on_loss, on_missing
        self._liveness, self._calls = Liveness(), PendingCalls(transport.post)
        self._exit_reason: str | None = None

    @property
    def pid(self) -> int | None:
        """See ``Transport``."""
        return self.transport.pid

    @property
    def node(self) -> str | None:
        """See ``Transport``."""
        return self.transport.node

    @property
    def resident_bytes(self) -> int:
        """See ``Transport``."""
        return self.transport.resident_bytes

    @property
    def placed(self) -> bool:
        """Whether there was room for it: it has a process."""
        return self.pid is not None

    @property
    def ready(self) -> bool:
        """Whether it answers: it has begun to, and was heard of lately."""
        return self.was_ready and not self.ended and not self._liveness.late

    def open(self) -> None:
        """Have the worker made, unless that was done; returns before there is one."""
        if not self._opened:
            self.transport.open(self)
            self._opened = True

    def ask(self, header: dict[str, Any], decode: Decode, parts: Sequence[bytes] = ()) -> Future[Any]:
        """Send a call; the future's result is what ``decode`` makes of the answer's body and parts."""
        return self._calls.ask(header, decode, parts)

    def sample(self) -> None:
        """Look for signs of life, and end the worker where there are none."""
        if self.pid is None or self.ended or self._exit_reason is not None:
            return
        if (signs := self.transport.signs()) is None:
            return
        reason = self._liveness.sample(*signs)
        if reason is not None:
            self.hung = True
            self.kill(reason)

    def kill(self, reason: str) -> None:
        """End the worker; ``reason`` is what its runs are told."""
        self._exit_reason = self._exit_reason or reason
        self.transport.kill()

    def close(self, patience: float) -> None:
        """See ``Transport``."""
        self.transport.close(patience)

    def receive(self, block: bytes) -> None:
        """Take in what the worker said; where that cannot be read the worker is given up."""
        try:
            self._take(*unpack(block))
        except Exception as problem:
            logger.error("what a worker said cannot be read; it is given up", exc_info=problem)
            self.kill(f"the server could not read what the worker said: {type(problem).__name__}")

    def closed(self, account: Callable[[], str], *, hung: bool = False) -> None:
        """Take note that the worker is gone, or as good as; ``account`` says how it ended, and may wait for the end."""
        self.ended, self.hung = True, self.hung or hung
        reason = account()
        try:
            self._on_loss(self)
        finally:
            self._calls.end(RunLost(self._exit_reason or reason))

    def _take(self, header: dict[str, Any], parts: list[bytes]) -> None:
        if "ready" not in header:
            self._calls.receive(header, parts)
            return
        self.was_ready = True
        if header["compile"]:
            self._on_missing()
