"""A process that compiles the fused kernels once, so that nobody who trains waits for it."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable
from functools import partial
from multiprocessing.process import BaseProcess
from typing import final

from rnn_playground.engine.process_start import CHILDREN, ending_with_parent, exit_code_of, spawning
from rnn_playground.engine.service_thread import ServiceThread

# Below everybody who trains.
NICENESS = 10


def compile_kernels() -> None:
    """Compile the kernels into the cache; the exit code is 1 where they are not possible here."""
    from rnn_playground.kernels.load import load_kernels

    os.nice(NICENESS)
    with ending_with_parent():
        raise SystemExit(0 if load_kernels() else 1)


@final
class KernelCompiler:
    """Compiles when it is first asked to, and calls ``on_ready`` from a thread when that went well."""

    def __init__(self, on_ready: Callable[[], None]) -> None:
        self._on_ready = on_ready
        self._process: BaseProcess | None = None
        self._closed = False
        self._lock = threading.Lock()

    def start(self) -> None:
        """Begin, unless it was begun already."""
        with self._lock:
            if self._process is not None or self._closed:
                return
            self._process = spawning().Process(target=compile_kernels, name="rnn-playground kernels", daemon=True)
            with CHILDREN:
                self._process.start()
            ServiceThread("kernels", partial(self._wait, self._process)).start()

    def close(self) -> None:
        """End it, whether it is done or not."""
        with self._lock:
            self._closed = True
            if self._process is not None:
                with contextlib.suppress(ValueError):  # it ended meanwhile and is closed
                    self._process.kill()

    def _wait(self, process: BaseProcess) -> None:
        if exit_code_of(process, None) == 0:
            self._on_ready()
