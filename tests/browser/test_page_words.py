"""Two languages, themes, keys, small screens."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import Visit


QUIET = "v=1&task=hello&a=rnn&a.hidden_size=3&batch_size=1"


def test_the_language_of_the_browser_comes_first_and_switches_live(visit: Callable[..., Visit]) -> None:
    here = visit(locale="ko-KR")
    page = here.open()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    here.wait_for_update(1)
    expect(page.get_by_role("button", name="재생", exact=True)).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Read 50 symbols; remember two of them.")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("language", ["en-US", "ko-KR"])
def test_no_text_id_shows_through(visit: Callable[..., Visit], language: str) -> None:
    here = visit(locale=language)
    page = here.open("v=1&task=sine&a=cwrnn&b=lstm&more=1")
    expect(page.locator(".counter-now")).to_have_text("0")
    page.locator("#inspector > *").first.wait_for()
    shown = page.evaluate(
        "document.body.innerText + [...document.querySelectorAll('[aria-label], [data-tip], [title]')]"
        ".map((e) => [e.ariaLabel, e.dataset.tip, e.title].join(' ')).join(' ')"
    )
    assert (
        re.findall(r"\b[a-z_]+\.[a-z_]+\.(?:label|help|question)\b|\b(?:field|cell|task|transport)\.[a-z_]+", shown)
        == []
    )


def test_light_dark_and_back_to_the_system(visit: Callable[..., Visit]) -> None:
    here = visit(color_scheme="dark")
    page = here.open(QUIET)
    html = page.locator("html")
    expect(html).to_have_attribute("data-scheme", "dark")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name=re.compile("^Theme")).click()
    expect(html).to_have_attribute("data-scheme", "light")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != dark
    page.get_by_role("button", name=re.compile("^Theme")).click()
    expect(html).not_to_have_attribute("data-theme", re.compile(".*"))
    expect(html).to_have_attribute("data-scheme", "dark")


def test_the_keys(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(QUIET + "&b=gru")
    counter = page.locator(".counter-now")
    expect(counter).to_have_text("0")
    page.keyboard.press("ArrowRight")
    expect(counter).to_have_text("1")
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    page.keyboard.press("r")
    expect(counter).to_have_text("0")
    page.keyboard.press("2")
    expect(page.get_by_role("tab", name=re.compile("Model B"))).to_have_attribute("aria-selected", "true")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_label("Single-key shortcuts are on").uncheck()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("1")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    expect(counter).to_have_text("0")
    expect(page.get_by_role("tab", name=re.compile("Model B"))).to_have_attribute("aria-selected", "true")


def test_keys_do_not_steal_from_a_focused_control(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(QUIET + "&more=1")
    expect(page.locator(".counter-now")).to_have_text("0")
    rate = page.get_by_role("slider", name="Learning rate")
    before = rate.get_attribute("aria-valuetext")
    rate.focus()
    page.keyboard.press("ArrowRight")
    expect(rate).not_to_have_attribute("aria-valuetext", before or "")
    text = page.get_by_role("textbox", name=re.compile("^Text"))
    text.fill("")
    text.press_sequentially("r 1")
    expect(text).to_have_value("r 1")
    page.keyboard.press("Escape")
    expect(page.locator(".counter-now")).to_have_text("0")


def test_the_skip_link_comes_first(visit: Callable[..., Visit]) -> None:
    page = visit().open(QUIET)
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()


def test_nothing_scrolls_sideways_and_play_is_in_sight(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open()
    here.wait_for_update(1)
    for width, height in ((1440, 900), (1280, 720), (768, 1024), (400, 850)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        expect(page.get_by_role("button", name="Play", exact=True)).to_be_in_viewport(ratio=1)
        expect(page.get_by_role("heading", level=1)).to_be_in_viewport(ratio=1)


def test_on_a_phone_the_settings_are_a_sheet(visit: Callable[..., Visit]) -> None:
    here = visit(viewport={"width": 400, "height": 850}, has_touch=True)
    page = here.open(QUIET)
    expect(page.get_by_label("Activation")).to_be_hidden()
    page.get_by_role("button", name="Settings").tap()
    page.get_by_label("Activation").select_option("relu")
    expect(page).to_have_url(re.compile("a.activation=relu"))
    page.keyboard.press("Escape")
    expect(page.get_by_label("Activation")).to_be_hidden()
