"""What the main thread of a page did in each animation frame, from Chromium's own trace.

Times are of the thread's own clock: what other processes of the machine do meanwhile does not count.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page

CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline", "devtools.timeline.frame"]
SCRIPT = {"FireAnimationFrame"}
DRAWING = {"UpdateLayoutTree", "Layout", "PrePaint", "Paint", "Layerize", "Commit"}


class AnimationFrame(NamedTuple):
    """Milliseconds of the main thread in one animation frame: scripts, and what makes pixels of what they did."""

    script: float
    drawing: float


def traced(browser: Browser, page: Page, act: Callable[[], object]) -> list[AnimationFrame]:
    """Return the animation frames of ``page`` while ``act`` runs."""
    browser.start_tracing(page=page, categories=CATEGORIES)
    act()
    return animation_frames(json.loads(browser.stop_tracing())["traceEvents"])


def animation_frames(events: Sequence[dict[str, Any]]) -> list[AnimationFrame]:
    """Return the frames in which a script ran, from the events of a trace."""
    main = busiest_thread(events)
    own = sorted((event for event in events if (event["pid"], event["tid"]) == main), key=lambda event: event["ts"])
    frames, script, drawing = [], 0.0, 0.0
    for event in own:
        if event["name"] == "AnimationFrame" and event["ph"] == "b":
            frames.append(AnimationFrame(script, drawing))
            script = drawing = 0.0
        elif event["name"] in SCRIPT:
            script += event.get("tdur", 0) / 1000
        elif event["name"] in DRAWING:
            drawing += event.get("tdur", 0) / 1000
    return [frame for frame in frames if frame.script > 0]


def busiest_thread(events: Sequence[dict[str, Any]]) -> tuple[int, int]:
    """Return process and thread in which most animation frames were fired."""
    fired = [(event["pid"], event["tid"]) for event in events if event["name"] in SCRIPT]
    return max(set(fired), key=fired.count)
