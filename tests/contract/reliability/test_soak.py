"""Connect, run, drop, come back, with faults, again and again: what was taken is given back."""

from __future__ import annotations

import gc
import os
import random
import signal
import threading
import time
from typing import NamedTuple

import pytest

from rnn_playground.engine.memory_watch import resident_bytes

# In the long form, in seconds.
LONG = 1800
# How many of a hundred learners lose their worker; in passing none, since a process start is not waited for.
FAULTS = 5


class Level(NamedTuple):
    """What this process, server and clients alike, holds at a moment."""

    objects: int
    files: int
    threads: int
    bytes: int

    @classmethod
    def now(cls):
        gc.collect()
        return cls(
            len(gc.get_objects()),
            len(os.listdir("/proc/self/fd")),
            threading.active_count(),
            resident_bytes(os.getpid()) or 0,
        )


def cycle(server, visiting, hello, cut, chance, faults):
    """Let a learner come, run, lose the line, come back or not; sometimes a worker is killed meanwhile."""
    with visiting(server) as owner:
        owner.send("start", experiment=hello(steps=chance.randint(5, 400)))
        owner.frame()
        ready = [worker for worker in server.state.engine.workers if worker.ready]
        if ready and chance.random() < faults:
            os.kill(chance.choice(ready).pid, signal.SIGKILL)
        cut(owner, chance.choice(["politely", "end", "reset"]))
        if chance.random() < 0.7:
            with visiting(server) as again:
                again.send("attach", session=owner.welcome["session"], key=owner.welcome["key"], after_step=-1)
                again.until("attached")
                again.send("stop")


def test_what_was_taken_is_given_back(serve, visiting, hello, cut, extent, measured, eventually):
    if not os.path.exists("/proc/self/fd"):
        pytest.skip("this system does not tell which files are open")
    server = serve(workers=2, detached_pause=0.05, detached_end=5.0, checkpoint_interval=0.2)
    chance, cycles, before = random.Random(13), 0, None
    until = time.monotonic() + extent(0, LONG)
    warm_up, faults = extent(3, 60), extent(0, FAULTS) / 100
    while cycles < 2 * warm_up or time.monotonic() < until:
        if cycles == warm_up:
            eventually(lambda: not server.state.sessions._sessions)
            before = Level.now()
        cycle(server, visiting, hello, cut, chance, faults)
        cycles += 1
    eventually(lambda: not server.state.sessions._sessions)
    eventually(lambda: all(worker.ready for worker in server.state.engine.workers))
    eventually(lambda: threading.active_count() <= before.threads + 4)
    after = Level.now()
    assert after.files <= before.files + 8
    assert after.threads <= before.threads + 4
    assert after.objects <= before.objects * 1.1 + 5000
    assert after.bytes <= before.bytes * 1.2 + 30 * 2**20
    measured("soak", f"{cycles} cycles, from {before} to {after}")
