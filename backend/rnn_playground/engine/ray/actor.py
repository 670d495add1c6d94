"""What runs in the cluster: a worker in a thread, and the calls through which its server talks to it.

Ray ships these classes by cloudpickle inside the cluster, and they take and give nothing but numbers, names and bytes
made by ``engine/message.py``.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Never, final

from rnn_playground.engine.liveness import (
    SAMPLE_INTERVAL,
    Activity,
    Beat,
    Liveness,
    beats_of_this_thread,
    process_state,
)
from rnn_playground.engine.memory_watch import end_those_above, resident_bytes
from rnn_playground.engine.message import pack
from rnn_playground.engine.service_thread import ServiceThread
from rnn_playground.engine.worker import serve

logger = logging.getLogger(__name__)

# So long it may take until its server has heard why an actor ends, in seconds.
EXIT_PATIENCE = 2.0


@final
class Mailbox:
    """Stands in for the pipe between a worker and its server, where both are threads of one actor.

    ``put`` and ``take`` are the server's end, the rest is the worker's.

    Ray may deliver calls in another order than they were made: each message has a number, from 1 on, and waits for
    those before it.
    """

    def __init__(self) -> None:
        self._incoming: deque[bytes] = deque()
        self._outgoing: list[bytes] = []
        self._early: dict[int, bytes] = {}
        self._next = 1
        self._changed = threading.Condition()

    def put(self, number: int, block: bytes) -> None:
        """Hand in the message of that number."""
        with self._changed:
            self._early[number] = block
            while (following := self._early.pop(self._next, None)) is not None:
                self._incoming.append(following)
                self._next += 1
            self._changed.notify_all()

    def take(self, wait: float) -> list[bytes]:
        """Return what the worker sent since the last call; waits up to ``wait`` seconds for something."""
        with self._changed:
            self._changed.wait_for(lambda: self._outgoing, wait)
            taken, self._outgoing = self._outgoing, []
            return taken

    def poll(self, timeout: float | None = 0.0, /) -> bool:
        """Tell whether there is a message; waits for one up to ``timeout`` seconds, for ever without a time-out."""
        with self._changed:
            return self._changed.wait_for(lambda: bool(self._incoming), timeout)

    def recv_bytes(self) -> bytes:
        """Return the next message."""
        with self._changed:
            self._changed.wait_for(lambda: self._incoming)
            return self._incoming.popleft()

    def send_bytes(self, block: bytes, /) -> None:
        """Send the server a message."""
        with self._changed:
            self._outgoing.append(block)
            self._changed.notify_all()


class Actor:
    """Holds a worker that serves until its actor is killed.

    It ends itself above ``worker_bytes`` and where its worker hangs.
    """

    def __init__(self, mnist: str | None, kernels: bool, state_bytes: int, worker_bytes: int) -> None:
        # Before torch is loaded: one thread each.
        os.environ["OMP_NUM_THREADS"] = "1"
        self._mailbox, self._activity, self._process = Mailbox(), Activity(), _ThisProcess()
        self._node = _node_of_this_process()
        self._beat: Callable[[], Beat] | None = None
        self._hung = False
        images = None if mnist is None else Path(mnist)
        ServiceThread("worker", lambda: self._work(images, kernels, state_bytes)).start()
        ServiceThread("watch", lambda: self._watch(worker_bytes), self._break).start()

    def put(self, number: int, block: bytes) -> None:
        """Hand the worker the message of that number."""
        self._mailbox.put(number, block)

    def take(self, wait: float) -> bytes:
        """Return what the worker sent, a heartbeat and the reason where it must end; waits up to ``wait`` s."""
        blocks = [] if self._process.exit_reason else self._mailbox.take(wait)
        pid = os.getpid()
        header = {
            "pid": pid,
            "node": self._node,
            "resident": resident_bytes(pid) or 0,
            "beat": self._beat()._asdict() if self._beat else None,
            "exit_reason": self._process.exit_reason,
            "hung": self._hung,
        }
        return pack(header, blocks)

    def look_at(self, pid: int) -> bytes:
        """Return what the system says of another process of this machine."""
        state = process_state(pid)
        return pack({"state": None if state is None else state._asdict()})

    def _work(self, mnist: Path | None, kernels: bool, state_bytes: int) -> None:
        try:
            self._beat = beats_of_this_thread(self._activity)
            serve(self._mailbox, self._activity, mnist, kernels=kernels, state_bytes=state_bytes)
        except Exception as problem:
            logger.error("the worker broke", exc_info=problem)
        self._break()

    def _break(self) -> None:
        self._process.kill("the worker broke; the log of its actor says why")

    def _watch(self, worker_bytes: int) -> Never:
        liveness = Liveness()
        while True:
            time.sleep(SAMPLE_INTERVAL)
            end_those_above(worker_bytes, [self._process])
            if self._beat is not None and (reason := liveness.sample(self._beat(), None)) is not None:
                self._hung = True
                self._process.kill(reason)


@final
class _ThisProcess:
    """Ends itself, once its server has heard why."""

    def __init__(self) -> None:
        self.pid: int | None = os.getpid()
        self.exit_reason: str | None = None

    def kill(self, reason: str) -> None:
        """End; ``reason`` is what its runs are told."""
        self.exit_reason = reason
        time.sleep(EXIT_PATIENCE)
        os._exit(1)


def _node_of_this_process() -> str:
    import ray

    return str(ray.get_runtime_context().get_node_id())
