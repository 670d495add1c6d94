"""The earlier runs: kept in the browser, laid over the loss chart, opened again, deleted."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from controls import control
from page_text import pattern, words
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from conftest import Visit

SHORT = "v=1&task=hello&a=rnn&a.hidden_size=6&a.optimizer.learning_rate=0.03&batch_size=1&steps=40&pace=max"
ADDING = "v=1&task=adding&task.length=8&a=gru&a.hidden_size=4&batch_size=4&steps=30&pace=max"
LANGUAGES = ("en", "ko")


def train(page: Page, fragment: str) -> None:
    """Open an experiment in the page that is there and train it to its end."""
    page.evaluate("(hash) => { location.hash = hash; }", fragment)
    page.wait_for_function("(hash) => location.hash.slice(1) === hash", arg=fragment)
    page.evaluate("document.activeElement.blur()")
    steps = int(re.search(r"steps=(\d+)", fragment)[1])
    expect(page.locator(".counter-total")).to_have_text(re.compile(rf"{steps}$"))
    control(page, "play").click()
    page.wait_for_function("(last) => Number(document.querySelector('.counter-now').textContent) === last", arg=steps)
    # Its last picture comes before the word that it is over: until then an edit is of a run that plays.
    expect(control(page, "play")).to_have_attribute("data-playing", "false")


def wait_until_still(page: Page) -> None:
    """Wait until nothing above the list of runs is still to come that would move it."""
    page.locator("html[data-ready]").wait_for()
    expect(page.locator(".counter-now")).to_have_text("0")  # What comes with the picture moves what lies below it.
    control(page, "runs").scroll_into_view_if_needed()
    page.locator(".loss-chart svg").first.wait_for()  # So does the chart above it, once it is in sight.


def test_a_run_that_has_ended_is_kept_across_a_reload_and_can_be_deleted(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open()
    train(page, SHORT)
    control(page, "runs").click()
    expect(page.locator(".run")).to_have_count(1)
    for language in LANGUAGES:
        here.speak(language)
        expect(control(page, "runs")).to_have_text(words("runs.title.count", language, count=1))
    page.reload()
    page.locator("html[data-ready]").wait_for()
    control(page, "runs").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".run")).to_have_count(1)
    page.get_by_role("button", name=words("runs.clear", "ko")).click()
    expect(page.locator(".run")).to_have_count(0)
    for language in LANGUAGES:
        here.speak(language)
        expect(page.locator(".runs")).to_contain_text(words("runs.none", language))
    page.reload()
    wait_until_still(page)
    control(page, "runs").click()
    expect(page.locator(".runs")).to_contain_text(words("runs.none", "ko"))


def test_a_press_lays_a_run_over_the_loss_chart_and_another_takes_it_away(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open()
    train(page, SHORT)
    page.evaluate("(hash) => { location.hash = hash; }", SHORT.replace("hidden_size=6", "hidden_size=9"))
    expect(page.locator(".counter-now")).to_have_text("0")
    control(page, "runs").click()
    overlay = page.locator(".run-overlay").first
    expect(overlay).to_have_attribute("aria-pressed", "false")
    lines = page.locator("#loss .scatterlayer .trace")
    page.locator("#loss .main-svg").first.wait_for()
    overlay.focus()
    page.keyboard.press("Enter")
    expect(overlay).to_have_attribute("aria-pressed", "true")
    expect(overlay).to_be_focused()
    expect(lines).to_have_count(3)
    for language in LANGUAGES:
        here.speak(language)
        expect(page.locator("#loss .panel-said")).to_contain_text(pattern("runs.over", language, runs=".*1.*"))
    overlay.click()
    expect(page.locator("#loss .panel-said")).not_to_contain_text(pattern("runs.over", "ko"))
    expect(lines).to_have_count(2)


def test_a_loss_of_another_kind_does_not_share_the_axis_and_an_experiment_opens_again(
    visit: Callable[..., Visit],
) -> None:
    page = visit().open()
    train(page, ADDING)
    train(page, SHORT)
    control(page, "runs").click()
    expect(page.locator(".run")).to_have_count(2)
    adding = page.locator(".run").nth(1)
    expect(adding).to_contain_text(words("task.adding.label"))
    expect(adding.locator(".run-overlay")).to_be_disabled()
    expect(adding.locator(".run-overlay")).to_have_attribute("data-tip", pattern("runs.other_unit"))
    adding.get_by_role("button", name=pattern("runs.open")).click()
    expect(page.locator(".counter-total")).to_have_text(re.compile("30$"))
    expect(page).to_have_url(re.compile("task=adding.*a=gru"))
    expect(page.locator(".run").nth(1).locator(".run-overlay")).to_be_enabled()
    page.locator(".runs .panel-twin summary").click()
    expect(page.locator(".runs tbody tr")).to_have_count(2)
    expect(page.locator(".runs tbody tr").nth(1)).to_contain_text("A GRU")
    page.locator(".run").first.get_by_role("button", name=pattern("runs.delete")).click()
    expect(page.locator(".run")).to_have_count(1)


def test_two_tabs_show_the_same_runs(visit: Callable[..., Visit]) -> None:
    here = visit(viewport={"width": 400, "height": 860}, has_touch=True)
    page = here.open()
    train(page, SHORT)
    control(page, "runs").tap()
    expect(page.locator(".run")).to_have_count(1)
    other = page.context.new_page()
    other.goto(here.address)
    other.locator("html[data-ready]").wait_for()
    control(other, "runs").tap()
    expect(other.locator(".run")).to_have_count(1)
    train(page, SHORT.replace("hidden_size=6", "hidden_size=9"))
    expect(other.locator(".run")).to_have_count(2)
    other.locator(".run").nth(1).get_by_role("button", name=pattern("runs.delete")).tap()
    expect(page.locator(".run")).to_have_count(1)
    page.reload()
    wait_until_still(page)
    control(page, "runs").tap()
    expect(control(page, "runs")).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".run")).to_have_count(1)


def test_where_the_browser_keeps_nothing_runs_last_until_the_page_is_closed(visit: Callable[..., Visit]) -> None:
    here = visit()
    here.page.add_init_script("Object.defineProperty(window, 'indexedDB', { get() { throw new Error('forbidden'); } })")
    page = here.open()
    train(page, SHORT)
    control(page, "runs").click()
    expect(page.locator(".run")).to_have_count(1)
    expect(page.locator(".runs")).to_contain_text(words("runs.not_kept"))


def test_what_shows_and_keeps_runs_is_fetched_when_it_is_needed(visit: Callable[..., Visit]) -> None:
    here = visit()
    asked: list[str] = []
    here.page.on("request", lambda request: asked.append(request.url))
    page = here.open()
    here.wait_for_update(1)
    assert not [url for url in asked if re.search(r"/run_history-|/runs-", url)]
    control(page, "runs").click()
    expect(page.locator(".runs")).to_contain_text(words("runs.none"))
    assert [url for url in asked if "run_history" in url]
