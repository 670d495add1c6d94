"""What is painted on a canvas explains itself in a legend, whose terms open the glossary; help lies over a dialog."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from controls import control
from page_text import words
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from conftest import Visit

HELLO = "v=1&task=hello&a=rnn&a.hidden_size=3&batch_size=1&panels=triangle"
ON_TOP = """(selector) => {
  const box = document.querySelector(selector).getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return top !== null && top.closest(selector) !== null;
}"""


def standing(page: Page) -> None:
    """Wait until the first step is measured and the terms of the page are marked."""
    expect(page.locator(".counter-now")).to_have_text(re.compile(r"\d"))
    page.mouse.move(700, 30)
    page.locator("html[data-terms]").wait_for(state="attached")


def test_every_mark_is_drawn_named_and_leads_to_the_glossary(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(f"{HELLO}&figures=1")
    standing(page)
    dialog = page.locator("dialog.marks")
    for language in ("ko", "en"):
        here.speak(language)
        page.get_by_role("button", name=words("hero.legend.explain", language)).click()
        expect(dialog).to_contain_text(words("marks.reach.name", language))
        if language == "ko":
            page.keyboard.press("Escape")
            expect(dialog).to_have_count(0)
    rows = dialog.locator("dt")
    assert rows.count() > 10
    drawn = rows.evaluate_all("(all) => all.map((row) => row.querySelector('svg')?.children.length ?? 0)")
    assert all(shapes > 0 for shapes in drawn), drawn
    dialog.locator("[data-term='memory_horizon']").first.click()
    card = page.locator(".term-card")
    expect(card).to_be_visible()
    assert page.evaluate(ON_TOP, ".term-card")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(dialog).to_be_visible()


def test_the_legend_opens_by_key_from_the_picture_and_gives_the_focus_back(visit: Callable[..., Visit]) -> None:
    page = visit().open(HELLO)
    standing(page)
    picture = control(page, "picture")
    picture.focus()
    page.keyboard.press("F1")
    dialog = page.locator("dialog.marks")
    expect(dialog).to_be_visible()
    dialog.locator("[data-term]").first.wait_for()
    page.keyboard.press("Tab")
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement?.dataset.term ?? ''"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".term-card")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(picture).to_be_focused()


def test_the_help_of_a_control_in_a_dialog_lies_over_the_dialog(visit: Callable[..., Visit]) -> None:
    page = visit().open(HELLO)
    standing(page)
    control(page, "share").click()
    copy = page.locator("[data-copy]").first
    page.locator("dialog [data-copy][data-help]").first.wait_for()
    copy.hover()
    expect(page.locator(".tip")).to_be_visible()
    assert page.evaluate(ON_TOP, ".tip")
    page.keyboard.press("Escape")
    expect(page.locator(".tip")).to_be_hidden()
