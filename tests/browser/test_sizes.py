"""Sizes of page and paper: nothing runs out at the side, whatever is zoomed or printed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from conftest import Visit

TWO_MODELS = "v=1&task=adding&task.length=24&a=rnn&b=lstm&panels=triangle"
SIZES = {
    "phone": {"viewport": {"width": 400, "height": 860}, "has_touch": True},
    "smallest": {"viewport": {"width": 320, "height": 640}, "has_touch": True},
    "tablet": {"viewport": {"width": 820, "height": 1180}, "has_touch": True},
    "zoomed to 200 %": {"viewport": {"width": 720, "height": 450}, "device_scale_factor": 2},
    "projector": {"viewport": {"width": 1024, "height": 768}},
}
OUTSIDE = """() => [...document.querySelectorAll('body *')].filter((each) => {
  const box = each.getBoundingClientRect();
  const scrolled = each.closest('.hero-scroller, .time-scroller, .panel-table, .visually-hidden, svg, pre');
  const shown = each.checkVisibility({ visibilityProperty: true });
  return shown && !scrolled && box.width > 0 && (box.right > innerWidth + 1 || box.left < -1);
}).map((each) => `${each.tagName} ${each.className} ${each.textContent.slice(0, 40)}`)"""


def draw(page: Page) -> None:
    """Measure the first step."""
    page.locator(".hero-title").first.wait_for()
    page.locator(".panel[data-kind=triangle] canvas").first.wait_for()


@pytest.mark.parametrize("locale", ["en-US", "ko-KR"])
def test_only_time_runs_out_at_the_side_of_a_lesson_on_a_phone(visit: Callable[..., Visit], locale: str) -> None:
    page = visit(locale=locale, **SIZES["phone"]).open("v=1&lesson=4.1")
    page.locator(".lesson-title").wait_for()
    page.locator(".hero-title").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("locale", ["en-US", "ko-KR"])
@pytest.mark.parametrize("size", SIZES)
def test_only_time_runs_out_at_the_side(visit: Callable[..., Visit], size: str, locale: str) -> None:
    page = visit(locale=locale, **SIZES[size]).open(TWO_MODELS)
    draw(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate(OUTSIDE) == []


HELLO_TRIANGLE = "v=1&task=hello&a=rnn&a.hidden_size=3&batch_size=1&panels=triangle"
ROW = 24


@pytest.mark.parametrize("locale", ["en-US", "ko-KR"])
def test_the_first_screen_holds_a_whole_word_and_the_beginning_of_its_triangle(
    visit: Callable[..., Visit], locale: str
) -> None:
    page = visit(locale=locale).open(HELLO_TRIANGLE)
    draw(page)
    expect(page.locator(".panel[data-kind=triangle] .panel-caption")).not_to_be_empty()
    page.wait_for_function(
        """(rows) => {
          const top = document.querySelector('.try-bar').getBoundingClientRect().top;
          const picture = document.querySelector('[data-kind=triangle] .panel-figure').getBoundingClientRect();
          return top < innerHeight && picture.height > rows && picture.top + rows < top;
        }""",
        arg=2 * ROW,
    )
    assert page.evaluate("document.querySelector('.stage').scrollTop") == 0


TRUNCATED = "v=1&task=echo&task.length=24&a=lstm&a.bptt=truncated&a.bptt.window=8&a.bptt.shift=4&panels=triangle,gates"
PUSHED = """() => ['.stage', '.controls', '.panels'].map((each) => document.querySelector(each))
  .filter((each) => each.scrollWidth > each.clientWidth)
  .flatMap((each) => [...each.querySelectorAll('*')].filter((inner) => {
    const [box, room] = [inner.getBoundingClientRect(), each.getBoundingClientRect()];
    return box.right > room.left + each.clientWidth + 1 && !inner.closest('.hero-scroller, .time-scroller');
  }).map((inner) => `${inner.tagName} ${inner.className}`))"""


@pytest.mark.parametrize("locale", ["en-US", "ko-KR"])
@pytest.mark.parametrize("width", [1440, 1120, 900])
def test_no_column_of_a_desk_can_be_pushed_aside(visit: Callable[..., Visit], width: int, locale: str) -> None:
    page = visit(locale=locale, viewport={"width": width, "height": 900}).open(TRUNCATED)
    draw(page)
    caption = page.locator(".panel[data-kind=triangle] .panel-caption")
    expect(caption).to_contain_text("BPTT")
    page.locator(".panel[data-kind=triangle] .panel-twin:not(.card-about) > summary").click()
    page.locator(".panel[data-kind=triangle] .panel-twin[open] table").wait_for()
    assert page.evaluate(PUSHED) == []


FOUR_MODELS = "v=1&task=temporal_order&task.length=30&a=rnn&b=lstm&c=gru&d=irnn&panels=triangle"
COVERED = """() => [...document.querySelectorAll('.hero-title')].flatMap((title) => {
  const parts = [...title.querySelectorAll('.hero-lane, .hero-standing, .hero-figures, .hero-gain')];
  const boxes = parts.map((each) => each.getBoundingClientRect()).filter((box) => box.width > 1 && box.height > 1);
  return boxes.flatMap((one, index) => boxes.slice(index + 1)
    .filter((other) => Math.min(one.right, other.right) - Math.max(one.left, other.left) > 2)
    .filter((other) => Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 4)
    .map(() => title.textContent));
})"""


HIDDEN_FIGURES = """() => [...document.querySelectorAll('.hero-title')].flatMap((title) =>
  [...title.querySelectorAll('.hero-figure:not(.hero-figure-gradient)')].filter((figure) => {
    const [one, whole] = [figure.getBoundingClientRect(), title.getBoundingClientRect()];
    return !figure.textContent || one.width === 0 || one.right > whole.right + 1 || one.bottom > whole.bottom + 3;
  }).map((figure) => `${title.dataset.lane}: ${figure.textContent}`))"""


@pytest.mark.parametrize("locale", ["en-US", "ko-KR"])
@pytest.mark.parametrize("width", [1440, 1100, 820])
def test_every_lane_of_four_says_its_loss_and_its_accuracy(
    visit: Callable[..., Visit], width: int, locale: str
) -> None:
    page = visit(locale=locale, viewport={"width": width, "height": 900}).open(FOUR_MODELS)
    draw(page)
    expect(page.locator(".hero-title")).to_have_count(4)
    page.wait_for_function("() => document.querySelectorAll('.hero-figure:not(:empty)').length === 12")
    assert page.evaluate(HIDDEN_FIGURES) == []
    assert page.evaluate(COVERED) == []


CUT = """() => [...document.querySelectorAll('.hero-title')].flatMap((title) =>
  ['name', 'verdict', 'forecast-whole', 'forecast-short', 'outlook', 'cost', 'comparison']
    .map((part) => title.querySelector(`.hero-${part}`))
    .filter((each) => each.checkVisibility() && each.scrollWidth > Math.max(1, each.clientWidth) + 1)
    .filter((each) => getComputedStyle(each).display !== 'inline')
    .map((each) => each.textContent))"""


FORECASTS_SEEN = """() => [...document.querySelectorAll('.hero-outlook')].filter((each) => {
  const words = document.createRange();
  words.selectNodeContents(each);
  const [box, room] = [words.getBoundingClientRect(), each.getBoundingClientRect()];
  return box.width > 0 && box.right <= room.right + 1 && box.top < room.bottom - 4;
}).length"""


@pytest.mark.parametrize("locale", ["en-US", "ko-KR"])
@pytest.mark.parametrize(("width", "lanes"), [(1280, 4), (680, 4), (600, 4), (400, 1)])
def test_a_title_says_name_size_verdict_and_forecast_uncut(
    visit: Callable[..., Visit], width: int, lanes: int, locale: str
) -> None:
    page = visit(locale=locale, viewport={"width": width, "height": 900}).open(f"{FOUR_MODELS}&pace=30")
    draw(page)
    for _ in range(2):
        before = page.locator(".counter-now").text_content() or ""
        page.locator(".round.step").click()
        expect(page.locator(".counter-now")).not_to_have_text(before)
    expect(page.locator(".hero-title")).to_have_count(lanes)
    forecasts = page.locator(".hero-forecast:not([hidden])")
    expect(forecasts).to_have_count(lanes)
    page.wait_for_function(
        "() => document.querySelectorAll('.hero-cost').values().every((each) => /ms/.test(each.textContent))"
    )
    assert page.evaluate(HIDDEN_FIGURES) == []
    assert page.evaluate(COVERED) == []
    assert page.evaluate(CUT) == []
    if width == 1280:
        assert page.evaluate(FORECASTS_SEEN) == lanes


FACTS_SEEN = """() => [...document.querySelectorAll('.hero-facts > :not(:empty)')]
  .filter((each) => each.clientWidth >= 40).length"""


@pytest.mark.parametrize("locale", ["en-US", "ko-KR"])
def test_a_title_says_how_large_its_lane_is_before_the_first_update(visit: Callable[..., Visit], locale: str) -> None:
    here = visit(locale=locale, viewport={"width": 1280, "height": 900})
    page = here.open("v=1&task=adding&a=rnn&b=lstm&c=gru&d=irnn")
    expect(page.locator(".hero-verdict").last).to_have_text(re.compile("49"))
    assert page.evaluate(CUT) == []
    assert page.evaluate(COVERED) == []
    assert page.evaluate(FACTS_SEEN) == 7


@pytest.mark.parametrize("locale", ["en-US", "ko-KR"])
@pytest.mark.parametrize("link", [TWO_MODELS, FOUR_MODELS])
def test_large_type_is_larger_everywhere_and_is_remembered(visit: Callable[..., Visit], link: str, locale: str) -> None:
    here = visit(locale=locale, viewport={"width": 1920, "height": 1080})
    page = here.open(link)
    draw(page)
    page.locator("#loss .annotation-text").first.wait_for()
    heights = """() => Object.fromEntries(
      ['.hero-verdict', '.panel-caption', '.counter-now', '#loss .annotation-text', '.spectrum-tick'].map(
        (each) => [each, document.querySelector(each).getBoundingClientRect().height]))"""
    before, drawn = page.evaluate(heights), here.drawing()
    page.locator(".topbar .type-button").click()
    here.wait_for_another(drawn)
    page.wait_for_function(
        "(before) => document.querySelector('#loss .annotation-text').getBoundingClientRect().height > before * 1.1",
        arg=before["#loss .annotation-text"],
    )
    after = page.evaluate(heights)
    assert [name for name in before if after[name] < before[name] * 1.1] == []
    assert page.evaluate(COVERED) == []
    assert page.evaluate(OUTSIDE) == []
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-type", "large")


@pytest.mark.parametrize("locale", ["en-US", "ko-KR"])
def test_paper_is_light_and_one_column_wide_and_says_how_to_run_it_again(
    visit: Callable[..., Visit], locale: str
) -> None:
    here = visit(locale=locale, color_scheme="dark")
    page = here.open(TWO_MODELS)
    draw(page)
    on_screen = page.locator(".hero-canvas").first.bounding_box()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("html")).to_have_attribute("data-scheme", "light")
    for gone in (".transport", ".topbar", ".controls", ".hero-moving"):
        expect(page.locator(gone)).to_be_hidden()
    colophon = page.locator(".colophon")
    expect(colophon).to_be_visible()
    expect(colophon).to_contain_text(page.url)
    body, picture, card = (
        page.locator(place).first.bounding_box() for place in ("body", ".hero-canvas", "[data-kind=triangle] canvas")
    )
    assert on_screen is not None
    assert body is not None
    assert picture is not None
    assert card is not None
    assert picture["width"] == card["width"] == body["width"] != on_screen["width"]
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("html")).to_have_attribute("data-scheme", "dark")
    expect(colophon).to_be_hidden()
    assert page.locator(".hero-canvas").first.bounding_box() == on_screen


SCROLLED = """() => [...document.querySelectorAll('.hero-scroller, .time-scroller')].filter((each) =>
  each.checkVisibility() && each.scrollWidth > each.clientWidth + 1).map((each) => each.scrollWidth)"""
CUT_OFF = """() => {
  const [hero, inside] = ['.hero', '.hero-inside'].map((each) => document.querySelector(each).getBoundingClientRect());
  return inside.bottom - hero.bottom;
}"""


# Where the picture ends, and what the lower of the usual sheets, letter, holds between its margins; in pixels.
ENDS = "() => document.querySelector('.hero').getBoundingClientRect().bottom + scrollY"
SHEET = (279.4 - 24) * 96 / 25.4


@pytest.mark.parametrize(
    "link",
    [
        "v=1&task=adding&task.length=200&a=rnn&panels=triangle",
        "v=1&task=copy&task.length=100&a=lstm&panels=gates",
        "v=1&task=temporal_order&task.length=200&a=rnn&b=lstm&c=gru&d=irnn",
        "v=1&task=hello&a=rnn&b=lstm&c=gru&d=irnn",
    ],
)
def test_paper_holds_the_whole_of_a_long_sequence_and_of_four_models(visit: Callable[..., Visit], link: str) -> None:
    here = visit()
    page = here.open(link)
    page.locator(".hero-title").first.wait_for()
    page.wait_for_function(
        "() => [...document.querySelectorAll('.time-card .panel-caption')].every(({ textContent }) => textContent)"
    )
    long = "task.length" in link
    assert bool(page.evaluate(SCROLLED)) is long
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(SCROLLED) == []
    assert page.evaluate(CUT_OFF) <= 1
    assert page.evaluate(ENDS) <= SHEET
    canvas = page.locator(".hero-canvas").first
    assert canvas.evaluate("({ width, clientWidth }) => width / clientWidth") == 3
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert bool(page.evaluate(SCROLLED)) is long


def test_what_a_phone_has_no_room_for_waits_behind_a_button(visit: Callable[..., Visit]) -> None:
    page = visit(**SIZES["phone"]).open(TWO_MODELS)
    button, language = (
        page.get_by_role("button", name="Link, language, theme"),
        page.get_by_role("button", name="한국어"),
    )
    expect(language).to_be_hidden()
    button.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(language).to_be_hidden()
    expect(button).to_be_focused()
    button.tap()
    language.tap()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    page.locator(".hero-scroller").tap()
    expect(page.get_by_role("button", name="English")).to_be_hidden()
