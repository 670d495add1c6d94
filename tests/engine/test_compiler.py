"""The processes that compile the kernels: here they find them compiled."""

from __future__ import annotations

import threading

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


def test_one_that_is_closed_begins_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler, "exit_code_of", lambda *_: pytest.fail("a process was begun"))
    compiling = KernelCompiler(lambda: pytest.fail("nothing was compiled"), fork=True)
    compiling.close()
    compiling.start()


def test_where_a_part_cannot_be_compiled_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = threading.Semaphore(0)

    def failed(*_: object) -> int:
        asked.release()
        return 1

    monkeypatch.setattr(compiler, "exit_code_of", failed)
    compiling = KernelCompiler(lambda: pytest.fail("told of what is not there"), fork=True)
    compiling.start()
    for _ in compiler.PARTS:
        assert asked.acquire(timeout=PATIENCE)
    compiling.close()
