"""The map of learnability: its tiles are the runs that they stand for, it is worked by key, and the link carries it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from page_text import pattern, words
from playwright.sync_api import Page, WebSocket, expect
from printed import figures

from rnn_playground import Experiment, train

if TYPE_CHECKING:
    from conftest import Visit

A_WHILE_MS = 90_000
GAIN = "lanes.0.cell.recurrent_init.gain"
# Two tiles of a reference run each: 2 lengths upwards, or 2 gains across.
LENGTHS = f"a@{GAIN}:1.5@task.length:6,9@20@loss"
GAINS = f"a@{GAIN}:0.5,1.5@task.length:6@20@loss"
SMALL = "v=1&task=adding&task.length=6&a=rnn&a.hidden_size=4&a.recurrent_init=gaussian&batch_size=4&kernel=reference"


class Wire:
    """Which tiles were asked for, and what was answered."""

    def __init__(self, page: Page) -> None:
        self.asked: list[dict[str, Any]] = []
        self.tiles: list[dict[str, Any]] = []
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framesent", lambda text: self._note(self.asked, text, lambda said: said.get("kind") == "tile"))
        socket.on("framereceived", lambda text: self._note(self.tiles, text, lambda said: "outcome" in said))

    def _note(self, where: list[dict[str, Any]], text: str | bytes, wanted: Callable[[dict[str, Any]], bool]) -> None:
        if isinstance(text, str) and wanted(said := json.loads(text)):
            where.append(said)

    def tile(self, row: int, column: int, seed: int = 0) -> dict[str, Any]:
        """Return what was answered of a tile."""
        return next(tile for tile in self.tiles if (tile["row"], tile["column"], tile["seed"]) == (row, column, seed))


@pytest.fixture
def mapped(visit: Callable[..., Visit]) -> Callable[..., tuple[Page, Wire]]:
    """Return a function that opens a map and waits until its two tiles are there."""

    def begin(tiles: str, language: str = "en", **options: Any) -> tuple[Page, Wire]:
        begun = visit(**options)
        wire = Wire(begun.page)
        page = begun.open(f"{SMALL}&try=map&map={tiles}")
        there(page, 2, language)
        return page, wire

    return begin


def there(page: Page, count: int, language: str = "en") -> None:
    """Wait until all tiles of the map are there."""
    done = words("try.map.done", language, total=count)
    expect(page.locator("#try-map .try-stamp")).to_have_text(done, timeout=A_WHILE_MS)


def has_seeds(page: Page, count: int) -> None:
    """Wait until the tile that is pointed at has been trained from so many seeds."""
    expect(here(page)).to_contain_text(
        pattern("try.map.seeds", outcome=".*", solved=r"\d+", seeds=str(count)), timeout=A_WHILE_MS
    )


def board(page: Page) -> Any:
    return page.locator("#try-map .map-board")


def here(page: Page) -> Any:
    return page.locator("#map-here")


def test_tiles_are_the_runs_that_they_stand_for_and_are_worked_by_key(
    mapped: Callable[..., tuple[Page, Wire]],
) -> None:
    page, wire = mapped(LENGTHS)
    assert len(wire.tiles) == 2
    for row, length in enumerate((6, 9)):
        tile = wire.tile(row, 0)
        document = Experiment.model_validate(tile["experiment"])
        assert (document.task.sequence_length, document.steps) == (length, 20)
        assert document.lanes[0].cell.model_dump()["recurrent_init"]["gain"] == 1.5
        frames = list(train(document))
        losses = [float(loss) for frame in frames for loss in frame["0/loss"]]
        assert tile["losses"] == [losses[step] for step in tile["loss_steps"]]
        norms = frames[0]["0/hidden_gradient_norm"][-1]
        assert tile["first"]["norms"] == [float(norms[step]) for step in tile["time_steps"]]
    page.locator("#try-map summary").click()
    rows = page.locator("#try-map .panel-table tbody tr")
    expect(rows).to_have_count(2)
    for shown, row in enumerate((1, 0)):  # the longest first, as in the picture
        expect(rows.nth(shown).locator("td")).to_contain_text(figures(wire.tile(row, 0)["loss"]))
    # A brush gives its tiles more seeds.
    board(page).focus()
    page.keyboard.press("Shift+ArrowUp")
    has_seeds(page, 3)
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    has_seeds(page, 3)
    more = {(tile["row"], tile["column"], tile["seed"]) for tile in wire.tiles[2:]}
    assert more == {(row, 0, seed) for row in (0, 1) for seed in (1, 2)}
    for seed in (1, 2):
        experiment = wire.tile(0, 0, seed)["experiment"]
        assert (experiment["weight_seed"], experiment["data_seed"]) == (seed, seed)
    page.get_by_role("button", name=words("try.map.more")).click()
    has_seeds(page, 5)
    # Enter opens the run, and the map stays.
    board(page).focus()
    page.keyboard.press("ArrowUp")
    asked = len(wire.asked)
    page.keyboard.press("Enter")
    page.wait_for_function("() => location.hash.includes('task.length=9')")
    there(page, 2)
    assert len(wire.asked) == asked
    expect(board(page)).to_be_focused()


def test_a_drag_brushes_and_a_click_opens(mapped: Callable[..., tuple[Page, Wire]]) -> None:
    page, wire = mapped(GAINS)
    canvas = page.locator(".map-canvas")
    box = canvas.bounding_box()
    assert box is not None
    left, right = ({"x": 58 + share * (box["width"] - 66), "y": 30} for share in (0.25, 0.75))
    canvas.hover(position=left)
    page.mouse.down()
    canvas.hover(position=right)
    page.mouse.up()
    has_seeds(page, 3)
    assert {tile["column"] for tile in wire.tiles[2:]} == {0, 1}
    canvas.click(position=right)
    page.wait_for_function("() => location.hash.includes('recurrent_init.gain=1.5')")


def test_another_axis_is_another_map_and_the_link_brings_it_back(mapped: Callable[..., tuple[Page, Wire]]) -> None:
    page, wire = mapped(GAINS)
    across = page.get_by_label(words("try.map.x"), exact=True)
    across.select_option("lanes.0.clip.threshold")
    page.locator("#map-x-values").fill("0.1, 10")
    page.locator("#map-x-values").press("Enter")
    page.wait_for_function("() => location.hash.includes('lanes.0.clip.threshold:0.1,10')")
    there(page, 2)
    wire.tiles.clear()
    page.reload()
    there(page, 2)
    assert {tile["experiment"]["lanes"][0]["clip"]["threshold"] for tile in wire.tiles} == {0.1, 10}
    expect(across).to_have_value("lanes.0.clip.threshold")


def test_korean_dark_and_narrow_with_a_tile_that_cannot_be(mapped: Callable[..., tuple[Page, Wire]]) -> None:
    phone = {"viewport": {"width": 400, "height": 860}, "locale": "ko-KR", "color_scheme": "dark"}
    page, _ = mapped(LENGTHS.replace("6,9", "3,9"), "ko", **phone)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    box = board(page).bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 400
    board(page).focus()
    expect(here(page)).to_contain_text(re.compile("3.*4"))
    caption = page.locator("#try-map .panel-caption")
    expect(caption).to_contain_text(pattern("try.map.wrong", "ko", wrong="1"))
    values = page.locator("#map-y-values")
    values.fill("6, nine")
    values.press("Enter")
    expect(page.locator("#map-axes-problem")).to_be_visible()
    expect(values).to_have_attribute("aria-invalid", "true")


@pytest.mark.long
def test_the_lesson_says_what_its_map_measured(visit: Callable[..., Visit]) -> None:
    begun = visit()
    wire = Wire(begun.page)
    page = begun.open("v=1&lesson=7.6")
    there(page, 15)
    page.locator(".lesson-option[data-option='narrower']").click()
    solved = [sum(tile["row"] == row and tile["outcome"] == "solved" for tile in wire.tiles) for row in (0, 2)]
    assert solved[0] > solved[1]
    expect(page.locator(".lesson")).to_contain_text(
        pattern("lesson.half.map.said", low=str(solved[0]), high=str(solved[1]), columns="5", truth=".*")
    )
    column = page.locator(".lesson")
    assert column.evaluate("(card) => card.scrollWidth <= card.clientWidth")
