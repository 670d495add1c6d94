"""A teacher's run, and how others come to watch it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from controls import control
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from conftest import Visit

LINK = "v=1&task=hello&a=rnn&a.hidden_size=5&steps=100000"


def watch_link(page: Page) -> str:
    """Return what the share dialog offers to those who are to watch."""
    control(page, "share").click()
    expect(page.locator("#watch-link")).to_have_value(re.compile("#."))  # there is nothing to watch before a run
    link = page.locator("#watch-link").input_value()
    page.keyboard.press("Escape")
    return link


def watching(visit: Callable[..., Visit], link: str, **options: object) -> Visit:
    """Open the link in a browser of its own, and wait until the run is there."""
    here = visit(**options)
    here.open(link.partition("#")[2])
    expect(control(here.page, "take a copy")).to_be_visible()
    return here
