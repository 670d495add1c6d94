"""The way to a worker that is a process of this machine: two pipes, a thread that reads and one that writes."""

from __future__ import annotations

import contextlib
import logging
import threading
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Never, final

from rnn_playground.engine import worker
from rnn_playground.engine.liveness import newest_beat, process_state
from rnn_playground.engine.memory_watch import resident_bytes
from rnn_playground.engine.message import pack
from rnn_playground.engine.process_start import CHILDREN, exit_code_of
from rnn_playground.engine.service_thread import ServiceThread, TaskThread
from rnn_playground.engine.worker_handle import Signs, WorkerHandle

logger = logging.getLogger(__name__)

# Seconds that a process which hung up may take to exit by itself.
EXIT_PATIENCE = 2.0


@final
class WorkerProcess:
    """A process that is started ``pause`` seconds after ``open``. Implements ``Transport``."""

    node = None

    def __init__(
        self,
        name: str,
        context: SpawnContext | ForkServerContext,
        pause: float,
        *,
        mnist: Path | None,
        kernels: bool,
        state_bytes: int,
    ) -> None:
        self.pid: int | None = None
        self._name, self._context, self._pause = name, context, pause
        self._mnist, self._settings = mnist, {"kernels": kernels, "state_bytes": state_bytes}
        self._worker: WorkerHandle | None = None
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._heartbeat: Connection | None = None
        self._killed, self._lock = threading.Event(), threading.Lock()
        self._writer = TaskThread(f"{name} writer")
        self._reader = ServiceThread(f"{name} reader", self._serve)

    @property
    def resident_bytes(self) -> int:
        """See ``Transport``."""
        return 0 if self.pid is None else resident_bytes(self.pid) or 0

    def open(self, worker: WorkerHandle) -> None:
        """See ``Transport``."""
        self._worker = worker
        self._reader.start()

    def post(self, number: int, block: bytes) -> None:
        """See ``Transport``; the pipe keeps the order."""
        self._writer.put(partial(self._write, block), self._cannot_write)

    def signs(self) -> Signs | None:
        """See ``Transport``."""
        with self._lock:
            if self.pid is None or self._heartbeat is None:
                return None
            return Signs(newest_beat(self._heartbeat), process_state(self.pid))

    def kill(self) -> None:
        """See ``Transport``; the reading thread notices the end."""
        self._killed.set()
        if self.pid is not None and self._process is not None:
            with contextlib.suppress(ValueError):  # it ended meanwhile and is closed
                self._process.kill()

    def close(self, patience: float) -> None:
        """See ``Transport``."""
        if self._worker is None or self._reader.ident is None:
            return
        self.post(0, pack({"call": "exit"}))
        self._reader.join(patience)
        if self._reader.is_alive():
            self._worker.kill("the server ends")
            self._reader.join(EXIT_PATIENCE)

    def _serve(self) -> None:
        """Start the process and hand on what it says until it is gone."""
        assert self._worker is not None
        problem: Exception
        try:
            self._live(self._worker)
        except (EOFError, OSError) as end:
            problem = end
        except Exception as unforeseen:
            logger.error("a worker is given up", exc_info=unforeseen)
            self.kill()
            problem = unforeseen
        try:
            self._worker.closed(partial(self._account, problem))
        finally:
            self._hang_up()

    def _live(self, worker: WorkerHandle) -> Never:
        if self._killed.wait(self._pause):
            raise EOFError("it was not wanted any more")
        connection = self._start()
        while True:
            worker.receive(connection.recv_bytes())

    def _start(self) -> Connection:
        """Start the process, which gets the other ends of the pipes, and return this end of that for messages."""
        connection, theirs = self._context.Pipe()
        heartbeat, their_heartbeat = self._context.Pipe(duplex=False)
        self._connection, self._heartbeat = connection, heartbeat
        with contextlib.closing(theirs), contextlib.closing(their_heartbeat):
            self._process = self._context.Process(
                target=worker.main,
                args=(theirs, their_heartbeat, self._mnist),
                kwargs=self._settings,
                name=self._name,
                daemon=True,
            )
            with CHILDREN:
                self._process.start()
        self.pid = self._process.pid
        if self._killed.is_set():
            self._process.kill()
        self._writer.open()
        return connection

    def _write(self, block: bytes) -> None:
        assert self._connection is not None
        with contextlib.suppress(OSError):  # the process is gone; the reading thread tells
            self._connection.send_bytes(block)

    def _cannot_write(self, problem: Exception) -> None:
        assert self._worker is not None
        self._worker.kill(f"the server cannot ask it: {type(problem).__name__}")

    def _account(self, problem: Exception) -> str:
        """Return how the process ended, once it has."""
        if self._process is None or self.pid is None:
            return f"the worker process could not be started: {problem!r}"
        self._writer.close()
        return f"the worker process ended with exit code {exit_code_of(self._process, EXIT_PATIENCE)}"

    def _hang_up(self) -> None:
        with self._lock:
            for end in (self._connection, self._heartbeat):
                if end is not None:
                    end.close()
            self._heartbeat = None
