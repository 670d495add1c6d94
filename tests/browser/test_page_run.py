"""The main job: the recorded run on first paint, then play, another activation, the fix, step, scrub, slow motion."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from controls import LAST_RECORDED, control
from page_text import pattern, words
from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import Visit


QUIET = "v=1&task=hello&a=rnn&a.hidden_size=3&batch_size=1"
# So many animation frames that whatever moves would have moved.
A_WHILE = """() => new Promise((over) => {
  let left = 20;
  const next = () => (left-- > 0 ? requestAnimationFrame(next) : over());
  next();
})"""
MOST_LOOKS = 100


def standing(here: Visit) -> str:
    """Wait until the picture moves no more, and return it."""
    seen = ""
    for _ in range(MOST_LOOKS):
        before, seen = seen, here.drawing()
        if seen == before:
            return seen
        here.page.evaluate(A_WHILE)
    raise AssertionError("the picture goes on moving")


def test_the_recorded_run_moves_stops_at_a_touch_and_gives_way_to_the_live_one(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open()
    here.wait_for_update(1)
    here.wait_for_another(here.drawing())
    expect(page.get_by_role("button", name=words("recording.hold"))).to_be_visible()
    page.locator("#hero").click(position={"x": 300, "y": 200})
    expect(page.get_by_role("button", name=words("recording.go_on"))).to_be_visible()
    stopped = here.update()
    page.evaluate(A_WHILE)
    assert here.update() == stopped
    page.get_by_role("button", name=words("recording.go_on")).click()
    here.wait_for_update(stopped + 1)
    control(page, "play").click()
    expect(page.get_by_role("button", name=words("transport.pause"), exact=True)).to_be_visible()
    expect(page.locator(".live")).to_have_text(words("transport.live"))
    expect(page.locator(".counter-total")).to_have_text(re.compile(r"2.000"))
    here.wait_for_update(5)
    here.wait_for_another(here.drawing())


def test_a_press_counts_though_the_button_is_drawn_anew_before_it_ends(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(QUIET)
    play = control(page, "play")
    expect(play).to_have_attribute("data-playing", "false")
    box = play.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    play.evaluate("(button) => button.replaceChildren(button.firstElementChild.cloneNode(true))")
    page.mouse.up()
    here.wait_for_update(1)


def test_the_recording_stands_still_where_motion_is_to_be_reduced(visit: Callable[..., Visit]) -> None:
    here = visit(reduced_motion="reduce")
    page = here.open()
    expect(page.get_by_role("button", name=words("recording.go_on"))).to_be_visible()
    here.wait_for_update(LAST_RECORDED)
    page.evaluate(A_WHILE)
    assert here.update() == LAST_RECORDED


def test_another_activation_changes_the_picture_and_the_run(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(QUIET)
    page.locator(".live[data-following=true]").wait_for()
    page.locator("#hero canvas:visible").first.wait_for()
    before = standing(here)
    page.get_by_label(words("field.activation.label")).select_option("relu")
    here.wait_for_another(before)
    expect(page).to_have_url(re.compile("a.activation=relu"))
    page.get_by_role("button", name=words("transport.play"), exact=True).click()
    here.wait_for_update(3)


def test_one_click_adds_the_network_that_solves_it(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open()
    page.get_by_role("button", name=words("preset.vanishing.fix")).click()
    expect(page.get_by_role("tab", name=re.compile(words("hero.lane", lane="B")))).to_have_attribute(
        "aria-selected", "true"
    )
    here.wait_for_update(3)
    expect(page.get_by_role("button", name=words("preset.vanishing.fix"))).to_be_hidden()


def test_step_makes_exactly_so_many_updates_reset_replays_and_the_die_rolls_both_seeds(
    visit: Callable[..., Visit],
) -> None:
    here = visit()
    page = here.open(QUIET)
    step = page.get_by_role("button", name=re.compile(f"^{words('transport.step')}"))
    step.click()
    expect(page.locator(".counter-now")).to_have_text("1")
    page.get_by_label(words("transport.step_size")).select_option("10")
    step.click()
    expect(page.locator(".counter-now")).to_have_text("11")
    expect(page.get_by_role("button", name=words("transport.play"), exact=True)).to_be_visible()
    page.get_by_role("button", name=re.compile(f"^{words('transport.reset')}")).click()
    expect(page.locator(".counter-now")).to_have_text("0")
    page.get_by_role("button", name=words("transport.roll")).click()
    expect(page).to_have_url(re.compile("weight_seed="))


def test_the_scrubber_goes_back_and_to_live_again(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(QUIET)
    page.get_by_role("button", name=words("transport.play"), exact=True).click()
    here.wait_for_update(12)
    page.get_by_role("button", name=words("transport.pause"), exact=True).click()
    expect(page.locator("#announcer")).to_have_text(pattern("announce.paused", step="[1-9].*"))
    (newest,) = pattern("announce.paused", step=r"(\d+)").findall(page.locator("#announcer").inner_text())
    expect(page.locator(".counter-now")).to_have_text(newest)
    scrubber = page.get_by_label(words("transport.scrubber"))
    scrubber.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(
        "(newest) => Number(document.querySelector('.counter-now').textContent) < newest", arg=int(newest)
    )
    page.get_by_role("button", name=words("transport.go_live")).click()
    expect(page.locator(".counter-now")).to_have_text(newest)


def test_slow_motion_names_its_stages_and_goes_on_to_the_next_update(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(QUIET)
    page.get_by_role("button", name=words("transport.slow")).click()
    page.get_by_role("button", name=words("transport.play"), exact=True).click()
    for stage in ("forward", "loss", "backward", "update"):
        expect(page.locator(".stages [aria-current]")).to_have_text(words(f"stage.{stage}"))
    expect(page.locator(".counter-now")).to_have_text("1")
    page.get_by_role("button", name=words("transport.pause"), exact=True).click()
    held = page.locator(".stages [aria-current]").inner_text()
    page.evaluate(A_WHILE)
    expect(page.locator(".stages [aria-current]")).to_have_text(held)


def test_a_lane_that_diverges_gets_a_card_with_one_knob(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(
        "v=1&task=adding&task.length=10&a=rnn&a.activation=identity&a.optimizer=sgd"
        "&a.optimizer.learning_rate=1000&a.clip=none&b=lstm"
    )
    page.get_by_role("button", name=words("transport.play"), exact=True).click()
    card = page.locator(".card[data-kind=divergence]")
    expect(card).to_contain_text(pattern("card.divergence.title", lane="A", step=r"\d+"))
    expect(card).to_contain_text(words("card.divergence.others"))
    expect(page.locator("#alarm")).to_contain_text(pattern("card.divergence.title", lane="A", step=r"\d+"))
    card.get_by_role("button", name=words("card.try_clip", value=1)).click()
    expect(page).not_to_have_url(re.compile("a.clip=none"))


def test_what_the_server_refuses_is_said_at_the_field_and_a_turned_knob_restarts_nothing(
    visit: Callable[..., Visit],
) -> None:
    here = visit()
    here.allowed.append("422")
    page = here.open(QUIET + "&more=1")
    box = page.get_by_role("textbox", name=re.compile(words("field.hidden_size.label")))
    box.fill("9000")
    page.keyboard.press("Enter")
    expect(page.locator(".field[data-field=hidden_size] .field-error")).to_contain_text("512")
    expect(box).to_have_attribute("aria-invalid", "true")
    box.fill("5")
    page.keyboard.press("Enter")
    expect(page.locator(".field-error:visible")).to_have_count(0)
    page.get_by_role("button", name=words("transport.play"), exact=True).click()
    here.wait_for_update(4)
    page.get_by_role("textbox", name=re.compile(words("field.learning_rate.label"))).fill("0.02")
    page.keyboard.press("Enter")
    expect(page.locator('.timeline-mark[data-kind="turned"]')).to_have_count(1)
    expect(page).to_have_url(re.compile(r"a\.changes="))
    assert here.update() >= 4
