"""One network drawn three ways: unrolled, folded into its loop, every weight as a wire; and its memory switched off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from rnn_playground import Experiment, train
from rnn_playground.telemetry.watch import Watch

if TYPE_CHECKING:
    from conftest import Visit

SMALL = "v=1&task=adding&task.length=12&a=rnn&a.hidden_size=2"
SMALL_DOCUMENT = {
    "task": {"kind": "adding", "length": 12},
    "lanes": [{"cell": {"kind": "rnn", "hidden_size": 2}}],
}


def written(page: Page, value: float) -> str:
    """A number as the page writes it."""
    source = (Path(__file__).parents[2] / "frontend" / "src" / "text" / "number.js").read_text("utf-8")
    plain = source.replace("export function", "function")
    text: str = page.evaluate(f"(value) => {{ {plain}; return threeFigures(value); }}", value)
    return text


def view(page: Page, name: str) -> None:
    page.locator(f".view-button[data-view={name}]").click()


@pytest.mark.parametrize(
    ("locale", "folded", "unrolled"),
    [
        ("en-US", "Folded into one cell with a loop.", "Unrolled 4 times, one set of weights."),
        ("ko-KR", "고리가 있는 셀 하나로 접었습니다.", "4번 펼침, 가중치는 한 벌."),
    ],
)
def test_the_network_folds_and_unrolls(visit: Callable[..., Visit], locale: str, folded: str, unrolled: str) -> None:
    here = visit(locale=locale, reduced_motion="reduce")
    page = here.open("v=1&task=hello&a=rnn&a.hidden_size=3&batch_size=1")
    expect(page.locator(".hero-figure").first).not_to_be_empty()
    before = here.drawing()
    view(page, "folded")
    expect(page.locator("#announcer")).to_have_text(folded)
    page.wait_for_function("() => location.hash.endsWith('view=folded')")
    loop = here.wait_for_another(before)
    page.locator(".hero-scroller").press("Home")
    at_first = here.wait_for_another(loop)
    page.locator(".hero-scroller").press("ArrowRight")
    here.wait_for_another(at_first)
    page.locator("body").press("f")
    expect(page.locator("#announcer")).to_have_text(unrolled)
    expect(page.locator(".view-button[data-view=unrolled]")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("locale", ["en-US", "ko-KR"])
def test_every_weight_is_a_wire_with_its_name_and_number(visit: Callable[..., Visit], locale: str) -> None:
    page = visit(locale=locale).open(f"{SMALL}&view=wires")
    expect(page.locator(".wires-title")).to_contain_text("2–2–1")
    wires = page.locator(".wires-picture .wire")
    expect(wires).to_have_count(2 * 2 * 2 + 2 * 2 + 2 * 2)
    tensors = next(
        iter(train(Experiment.model_validate(SMALL_DOCUMENT), Watch.model_validate({"panels": ["weights"]})))
    ).tensors
    value = float(tensors["0/weight/W_xh.0"][0, 0])
    number = written(page, value)
    page.locator(".wires-picture").press("ArrowRight")
    expect(page.locator(".wires-words")).to_contain_text(f"W_xh [1, 1] = {number}")
    expect(page.locator(".wire.is-lit")).to_have_count(2)
    page.locator("body").press("w")
    expect(page.locator(".wires")).to_have_count(0)


def test_a_recurrent_wire_takes_a_padlock(visit: Callable[..., Visit]) -> None:
    page = visit().open(f"{SMALL}&view=wires")
    page.locator(".split .round").click()
    expect(page.locator(".counter-now")).to_have_text("1")
    picture, words = page.locator(".wires-picture"), page.locator(".wires-words")
    recurrent = page.locator(".wire.is-recurrent")
    expect(recurrent).to_have_count(2 * 2)
    picture.press("ArrowRight")
    expect(words).not_to_contain_text("Enter")
    recurrent.nth(1).locator(".wire-touch").dispatch_event("pointerenter")
    expect(words).to_contain_text("W_hh [1, 2]")
    expect(words).to_contain_text("Click or Enter: held at 0 into time 2.")
    picture.press("Enter")
    page.wait_for_function("() => location.hash.includes('clamp=e.1.2@2-2:0')")
    expect(page.locator(".wire.is-held")).to_have_count(1)
    expect(page.locator("#try-clamp .clamp-item")).to_contain_text("W_hh[1, 2] = 0, time 2")
    recurrent.nth(1).locator(".wire-touch").dispatch_event("click")
    expect(page.locator(".wire.is-held")).to_have_count(0)
    page.wait_for_function("() => !location.hash.includes('clamp=')")


def test_a_cell_with_matrices_of_its_own_says_that_they_are_not_drawn(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&task=adding&task.length=12&a=scrn&a.hidden_size=4&view=wires")
    expect(page.locator(".wires-title")).to_contain_text("matrices of its own")
    expect(page.locator(".wire")).to_have_count(0)


def test_a_large_network_says_why_it_has_no_wires(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&task=adding&task.length=12&a=rnn&a.hidden_size=32&view=wires")
    expect(page.locator(".wires-title")).to_contain_text("up to 24")


def test_memory_is_switched_off_in_sight(visit: Callable[..., Visit]) -> None:
    page = visit().open(SMALL)
    switch = page.get_by_role("switch", name="Memory (recurrence)")
    expect(switch).to_be_checked()
    switch.focus()
    switch.press(" ")
    expect(page.locator(".hero-name")).to_contain_text("no memory")
    page.wait_for_function("() => location.hash.includes('a.recurrence=off')")


def test_a_long_number_stays_within_its_circle(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&task=hello&a=rnn&a.hidden_size=2&batch_size=1&view=wires&steps=146&pace=max")
    page.locator(".play").click()
    expect(page.locator(".counter-now")).to_have_text("145")
    page.wait_for_function(
        "() => [...document.querySelectorAll('.wire-number')].some((number) => number.textContent.length > 6)"
    )
    spilt = """(nodes) => nodes.filter((node) => {
      const [circle, number] = [...node.children].map((part) => part.getBBox());
      return number.width > circle.width;
    }).map((node) => node.textContent)"""
    assert page.locator(".wire-node").evaluate_all(spilt) == []
