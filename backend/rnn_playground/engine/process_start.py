"""How worker processes come to be: forked from one that is loaded already, or spawned and loaded one by one."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, SpawnContext

TEMPLATE = "rnn_playground.engine.template"
# Held while a process is started or waited for: multiprocessing looks after all children then, of any thread.
CHILDREN = threading.Lock()
# How often a process looks whether the one that started it is still there, in seconds.
PERIOD = 0.5


def spawning() -> SpawnContext:
    """Return the way that works everywhere: a new interpreter, which loads for seconds."""
    return multiprocessing.get_context("spawn")


def forking() -> ForkServerContext | None:
    """Return the way that takes a tenth of a second, and shares memory; None where forks are not to be trusted.

    The libraries of macOS do not survive a fork, and Windows has none.
    """
    if sys.platform != "linux":
        return None
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([TEMPLATE])
    return context


def begin_template() -> None:
    """Begin to load the process that workers are forked from, where they are; else it begins with the first of them.

    It ends with this process.
    """
    if forking() is None:
        return
    from multiprocessing.forkserver import ensure_running

    keep_to_one_thread()
    with CHILDREN:
        ensure_running()


def keep_to_one_thread() -> None:
    """Have the processes that are started from now on compute on one thread each."""
    os.environ["OMP_NUM_THREADS"] = "1"  # it must be there before they load numpy and torch


@contextlib.contextmanager
def ending_with_parent() -> Iterator[None]:
    """End this process meanwhile, at once, where the one that started it is gone.

    A timer looks, which no fork inherits, where the system has one (not on Windows).
    """
    if not hasattr(signal, "setitimer"):
        yield
        return
    parent = os.getppid()
    signal.signal(signal.SIGALRM, lambda *_: None if os.getppid() == parent else os._exit(0))
    signal.setitimer(signal.ITIMER_REAL, PERIOD, PERIOD)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def exit_code_of(process: BaseProcess, patience: float | None) -> int | None:
    """Wait until ``process`` has ended, kill it after ``patience`` seconds, and return its exit code."""
    if not wait([process.sentinel], patience):
        process.kill()
        wait([process.sentinel])
    with CHILDREN:
        process.join()
        code = process.exitcode
        process.close()
    return code
