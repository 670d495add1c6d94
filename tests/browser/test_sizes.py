"""Sizes of page and paper: nothing runs out at the side, whatever is zoomed or printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import pytest
from controls import control, more, open_rest
from page_text import words
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from conftest import Visit

TWO_MODELS = "v=1&task=adding&task.length=24&a=rnn&b=lstm&panels=triangle"
LANGUAGES = ("en", "ko")
PHONE = {"viewport": {"width": 400, "height": 860}, "has_touch": True}
# By their options; the sizes are a phone, the smallest one and a tablet, a desk zoomed to 200 % and a projector.
DEVICES: dict[str, tuple[dict[str, Any], list[tuple[int, int]]]] = {
    "touched": (PHONE, [(400, 860), (320, 640), (820, 1180)]),
    "a desk": ({"device_scale_factor": 2}, [(720, 450), (1024, 768)]),
}
WIDER = "() => [document.documentElement.scrollWidth - innerWidth].filter((over) => over > 0)"
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


def all_looks(here: Visit, *checks: str, sizes: Sequence[tuple[int, int]]) -> None:
    """In both languages and in all sizes, each check finds nothing."""
    for language in LANGUAGES:
        here.speak(language)
        for width, height in sizes:
            here.resize(width, height)
            here.finds_nothing(f"{language}, {width} × {height}", *checks)


def test_only_time_runs_out_at_the_side_of_a_lesson_on_a_phone(visit: Callable[..., Visit]) -> None:
    here = visit(**PHONE)
    page = here.open("v=1&lesson=4.1")
    page.locator(".lesson-title").wait_for()
    page.locator(".hero-title").first.wait_for()
    all_looks(here, WIDER, sizes=[(400, 860)])


@pytest.mark.parametrize("device", DEVICES)
def test_only_time_runs_out_at_the_side(visit: Callable[..., Visit], device: str) -> None:
    options, sizes = DEVICES[device]
    here = visit(**options)
    draw(here.open(TWO_MODELS))
    all_looks(here, WIDER, OUTSIDE, sizes=sizes)


HELLO_TRIANGLE = "v=1&task=hello&a=rnn&a.hidden_size=3&batch_size=1&panels=triangle"
BEHIND_THE_BAR = """() => {
  const top = document.querySelector('.strip').getBoundingClientRect().top;
  const picture = document.querySelector('[data-kind=triangle] .panel-figure').getBoundingClientRect();
  const half = picture.top + picture.height / 2;
  return top < innerHeight && picture.height > 0 && half < top ? [] : [{ top, half }];
}"""


def test_the_first_screen_holds_a_whole_word_and_the_beginning_of_its_triangle(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(HELLO_TRIANGLE)
    draw(page)
    expect(page.locator(".panel[data-kind=triangle] .panel-caption")).not_to_be_empty()
    # Two rows of the triangle, which has one for each letter.
    all_looks(here, BEHIND_THE_BAR, sizes=[(1440, 900)])
    assert page.evaluate("document.querySelector('.stage').scrollTop") == 0


TRUNCATED = "v=1&task=echo&task.length=24&a=lstm&a.bptt=truncated&a.bptt.window=8&a.bptt.shift=4&panels=triangle,gates"
PUSHED = """() => ['.stage', '.controls', '.panels'].map((each) => document.querySelector(each))
  .filter((each) => each.scrollWidth > each.clientWidth)
  .flatMap((each) => [...each.querySelectorAll('*')].filter((inner) => {
    const [box, room] = [inner.getBoundingClientRect(), each.getBoundingClientRect()];
    return box.right > room.left + each.clientWidth + 1 && !inner.closest('.hero-scroller, .time-scroller');
  }).map((inner) => `${inner.tagName} ${inner.className}`))"""


def test_no_column_of_a_desk_can_be_pushed_aside(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(TRUNCATED)
    draw(page)
    caption = page.locator(".panel[data-kind=triangle] .panel-caption")
    expect(caption).to_contain_text("BPTT")
    more(page.locator(".panel[data-kind=triangle]")).locator(".panel-twin:not(.card-about) > summary").click()
    page.locator(".panel[data-kind=triangle] .panel-twin[open] table").wait_for()
    all_looks(here, PUSHED, sizes=[(1440, 900), (1120, 900), (900, 900)])


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


CUT = """() => [...document.querySelectorAll('.hero-title')].flatMap((title) =>
  ['name', 'verdict', 'cost', 'comparison']
    .map((part) => title.querySelector(`.hero-${part}`))
    .filter((each) => each.checkVisibility() && each.scrollWidth > Math.max(1, each.clientWidth) + 1)
    .filter((each) => getComputedStyle(each).display !== 'inline')
    .map((each) => each.textContent))"""


@pytest.mark.long
def test_every_lane_of_four_says_name_size_verdict_and_figures_uncut(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(f"{FOUR_MODELS}&pace=30&figures=1")
    draw(page)
    expect(page.locator(".hero-title")).to_have_count(4)
    page.wait_for_function("() => document.querySelectorAll('.hero-figure:not(:empty)').length === 12")
    all_looks(here, HIDDEN_FIGURES, COVERED, sizes=[(1440, 900), (1100, 900), (820, 900)])
    for _ in range(2):
        before = page.locator(".counter-now").text_content() or ""
        control(page, "step").click()
        expect(page.locator(".counter-now")).not_to_have_text(before)
    page.wait_for_function(
        "() => document.querySelectorAll('.hero-cost').values().every((each) => /ms/.test(each.textContent))"
    )
    for width, lanes in ((1280, 4), (680, 4), (600, 4), (400, 1)):
        here.resize(width, 900)
        if lanes == 1:
            page.get_by_role("button", name=words("hero.zoom.in", "ko")).click()
        expect(page.locator(".hero-title")).to_have_count(lanes)
        all_looks(here, HIDDEN_FIGURES, COVERED, CUT, sizes=[(width, 900)])


FACTS_SEEN = """() => [...document.querySelectorAll('.hero-facts > :not(:empty)')]
  .filter((each) => each.clientWidth >= 40).length"""


def test_a_title_says_how_large_its_lane_is_before_the_first_update(visit: Callable[..., Visit]) -> None:
    here = visit(viewport={"width": 1280, "height": 900})
    page = here.open("v=1&task=adding&a=rnn&b=lstm&c=gru&d=irnn&figures=1")
    expect(page.locator(".hero-verdict").last).to_have_text(re.compile("49"))
    all_looks(here, CUT, COVERED, sizes=[(1280, 900)])
    assert page.evaluate(FACTS_SEEN) == 7


HEIGHTS = """() => Object.fromEntries(
  ['.hero-verdict', '.panel-caption', '.counter-now', '.loss-chart text', '.spectrum-tick'].map(
    (each) => [each, document.querySelector(each).getBoundingClientRect().height]))"""
SMALL = f"""(before) => Object.entries(({HEIGHTS})())
  .filter(([name, height]) => height < before[name] * 1.1).map(([name]) => name)"""
CAPTION_SPEAKS = """(language) =>
  /[가-힣]/.test(document.querySelector('.panel-caption').textContent) === (language === 'ko')"""
LARGE = f"""(before) => Object.entries(({HEIGHTS})())
  .filter(([name, height]) => height > before[name] * 1.05).map(([name]) => name)"""


@pytest.mark.parametrize("link", [TWO_MODELS, pytest.param(FOUR_MODELS, marks=pytest.mark.long)])
def test_large_type_is_larger_everywhere_and_is_remembered(visit: Callable[..., Visit], link: str) -> None:
    here = visit(viewport={"width": 1920, "height": 1080})
    page = here.open(link)
    draw(page)
    page.locator(".loss-chart text").first.wait_for()
    for language in LANGUAGES:
        here.speak(language)
        page.wait_for_function(CAPTION_SPEAKS, arg=language)
        here.wait_until_still()  # Charts take the size of the language by themselves, too.
        before, drawn = page.evaluate(HEIGHTS), here.drawing()
        open_rest(page)
        page.locator(".topbar .type-button").click()
        drawn = here.wait_for_another(drawn)
        page.wait_for_function(f"(before) => ({SMALL})(before).length === 0", arg=before)
        here.finds_nothing(language, COVERED, OUTSIDE)
        open_rest(page)
        page.locator(".topbar .type-button").click()
        here.wait_for_another(drawn)
        page.wait_for_function(
            f"(before) => ({LARGE})(before).length === 0", arg=before
        )  # Charts follow by themselves.
    open_rest(page)
    page.locator(".topbar .type-button").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-type", "large")


def test_paper_is_light_and_one_column_wide_and_says_how_to_run_it_again(visit: Callable[..., Visit]) -> None:
    here = visit(color_scheme="dark")
    page = here.open(TWO_MODELS)
    draw(page)
    for language in LANGUAGES:
        here.speak(language)
        here.wait_until_still()  # In the other language the question has another number of lines.
        prints_in_one_column(page)


def prints_in_one_column(page: Page) -> None:
    """What is to be seen while the page is printed, and that all is as it was afterwards."""
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
        pytest.param("v=1&task=copy&task.length=100&a=lstm&panels=gates", marks=pytest.mark.long),
        "v=1&task=temporal_order&task.length=200&a=rnn&b=lstm&c=gru&d=irnn",
        pytest.param("v=1&task=hello&a=rnn&b=lstm&c=gru&d=irnn", marks=pytest.mark.long),
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
    assert canvas.evaluate("({ width, clientWidth }) => width / clientWidth > devicePixelRatio"), "paper is finer"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert bool(page.evaluate(SCROLLED)) is long


def test_what_a_phone_has_no_room_for_waits_behind_a_button(visit: Callable[..., Visit]) -> None:
    page = visit(**PHONE).open(TWO_MODELS)
    button, language = (
        page.get_by_role("button", name=words("topbar.more")),
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
    page.touchscreen.tap(200, 600)
    expect(page.get_by_role("button", name="English")).to_be_hidden()
