"""A server that is gone is shown, and everything recorded can still be looked back at, inspected and saved."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from controls import control
from page_text import pattern
from playwright.sync_api import expect

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
from served_page import served_page

if TYPE_CHECKING:
    from conftest import Visit

LINK = "v=1&task=hello&a=gru&a.hidden_size=3&steps=40&pace=300"
STEPS = 40


@pytest.mark.long
def test_what_was_recorded_is_all_there_after_the_server_has_gone(visit: Callable[..., Visit], tmp_path: Path) -> None:
    here = visit()
    here.allowed += ["ERR_CONNECTION_REFUSED", "WebSocket"]
    page = here.page
    with ExitStack() as server:
        here.address = server.enter_context(served_page())
        here.open(LINK)
        control(page, "play").click()
        expect(page.locator(".counter-now")).to_have_text(str(STEPS))
        page.locator("html[data-prefetched]").wait_for()
    expect(page.locator(".line-state")).to_contain_text(pattern("link.lost_retry"))
    control(page, "scrubber").focus()
    page.keyboard.press("Home")
    expect(page.locator(".counter-now")).to_have_text("0")
    box = control(page, "picture").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.42)
    expect(page.locator(".inspector-where")).to_be_visible()
    control(page, "take away").click()
    with page.expect_download() as download:
        page.locator('[data-offer="csv"]').click()
    table = tmp_path / "run.csv"
    download.value.save_as(table)
    rows = table.read_text().splitlines()
    assert rows[0].startswith("step,loss_A")
    assert [int(row.split(",")[0]) for row in rows[1:]] == list(range(STEPS))
    page.locator('[data-offer="recording"]').click()
    expect(page.locator(".takeaway-said")).to_contain_text("server")
