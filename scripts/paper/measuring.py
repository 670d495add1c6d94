"""Runs over a few processes, each outcome kept the moment it is there."""

from __future__ import annotations

import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context

from tqdm import tqdm

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
    with get_context("spawn").Pool(processes, initializer=prepare_worker) as pool:
        yield pool.imap_unordered(measured, runs)


def prepare_worker() -> None:
    """Let a worker compute on one thread and leave an interruption to the process that started it, which ends it."""
    use_one_thread()
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def measured(run: Measurable) -> tuple[Measurable, Outcome]:
    """Return a run with its outcome."""
    return run, run.measure()
