"""A race in lock-step: what was changed, size and time of each lane, the flags on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from controls import control
from page_text import pattern, words
from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import Visit

HELLO = "v=1&task=hello&a=rnn&a.hidden_size=8&a.optimizer.learning_rate=0.03&batch_size=1&steps=400&pace=max&more=1"
LANGUAGES = ("en", "ko")


def test_a_duplicate_says_what_was_changed(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(HELLO)
    page.locator(".hero-title[data-lane='0']").wait_for()
    page.locator(".lane-tools .tool").first.click()
    second = page.locator(".hero-title[data-lane='1']")
    for language in LANGUAGES:
        here.speak(language)
        expect(second.locator(".hero-comparison")).to_have_text(words("race.same", language, lane="A"))
    expect(page.locator(".hero-title[data-lane='0'] .hero-comparison")).to_have_text("")
    page.locator(".field[data-field='activation'] select").select_option("relu")
    for language in LANGUAGES:
        here.speak(language)
        expect(second.locator(".hero-comparison")).to_have_text(
            pattern("race.but", language, lane="A", changes=".*ReLU")
        )
    control(page, "play").click()
    expect(second.locator(".hero-cost")).to_have_text(pattern("race.cost", language, time=r"[\d.]+"))


def test_a_flag_rises_where_the_task_is_solved_is_announced_and_leads_back_there(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(HELLO)
    page.evaluate("""() => {
      globalThis.said = [];
      new MutationObserver(() => said.push(document.getElementById('announcer').textContent))
        .observe(document.getElementById('announcer'), { childList: true, characterData: true, subtree: true });
    }""")
    page.locator(".hero-title").first.wait_for()
    page.keyboard.press("Space")
    solved = page.locator(".hero-title .flag[data-kind=solved]")
    solved.wait_for()
    update = int(solved.inner_text())
    expect(page.locator(".loss-flag[data-kind=solved]")).to_have_count(1)
    said = pattern("race.said.solved", step=str(update)).pattern
    page.wait_for_function("(pattern) => said.some((text) => new RegExp(pattern).test(text))", arg=said)
    for language in reversed(LANGUAGES):
        here.speak(language)
        flag = pattern("race.flag.solved", language, step=str(update))
        expect(solved).to_have_attribute("aria-label", flag)
    solved.focus()
    page.keyboard.press("Enter")
    page.wait_for_function(
        "(update) => Number(document.querySelector('.counter-now').textContent.replace(/\\D/g, '')) <= update",
        arg=update,
    )


def test_no_flag_travels_where_motion_is_to_be_reduced(visit: Callable[..., Visit]) -> None:
    page = visit(reduced_motion="reduce").open(HELLO)
    page.locator(".hero-title").first.wait_for()
    page.keyboard.press("Space")
    flag = page.locator(".hero-title .flag[data-kind=solved]")
    flag.wait_for()
    assert flag.evaluate("(flag) => getComputedStyle(flag).animationName") == "flag-fades"


TWO = "v=1&task=hello&a=rnn&a.hidden_size=20&b=lstm&batch_size=1&steps=400&pace=max&more=1"


def test_the_others_are_made_as_large_as_the_selected_lane(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(TWO)
    page.get_by_label(words("race.equal", lane="A")).check()
    counts = page.locator(".race-counts")
    expect(page).to_have_url(re.compile("b.hidden_size=9.*equal=a"))
    for language in LANGUAGES:
        here.speak(language)
        expect(counts).to_have_text(re.compile(r"A 604.*20.*B 580.*\b9"))
    link = page.url
    page.get_by_label(words("race.equal", "ko", lane="A")).uncheck()
    expect(page).not_to_have_url(re.compile("equal"))
    expect(counts).to_have_text(re.compile(r"A 604.*20.*B 580.*\b9"))
    again = visit().open(link.split("#")[1])
    expect(again.get_by_label(words("race.equal", lane="A"))).to_be_checked()


def test_copies_begin_equal_and_differ_by_what_was_changed(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open("v=1&task=hello&a=rnn&b=rnn&b.optimizer.learning_rate=0.1&batch_size=1&pace=30")
    page.locator(".hero-title[data-lane='1']").wait_for()
    before = here.drawing()
    page.get_by_label(words("race.difference", minuend="B", subtrahend="A")).check()
    row = page.locator(".hero-difference")
    expect(row).to_contain_text("B − A")
    here.wait_for_another(before)
    for language in reversed(LANGUAGES):
        here.speak(language)
        expect(row).to_contain_text(words("race.row.equal", language))
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("ArrowRight")
    for language in LANGUAGES:
        here.speak(language)
        expect(row).to_contain_text(pattern("race.row.largest", language))
    expect(page.locator("#hero table").nth(1).locator("tbody tr")).to_have_count(17)
    expect(page).to_have_url(re.compile("difference=1"))
    page.get_by_label(words("race.difference", "ko", minuend="B", subtrahend="A")).uncheck()
    expect(row).to_have_count(0)


def test_lanes_of_other_sizes_say_why_only_their_gradients_are_compared(visit: Callable[..., Visit]) -> None:
    page = visit().open(f"{TWO}&difference=1")
    row = page.locator(".hero-difference")
    expect(row).to_contain_text(words("race.row.sizes", sizes="B 16 · A 20"))
    expect(row).to_contain_text(pattern("race.ratio", minuend="B", subtrahend="A"))
    expect(page.get_by_label(words("race.difference", minuend="B", subtrahend="A"))).to_be_checked()


def test_on_a_narrow_screen_the_story_stays_in_sight_with_the_question(visit: Callable[..., Visit]) -> None:
    here = visit(viewport={"width": 400, "height": 800}, has_touch=True)
    page = here.open()
    here.wait_for_update(1)
    told = page.locator(".question-task")
    expect(told).to_have_text(pattern("story.fading", to="50", first=words("story.first.temporal_order")))
    page.mouse.wheel(0, 600)
    page.wait_for_function("() => scrollY > 300")
    expect(told).to_be_in_viewport()
    expect(page.locator(".question-title")).to_be_in_viewport()
