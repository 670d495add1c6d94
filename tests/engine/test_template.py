"""The process that workers are forked from: what it has loaded, and how it leaves the garbage collector."""

from __future__ import annotations

import gc
import sys
from multiprocessing.connection import Connection

import pytest

from rnn_playground.engine.process_start import CHILDREN, exit_code_of, forking

PATIENCE = 180.0
LOADED = ("torch", "rnn_playground.engine.worker", "rnn_playground.training.trainer")


def tell(connection: Connection) -> None:
    """Send what a forked process finds: the modules that are there, frozen objects, whether garbage is collected."""
    there = [name for name in LOADED if name in sys.modules]
    connection.send((there, gc.get_freeze_count(), gc.isenabled()))


def test_a_forked_process_has_everything_frozen_and_collects_its_own_garbage() -> None:
    context = forking()
    if context is None:
        pytest.skip("no process is forked here: run it on Linux")
    ours, theirs = context.Pipe()
    process = context.Process(target=tell, args=(theirs,), daemon=True)
    with CHILDREN:
        process.start()
    assert ours.poll(PATIENCE)
    loaded, frozen, collects = ours.recv()
    assert exit_code_of(process, PATIENCE) == 0
    assert loaded == list(LOADED)
    assert frozen > 100_000
    assert collects
