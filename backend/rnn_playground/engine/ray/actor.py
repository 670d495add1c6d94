"""What runs in the cluster: a worker in a thread, and the calls through which its server talks to it.

Ray ships these classes by cloudpickle inside the cluster, and they take and give nothing but numbers, names and bytes
made by ``engine/message.py``.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import final

from rnn_playground.engine import pulse
from rnn_playground.engine.heartbeat import Activity, Beat, beats_of_this_thread
from rnn_playground.engine.memory_watch import end_those_above, resident_bytes
from rnn_playground.engine.message import pack
from rnn_playground.engine.pulse import Pulse, process_state
from rnn_playground.engine.ray.mailbox import Mailbox
from rnn_playground.engine.service_thread import ServiceThread
from rnn_playground.engine.worker import serve

logger = logging.getLogger(__name__)

# An actor from which nobody takes anything for so long has no server any more, in seconds.
ABANDONED = 20.0
# So long its last words may take to be heard, in seconds.
LAST_WORDS = 2.0


class Actor:
    """Holds a worker that serves until its actor is killed.

    It ends itself above ``worker_bytes``, where its worker hangs, and where nobody asks for it any more.
    """

    def __init__(self, mnist: str | None, kernels: bool, state_bytes: int, worker_bytes: int) -> None:
        # Before torch is loaded: one thread each.
        os.environ["OMP_NUM_THREADS"] = "1"
        self._mailbox, self._activity, self._process = Mailbox(), Activity(), _ThisProcess()
        self._node = _node_of_this_process()
        self._beat: Callable[[], Beat] | None = None
        self._hung = False
        self._taken_at = time.monotonic()
        images = None if mnist is None else Path(mnist)
        ServiceThread("worker", lambda: self._work(images, kernels, state_bytes)).start()
        ServiceThread("watch", lambda: self._watch(worker_bytes), self._break).start()

    def put(self, number: int, block: bytes) -> None:
        """Hand the worker the message of that number."""
        self._mailbox.put(number, block)

    def take(self, wait: float) -> bytes:
        """Return what the worker sent, a heartbeat and the last words where it must end; waits up to ``wait`` s."""
        blocks = [] if self._process.last_words else self._mailbox.take(wait)
        self._taken_at = time.monotonic()
        pid = os.getpid()
        header = {
            "pid": pid,
            "node": self._node,
            "resident": resident_bytes(pid) or 0,
            "beat": self._beat()._asdict() if self._beat else None,
            "last_words": self._process.last_words,
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

    def _watch(self, worker_bytes: int) -> None:
        seen = Pulse()
        while time.monotonic() - self._taken_at < ABANDONED:
            time.sleep(pulse.LOOK)
            end_those_above(worker_bytes, [self._process])
            if self._beat is not None and (reason := seen.look(self._beat(), None)) is not None:
                self._hung = True
                self._process.kill(reason)
        os._exit(0)


@final
class _ThisProcess:
    """Ends itself, once its server has heard why."""

    def __init__(self) -> None:
        self.pid: int | None = os.getpid()
        self.last_words: str | None = None

    def kill(self, reason: str) -> None:
        """End with these words."""
        self.last_words = reason
        time.sleep(LAST_WORDS)
        os._exit(1)


def _node_of_this_process() -> str:
    import ray

    return str(ray.get_runtime_context().get_node_id())


class Mark:
    """Stands for a server: it is gone when its server is."""
