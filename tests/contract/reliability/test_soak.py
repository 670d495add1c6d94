"""Connect, run, drop, come back, with faults, again and again: what was taken is given back.

In the long form a page in Chromium plays all along, its run on the workers that are killed.
"""

from __future__ import annotations

import gc
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import NamedTuple

import pytest
from playwright.sync_api import Page

from page_memory import Memory, lowest, memory_line
from rnn_playground.engine.memory_watch import resident_bytes
from served_page import chromium

pytestmark = pytest.mark.long


# In the long form, in seconds, and how often the page is looked at meanwhile.
LONG, LOOK = 1800, 120
# How many of a hundred learners lose their worker; in passing none, since a process start is not waited for.
FAULTS = 5
PAGE = "v=1&task=temporal_order&task.length=50&a=rnn&b=gru&steps=200000&pace=30"
# A page is looked at once its ring of frames is full. It keeps every loss, 20 bytes an update and model.
UPDATES_WARM, BYTES_AN_UPDATE = 2_000, 40


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
            len(os.listdir("/dev/fd")),
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


class Onlooker:
    """A page that plays, and what it held at each look."""

    def __init__(self, page: Page) -> None:
        self._page, self._line, self._next = page, memory_line(page), 0.0
        self.looks: list[tuple[int, Memory]] = []

    @property
    def update(self) -> int:
        """The update on show."""
        return int("".join(filter(str.isdigit, self._page.locator(".counter-now").inner_text())))

    def warm_up(self) -> None:
        """Wait until its level can be told."""
        while self.update < UPDATES_WARM:
            self._page.wait_for_timeout(500)

    def look(self) -> None:
        """Note what it holds, unless that was done a moment ago."""
        if time.monotonic() >= self._next:
            self.looks.append((self.update, lowest(self._page, self._line)))
            self._next = time.monotonic() + LOOK

    def assert_settled(self) -> str:
        """Compare the last look with the first; return both in words."""
        (begun, before), (update, after) = self.looks[0], self.looks[-1]
        assert update > begun
        assert after.objects <= before.objects * 1.1 + 3
        assert after.buffers <= before.buffers * 1.1 + 10 + (update - begun) * BYTES_AN_UPDATE / 1e6
        assert after.elements <= before.elements * 1.1 + 100
        assert after.listeners <= before.listeners * 1.1 + 50
        return f"{len(self.looks)} looks, from update {begun}, {before}, to {update}, {after}"


@contextmanager
def onlooker(address: str) -> Iterator[Onlooker]:
    """Open the page that is at ``address``, and let it play."""
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{address}/#{PAGE}")
        page.locator("html[data-ready]").wait_for(timeout=120_000)
        page.get_by_role("button", name="Play", exact=True).click()
        yield Onlooker(page)


def test_what_was_taken_is_given_back(serve, visiting, hello, cut, extent, measured, eventually):
    server = serve(workers=2, detached_pause=0.05, detached_end=5.0, checkpoint_interval=0.2)
    with onlooker(server.address) if extent(0, 1) else nullcontext() as page:
        come_and_go(server, visiting, hello, cut, extent, measured, eventually, page)
        if page is not None:
            measured("the page's memory in MB in the soak", page.assert_settled())


def come_and_go(server, visiting, hello, cut, extent, measured, eventually, page):
    """Let learners come and go, and compare what is held before and after; the page, if any, has a session for good."""
    chance, cycles, before, staying = random.Random(13), 0, None, extent(0, 1)
    until = time.monotonic() + extent(0, LONG)
    warm_up, faults = extent(3, 60), extent(0, FAULTS) / 100
    while cycles < 2 * warm_up or time.monotonic() < until:
        if cycles == warm_up:
            if page is not None:
                page.warm_up()
            eventually(lambda: server.open_sessions == staying)
            before = Level.now()
        if page is not None and before is not None:
            page.look()
        cycle(server, visiting, hello, cut, chance, faults)
        cycles += 1
    if page is not None:
        page.look()
    eventually(lambda: server.open_sessions == staying)
    eventually(lambda: all(worker.ready for worker in server.state.engine.workers))
    eventually(lambda: threading.active_count() <= before.threads + 4)
    after = Level.now()
    assert after.files <= before.files + 8
    assert after.threads <= before.threads + 4
    assert after.objects <= before.objects * 1.1 + 5000
    assert after.bytes <= before.bytes * 1.2 + 30 * 2**20
    measured("soak", f"{cycles} cycles, from {before} to {after}")
