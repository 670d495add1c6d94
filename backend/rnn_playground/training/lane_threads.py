"""Lanes side by side: work on each of them, done by the caller's thread and by helpers where there are any."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from queue import SimpleQueue
from typing import Any, TypeVar, final

from rnn_playground.kernels.helpers import NO_HELPERS, Helpers

T = TypeVar("T")


@final
class LaneThreads:
    """Helpers begin when they are first wanted, which is after any fork, and end with ``close``.

    Whoever is free takes the next lane, then shares in one that is not through. Nobody waits for a helper that holds
    nothing: one that comes late, or never, costs nothing but its absence. ``make_helpers`` returns what so many helpers
    run in.
    """

    def __init__(self, make_helpers: Callable[[int], Executor] = ThreadPoolExecutor) -> None:
        self._make_helpers = make_helpers
        self._helpers: Executor | None = None
        self._count = 0
        self._calls: SimpleQueue[Any] | None = None

    def map(
        self, work: Callable[[int], T], lanes: Sequence[int], threads: int, beside: Callable[[], object] | None = None
    ) -> dict[int, T]:
        """Return what ``work`` makes of each lane, with up to ``threads`` at a time, the caller's among them.

        ``beside`` is done, too. None of these may touch what another does. All of it is over when this returns; where
        some failed the error of the first such lane is raised.
        """
        tasks: list[Callable[[], Any]] = [] if beside is None else [beside]
        tasks += [partial(work, lane) for lane in lanes]
        is_shared = threads > 1 and len(tasks) > 1
        done = self._side_by_side(tasks, threads - 1) if is_shared else [task() for task in tasks]
        return dict(zip(lanes, done[-len(lanes) :], strict=True))

    def _side_by_side(self, tasks: Sequence[Callable[[], Any]], helpers: int) -> list[Any]:
        outcomes: list[Future[Any]] = [Future() for _ in tasks]
        waiting = deque(zip(outcomes, tasks, strict=True))
        calls: SimpleQueue[Any] = SimpleQueue()
        self._calls = calls
        for outcome in outcomes:
            outcome.add_done_callback(calls.put)

        def take() -> None:
            with contextlib.suppress(IndexError):
                while True:
                    _settle(*waiting.popleft())

        self._begin(take, helpers)
        take()
        _share_until_done(calls, len(outcomes))
        self._calls = None
        return [outcome.result() for outcome in outcomes]

    def close(self) -> None:
        """End the helpers; they begin again when they are wanted again."""
        helpers, self._helpers = self._helpers, None
        if helpers is not None:
            helpers.shutdown(cancel_futures=True)

    def helpers(self, threads: int) -> Helpers:
        """Return those who share in one lane, the caller among them."""
        return Helpers(threads, partial(self._call_for_help, count=threads - 1)) if threads > 1 else NO_HELPERS

    def _call_for_help(self, task: Callable[[], object], count: int) -> None:
        """Have ``count`` helpers do ``task``; where a thread waits for the lanes it does so, too."""
        if self._calls is not None:
            self._calls.put(task)
        self._begin(task, count)

    def _begin(self, task: Callable[[], object], count: int) -> None:
        """Have ``count`` helpers do ``task``, or fewer where the system has no thread to give."""
        if count != self._count:
            self.close()
        if self._helpers is None:
            self._helpers, self._count = self._make_helpers(count), count
        with contextlib.suppress(RuntimeError):
            for _ in range(count):
                self._helpers.submit(task)


def _share_until_done(calls: SimpleQueue[Any], outcomes: int) -> None:
    """Do what is called for until so many ``outcomes`` have come, which are futures among the ``calls``."""
    while outcomes:
        call = calls.get()
        if isinstance(call, Future):
            outcomes -= 1
        else:
            call()


def _settle(outcome: Future[T], work: Callable[[], T]) -> None:
    """Put into ``outcome`` what ``work`` makes, or its error."""
    try:
        outcome.set_result(work())
    except BaseException as error:
        outcome.set_exception(error)
