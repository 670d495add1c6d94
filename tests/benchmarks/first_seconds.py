"""The first six seconds of a visit: the longest task of the page's main thread, and what comes over the line.

A visitor opens the page and touches nothing; another comes to the loss chart after three seconds, for which Plotly is
fetched. Both with the processor as it is and four times slower, nothing in the cache, over loopback. Judges nothing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from playwright.sync_api import Browser, Page

from first_paint import Traffic
from served_page import chromium, served_page
from support.figures import Figures, figures_of

SECONDS = 6
REACHED_AFTER = 3
VISITS = 3
SLOWNESS = (1, 4)
BOUND_MS = 200
BOUND_KB = 600
VIEWPORT = {"width": 1280, "height": 900}
# What takes the main thread 50 ms or more, by its beginning, and when each animation frame began.
NOTE = """
  globalThis.noted = { tasks: [], frames: [] };
  const observer = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) noted.tasks.push([startTime, duration]);
  });
  observer.observe({ type: 'longtask', buffered: true });
  const look = (now) => {
    noted.frames.push(now);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
"""


class Seconds(NamedTuple):
    """Milliseconds: of the longest task, of all above 50 together, without an animation frame; kilobytes; requests."""

    longest: float
    together: float
    still: float
    kilobytes: float
    requests: int


def visited(browser: Browser, address: str, *, slowness: float, to_chart: bool) -> Seconds:
    """Visit the page in a fresh context; of a visitor who comes to the chart, count from then on."""
    context = browser.new_context(viewport=VIEWPORT)
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Emulation.setCPUThrottlingRate", {"rate": slowness})
    traffic = Traffic(line)
    page.add_init_script(NOTE)
    page.goto(address, wait_until="commit")
    begin = come_to_chart(page) if to_chart else 0.0
    page.wait_for_timeout(SECONDS * 1000)
    noted = page.evaluate("noted")
    context.close()
    tasks = [duration for start, duration in noted["tasks"] if start >= begin]
    frames = [time for time in noted["frames"] if time >= begin]
    still = float(np.diff(frames).max())
    kilobytes = sum(traffic.bytes.values()) / 1000
    return Seconds(max(tasks, default=0.0), sum(tasks), still, kilobytes, len(traffic.asked))


def come_to_chart(page: Page) -> float:
    """Move the pointer to the loss chart, once what the page does at any first touch is over; return when."""
    page.wait_for_timeout(REACHED_AFTER * 1000)
    page.mouse.move(1, 1)
    page.locator("html[data-terms]").wait_for(state="attached")
    chart = page.locator(".loss-chart").bounding_box()
    assert chart is not None
    began: float = page.evaluate("performance.now()")
    page.mouse.move(chart["x"] + chart["width"] / 3, chart["y"] + chart["height"] / 2)
    page.locator(".loss-chart .js-plotly-plot, .loss-chart.js-plotly-plot").first.wait_for(state="attached")
    return began


def measure(browser: Browser, address: str, figures: Figures) -> None:
    """Visit again and again in either way, at either speed."""
    visited(browser, address, slowness=1, to_chart=False)
    for slowness in SLOWNESS:
        for to_chart, who in ((False, "nothing touched"), (True, "the chart reached")):
            visits = [visited(browser, address, slowness=slowness, to_chart=to_chart) for _ in range(VISITS)]
            name = f"{who}, processor {slowness} times slower" if slowness > 1 else who
            median = Seconds(*np.median(visits, axis=0).tolist())
            figures.add(f"{name}: longest task", median.longest, "ms", bound=BOUND_MS)
            figures.add(f"{name}: longest task of all visits", max(visit.longest for visit in visits), "ms")
            figures.add(f"{name}: tasks above 50 ms together", median.together, "ms")
            figures.add(f"{name}: longest time without an animation frame", median.still, "ms")
            figures.add(f"{name}: over the line", median.kilobytes, "kB", bound=None if to_chart else BOUND_KB)
            figures.add(f"{name}: requests", median.requests, "requests")


def main() -> None:
    """Measure at one server, in one browser."""
    with figures_of("first_seconds") as figures, served_page() as address, chromium() as browser:
        measure(browser, address, figures)


if __name__ == "__main__":
    main()
