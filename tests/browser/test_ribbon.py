"""The ribbon: a loss is chosen in the triangle or above its cell, and followed back through the cells."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from controls import control, in_sight, more
from page_text import pattern, words
from playwright.sync_api import expect
from pointing import cell_at

from rnn_playground import Experiment, train
from rnn_playground.experiment.learning import TruncatedBptt, truncation_mask
from rnn_playground.telemetry.watch import Watch

if TYPE_CHECKING:
    from conftest import Visit

HELLO = "v=1&task=hello&a=rnn&a.hidden_size=3&batch_size=1"
HELLO_DOCUMENT = {"task": {"kind": "hello"}, "lanes": [{"cell": {"kind": "rnn", "hidden_size": 3}}], "batch_size": 1}
ECHO = "v=1&task=echo&task.length=12&a=rnn&a.bptt=truncated&a.bptt.window=6&a.bptt.shift=3"


def triangle_of(document: dict[str, Any]) -> Any:
    frame = next(iter(train(Experiment.model_validate(document), Watch.model_validate({"panels": ["triangle"]}))))
    return frame.tensors["0/gradient_triangle"]


def share(language: str, value: float) -> str:
    """A share up to a half as the page says it: its reciprocal rounded to one figure."""
    figure, power = f"{1 / value:.0e}".split("e")
    part: str = words(f"share.{int(power)}", language).split("|")[int(figure) - 1]
    return words("share.one", language, part=part)


def test_a_loss_is_followed_from_where_it_is_written(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(HELLO)
    expect(page.locator(".hero-figure").first).not_to_be_empty()
    x, _ = cell_at(page, 4)
    top = control(page, "picture").bounding_box()
    assert top is not None
    before = here.drawing()
    page.mouse.click(x, top["y"] + 100)  # The loss is written above its cell.
    triangle = triangle_of(HELLO_DOCUMENT)
    part = float(triangle[3, 0] / triangle[3, 3])
    said = words("ribbon.said", loss=4, state=1, share=share("en", part))
    expect(page.locator(".hero-ribbon-words")).to_contain_text(said)
    expect(page.locator("#announcer")).to_have_text(said)
    here.wait_for_another(before)
    page.wait_for_function("() => location.hash.endsWith('loss=4')")
    here.speak("ko")
    in_korean = words("ribbon.said", "ko", loss=4, state=1, share=share("ko", part))
    expect(page.locator(".hero-ribbon-words")).to_contain_text(in_korean)
    page.keyboard.press("Escape")
    expect(page.locator(".hero-ribbon-words")).to_be_empty()
    page.wait_for_function("() => !location.hash.includes('loss=')")


def test_a_row_of_the_triangle_is_followed_by_click_and_by_enter(visit: Callable[..., Visit]) -> None:
    page = visit().open(f"{HELLO}&panels=triangle")
    picture = page.locator(".panel[data-kind=triangle] .time-scroller")
    expect(in_sight(page.locator(".panel[data-kind=triangle]")).locator(".panel-caption")).to_contain_text(
        pattern("triangle_card.caption", row="4")
    )
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 100, box["y"] + 14 + 24 * 2.5)
    expect(page.locator(".hero-ribbon-words")).to_contain_text(pattern("ribbon.said", loss="3"))
    page.keyboard.press("Escape")
    picture.focus()
    picture.press("ArrowUp")
    picture.press("Enter")
    expect(page.locator(".hero-ribbon-words")).to_contain_text(pattern("ribbon.said", loss="2"))
    picture.press("Enter")
    expect(page.locator(".hero-ribbon-words")).to_be_empty()


def test_the_keyboard_follows_the_loss_of_the_chosen_time_step(visit: Callable[..., Visit]) -> None:
    page = visit().open(HELLO)
    expect(page.locator(".hero-figure").first).not_to_be_empty()
    control(page, "picture").press("End")
    control(page, "picture").press("ArrowLeft")
    control(page, "picture").press("l")
    expect(page.locator(".hero-ribbon-words")).to_contain_text(pattern("ribbon.said", loss="3"))


def test_a_single_loss_needs_no_triangle(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&task=adding&task.length=20&a=rnn&loss=20")
    expect(page.locator(".hero-ribbon-words")).to_contain_text(pattern("ribbon.said", loss="20"))


def test_the_staircase_is_the_mask_of_window_and_shift(visit: Callable[..., Visit]) -> None:
    page = visit().open(f"{ECHO}&panels=triangle")
    card = page.locator(".panel[data-kind=triangle]")
    expect(in_sight(card).locator(".panel-caption")).to_contain_text(
        pattern("triangle_card.truncated", window="6", shift="3")
    )
    more(card).get_by_text(words("chart.table")).click()
    expect(card.locator(".panel-table tbody tr").first).to_be_visible()
    shown: list[list[Any]] = card.locator(".panel-table tbody tr").evaluate_all(
        "(rows) => rows.map((row) => [Number(row.cells[0].textContent) - 1, ...[...row.cells].slice(1).map("
        "(cell) => cell.textContent === '' || cell.querySelector('s') ? 0 : 1)])"
    )
    mask = truncation_mask(TruncatedBptt(window=6, shift=3), 12)
    assert shown
    for row, *kept in shown:
        assert kept == mask[row].tolist()


def test_the_ribbon_ends_where_truncation_cuts(visit: Callable[..., Visit]) -> None:
    page = visit().open(f"{ECHO}&loss=12")
    expect(page.locator(".hero-ribbon-words")).to_contain_text(pattern("ribbon.said_cut", state="7"))


def test_a_ribbon_that_cannot_be_fetched_says_so_and_is_asked_for_again(visit: Callable[..., Visit]) -> None:
    here = visit()
    here.allowed.append("Failed to load resource")
    page = here.open(HELLO)
    expect(page.locator(".hero-figure").first).not_to_be_empty()
    expect(page.locator(".panel .figure-svg").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.route(re.compile(r"/ribbon-"), lambda route: route.abort())
    control(page, "picture").press("l")
    expect(page.get_by_text(words("server.part_missing")).first).to_be_visible()
    expect(page.locator(".hero-ribbon-words")).to_be_empty()
    page.unroute_all()
    before = here.drawing()
    control(page, "picture").press("l")
    expect(page.locator(".hero-ribbon-words")).to_contain_text(pattern("ribbon.said", loss="4"))
    here.wait_for_another(before)
