"""A page that was busy draws nothing that is older than two publishes. Paced by frames, not by time."""

from __future__ import annotations

import json
import struct
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from page_text import words
from playwright.sync_api import Page, Route, WebSocket

from classroom import watch_link

if TYPE_CHECKING:
    from conftest import Visit

RUN = "v=1&task=adding&task.length=20&a=rnn&steps=100000&pace=100"
CREDITS = 4
PATIENCE = 60
# What the counter shows is written in the animation frame that draws the picture.
WATCH = """() => {
  globalThis.drawn = [];
  const counter = document.querySelector('.counter-now');
  const note = () => {
    drawn.push(Number(counter.textContent.replace(/\\D/g, '')));
    globalThis.onDrawn?.();
  };
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (text) {
    globalThis.acked = JSON.parse(text).frame ?? globalThis.acked;
    send.call(this, text);
  };
  new MutationObserver(note).observe(counter, { childList: true, characterData: true, subtree: true });
}"""
# A request that blocks the main thread, from the next drawing on until the test lets it go.
BLOCK = """() => void (globalThis.onDrawn = () => {
  globalThis.onDrawn = null;
  const request = new XMLHttpRequest();
  request.open('GET', `held?after=${acked}`, false);
  request.send();
  drawn.push('free');
})"""


class Line:
    """What goes over the page's WebSocket, seen from outside of the page: frames by number with their steps, acks."""

    def __init__(self, page: Page) -> None:
        self.steps: dict[int, int] = {}
        self.acks: list[int] = []
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._received)
        socket.on("framesent", self._sent)

    def _received(self, payload: str | bytes) -> None:
        if isinstance(payload, bytes):
            (length,) = struct.unpack("<Q", payload[:8])
            told = json.loads(payload[8 : 8 + length])["__metadata__"]
            self.steps[int(told["frame"])] = int(told["step"])

    def _sent(self, payload: str | bytes) -> None:
        message = json.loads(payload) if isinstance(payload, str) else {}
        if message.get("type") == "ack":
            self.acks.append(message["frame"])

    @property
    def newest(self) -> int:
        return max(self.steps, default=0)


def wait_until(page: Page, true: Callable[[], bool]) -> None:
    """Let the page's events come in until it is true."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"not true within {PATIENCE} s"
        page.wait_for_timeout(20)


def playing(visit: Callable[..., Visit]) -> tuple[Page, Line]:
    """A page with a run that goes on, and its line."""
    here = visit()
    line = Line(here.page)
    page = here.open(RUN)
    page.get_by_role("button", name=words("transport.play"), exact=True).click()
    wait_until(page, lambda: line.newest > 10)
    return page, line


@pytest.mark.long
def test_frames_that_queued_while_the_page_was_busy_are_acknowledged_and_not_drawn(
    visit: Callable[..., Visit],
) -> None:
    page, line = playing(visit)
    # One who watches the run is the clock: what the server publishes to them, it would have published to the busy page.
    viewer = visit()
    clock, published = viewer.page, Line(viewer.page)
    viewer.open(watch_link(page).partition("#")[2])
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/held?*", hold)
    page.evaluate(WATCH)
    page.wait_for_function("() => globalThis.acked")
    for _ in range(3):
        page.evaluate(BLOCK)
        wait_until(clock, lambda: bool(held))
        queued, begun = int(held[0].request.url.rsplit("=")[-1]) + CREDITS, published.newest
        wait_until(clock, lambda begun=begun: published.newest > begun + 6 * CREDITS)
        held.pop().fulfill(body="")
        wait_until(page, lambda queued=queued: line.newest > queued + CREDITS)
        page.wait_for_function("() => drawn.includes('free') && drawn.at(-1) !== 'free'")
        drawn = page.evaluate("drawn.splice(0)")
        after = drawn[drawn.index("free") + 1 :]
        # The newest of those that queued was published long ago: the server has held newer ones since.
        assert after[0] > line.steps[queued]
        assert queued in line.acks
        assert after == sorted(after)
