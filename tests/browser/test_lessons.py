"""The lessons: finished with the keyboard alone; the link, the way back, what is remembered and heard.

That every step of every lesson is done by what its run shows is tested in Node, on golden frames. Here three of them
are gone through by default, each with another way of answering, and all in the long suite.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from page_text import pattern, words
from playwright.sync_api import Locator, Page, expect

if TYPE_CHECKING:
    from conftest import Visit

A_WHILE_MS = 90_000
MOST_TABS = 60

# What is done in each step, in order: a vote, picks, keys on a slider, a select and how many times down, a button.
Deed = tuple[str, ...]
COURSE: dict[int, list[list[Deed]]] = {
    1: [[("option", "b"), ("play",)], [("pick", "3", "4")]],
    2: [[("slide", ".lesson-turn input", "ArrowRight", "ArrowRight")], [("pick", "h₂", "h₃", "h₄")]],
    3: [
        [("select", str(index), str(index + 1)) for index in range(5)],
        [("pick", "5", "6", "7", "8")],
    ],
    4: [[("option", "o")], [("option", "down"), ("play",)]],
    5: [
        [("option", "hundredth")],
        [("press", ".lesson-option")],
        [("press", ".lesson-check")],
        [("press", ".lesson-option")],
    ],
    6: [
        [("slide", "[data-point='0']", "PageDown", "ArrowUp"), ("press", ".lesson-sketching .fix-button")],
        [("slide", "[data-point='1']", "PageDown"), ("press", ".lesson-sketching .fix-button")],
        [("press", ".lesson-option")],
        [("pick", "slope")],
        [("press", ".lesson-option")],
    ],
    7: [
        [("option", "grows")],
        [("option", "shrinks")],
        [("slide", ".lesson-turn input", *["ArrowRight"] * 6)],
        [("option", "grows")],
        [("option", "repels")],
        [("option", "narrower")],
    ],
    8: [[("option", "same")], [("option", "none"), ("wait", "lesson.brakes.toggle.diverged"), ("option", "norm")]],
    9: [[("option", "no"), ("play",)], [("option", "20")]],
    10: [[("option", "died"), ("seed", "0"), ("wait", "lesson.relu.seeds.solved"), ("seed", "9")]],
    11: [[("option", "b"), ("play",)]],
    12: [[("option", "b"), ("play",)], [("pick", "256")]],
    13: [[("option", "near")], [("option", "far")], [("press", ".lesson-option")], [("option", "b"), ("play",)]],
}


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until ``wanted`` has the focus: what cannot be reached so fails."""
    wanted.wait_for()
    for _ in range(MOST_TABS):
        if wanted.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} cannot be reached with Tab")


def option(page: Page, name: str) -> Locator:
    return page.locator(f".lesson-option[data-option='{name}']")


def do(page: Page, deed: Deed) -> None:
    """Do one thing with the keyboard alone."""
    match deed:
        case ("option", name):
            press(page, option(page, name))
        case ("pick", *names):
            for name in names:
                press(page, option(page, name))
        case ("play",):
            press(page, page.locator(".lesson-play"))
        case ("press", selector):
            press(page, page.locator(f"#lesson {selector}"))
        case ("seed", seed):
            press(page, page.locator(".lesson-seed").nth(int(seed)))
        case ("slide", selector, *keys):
            tab_to(page, page.locator(selector))
            for key in keys:
                page.keyboard.press(key)
        case ("select", index, times):
            tab_to(page, page.locator(".lesson-select").nth(int(index)))
            for _ in range(int(times)):
                page.keyboard.press("ArrowDown")
        case ("wait", key):
            expect(page.locator(".lesson-result")).to_contain_text(pattern(key), timeout=A_WHILE_MS)


def press(page: Page, button: Locator) -> None:
    expect(button).to_be_enabled()  # Tab goes past what is not yet.
    # From the heading on, so that every way is a short one.
    page.locator("#lesson-title").focus()
    tab_to(page, button)
    page.keyboard.press("Enter")


def finished(page: Page) -> str:
    """Wait until the step is done and return what it says."""
    page.locator(".lesson-outcome[data-done=true]").wait_for(timeout=A_WHILE_MS)
    return page.locator(".lesson-result").inner_text()


# A slider, a vote, and seeds that train anew.
BY_DEFAULT = {2, 4, 10}


@pytest.mark.parametrize(
    "number", [pytest.param(number, marks=() if number in BY_DEFAULT else pytest.mark.long) for number in COURSE]
)
def test_a_lesson_is_finished_with_the_keyboard_alone(visit: Callable[..., Visit], number: int) -> None:
    page = visit().open(f"v=1&lesson={number}.1")
    steps = COURSE[number]
    for index, deeds in enumerate(steps):
        expect(page.locator(".lesson-dots")).to_have_attribute("aria-label", place(index, len(steps)))
        expect(page.locator(".spotlight")).to_be_visible()
        for deed in deeds:
            do(page, deed)
        said = finished(page)
        assert "{" not in said
        assert "lesson." not in said
        if index + 1 < len(steps):
            press(page, page.locator(".lesson-next"))
    kept = page.evaluate("JSON.parse(localStorage.getItem('rnn-playground-lessons')).length")
    assert kept == len(steps)
    expect(page.get_by_role("button", name=words("learn.title.done", done=1, count=len(COURSE)))).to_be_visible()


def place(index: int, count: int) -> str:
    return words("lessons.step_of", step=index + 1, steps=count)


def open_lessons(page: Page) -> None:
    page.get_by_role("button", name=re.compile(f"^{words('learn.title')}")).click()
    page.get_by_role("button", name=re.compile(f"^{words('learn.lessons.label')}")).click()


def test_one_menu_leads_to_lessons_claims_and_glossary_by_keyboard(visit: Callable[..., Visit]) -> None:
    page = visit().open(QUIET)
    learn = page.get_by_role("button", name=re.compile(f"^{words('learn.title')}"))
    learn.focus()
    for index, part in enumerate(["lessons", "claims", "glossary"]):
        name = words(f"learn.{part}.label")
        page.keyboard.press("Enter")
        entry = page.get_by_role("button", name=re.compile(f"^{name}"))
        expect(page.locator(".learn-entry").first).to_be_focused()
        for _ in range(index):
            page.keyboard.press("ArrowDown")
        expect(entry).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog", name=name)).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog", name=name)).to_be_hidden()
        expect(learn).to_be_focused()


QUIET = "v=1&task=hello&a=rnn&a.hidden_size=3&batch_size=1&panels=norms"


def test_leaving_a_lesson_puts_back_what_was_there(visit: Callable[..., Visit]) -> None:
    page = visit().open(QUIET)
    figures = page.locator(".hero-figures").first
    expect(figures).not_to_be_empty()
    at_first = figures.inner_text()
    page.get_by_role("button", name=re.compile(f"^{words('transport.step')}")).click()
    expect(page.locator(".counter-now")).to_have_text("1")
    expect(figures).not_to_have_text(at_first, use_inner_text=True)  # The picture follows the counter.
    loss = figures.inner_text()
    open_lessons(page)
    page.locator(".lessons-row").nth(10).click()
    title = words("lessons.heading", number=11, title=words("lesson.copy.title"))
    expect(page.locator("#lesson-title")).to_have_text(title)
    expect(page).to_have_url(re.compile("task=adding.*lesson=11.1"))
    page.get_by_role("button", name=words("lessons.leave")).click()
    expect(page.locator("#lesson")).to_be_hidden()
    expect(page.locator(".spotlight")).to_have_count(1)
    expect(page.locator(".spotlight")).to_be_hidden()
    expect(page.locator(".counter-now")).to_have_text("1")
    expect(page.locator("section[data-kind=norms]")).to_be_visible()
    expect(figures).to_have_text(loss, use_inner_text=True)
    expect(page).to_have_url(re.compile("task=hello(?!.*lesson)"))


def test_a_link_opens_the_step_it_is_heard_and_a_reload_stays_in_it(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&lesson=4.1")
    heard = page.locator("#announcer")
    expect(heard).to_contain_text(words("lessons.place", number=4, title=words("lesson.hand.title"), step=1, steps=2))
    expect(heard).to_contain_text(words("lesson.hand.bet.ask"))
    press(page, option(page, "e"))
    expect(page.locator(".lesson-result")).to_have_text(words("lessons.not_that"))
    press(page, option(page, "o"))
    expect(heard).to_contain_text(words("lessons.done"))
    said = finished(page)
    assert "84" in said
    press(page, page.locator(".lesson-next"))
    expect(page).to_have_url(re.compile("lesson=4.2"))
    page.reload()
    expect(page.locator(".lesson-dots")).to_have_attribute("aria-label", place(1, 2))
    expect(page.locator(".lesson-dot.is-done")).to_have_count(1)


def test_on_a_phone_the_sheet_does_not_hide_what_is_lit(visit: Callable[..., Visit]) -> None:
    page = visit(viewport={"width": 400, "height": 800}, has_touch=True).open("v=1&lesson=1.1")
    for number in (1, 4, 7):
        page.evaluate("(number) => void (location.hash = `v=1&lesson=${number}.1`)", number)
        expect(page.locator("#lesson-title")).to_contain_text(str(number))
        page.locator(".spotlight").wait_for()
        page.wait_for_function(
            """() => {
              const box = (selector) => document.querySelector(selector).getBoundingClientRect();
              const [lit, sheet, bar] = ['.spotlight', '#lesson', '.transport'].map(box);
              return lit.height > 40 && lit.top >= 0 && lit.top < sheet.top - 40 && sheet.bottom <= bar.top + 1;
            }"""
        )


def test_next_stays_in_its_place_and_pressed_twice_there_only_goes_on(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open("v=1&lesson=5.1")
    onward = page.locator(".lesson-next")
    expect(onward).to_be_visible()
    here.wait_until_still()
    box = onward.bounding_box()
    assert box
    for _ in range(2):
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".lesson-dots")).to_have_attribute("aria-label", place(2, 4))
    expect(page).to_have_url(re.compile("task=hello.*lesson=5.3"))
    later = onward.bounding_box()
    assert later
    assert later["x"] + later["width"] == pytest.approx(box["x"] + box["width"], abs=1)
    assert later["y"] + later["height"] == pytest.approx(box["y"] + box["height"], abs=1)
    dots = page.locator(".lesson-dot").evaluate_all("(all) => all.map((dot) => dot.getBoundingClientRect().toJSON())")
    ring = 3  # The outline of the present one reaches so far beyond it.
    assert all(one["right"] + 2 * ring <= other["left"] for one, other in pairwise(dots))


def test_the_path_begins_on_the_first_screen_and_goes_on_where_one_left(visit: Callable[..., Visit]) -> None:
    page = visit().open(QUIET)
    start = page.get_by_role("button", name=re.compile(f"^{words('path.title')}"))
    expect(start).to_be_in_viewport()
    start.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("lesson=4.1"))
    press(page, option(page, "o"))
    finished(page)
    page.get_by_role("button", name=words("lessons.leave")).click()
    expect(page).to_have_url(re.compile("task=hello(?!.*lesson)"))
    page.reload()
    start.click()
    expect(page).to_have_url(re.compile("lesson=4.2"))
    expect(page.locator("#preset")).to_have_text(words("lesson.hand.title"))
