"""The picture: what it says in words, what pointer and keys reveal, what a narrow screen does with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from page_text import pattern, words
from playwright.sync_api import Page, expect
from pointing import cell_at

if TYPE_CHECKING:
    from conftest import Visit

HELLO = "v=1&task=hello&a=rnn&a.hidden_size=3&batch_size=1"
TWO_LANES = "v=1&task=temporal_order&a=rnn&b=lstm"


OVERLONG = """() => [...document.querySelectorAll('.hero-verdict, .hero-name')]
  .filter((each) => each.scrollWidth > each.clientWidth + 1).map((each) => each.textContent)"""
OVERHIGH = """() => [...document.querySelectorAll('.hero-figures')]
  .filter((each) => each.offsetHeight > 2.5 * parseFloat(getComputedStyle(each).lineHeight))
  .map((each) => each.textContent)"""


def run_one_update(page: Page) -> None:
    page.get_by_role("button", name=words("transport.step")).click()
    expect(page.locator(".counter-now")).to_have_text("1")


def test_every_lane_is_named_and_judged_in_words(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(f"{TWO_LANES}&figures=1")
    run_one_update(page)
    expect(page.locator(".hero-name")).to_have_text(["RNN · tanh", "LSTM"])
    expect(page.locator(".hero-figure-gradient").first).to_contain_text("‖∂L/∂h₁‖")
    expect(page.locator(".hero-reading")).to_contain_text(pattern("hero.reading", count="50"))
    for language in ("en", "ko"):
        here.speak(language)
        chance = pattern("hero.verdict.reach.chance", language, reach=r"\d+", lag="44")
        expect(page.locator(".hero-verdict").first).to_have_text(chance)
        expect(page.get_by_role("application")).to_have_accessible_name(pattern("hero.label", language))


@pytest.mark.parametrize(
    "link",
    [
        "v=1&task=temporal_order&a=lru&b=lstm&c=rnn&d=cwrnn",
        pytest.param("v=1&task=copy&a=lru", marks=pytest.mark.long),
        pytest.param(
            "v=1&task=hello&a=rnn&b=antisymmetric&b.recurrence=off&b.layers=2&batch_size=1", marks=pytest.mark.long
        ),
    ],
)
def test_no_name_no_verdict_and_no_figure_is_cut_short(visit: Callable[..., Visit], link: str) -> None:
    here = visit()
    page = here.open(f"{link}&figures=1")
    expect(page.locator(".hero-verdict").first).not_to_have_text(words("hero.verdict.waiting"))
    here.finds_nothing(link, OVERLONG, OVERHIGH)


def test_the_empty_picture_outlines_the_experiment(visit: Callable[..., Visit]) -> None:
    here = visit()
    here.page.route_web_socket("**/api/session?*", lambda socket: None)
    page = here.open(f"{TWO_LANES}&figures=1")
    expect(page.locator(".hero-verdict")).to_have_text([words("hero.verdict.waiting")] * 2)
    expect(page.locator(".hero-reading")).to_contain_text(words("hero.reading.empty", count=50))
    inked = page.evaluate(
        """(() => {
            const canvas = document.querySelector('.hero-canvas');
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            return data.some((value) => value > 0);
        })()"""
    )
    assert inked


def test_hover_reveals_numbers_that_go_on_changing(visit: Callable[..., Visit]) -> None:
    page = visit().open(HELLO)
    run_one_update(page)
    page.mouse.move(*cell_at(page, 3))
    tip = page.locator(".hero-tip")
    expect(tip).to_contain_text(pattern("hero.place", lane="A", time="3", unit="[123]"))
    expect(tip).to_contain_text(words("hero.read.prediction"))
    before = tip.inner_text()
    page.get_by_role("button", name=words("transport.step")).focus()
    page.keyboard.press("Enter")
    expect(tip).not_to_have_text(before)
    page.mouse.move(5, 5)
    expect(tip).to_be_hidden()


def test_a_click_pins_a_time_step_and_a_second_one_lets_go(visit: Callable[..., Visit]) -> None:
    page = visit().open(HELLO)
    run_one_update(page)
    first, other = cell_at(page, 2), cell_at(page, 4)
    page.mouse.click(*first)
    page.mouse.move(*other)
    caption = page.locator(".hero-table caption")
    expect(caption).to_have_text(words("hero.table.caption", time=2, length=4, layer=1))
    page.mouse.click(*first)
    page.mouse.move(*other)
    expect(caption).to_have_text(words("hero.table.caption", time=4, length=4, layer=1))


def test_arrow_keys_walk_through_time_and_units(visit: Callable[..., Visit]) -> None:
    page = visit().open(HELLO)
    run_one_update(page)
    picture = page.get_by_role("application")
    picture.focus()
    caption = page.locator(".hero-table caption")
    page.keyboard.press("Home")
    expect(caption).to_have_text(words("hero.table.caption", time=1, length=4, layer=1))
    page.keyboard.press("ArrowRight")
    expect(caption).to_have_text(words("hero.table.caption", time=2, length=4, layer=1))
    expect(page.locator(".counter-now")).to_have_text("1")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#announcer")).to_contain_text(
        pattern("hero.said", place=pattern("hero.place", lane="A", time="2", unit="2").pattern)
    )


def test_the_table_holds_the_numbers_of_the_chosen_time_step(visit: Callable[..., Visit]) -> None:
    page = visit().open(HELLO)
    run_one_update(page)
    table = page.locator(".hero-table")
    expect(table.locator("thead th")).to_have_text(["Quantity", "A RNN · tanh"])
    quantities = ["input", "‖∂L/∂h‖", "Gain of a mean time step back", "Verdict", "prediction", "target"]
    expect(table.locator("tbody th")).to_have_text([*quantities, "h, unit 1", "h, unit 2", "h, unit 3"])
    assert all(abs(float(words.replace("−", "-"))) <= 1 for words in table.locator("tbody td").all_inner_texts()[-3:])


def test_the_second_state_of_an_lstm_can_be_shown(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(TWO_LANES)
    run_one_update(page)
    before = here.drawing()
    cell = page.locator(".hero-state", has_text="c")
    cell.click()
    expect(cell).to_have_attribute("aria-pressed", "true")
    here.wait_for_another(before)


@pytest.mark.parametrize("size", [(1280, 720), (400, 850)])
def test_all_fifty_time_steps_of_both_models_are_in_sight(visit: Callable[..., Visit], size: tuple[int, int]) -> None:
    width, height = size
    here = visit(viewport={"width": width, "height": height}, has_touch=width < 600)
    page = here.open(f"{TWO_LANES}&more=0")
    run_one_update(page)
    expect(page.locator(".hero-name")).to_have_text(["RNN · tanh", "LSTM"])
    expect(page.locator(".hero-overview")).to_be_hidden()
    stage, transport = page.locator(".hero-stage").bounding_box(), page.locator("#transport").bounding_box()
    assert stage
    assert transport
    assert stage["y"] + stage["height"] <= transport["y"] + 1
    above = page.locator("#topbar").bounding_box()
    assert above
    assert above["height"] + transport["height"] <= height / 4
    assert page.evaluate("document.querySelector('.hero-scroller').scrollWidth") <= stage["width"]


def test_on_a_phone_a_tap_opens_columns_and_only_time_scrolls(visit: Callable[..., Visit]) -> None:
    page = visit(viewport={"width": 400, "height": 860}, has_touch=True).open(TWO_LANES)
    expect(page.locator(".hero-name")).to_have_text(["RNN · tanh", "LSTM"])
    page.locator(".hero-scroller").tap(position={"x": 380, "y": 120})
    expect(page.locator(".hero-name")).to_have_text(["RNN · tanh"])
    page.locator(".hero-lane-chip", has_text="LSTM").click()
    expect(page.locator(".hero-name")).to_have_text(["LSTM"])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    left = "document.querySelector('.hero-scroller').scrollLeft"
    end = page.evaluate(left)
    assert end > 44 * 30
    page.get_by_role("button", name=words("hero.overview.back")).click()
    page.wait_for_function(f"(end) => {left} < end", arg=end)
    page.get_by_role("button", name=words("hero.zoom.out", count=50)).click()
    expect(page.locator(".hero-name")).to_have_text(["RNN · tanh", "LSTM"])


def test_the_window_of_the_overview_can_be_dragged(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&task=temporal_order&task.length=200&a=rnn")
    run_one_update(page)
    track = page.locator(".hero-track").bounding_box()
    assert track is not None
    page.mouse.move(track["x"] + track["width"] - 20, track["y"] + 15)
    page.mouse.down()
    page.mouse.move(track["x"] + 20, track["y"] + 15, steps=4)
    page.mouse.up()
    assert page.evaluate("document.querySelector('.hero-scroller').scrollLeft") == 0
    assert page.evaluate("document.querySelector('.hero-scroller').scrollWidth") > 200 * 15


def test_the_picture_is_as_sharp_as_the_screen(visit: Callable[..., Visit]) -> None:
    page = visit(device_scale_factor=2).open(HELLO)
    run_one_update(page)
    ratio = page.evaluate(
        "(() => { const c = document.querySelector('.hero-canvas'); return c.width / c.clientWidth; })()"
    )
    assert ratio == 2
