"""What is offered: tasks, cells and ready-made experiments in groups, and backpropagation that is cut while it runs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from conftest import Visit

QUIET = "v=1&task=adding&task.length=12&a=rnn&a.hidden_size=8&steps=200000&pace=8"
CLOCK = "v=1&task=sine&task.length=20&a=cwrnn&a.hidden_size=8&batch_size=2&steps=2000"


def choose(page: Page, story: re.Pattern[str]) -> None:
    """Open a ready-made experiment."""
    page.locator("#preset").click()
    page.get_by_role("dialog", name="Ready-made experiments").get_by_role("button", name=story).click()


def test_all_tasks_unfold_in_groups_and_the_chosen_one_stays_in_sight(visit: Callable[..., Visit]) -> None:
    page = visit().open(QUIET)
    tasks = page.get_by_role("radiogroup", name="Task").get_by_role("radio")
    expect(tasks).to_have_count(6)
    page.get_by_role("button", name=re.compile("^All 15 tasks")).click()
    expect(tasks).to_have_count(15)
    page.get_by_role("radio", name="waveform").check(force=True)
    expect(page).to_have_url(re.compile("task=waveform"))
    page.get_by_role("button", name="Fewer tasks").click()
    expect(tasks).to_have_count(6)
    expect(page.get_by_role("radio", name="waveform")).to_be_checked()
    expect(page.get_by_label("Architecture").locator("optgroup")).to_have_count(5)


def test_ready_made_experiments_open_by_task_and_close_with_escape(visit: Callable[..., Visit]) -> None:
    page = visit().open(QUIET)
    button = page.locator("#preset")
    button.click()
    sheet = page.get_by_role("dialog", name="Ready-made experiments")
    expect(sheet).to_be_visible()
    expect(sheet.get_by_role("heading", level=3).first).to_have_text("Stories")
    page.keyboard.press("ArrowDown")
    expect(sheet.get_by_role("button").nth(2)).to_be_focused()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(button).to_be_focused()
    button.click()
    sheet.get_by_role("button", name=re.compile("^Copy: .*works")).click()
    expect(sheet).to_be_hidden()
    expect(page).to_have_url(re.compile("preset=copy_works"))


def test_hello_opens_with_its_triangle_and_the_next_story_without(visit: Callable[..., Visit]) -> None:
    page = visit().open(f"{QUIET}&panels=norms")
    choose(page, re.compile("^hello$"))
    triangle = page.locator(".time-card[data-kind=triangle]")
    expect(triangle.locator(".panel-caption")).to_contain_text("The loss at time 4")
    expect(page).to_have_url(re.compile("panels=norms,triangle"))
    choose(page, re.compile("^Both eigenvalues 0"))
    expect(page).to_have_url(re.compile("panels=norms,jacobian"))
    expect(triangle).to_have_count(0)


def test_a_story_opens_the_measurement_it_points_at_and_claims_no_rule_that_it_breaks(
    visit: Callable[..., Visit],
) -> None:
    page = visit().open(QUIET)
    choose(page, re.compile("^Both eigenvalues 0"))
    expect(page).to_have_url(re.compile("panels=jacobian"))
    fan = page.locator(".panel[data-kind=jacobian]")
    expect(fan.locator(".panel-caption")).to_contain_text("the most lasting direction counts")
    expect(page.locator(".hero-verdict")).to_have_text(
        ["needs 6, reaches 7: expect it to learn", "needs 6, reaches 0: expect no more than without memory"]
    )
    page.locator("#spectrum").scroll_into_view_if_needed()
    caption = page.locator("#spectrum .panel-caption")
    expect(caption).to_contain_text("Largest |λ|: A < 10⁻⁶; B < 10⁻⁶")
    expect(caption).to_contain_text("the rougher the larger the Henrici number")


def test_backpropagation_is_cut_while_the_run_goes_on(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(f"{QUIET}&more=1")
    page.get_by_role("button", name="Play", exact=True).click()
    here.wait_for_update(15)
    page.get_by_label("BPTT").select_option("truncated")
    shift = page.get_by_role("textbox", name="Shift")
    expect(shift).to_have_value("10")
    shift.fill("40")
    shift.press("Enter")
    expect(page.get_by_role("textbox", name="Window")).to_have_value("40")
    page.wait_for_timeout(400)
    assert here.update() >= 15, "the run was not started anew"


def test_an_empty_field_says_what_it_comes_to(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&task=echo&task.length=30&a=lstm&a.hidden_size=8&more=1")
    lag = page.get_by_role("textbox", name="Lag")
    expect(lag).to_have_attribute("placeholder", "auto 10")
    lag.fill("7")
    lag.press("Enter")
    expect(page).to_have_url(re.compile("task.lag=7"))
    page.get_by_role("button", name="Leave “Lag” empty").click()
    expect(lag).to_have_value("")


def test_a_clockwork_unit_says_when_it_waits(visit: Callable[..., Visit]) -> None:
    page = visit().open(CLOCK)
    page.get_by_role("button", name=re.compile("^Step")).click()
    expect(page.locator(".counter-now")).to_have_text("1")
    picture = page.get_by_role("application")
    picture.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#announcer")).to_contain_text("waits and holds this value since time 1")
    expect(page.locator(".hero-clock-key").first).to_contain_text("Clock grid")


def test_escape_closes_what_is_open_and_goes_back(visit: Callable[..., Visit]) -> None:
    page = visit().open(QUIET)
    tasks = page.get_by_role("button", name=re.compile("^All .* tasks"))
    tasks.click()
    page.get_by_role("radio", name="waveform").focus()
    page.keyboard.press("Escape")
    expect(tasks).to_be_focused()
    expect(page.get_by_role("radio", name="waveform")).to_have_count(0)
    opener = page.locator("#measurements-title + button")
    opener.click()
    expect(page.locator("#measurements-chooser")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#measurements-chooser")).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_long_task_opens_where_its_loss_is(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open("v=1&task=digits&a=rnn&a.hidden_size=8&more=1")
    page.get_by_role("button", name=re.compile("^Step")).click()
    here.wait_for_update(1)
    expect(page.locator(".hero-page").last).to_be_disabled()
    page.locator(".task-all").click()
    page.get_by_role("radio", name="waveform").check(force=True)
    expect(page.get_by_role("application")).to_have_attribute("aria-label", re.compile("time steps: 320"))
    expect(page.locator(".hero-page").last).to_be_disabled()
    expect(page.locator(".hero-page").first).to_be_enabled()
