"""The parent's end of one worker: the process, a thread that reads and one that writes, the questions under way."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from rnn_playground.engine import worker
from rnn_playground.engine.birth import CHILDREN, exit_code_of
from rnn_playground.engine.engine import RunLost
from rnn_playground.engine.heartbeat import newest_beat
from rnn_playground.engine.message import pack, unpack
from rnn_playground.engine.pulse import Pulse, process_state
from rnn_playground.engine.service_thread import ServiceThread
from rnn_playground.engine.under_way import Decode, UnderWay

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, SpawnContext

logger = logging.getLogger(__name__)

# Seconds that a process which hung up may take to exit by itself.
EXIT_PATIENCE = 2.0


class WorkerProcess:
    """One life of a worker; it may be asked before ``open``, and answers after.

    When the process is gone ``on_loss`` is called, then all that was asked fails with RunLost, then ``on_gone`` is
    called, which may wait; both in the reading thread. So is ``on_missing``, where it finds no compiled kernels.
    """

    def __init__(
        self,
        name: str,
        context: SpawnContext | ForkServerContext,
        *,
        on_loss: Callable[[WorkerProcess], None],
        on_gone: Callable[[WorkerProcess], None],
        on_missing: Callable[[], None],
        mnist: Path | None,
        kernels: bool,
        state_bytes: int,
    ) -> None:
        self.runs: set[str] = set()
        self.tiles: set[str] = set()
        self.was_ready = self._answers = False
        self.pid: int | None = None
        self._connection, self._theirs = context.Pipe()
        self._heartbeat, self._their_heartbeat = context.Pipe(duplex=False)
        self._pulse = Pulse()
        self._process = context.Process(
            target=worker.main,
            args=(self._theirs, self._their_heartbeat, mnist),
            kwargs={"kernels": kernels, "state_bytes": state_bytes},
            name=name,
            daemon=True,
        )
        self._outgoing: SimpleQueue[bytes | None] = SimpleQueue()
        self._under_way = UnderWay(lambda _, block: self._outgoing.put(block))
        self._lock, self._ended = threading.Lock(), False
        self._verdict: str | None = None
        self._on_loss, self._on_gone, self._on_missing = on_loss, on_gone, on_missing
        self._writer = ServiceThread(f"{name} writer", self._write, lambda: self.kill("the server cannot ask it"))
        self._reader = ServiceThread(f"{name} reader", self._read)

    @property
    def ready(self) -> bool:
        """Whether it answers: it has begun to, and was heard of lately."""
        return self._answers and not self._pulse.late

    def open(self) -> None:
        """Start the process; returns before there is one."""
        self._reader.start()

    def look(self) -> str | None:
        """Look for signs of life; return why it was ended if there are none."""
        pid = self.pid
        if pid is None or self._verdict is not None:
            return None
        with self._lock:
            if self._ended:
                return None
            beat = newest_beat(self._heartbeat)
        reason = self._pulse.look(beat, process_state(pid))
        if reason is not None:
            self.kill(reason)
        return reason

    def ask(self, header: dict[str, Any], decode: Decode, parts: Sequence[bytes] = ()) -> Future[Any]:
        """Send a question; the future's result is what ``decode`` makes of the reply's body and parts."""
        return self._under_way.ask(header, decode, parts)

    def kill(self, reason: str) -> None:
        """End the process at once; ``reason`` is what its runs are told."""
        self._verdict = reason
        with contextlib.suppress(ValueError, AttributeError):  # it ended meanwhile, or was never started
            self._process.kill()

    def close(self, patience: float) -> None:
        """Ask the process to exit; after ``patience`` seconds make it."""
        if self._reader.ident is None:
            self._hang_up()
            return
        self._outgoing.put(pack({"call": "exit"}))
        self._reader.join(patience)
        if self._reader.is_alive():
            self.kill("the server ends")
            self._reader.join(EXIT_PATIENCE)

    def _write(self) -> None:
        try:
            while (block := self._outgoing.get()) is not None:
                self._connection.send_bytes(block)
        except OSError:
            return  # the process is gone; the reader tells

    def _read(self) -> None:
        try:
            self._start()
            while True:
                self._receive(self._connection.recv_bytes())
        except (EOFError, OSError) as problem:
            self._end(problem)
        except Exception as problem:
            logger.error("what a worker said cannot be read; it is given up", exc_info=problem)
            self.kill(f"the server could not read what the worker said: {type(problem).__name__}")
            self._end(problem)

    def _start(self) -> None:
        with CHILDREN:
            self._process.start()
        self.pid = self._process.pid
        self._theirs.close()
        self._their_heartbeat.close()
        if self._verdict is not None:
            self._process.kill()
        self._writer.start()

    def _receive(self, block: bytes) -> None:
        header, parts = unpack(block)
        if "ready" in header:
            self._answers = self.was_ready = True
            if header["compile"]:
                self._on_missing()
            return
        self._under_way.receive(header, parts)

    def _end(self, problem: Exception) -> None:
        self._answers = False
        account = self._account(problem)
        reason = RunLost(self._verdict or account)
        try:
            self._on_loss(self)
        finally:
            with self._lock:
                self._ended = True
                self._hang_up()
            self._under_way.end(reason)
            self._on_gone(self)

    def _account(self, problem: Exception) -> str:
        """Return how the process ended, once it has."""
        if self.pid is None:
            return f"the worker process could not be started: {problem!r}"
        self._outgoing.put(None)
        if self._writer.ident is not None:
            self._writer.join()
        return f"the worker process ended with exit code {exit_code_of(self._process, EXIT_PATIENCE)}"

    def _hang_up(self) -> None:
        for end in (self._connection, self._theirs, self._heartbeat, self._their_heartbeat):
            end.close()
