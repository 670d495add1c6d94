"""A process that compiles the fused kernels once, so that nobody who trains waits for it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import threading
from collections.abc import Callable
from typing import final

_SPAWN = multiprocessing.get_context("spawn")
# Below everybody who trains.
NICENESS = 10


def compile_kernels() -> None:
    """Compile the kernels into the cache; the exit code is 1 where they are not possible here."""
    from rnn_playground.kernels.load import load_kernels

    os.nice(NICENESS)
    raise SystemExit(0 if load_kernels() else 1)


@final
class KernelCompiler:
    """Compiles when it is first asked to, and calls ``on_ready`` from a thread when that went well."""

    def __init__(self, on_ready: Callable[[], None]) -> None:
        self._on_ready = on_ready
        self._process: multiprocessing.process.BaseProcess | None = None
        self._closed = False
        self._lock = threading.Lock()

    def start(self) -> None:
        """Begin, unless it was begun already."""
        with self._lock:
            if self._process is not None or self._closed:
                return
            self._process = _SPAWN.Process(target=compile_kernels, name="rnn-playground kernels", daemon=True)
            self._process.start()
            threading.Thread(target=self._wait, args=(self._process,), daemon=True).start()

    def close(self) -> None:
        """End it, whether it is done or not."""
        with self._lock:
            self._closed = True
            if self._process is not None:
                with contextlib.suppress(ValueError):  # it ended meanwhile and is closed
                    self._process.kill()

    def _wait(self, process: multiprocessing.process.BaseProcess) -> None:
        process.join()
        went_well = process.exitcode == 0
        process.close()
        if went_well:
            self._on_ready()
