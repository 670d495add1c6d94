"""Whether a page that plays for a long time keeps its memory: the heap after garbage collection, once a minute.

    python tests/benchmarks/heap.py [MINUTES]

Thirty minutes where none are given. What grows with the run is the log of its scalars, 20 bytes an update and model, up
to the bound on updates. Frames are kept in a ring that is thinned from 600 to 450 whenever it is full, within seconds
at this pace: so a minute counts by its lowest moment of several, lest the ring's own up and down be taken for a trend.
Judges nothing.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from playwright.sync_api import CDPSession, Page

from page_memory import Memory, lowest, memory_line
from served_page import chromium, served_page
from support.figures import figures_of

MINUTES = 30
# The ring of frames is full and what is compiled once is compiled; growth is counted from here on.
WARM_UP = 5
RUN = "v=1&task=temporal_order&task.length=50&a=rnn&b=gru&steps=200000&pace=30"
BOUND_KB = 50


def played(page: Page, line: CDPSession, minutes: int) -> list[Memory]:
    """Let the page play, and return its memory minute by minute."""
    found = []
    for minute in range(minutes + 1):
        began = time.monotonic()
        found.append(lowest(page, line))
        update = page.locator(".counter-now").inner_text()
        print(f"minute {minute}, update {update}: {found[-1]}", flush=True)
        if minute < minutes:
            page.wait_for_timeout(max(0.0, 60 - (time.monotonic() - began)) * 1000)
    return found


def per_minute(values: list[float]) -> float:
    """Return the slope of the line through ``values``, one a minute."""
    return float(np.polyfit(np.arange(len(values)), values, 1)[0])


def main() -> None:
    """Play, and say by how much memory grows."""
    minutes = int(sys.argv[1]) if len(sys.argv) > 1 else MINUTES
    with figures_of("heap") as figures, served_page() as address, chromium() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        line = memory_line(page)
        page.goto(f"{address}#{RUN}")
        page.get_by_role("button", name="Play", exact=True).click()
        began = time.monotonic()
        found = played(page, line, minutes)
        later = found[min(WARM_UP, minutes // 2) :]
        for name in ("objects", "buffers"):
            values = [getattr(each, name) for each in later]
            figures.add(f"heap, {name}, at the end", values[-1], "MB", minutes=(time.monotonic() - began) / 60)
            figures.add(f"heap, {name}, growth", 1000 * per_minute(values), "kB a minute", bound=BOUND_KB)
        for name in ("elements", "listeners"):
            figures.add(f"{name}, growth", per_minute([getattr(each, name) for each in later]), f"{name} a minute")


if __name__ == "__main__":
    main()
