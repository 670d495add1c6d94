"""Runs over seeds in a claim and in a lesson: by keyboard, with what the server answered, on a phone in Korean."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from page_text import words
from playwright.sync_api import Page, WebSocket, expect
from printed import figures

if TYPE_CHECKING:
    from conftest import Visit

A_WHILE_MS = 120_000
PHONE = {
    "viewport": {"width": 400, "height": 860},
    "locale": "ko-KR",
    "color_scheme": "dark",
    "reduced_motion": "reduce",
}


def answers(page: Page) -> list[dict[str, Any]]:
    """Return a list that grows with every run over seeds that the server answers."""
    found: list[dict[str, Any]] = []

    def received(text: str | bytes) -> None:
        if isinstance(text, str) and "outcome" in (said := json.loads(text)):
            found.append(said)

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", received)

    page.on("websocket", listen)
    return found


def begin(page: Page, name: str) -> None:
    """Press the button of the seeds by key and wait until all runs are there."""
    button = page.get_by_role("button", name=name, exact=True)
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".seeds-here > button")).to_be_hidden(timeout=A_WHILE_MS)


def band(values: list[float]) -> str:
    """Return the median and the outer tenths as the page prints them."""
    low, median, high = (figures(float(value)) for value in np.quantile(values, [0.1, 0.5, 0.9]))
    return f"{median} [{low}–{high}]"


def row(page: Page, key: str, language: str = "en") -> list[str]:
    """Return what a row of the table says of each model, without the marks that keep a band on one line."""
    header = page.get_by_role("rowheader", name=words(key, language), exact=True)
    said = page.locator(".seeds-here tr").filter(has=header).locator("td").all_inner_texts()
    return [text.replace("\u2060", "") for text in said]


def test_a_claim_says_what_its_models_came_to_over_seeds(visit: Callable[..., Visit]) -> None:
    begun = visit()
    runs = answers(begun.page)
    page = begun.open("v=1&claim=eigenvalues")
    page.get_by_role("button", name=words("claims.vote.half"), exact=True).click()
    page.locator(".claim-play").click()
    begin(page, words("try.seeds.here.several", models="A, B", seeds=8))
    assert [(run["experiment"]["weight_seed"], run["experiment"]["data_seed"]) for run in runs] == [
        (seed, seed) for seed in range(8) for _ in "AB"
    ]
    kept = [[run["first"]["norms"][0] / run["first"]["norms"][-1] for run in runs[lane::2]] for lane in (0, 1)]
    assert row(page, "try.seeds.row.kept.first") == [band(values) for values in kept]
    # Who pressed the button goes on where the answer is.
    expect(page.get_by_role("region", name=words("try.seeds.table"))).to_be_focused()


def test_a_lesson_says_it_in_korean_on_a_phone(visit: Callable[..., Visit]) -> None:
    begun = visit(**PHONE)
    runs = answers(begun.page)
    page = begun.open("v=1&lesson=7.1")
    expect(page.locator(".seeds-here")).to_be_hidden()
    page.locator(".lesson-option[data-option=grows]").click()
    page.locator(".lesson-outcome[data-done=true]").wait_for(timeout=A_WHILE_MS)
    begin(page, words("try.seeds.here", "ko", models="A", seeds=8))
    assert len(runs) == 8
    assert row(page, "try.seeds.row.gain.first", "ko") == [band([run["first"]["gain_per_step"] for run in runs])]
    expect(page.locator("#announcer")).to_have_text(re.compile(re.escape(words("try.seeds.done", "ko", total=8))))
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    table = page.locator(".seeds-here .panel-table")
    assert table.evaluate("(region) => region.scrollWidth <= region.clientWidth")
