"""Into a classroom by its code: typed, in the browser's language, by keyboard, with the link that one came with."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
from served_page import served_page

if TYPE_CHECKING:
    from conftest import Visit

CODE = "zebra-42"
LINK = "v=1&task=hello"
GUESS_ON = """() => {
  const guess = async () => {
    const answer = await fetch('', { method: 'POST', body: new URLSearchParams({ join: 'guess' }) });
    await answer.text();
    document.documentElement.dataset.status = answer.status;
    return guess();
  };
  void guess();
}"""
SENTENCES = {
    "en-US": ("Code", "Join", "is not the code", "Too many wrong codes"),
    "ko-KR": ("참여 코드", "들어가기", "코드가 맞지 않습니다", "틀린 코드가 너무 많이"),
}


@pytest.fixture(scope="module")
def classroom() -> Iterator[str]:
    with served_page(join_code=CODE) as where:
        yield where


def faults(page: Page) -> list[str]:
    return [each["id"] for each in Axe().run(page).response["violations"]]


@pytest.mark.parametrize("locale", [pytest.param("en-US", marks=pytest.mark.long), "ko-KR"])
def test_who_mistypes_tries_again_and_comes_to_the_page_that_was_linked(
    visit: Callable[..., Visit], classroom: str, locale: str
) -> None:
    label, _, wrong, _ = SENTENCES[locale]
    learner = visit(locale=locale)
    learner.address = classroom
    learner.allowed.append("401")
    page = learner.page
    page.goto(f"{classroom}#{LINK}")
    field = page.get_by_label(label, exact=True)
    expect(field).to_be_focused()
    assert faults(page) == []
    page.keyboard.type("zebra-24")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text(wrong)
    expect(field).to_be_focused()
    assert faults(page) == []
    assert "zebra" not in page.url
    page.keyboard.type(CODE)
    page.keyboard.press("Enter")
    page.locator("html[data-ready]").wait_for()
    assert page.url.partition("#")[2].startswith(LINK)
    expect(page.locator("html")).to_have_attribute("lang", locale[:2])


def test_who_guesses_too_much_reads_how_long_to_wait(visit: Callable[..., Visit], classroom: str) -> None:
    label, button, _, wait = SENTENCES["en-US"]
    guesser = visit()
    guesser.address = classroom
    guesser.allowed += ["401", "429"]
    page, other = guesser.page, guesser.page.context.new_page()
    other.goto(classroom)
    # One of the same address goes on guessing meanwhile, faster than anybody is allowed to.
    other.evaluate(GUESS_ON)
    other.locator("html[data-status='429']").wait_for()
    page.goto(classroom)
    for _ in range(5):  # Every two seconds a guess is free, and it may be this one.
        page.get_by_label(label, exact=True).fill("guess")
        with page.expect_navigation() as answered:
            page.get_by_role("button", name=button).click()
        if answered.value.status == 429:
            break
    expect(page.get_by_role("alert")).to_contain_text(wait)
