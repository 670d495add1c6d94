"""MNIST on a server without its images: a recorded run in the place of one, and smaller digits to train on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from controls import control
from page_text import pattern, words
from playwright.sync_api import Page, Route, expect

if TYPE_CHECKING:
    from conftest import Visit


def without_images(route: Route) -> None:
    """Answer as the server does, whatever it has, but that there are no images."""
    catalog = route.fetch().json()
    catalog["limits"]["mnist"] = False
    route.fulfill(json=catalog)


def open_tile(here: Visit) -> Page:
    """Open the page of a server without images and choose MNIST among all tasks, with the keyboard."""
    here.page.route("**/api/catalog", without_images)
    page = here.open()
    page.get_by_role("button", name=pattern("controls.all_tasks")).click()
    page.get_by_role("radio", name=words("task.digits.label")).focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("region", name=words("shipped.label"))).to_be_visible()
    return page


@pytest.fixture
def recorded(visit: Callable[..., Visit]) -> Iterator[Page]:
    page = open_tile(visit())
    yield page
    page.unroute_all(behavior="ignoreErrors")


def test_the_recorded_run_is_played_scrubbed_inspected_and_shown_again_by_its_link(recorded: Page) -> None:
    page, counter = recorded, recorded.locator(".counter-now")
    expect(page.locator(".shipped-bar")).to_contain_text(words("shipped.title"))
    expect(page.locator(".live")).to_have_text(words("transport.replay"))
    for cell in ("rnn", "irnn"):
        expect(page.locator(".hero-titles, #hero").first).to_contain_text(words(f"cell.{cell}.label"))
    last = counter.text_content()
    control(page, "scrubber").fill("0")
    expect(counter).to_have_text("0")
    control(page, "play").click()
    expect(counter).to_have_text(last or "")
    control(page, "picture").press("End")
    expect(page.locator("#inspector math").first).to_be_visible()
    expect(page.locator("#inspector")).to_contain_text("784")
    expect(page).to_have_url(re.compile("task=mnist"))
    page.reload()
    expect(page.get_by_role("region", name=words("shipped.label"))).to_be_visible()
    expect(counter).to_have_text(last or "")


def test_the_smaller_digits_are_trained_live_and_back_shows_the_recorded_run_again(recorded: Page) -> None:
    page, bar = recorded, recorded.locator(".shipped-bar")
    expect(page).to_have_url(re.compile("task=mnist"))
    bar.get_by_role("button", name=words("card.small_digits")).click()
    expect(bar).to_be_hidden()
    expect(page.locator(".live")).to_have_text(words("transport.live"))
    expect(page).to_have_url(re.compile("task=digits"))
    page.go_back()
    expect(bar).to_be_visible()
    expect(page.locator(".live")).to_have_text(words("transport.replay"))
    page.go_back()
    expect(bar).to_be_hidden()


def test_the_recorded_networks_read_a_digit_that_somebody_draws_with_the_weights_of_the_frame(recorded: Page) -> None:
    page, reading = recorded, recorded.locator("#try-read")
    page.get_by_role("button", name=words("shipped.draw"), exact=True).click()
    expect(reading.get_by_role("slider", name=words("try.read.image"))).to_be_visible()
    reading.get_by_role("button", name=words("try.read.clear"), exact=True).click()
    board = reading.get_by_role("slider", name=words("try.read.image"))
    for key in (" ", "ArrowDown", " ", "ArrowDown", " "):
        board.press(key)
    board.press("Enter")
    stamp = reading.locator(".try-stamp")
    expect(stamp).to_have_text(words("try.stamp.now", step="2\u202f239"))
    trained = reading.locator(".panel-caption").text_content() or ""
    control(page, "scrubber").fill("0")
    expect(stamp).to_have_text(words("try.stamp.now", step="0"))
    expect(reading.locator(".panel-caption")).not_to_have_text(trained)


def test_the_bar_speaks_korean_and_fits_a_phone(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = open_tile(here)
    here.speak("ko")
    expect(page.locator(".shipped-bar")).to_contain_text(words("shipped.title", "ko"))
    here.resize(400, 850)
    page.locator(".shipped-bar summary").click()
    expect(page.locator(".shipped-bar details")).to_contain_text("RNN_PLAYGROUND_MNIST")
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    box = page.locator(".shipped-bar").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 400
