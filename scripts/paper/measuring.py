"""Runs over a few processes, each outcome kept the moment it is there."""

from __future__ import annotations

import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

from tqdm import tqdm

from paper.images import use_named_images
from paper.results import Measurable, Results
from paper.run import Outcome
from rnn_playground.training.warm_up import use_one_thread


def measure_missing(runs: Iterable[Measurable], results: Results, *, title: str, processes: int) -> None:
    """Measure the runs that have no outcome yet, ``processes`` at a time, under a progress bar."""
    missing = results.missing(runs)
    with outcomes(missing, processes) as finished:
        for run, outcome in tqdm(finished, desc=title, total=len(missing), unit="run"):
            results.add(run, outcome)


@contextmanager
def outcomes(runs: list[Measurable], processes: int) -> Iterator[Iterable[tuple[Measurable, Outcome]]]:
    """Yield an iterable of every run with its outcome, as they are finished; one process is this one."""
    if processes == 1 or len(runs) < 2:
        use_one_thread()
        yield map(measured, runs)
        return
    context = get_context("spawn")
    lock = context.RLock()
    tqdm.set_lock(lock)
    with context.Pool(processes, prepare_worker, (lock,)) as pool:
        yield pool.imap_unordered(measured, runs)


def prepare_worker(lock: Any) -> None:
    """Let a worker compute on one thread and leave an interruption to the process that started it, which ends it.

    Its progress bars share the ``lock`` of the others.
    """
    use_one_thread()
    use_named_images()
    tqdm.set_lock(lock)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def measured(run: Measurable) -> tuple[Measurable, Outcome]:
    """Return a run with its outcome."""
    return run, run.measure()
