"""What a page in Chromium holds: its heap after garbage collection, its elements and its listeners."""

from __future__ import annotations

from typing import NamedTuple

from playwright.sync_api import CDPSession, Page

MOMENTS, APART_MS = 8, 2_500
"""How often a page is looked at for one figure, and how far apart: together longer than its ring of frames takes to
fill up again, which is thinned from 600 to 450 whenever it is full."""


class Memory(NamedTuple):
    """Megabytes in objects and in array buffers, and how many elements and listeners there are."""

    objects: float
    buffers: float
    elements: int
    listeners: int


def memory_line(page: Page) -> CDPSession:
    """Return a line to the browser on which ``page`` can be asked for its memory."""
    line = page.context.new_cdp_session(page)
    line.send("Performance.enable")
    return line


def memory(line: CDPSession) -> Memory:
    """Collect garbage, and return what is left."""
    for _ in range(2):
        line.send("HeapProfiler.collectGarbage")
    metrics = {entry["name"]: entry["value"] for entry in line.send("Performance.getMetrics")["metrics"]}
    heap = line.send("Runtime.getHeapUsage")
    return Memory(
        heap["usedSize"] / 1e6,
        heap.get("backingStorageSize", 0) / 1e6,
        int(metrics["Nodes"]),
        int(metrics["JSEventListeners"]),
    )


def lowest(page: Page, line: CDPSession) -> Memory:
    """Return the moment at which the least is held."""
    moments = [memory(line)]
    for _ in range(MOMENTS - 1):
        page.wait_for_timeout(APART_MS)
        moments.append(memory(line))
    return min(moments, key=lambda moment: moment.objects)
