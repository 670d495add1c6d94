"""Models over seeds: the page says the quantiles of the runs that the server trained, and the link carries them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from page_text import pattern, words
from playwright.sync_api import Page, WebSocket, expect
from printed import figures

if TYPE_CHECKING:
    from conftest import Visit

A_WHILE_MS = 90_000
SMALL = (
    "v=1&task=adding&task.length=12&a=rnn&a.hidden_size=4&b=gru&b.hidden_size=4&batch_size=4&kernel=reference"
    "&try=seeds&seeds="
)


class Wire:
    """Which runs over seeds were asked for, and what was answered, by the cell of their model."""

    def __init__(self, page: Page) -> None:
        self.asked: list[dict[str, Any]] = []
        self.runs: dict[str, list[dict[str, Any]]] = {"rnn": [], "gru": []}
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framesent", self._sent)
        socket.on("framereceived", self._received)

    def _sent(self, text: str | bytes) -> None:
        if isinstance(text, str) and (said := json.loads(text)).get("kind") == "seed_run":
            self.asked.append(said)

    def _received(self, text: str | bytes) -> None:
        if isinstance(text, str) and "outcome" in (said := json.loads(text)):
            self.runs[said["experiment"]["lanes"][0]["cell"]["kind"]].append(said)


def there(page: Page, count: int, language: str = "en") -> None:
    """Wait until all runs are there; what is out of sight is not drawn."""
    page.locator("#try-seeds .try-stamp").scroll_into_view_if_needed()
    done = words("try.seeds.done", language, total=count)
    expect(page.locator("#try-seeds .try-stamp")).to_have_text(done, timeout=A_WHILE_MS)


def cells(page: Page, row: str, language: str = "en") -> list[str]:
    """Return what a row of the summary says of each model, without the marks that keep a band on one line."""
    header = page.get_by_role("rowheader", name=words(row, language), exact=True)
    said = page.locator(".seeds-summary tr").filter(has=header)
    return [text.replace("\u2060", "") for text in said.locator("td").all_inner_texts()]


def band(values: list[float]) -> str:
    """Return three numbers as the page prints them: the median and the outer tenths."""
    low, median, high = (figures(float(value)) for value in np.quantile(values, [0.1, 0.5, 0.9]))
    return f"{median} [{low}–{high}]"


def test_the_table_has_the_quantiles_of_the_runs_and_fewer_than_five_by_themselves(
    visit: Callable[..., Visit], tmp_path: Path
) -> None:
    begun = visit()
    wire = Wire(begun.page)
    page = begun.open(f"{SMALL}a:6:both,b:2:weights@20")
    there(page, 8)
    order = [(said["experiment"]["lanes"][0]["cell"]["kind"], said["seed"]) for said in wire.asked]
    assert order == [("rnn", 0), ("gru", 0), ("rnn", 1), ("gru", 1), ("rnn", 2), ("rnn", 3), ("rnn", 4), ("rnn", 5)]
    assert [(said["weights"], said["data"]) for said in wire.asked[:2]] == [(True, True), (True, False)]
    six, two = wire.runs["rnn"], wire.runs["gru"]
    losses = cells(page, "try.seeds.row.loss")
    assert losses == [band([run["loss"] for run in six]), " · ".join(figures(run["loss"]) for run in two)]
    for when in ("first", "last"):
        gains = cells(page, f"try.seeds.row.gain.{when}")
        assert gains[0] == band([run[when]["gain_per_step"] for run in six])
    assert cells(page, "try.seeds.row.solved") == [words("try.seeds.of", count=0, total=n) for n in (6, 2)]
    assert page.locator(".seeds-loss .seeds-median").count() == 1
    assert page.locator(".seeds-loss .seeds-run").count() == 2
    caption = page.locator("#try-seeds .panel-caption")
    expect(caption).to_contain_text(words("try.seeds.verdict", model="B GRU", solved=0, seeds=2))
    expect(caption).to_contain_text(words("try.seeds.few", fewest=5))
    # Every run leaves the page with its seeds.
    with page.expect_download() as taken:
        page.get_by_role("button", name=words("try.seeds.csv"), exact=True).click()
    taken.value.save_as(tmp_path / "seeds.csv")
    with (tmp_path / "seeds.csv").open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert [(line["model"], line["weight_seed"], line["data_seed"]) for line in lines] == [
        *(("A", str(seed), str(seed)) for seed in range(6)),
        *(("B", str(seed), "0") for seed in range(2)),
    ]
    assert [float(line["loss"]) for line in lines] == [run["loss"] for run in [*six, *two]]
    # Fewer seeds by key: nothing is trained again, and the link says so.
    count = page.locator("#seeds-count-0")
    count.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.wait_for_function("() => location.hash.includes('seeds=a:5:both,b:2:weights@20')")
    there(page, 7)
    assert len(wire.asked) == 8
    assert cells(page, "try.seeds.row.loss")[0] == band([run["loss"] for run in six[:5]])


def test_it_pauses_and_goes_on(visit: Callable[..., Visit]) -> None:
    page = visit().open(f"{SMALL}a:32:both@400")
    pause = page.get_by_role("button", name=words("try.seeds.pause"), exact=True)
    pause.click()
    expect(page.locator("#try-seeds .try-stamp")).to_have_text(pattern("try.seeds.resting", done=r"\d+", total="32"))
    go_on = page.get_by_role("button", name=words("try.seeds.fill"), exact=True)
    go_on.click()
    expect(pause).to_be_visible()


def test_korean_dark_and_narrow_with_runs_that_diverge(visit: Callable[..., Visit]) -> None:
    phone = {"viewport": {"width": 400, "height": 860}, "locale": "ko-KR", "color_scheme": "dark"}
    leaving = "&a.activation=identity&a.optimizer=sgd&a.optimizer.learning_rate=100&a.clip=none"
    link = SMALL.replace("&b=gru&b.hidden_size=4", leaving)
    page = visit(**phone).open(f"{link}a:5:both@20")
    there(page, 5, "ko")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    caption = page.locator("#try-seeds .panel-caption")
    expect(caption).to_contain_text(words("try.seeds.diverged", "ko", lane="A", diverged=5))
    assert cells(page, "try.seeds.row.loss", "ko") == ["∞"]
    assert cells(page, "try.seeds.row.horizon.last", "ko") == ["–"]
    summary = page.locator(".seeds-summary").bounding_box()
    assert summary is not None
    assert summary["x"] >= 0
    assert summary["x"] + summary["width"] <= 400
