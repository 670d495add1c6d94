"""A browser that cannot show the page says so; a learner who waits for a place sees where."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from page_text import words
from playwright.sync_api import Page, WebSocketRoute, expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Visit

# One that cannot do what the page asks for, and one that cannot even read its code.
OLD = "delete Array.prototype.with;"
OLDER = "Object.defineProperty(globalThis, 'CSS', { get() { throw Error('deliberately old'); } });"


# The page waits ten seconds for code that does not come.
@pytest.mark.parametrize(
    "lacking", [pytest.param(OLD, id="old"), pytest.param(OLDER, id="older", marks=pytest.mark.long)]
)
def test_a_browser_that_lacks_what_the_page_needs_shows_a_sentence(visit: Callable[..., Visit], lacking: str) -> None:
    old = visit()
    old.allowed.append("deliberately old")
    old.page.add_init_script(lacking)
    old.page.goto(old.address)
    sentence = old.page.locator(".unsupported")
    expect(sentence).to_be_visible()
    expect(sentence).to_contain_text(re.compile(r"Firefox \d+"))


def test_a_browser_that_has_it_does_not_show_it(visit: Callable[..., Visit]) -> None:
    expect(visit().open().locator(".unsupported")).to_be_hidden()


def test_who_waits_for_a_place_sees_the_position(visit: Callable[..., Visit]) -> None:
    waiting = visit()
    let_wait(waiting.page, position=3)
    page = waiting.open("v=1&task=hello")
    page.get_by_role("button", name=words("transport.play"), exact=True).click()
    expect(page.locator(".line-state")).to_contain_text(words("link.position", position=3))
    page.get_by_role("button", name="한국어").click()
    expect(page.locator(".line-state")).to_contain_text(words("link.position", "ko", position=3))


def let_wait(page: Page, position: int) -> None:
    """Let the server's first status say that the run waits, and nothing come after it."""

    def through(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        told: list[bool] = []

        def pass_on(message: str | bytes) -> None:
            if told or isinstance(message, bytes):
                return
            event = json.loads(message)
            if event["type"] == "status":
                told.append(True)
                event.update(state="queued", position=position)
            socket.send(json.dumps(event))

        server.on_message(pass_on)

    page.route_web_socket("**/api/session?*", through)
