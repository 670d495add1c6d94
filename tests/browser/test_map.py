"""The map of learnability: its tiles are the runs that they stand for, it is worked by key, and the link carries it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, WebSocket, expect
from printed import figures

from rnn_playground import Experiment, train

if TYPE_CHECKING:
    from conftest import Visit

A_WHILE_MS = 90_000
GAIN = "lanes.0.cell.recurrent_init.gain"
# Four tiles of a reference run: 2 gains, 2 lengths.
MAP = f"a@{GAIN}:0.5,1.5@task.length:6,9@20@loss"
SMALL = "v=1&task=adding&task.length=6&a=rnn&a.hidden_size=4&a.recurrent_init=gaussian&batch_size=4&kernel=reference"
OPEN = f"{SMALL}&try=map&map={MAP}"
ALL = "All 4 tiles are there."


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
    """Return a function that opens a link with a map and waits until all its tiles are there."""

    def begin(fragment: str = OPEN, words: str = ALL, **options: Any) -> tuple[Page, Wire]:
        begun = visit(**options)
        wire = Wire(begun.page)
        page = begun.open(fragment)
        expect(page.locator("#try-map .try-stamp")).to_have_text(words, timeout=A_WHILE_MS)
        return page, wire

    return begin


def board(page: Page) -> Any:
    return page.locator("#try-map .map-board")


def here(page: Page) -> Any:
    return page.locator("#map-here")


def test_every_tile_is_the_run_that_it_stands_for(mapped: Callable[..., tuple[Page, Wire]]) -> None:
    page, wire = mapped()
    assert len(wire.tiles) == 4
    for row, length in enumerate((6, 9)):
        for column, gain in enumerate((0.5, 1.5)):
            tile = wire.tile(row, column)
            document = Experiment.model_validate(tile["experiment"])
            assert (document.task.sequence_length, document.steps) == (length, 20)
            assert document.lanes[0].cell.model_dump()["recurrent_init"]["gain"] == gain
            frames = list(train(document))
            losses = [float(loss) for frame in frames for loss in frame["0/loss"]]
            assert tile["losses"] == [losses[step] for step in tile["loss_steps"]]
            norms = frames[0]["0/hidden_gradient_norm"][-1]
            assert tile["first"]["norms"] == [float(norms[step]) for step in tile["time_steps"]]
    page.locator("#try-map summary").click()
    rows = page.locator("#try-map .panel-table tbody tr")
    expect(rows).to_have_count(2)
    for shown, row in enumerate((1, 0)):  # the longest first, as in the picture
        for column, cell in enumerate(rows.nth(shown).locator("td").all()):
            assert f"loss {figures(wire.tile(row, column)['loss'])}" in cell.inner_text()


def test_arrows_point_enter_opens_the_run_and_the_map_stays(mapped: Callable[..., tuple[Page, Wire]]) -> None:
    page, wire = mapped()
    board(page).focus()
    expect(here(page)).to_contain_text("Gain 0.5, Length T 6:")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    expect(here(page)).to_contain_text("Gain 1.5, Length T 9:")
    page.keyboard.press("Enter")
    page.wait_for_function("() => location.hash.includes('recurrent_init.gain=1.5')")
    assert "task.length=9" in page.evaluate("location.hash")
    expect(page.locator("#try-map .try-stamp")).to_have_text(ALL)
    assert len(wire.asked) == 4
    expect(board(page)).to_be_focused()


def test_a_brush_by_key_gives_its_tiles_more_seeds(mapped: Callable[..., tuple[Page, Wire]]) -> None:
    page, wire = mapped()
    board(page).focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(here(page)).to_contain_text("of 3 seeds", timeout=A_WHILE_MS)
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowLeft")
    expect(here(page)).to_contain_text("of 3 seeds", timeout=A_WHILE_MS)
    assert {(tile["row"], tile["column"], tile["seed"]) for tile in wire.tiles[4:]} == {
        (0, column, seed) for column in (0, 1) for seed in (1, 2)
    }
    for seed in (1, 2):
        document = wire.tile(0, 0, seed)["experiment"]
        assert (document["weight_seed"], document["data_seed"]) == (seed, seed)
    page.get_by_role("button", name="More seeds").click()
    expect(here(page)).to_contain_text("of 5 seeds", timeout=A_WHILE_MS)


def test_a_drag_brushes_and_a_click_opens(mapped: Callable[..., tuple[Page, Wire]]) -> None:
    page, wire = mapped()
    canvas = page.locator(".map-canvas")
    box = canvas.bounding_box()
    assert box is not None
    left, right = ({"x": 58 + share * (box["width"] - 66), "y": 30} for share in (0.25, 0.75))
    canvas.hover(position=left)
    page.mouse.down()
    canvas.hover(position=right)
    page.mouse.up()
    expect(here(page)).to_contain_text("of 3 seeds", timeout=A_WHILE_MS)
    assert {tile["row"] for tile in wire.tiles[4:]} == {1}
    canvas.click(position=left)
    page.wait_for_function("() => location.hash.includes('task.length=9')")


def test_another_axis_is_another_map_and_the_link_brings_it_back(
    mapped: Callable[..., tuple[Page, Wire]], visit: Callable[..., Visit]
) -> None:
    page, _ = mapped()
    page.get_by_label("Across", exact=True).select_option("lanes.0.clip.threshold")
    page.locator("#map-x-values").fill("0.1, 10")
    page.locator("#map-x-values").press("Enter")
    page.wait_for_function("() => location.hash.includes('lanes.0.clip.threshold:0.1,10')")
    expect(page.locator("#try-map .try-stamp")).to_have_text(ALL, timeout=A_WHILE_MS)
    fragment = page.evaluate("location.hash.slice(1)")
    again = visit()
    wire = Wire(again.page)
    other = again.open(fragment)
    expect(other.locator("#try-map .try-stamp")).to_have_text(ALL, timeout=A_WHILE_MS)
    assert {tile["experiment"]["lanes"][0]["clip"]["threshold"] for tile in wire.tiles} == {0.1, 10}
    expect(other.get_by_label("Across", exact=True)).to_have_value("lanes.0.clip.threshold")


def test_values_that_are_none_are_told_and_a_tile_that_cannot_be_says_why(
    mapped: Callable[..., tuple[Page, Wire]],
) -> None:
    page, _ = mapped(OPEN.replace("6,9", "3,9"))
    board(page).focus()
    expect(here(page)).to_contain_text("length is 3; the bound is 4")
    expect(page.locator("#try-map .panel-caption")).to_contain_text("2 cannot be trained")
    values = page.locator("#map-y-values")
    values.fill("6, nine")
    values.press("Enter")
    expect(page.locator("#map-axes-problem")).to_be_visible()
    expect(values).to_have_attribute("aria-invalid", "true")


def test_korean_dark_and_narrow(mapped: Callable[..., tuple[Page, Wire]]) -> None:
    phone = {"viewport": {"width": 400, "height": 860}, "locale": "ko-KR", "color_scheme": "dark"}
    page, _ = mapped(words="4칸을 모두 학습했습니다.", **phone)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    box = board(page).bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 400
    board(page).focus()
    expect(here(page)).to_contain_text("이득 0.5")


def test_the_lesson_says_what_its_map_measured(visit: Callable[..., Visit]) -> None:
    begun = visit()
    wire = Wire(begun.page)
    page = begun.open("v=1&lesson=7.6")
    expect(page.locator("#try-map .try-stamp")).to_have_text("All 15 tiles are there.", timeout=A_WHILE_MS)
    page.locator(".lesson-option[data-option='narrower']").click()
    solved = [sum(tile["row"] == row and tile["outcome"] == "solved" for tile in wire.tiles) for row in (0, 2)]
    assert solved[0] > solved[1]
    expect(page.locator(".lesson")).to_contain_text(
        f"In the shortest row {solved[0]} of 5 gains were solved, in the longest {solved[1]}."
    )
    column = page.locator(".lesson")
    assert column.evaluate("(card) => card.scrollWidth <= card.clientWidth")
