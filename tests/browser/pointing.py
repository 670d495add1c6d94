"""Places in the picture, found by pointing at it and reading what the page says is there."""

from __future__ import annotations

from controls import control
from page_text import pattern
from playwright.sync_api import Page

AT_CELLS = 0.42  # Of the height of a picture with one lane.
POINTED = """() => new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(
  () => seen(document.querySelector('.hero-tip:not([hidden]) .hero-tip-head')?.textContent ?? ''))))"""
HALVES = 16


def cell_at(page: Page, time_step: int) -> tuple[float, float]:
    """Return a point in the slot of a time step (from 1), at the height of the cells; raises LookupError."""
    box = control(page, "picture").bounding_box()
    assert box is not None
    said = pattern("hero.place", lane="[A-D]", time=r"(\d+)", unit=r"\d+")
    left, right, y = box["x"], box["x"] + box["width"], box["y"] + box["height"] * AT_CELLS
    for _ in range(HALVES):
        x = (left + right) / 2
        page.mouse.move(x, y)
        found = said.search(page.evaluate(POINTED))
        here = int(found[1]) if found else 0 if x < box["x"] + box["width"] / 2 else time_step + 1
        if here == time_step:
            return x, y
        left, right = (x, right) if here < time_step else (left, x)
    raise LookupError(f"the picture shows no time step {time_step}")
