"""Processes that compile the fused kernels once, so that nobody who trains waits for it."""

from __future__ import annotations

import contextlib
import gc
import os
import threading
from collections.abc import Callable
from functools import partial
from multiprocessing.process import BaseProcess
from typing import final

from rnn_playground.engine.process_start import CHILDREN, ending_with_parent, exit_code_of, forking, spawning
from rnn_playground.engine.service_thread import ServiceThread
from rnn_playground.kernels.cache import PARTS, KernelPart

# Below everybody who trains.
NICENESS = 10


def compile_kernels(part: KernelPart) -> None:
    """Compile a part of the kernels into the cache; the exit code is 1 where they are not possible here."""
    from rnn_playground.kernels.load import load_kernels

    os.nice(NICENESS)
    gc.disable()  # it would look through what numba makes of everything again and again
    with ending_with_parent():
        raise SystemExit(0 if load_kernels(parts=(part,)) else 1)


@final
class KernelCompiler:
    """Compiles when it is first asked to, and calls ``on_ready`` from a thread when that went well.

    Each part has a process of its own. With ``fork`` they are forked where workers are: what they need is loaded there.
    """

    def __init__(self, on_ready: Callable[[], None], *, fork: bool) -> None:
        self._on_ready = on_ready
        self._context = (forking() if fork else None) or spawning()
        self._processes: list[BaseProcess] = []
        self._closed = False
        self._lock = threading.Lock()

    def start(self) -> None:
        """Begin, unless it was begun already."""
        with self._lock:
            if self._processes or self._closed:
                return
            self._processes = [self._begin(part) for part in PARTS]
            ServiceThread("kernels", partial(self._wait, self._processes)).start()

    def _begin(self, part: KernelPart) -> BaseProcess:
        process = self._context.Process(target=compile_kernels, args=(part,), name=f"kernels for {part}", daemon=True)
        with CHILDREN:
            process.start()
        return process

    def close(self) -> None:
        """End it, whether it is done or not."""
        with self._lock:
            self._closed = True
            for process in self._processes:
                with contextlib.suppress(ValueError):  # it ended meanwhile and is closed
                    process.kill()

    def _wait(self, processes: list[BaseProcess]) -> None:
        codes = [exit_code_of(process, None) for process in processes]
        if not any(codes):
            self._on_ready()
