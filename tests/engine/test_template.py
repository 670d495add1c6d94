"""The process that workers are forked from: what it has loaded, and how it leaves the garbage collector."""

from __future__ import annotations

import subprocess
import sys

import pytest

from rnn_playground.engine.process_start import CHILDREN, exit_code_of, forking

PATIENCE = 180.0
LOADED = ("torch", "rnn_playground.engine.worker", "rnn_playground.training.trainer")


# What a forked process runs, which knows no module of the tests: it sends which modules are there, how many objects are
# frozen, and whether garbage is collected.
TELL = """
import gc, sys
connection.send(([name for name in names if name in sys.modules], gc.get_freeze_count(), gc.isenabled()))
"""


def test_a_forked_process_has_everything_frozen_and_collects_its_own_garbage() -> None:
    context = forking()
    if context is None:
        pytest.skip("no process is forked here: run it on Linux")
    ours, theirs = context.Pipe()
    process = context.Process(target=exec, args=(TELL, {"connection": theirs, "names": LOADED}), daemon=True)
    with CHILDREN:
        process.start()
    assert ours.poll(PATIENCE)
    loaded, frozen, collects = ours.recv()
    assert exit_code_of(process, PATIENCE) == 0
    assert loaded == list(LOADED)
    assert frozen > 100_000
    assert collects


WAITS = """
import time
from rnn_playground.engine.process_start import ending_with_parent
with ending_with_parent():
    print("waiting", flush=True)
    time.sleep(600)
"""
BEGINS = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]])"


def test_a_process_that_loads_or_compiles_ends_with_the_one_that_started_it() -> None:
    starter = subprocess.Popen([sys.executable, "-c", BEGINS, WAITS], stdout=subprocess.PIPE, text=True)
    assert starter.stdout is not None
    assert starter.stdout.readline() == "waiting\n"
    starter.kill()
    starter.communicate(timeout=PATIENCE)  # until nobody holds its output any more
