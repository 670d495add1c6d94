"""What is offered: tasks, cells and ready-made experiments in groups, and backpropagation that is cut while it runs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from controls import show_figures
from page_text import pattern, words
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from conftest import Visit

QUIET = "v=1&task=adding&task.length=12&a=rnn&a.hidden_size=8&steps=200000&pace=8"
CLOCK = "v=1&task=sine&task.length=20&a=cwrnn&a.hidden_size=8&batch_size=2&steps=2000"


def choose(page: Page, story: re.Pattern[str]) -> None:
    """Open a ready-made experiment."""
    page.locator("#preset").click()
    page.get_by_role("dialog", name=words("preset.title")).get_by_role("button", name=story).click()


def test_ready_made_experiments_open_by_task_and_close_with_escape(visit: Callable[..., Visit]) -> None:
    page = visit().open(QUIET)
    button = page.locator("#preset")
    button.click()
    sheet = page.get_by_role("dialog", name=words("preset.title"))
    expect(sheet).to_be_visible()
    expect(sheet.get_by_role("heading", level=3).first).to_have_text(words("preset.stories"))
    page.keyboard.press("ArrowDown")
    expect(sheet.get_by_role("button").nth(2)).to_be_focused()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(button).to_be_focused()
    button.click()
    sheet.get_by_role("button", name=re.compile(re.escape(words("preset.copy_works.label")))).click()
    expect(sheet).to_be_hidden()
    expect(page).to_have_url(re.compile("preset=copy_works"))


def test_a_story_opens_the_measurement_it_points_at_and_claims_no_rule_that_it_breaks(
    visit: Callable[..., Visit],
) -> None:
    page = visit().open(QUIET)
    choose(page, re.compile(re.escape(words("preset.nilpotent.label"))))
    show_figures(page)
    expect(page).to_have_url(re.compile("panels=jacobian"))
    fan = page.locator(".panel[data-kind=jacobian]")
    expect(fan.locator(".panel-caption")).to_contain_text(re.compile(r"\d"))
    expect(page.locator(".hero-verdict")).to_have_text(
        [words("hero.verdict.reach.before", lag=6, reach=reach) for reach in (7, 0)]
    )
    page.locator("#spectrum").scroll_into_view_if_needed()
    expect(page.locator("#spectrum .panel-said")).to_contain_text("A < 10⁻⁶; B < 10⁻⁶")


def test_backpropagation_is_cut_while_the_run_goes_on(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(f"{QUIET}&more=1")
    page.get_by_role("button", name=words("transport.play"), exact=True).click()
    here.wait_for_update(15)
    page.get_by_label(words("field.bptt.label"), exact=True).select_option("truncated")
    shift = page.get_by_role("textbox", name=words("field.shift.label"))
    expect(shift).to_have_value("10")
    shift.fill("40")
    shift.press("Enter")
    expect(page.get_by_role("textbox", name=words("field.window.label"))).to_have_value("40")
    expect(page.locator('.timeline-mark[data-kind="turned"]').first).to_be_attached()
    assert here.update() >= 15, "the run was not started anew"


def test_a_clockwork_unit_says_when_it_waits(visit: Callable[..., Visit]) -> None:
    page = visit().open(CLOCK)
    page.get_by_role("button", name=re.compile(f"^{words('transport.step')}")).click()
    expect(page.locator(".counter-now")).to_have_text("1")
    picture = page.get_by_role("application")
    picture.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")  # The first of the module of period 2.
    expect(page.locator("#announcer")).to_contain_text(pattern("hero.said.waits", time="1"))
    expect(page.locator(".hero-clock-key").first).to_contain_text(words("hero.legend.clock").partition(":")[0])


def test_a_long_task_opens_where_its_loss_is(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open("v=1&task=digits&a=rnn&a.hidden_size=8&more=1")
    page.get_by_role("button", name=re.compile(f"^{words('transport.step')}")).click()
    here.wait_for_update(1)
    expect(page.locator(".hero-page").last).to_be_hidden()
    page.locator(".task-all").click()
    page.get_by_role("radio", name="waveform").check(force=True)
    expect(page.get_by_role("application")).to_have_attribute("aria-label", re.compile("time steps: 320"))
    expect(page.locator(".hero-page").last).to_be_disabled()
    expect(page.locator(".hero-page").first).to_be_enabled()
