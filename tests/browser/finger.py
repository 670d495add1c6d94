"""A finger on a phone: it draws where it may, and the page stays where it is."""

from __future__ import annotations

from itertools import pairwise

from playwright.sync_api import Locator, Page

STILL = """(board) => new Promise((stands) => {
  let [before, frames] = ['', 0];
  const look = () => {
    const { x, y } = board.getBoundingClientRect();
    frames = before === `${x} ${y}` ? frames + 1 : 0;
    before = `${x} ${y}`;
    if (frames === 40) stands();
    else requestAnimationFrame(look);
  };
  look();
})"""


def stroke(page: Page, board: Locator, places: list[tuple[float, float]]) -> None:
    """Draw on a board with one finger, from place to place in shares of its width and height; it must not scroll.

    What is still coming to a page that has just opened may move the board: that is waited for.
    """
    board.evaluate(STILL)
    box = board.bounding_box()
    assert box is not None
    finger = page.context.new_cdp_session(page)
    points = [{"x": box["x"] + right * box["width"], "y": box["y"] + down * box["height"]} for right, down in places]
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points[:1]})
    for begin, end in pairwise(points):
        for part in (0.25, 0.5, 0.75, 1.0):
            point = {axis: begin[axis] + part * (end[axis] - begin[axis]) for axis in "xy"}
            finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert board.bounding_box() == box
