"""The parent's end of one worker: the process, a thread that reads and one that writes, the questions under way."""

from __future__ import annotations

import contextlib
import itertools
import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from rnn_playground.engine import worker
from rnn_playground.engine.engine import OrderRefused, RunFailed, RunLost
from rnn_playground.engine.message import pack, unpack

# Seconds that a process which hung up may take to exit by itself.
EXIT_PATIENCE = 2.0
Decode = Callable[[dict[str, Any], list[bytes]], Any]
_SPAWN = multiprocessing.get_context("spawn")


class WorkerProcess:
    """One life of a worker; it may be asked before ``open``, and answers after.

    When the process is gone ``on_loss`` is called, then all that was asked fails with RunLost, then ``on_gone`` is
    called, which may wait; both in the reading thread. So is ``on_missing``, where it finds no compiled kernels.
    """

    def __init__(
        self,
        name: str,
        on_loss: Callable[[WorkerProcess], None],
        on_gone: Callable[[WorkerProcess], None],
        on_missing: Callable[[], None] = lambda: None,
        mnist: Path | None = None,
        *,
        kernels: bool = False,
    ) -> None:
        self.runs: set[str] = set()
        self.ready = self.was_ready = False
        self.pid: int | None = None
        self._connection, self._theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(
            target=worker.main, args=(self._theirs, mnist), kwargs={"kernels": kernels}, name=name, daemon=True
        )
        self._numbers = itertools.count(1)
        self._pending: dict[int, tuple[Future[Any], Decode]] = {}
        self._outgoing: SimpleQueue[bytes | None] = SimpleQueue()
        self._lock, self._ended = threading.Lock(), False
        self._on_loss, self._on_gone, self._on_missing = on_loss, on_gone, on_missing
        self._writer = threading.Thread(target=self._write, name=f"{name} writer", daemon=True)
        self._reader = threading.Thread(target=self._read, name=f"{name} reader", daemon=True)

    def open(self) -> None:
        """Start the process; returns before it is ready."""
        self._process.start()
        self.pid = self._process.pid
        self._theirs.close()
        self._writer.start()
        self._reader.start()

    def ask(self, header: dict[str, Any], decode: Decode, parts: list[bytes] | None = None) -> Future[Any]:
        """Send a question; the future's result is what ``decode`` makes of the reply's body and parts."""
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()
        identifier = next(self._numbers)
        with self._lock:
            if self._ended:
                future.set_exception(RunLost("the worker process is gone"))
                return future
            self._pending[identifier] = (future, decode)
        self._outgoing.put(pack({**header, "id": identifier}, parts or []))
        return future

    def close(self, patience: float) -> None:
        """Ask the process to exit; after ``patience`` seconds make it."""
        if self.pid is None:
            self._connection.close()
            self._theirs.close()
            return
        self._outgoing.put(pack({"call": "exit"}))
        self._reader.join(patience)
        if self._reader.is_alive():
            with contextlib.suppress(ValueError):  # it ended meanwhile and is closed
                self._process.kill()
            self._reader.join()

    def _write(self) -> None:
        try:
            while (block := self._outgoing.get()) is not None:
                self._connection.send_bytes(block)
        except OSError:
            return  # the process is gone; the reader tells

    def _read(self) -> None:
        try:
            while True:
                self._receive(self._connection.recv_bytes())
        except (EOFError, OSError):
            self._end()

    def _receive(self, block: bytes) -> None:
        header, parts = unpack(block)
        if "ready" in header:
            self.ready = self.was_ready = True
            if header["compile"]:
                self._on_missing()
            return
        with self._lock:
            known = self._pending.pop(header["id"], None)
        if known is None:
            return
        future, decode = known
        match header.get("error"):
            case None:
                future.set_result(decode(header["body"], parts))
            case "failed":
                future.set_exception(RunFailed(header["message"], header["cause"]))
            case _:
                future.set_exception(OrderRefused(header["message"], header["cause"]))

    def _end(self) -> None:
        self.ready = False
        self._outgoing.put(None)
        self._writer.join()
        self._process.join(EXIT_PATIENCE)
        if self._process.is_alive():
            self._process.kill()
        self._process.join()
        self._connection.close()
        reason = RunLost(f"the worker process ended with exit code {self._process.exitcode}")
        self._process.close()
        self._on_loss(self)
        with self._lock:
            self._ended = True
            pending, self._pending = self._pending, {}
        for future, _ in pending.values():
            future.set_exception(reason)
        self._on_gone(self)
