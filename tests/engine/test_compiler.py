"""The processes that compile the kernels: here they find them compiled."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from rnn_playground.engine import compiler
from rnn_playground.engine.compiler import KernelCompiler

PATIENCE = 180.0


@pytest.mark.parametrize("fork", [True, False])
def test_it_tells_once_all_parts_are_there(fork: bool) -> None:
    ready = threading.Event()
    compiling = KernelCompiler(ready.set, fork=fork)
    compiling.start()
    compiling.start()
    assert ready.wait(PATIENCE)
    compiling.close()


class Immediate:
    """A service thread that does its work at once, in the thread of the test."""

    def __init__(self, name: str, work: Callable[[], None]) -> None:
        self.start = work


@pytest.mark.parametrize(("codes", "told"), [((0, 0), 1), ((0, 1), 0), ((1, 0), 0)])
def test_nothing_is_told_where_a_part_is_missing(
    codes: tuple[int, int], told: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, times = iter(codes), []
    monkeypatch.setattr(compiler, "ServiceThread", Immediate)
    monkeypatch.setattr(compiler, "exit_code_of", lambda *_: next(left))
    compiling = KernelCompiler(lambda: times.append(1), fork=True)
    compiling.start()
    compiling.close()
    assert len(times) == told


def test_one_that_is_closed_begins_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []
    monkeypatch.setattr(compiler, "ServiceThread", lambda name, _: begun.append(name))
    compiling = KernelCompiler(lambda: None, fork=True)
    compiling.close()
    compiling.start()
    assert not begun
