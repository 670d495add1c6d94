"""One network drawn three ways: unrolled, folded into its loop, every weight as a wire; and its memory switched off."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from controls import control
from page_text import pattern, words
from playwright.sync_api import Page, expect
from printed import figures

from rnn_playground import Experiment, train
from rnn_playground.telemetry.watch import Watch

if TYPE_CHECKING:
    from conftest import Visit

SMALL = "v=1&task=adding&task.length=12&a=rnn&a.hidden_size=2"
SMALL_DOCUMENT = {
    "task": {"kind": "adding", "length": 12},
    "lanes": [{"cell": {"kind": "rnn", "hidden_size": 2}}],
}


IN_SIGHT = """() => [...document.querySelectorAll('.wire-node')].every((node) => {
  const { x, y, width, height } = node.getBoundingClientRect();
  return node.contains(document.elementFromPoint(x + width / 2, y + height / 2));
})"""
"""Whether no neuron lies beneath something else, or beyond the window."""


def view(page: Page, name: str) -> None:
    page.locator(f".view-button[data-view={name}]").click()


@pytest.mark.parametrize("language", ["en", pytest.param("ko", marks=pytest.mark.long)])
def test_the_network_folds_and_unrolls(visit: Callable[..., Visit], language: str) -> None:
    here = visit(locale=language, reduced_motion="reduce")
    page = here.open("v=1&task=hello&a=rnn&a.hidden_size=3&batch_size=1")
    expect(page.locator(".hero-figure").first).not_to_be_empty()
    before = here.drawing()
    view(page, "folded")
    expect(page.locator("#announcer")).to_have_text(words("fold.folded", language))
    page.wait_for_function("() => location.hash.endsWith('view=folded')")
    loop = here.wait_for_another(before)
    control(page, "picture").press("Home")
    at_first = here.wait_for_another(loop)
    control(page, "picture").press("ArrowRight")
    here.wait_for_another(at_first)
    page.locator("body").press("f")
    expect(page.locator("#announcer")).to_have_text(words("fold.unrolled", language, count=4))
    expect(page.locator(".view-button[data-view=unrolled]")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("locale", [pytest.param("en-US", marks=pytest.mark.long), "ko-KR"])
def test_every_weight_is_a_wire_with_its_name_and_number(visit: Callable[..., Visit], locale: str) -> None:
    page = visit(locale=locale).open(f"{SMALL}&view=wires")
    expect(page.locator(".wires-title")).to_contain_text("2–2–1")
    wires = page.locator(".wires-picture .wire")
    expect(wires).to_have_count(2 * 2 * 2 + 2 * 2 + 2 * 2)
    tensors = next(
        iter(train(Experiment.model_validate(SMALL_DOCUMENT), Watch.model_validate({"panels": ["weights"]})))
    ).tensors
    value = float(tensors["0/weight/W_xh.0"][0, 0])
    number = figures(value)
    picture = page.locator(".wires-picture")
    picture.focus()
    before = picture.get_attribute("viewBox")
    page.set_viewport_size({"width": 1100, "height": 700})
    expect(picture).not_to_have_attribute("viewBox", before or "")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".wires-words")).to_contain_text(f"W_xh [1, 1] = {number}")
    expect(page.locator(".wire.is-lit")).to_have_count(2)
    page.locator("body").press("w")
    expect(page.locator(".wires")).to_have_count(0)


def test_a_recurrent_wire_takes_a_padlock(visit: Callable[..., Visit]) -> None:
    page = visit().open(f"{SMALL}&view=wires")
    control(page, "step").click()
    expect(page.locator(".counter-now")).to_have_text("1")
    picture, said = page.locator(".wires-picture"), page.locator(".wires-words")
    recurrent = page.locator(".wire.is-recurrent")
    expect(recurrent).to_have_count(2 * 2)
    picture.press("ArrowRight")
    expect(said).not_to_contain_text(pattern("wires.hold"))
    recurrent.nth(1).locator(".wire-touch").dispatch_event("pointerenter")
    expect(said).to_contain_text("W_hh [1, 2]")
    expect(said).to_contain_text(words("wires.hold", time=2))
    picture.press("Enter")
    page.wait_for_function("() => location.hash.includes('clamp=e.1.2@2-2:0')")
    expect(page.locator(".wire.is-held")).to_have_count(1)
    expect(page.locator("#try-clamp .clamp-item")).to_contain_text("W_hh[1, 2] = 0, time 2")
    recurrent.nth(1).locator(".wire-touch").dispatch_event("click")
    expect(page.locator(".wire.is-held")).to_have_count(0)
    page.wait_for_function("() => !location.hash.includes('clamp=')")


def test_of_many_units_one_shows_its_wires_at_a_time(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&task=adding&task.length=12&a=rnn&a.hidden_size=16&view=wires")
    picture, said, near = page.locator(".wires-picture"), page.locator(".wires-words"), page.locator(".wire.is-near")
    expect(said).to_contain_text("h_2 [1]")
    expect(near).to_have_count(2 + 16 + 1)
    picture.press("ArrowRight")
    expect(said).to_contain_text("h_2 [2]")
    page.locator(".wire-node").nth(2 + 16 + 1).hover()
    expect(said).to_contain_text("x_2 [1]")
    expect(near).to_have_count(16)
    picture.press("ArrowDown")
    expect(said).to_contain_text("W_xh [1, 1]")
    dim = "(lines) => Math.max(...lines.map((line) => Number(getComputedStyle(line).opacity)))"
    assert page.locator(".wire:not(.is-near, .is-lit) > .wire-line").evaluate_all(dim) < 0.1


def test_neurons_is_four_inputs_two_units_and_two_outputs_twice(visit: Callable[..., Visit]) -> None:
    here = visit(reduced_motion="reduce")
    page = here.open("v=1&preset=neurons")
    expect(page.locator(".wires-title")).to_contain_text("4–2–2")
    nodes, wires = page.locator(".wire-node"), page.locator(".wire")
    expect(nodes).to_have_count(2 * (4 + 2 + 2))
    expect(wires).to_have_count(2 * 4 * 2 + 2 * 2 + 2 * 2 * 2)
    expect(page.locator(".wire-letter")).to_have_text([*"helo", *"lo"] * 2)
    for width, height in ((1440, 900), (1280, 720), (400, 850)):
        here.resize(width, height)
        page.wait_for_function("() => [...document.querySelectorAll('.wire-number')].every((each) => each.textContent)")
        rows = nodes.evaluate_all("(nodes) => nodes.map((node) => Math.round(node.firstChild.cy.baseVal.value))")
        assert [rows.count(rows[0]), rows.count(rows[6])] == [2 * 4, 2 * 2], "inputs below, outputs above"
        assert rows[0] > max(rows[4:6]) > min(rows[4:6]) > rows[6], "the two units between them"
        sizes = page.locator(".wire-number").evaluate_all(
            "(numbers) => numbers.map((each) => parseFloat(getComputedStyle(each).fontSize))"
        )
        assert min(sizes) >= 8
        page.wait_for_function(IN_SIGHT)


def test_the_unit_under_the_pointer_shows_its_wires(visit: Callable[..., Visit]) -> None:
    page = visit(reduced_motion="reduce").open("v=1&preset=neurons")
    picture, said, near = page.locator(".wires-picture"), page.locator(".wires-words"), page.locator(".wire.is-near")
    expect(near).to_have_count(0)
    page.locator(".wire-node").nth(4).hover()
    expect(said).to_contain_text("h_1 [1]")
    expect(near).to_have_count(4 + 2 + 2)
    far = page.locator(".wire:not(.is-near) > .wire-line").first
    assert float(far.evaluate("(line) => getComputedStyle(line).opacity")) < 0.2
    page.mouse.move(1, 1)
    expect(near).to_have_count(0)
    picture.press("ArrowDown")
    expect(said).to_contain_text("h_2 [1]")
    expect(near).to_have_count(4 + 2 + 2)
    picture.press("ArrowDown")
    expect(page.locator(".wire.is-lit")).to_have_count(2)
    picture.press("Escape")
    expect(near).to_have_count(0)
    picture.press("ArrowRight")
    expect(said).to_contain_text("W_xh [1, 1]")


def test_a_network_that_has_no_wires_says_why(visit: Callable[..., Visit]) -> None:
    here = visit()
    task = "v=1&task=adding&task.length=12"
    for cell, why in (("scrn&a.hidden_size=4", words("wires.own_matrices", lane="A")), ("rnn&a.hidden_size=32", "24")):
        page = here.open(f"{task}&a={cell}&view=wires")
        expect(page.locator(".wires-title")).to_contain_text(why)
        expect(page.locator(".wire")).to_have_count(0)


def test_memory_is_switched_off_or_frozen_in_sight(visit: Callable[..., Visit]) -> None:
    page = visit().open(f"{SMALL}&more=1")
    choice = page.get_by_label(words("field.recurrence.label"), exact=True)
    expect(choice).to_have_value("on")
    for value, name in (("off", "lane.no_memory"), ("frozen", "lane.frozen")):
        choice.select_option(value)
        expect(page.locator(".hero-name")).to_contain_text(words(name))
        page.wait_for_function("(value) => location.hash.includes(`a.recurrence=${value}`)", arg=value)


def test_a_long_number_stays_within_its_circle(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&task=hello&a=rnn&a.hidden_size=2&batch_size=1&view=wires&steps=146&pace=max")
    control(page, "play").click()
    expect(page.locator(".counter-now")).to_have_text("146")
    page.wait_for_function(
        "() => [...document.querySelectorAll('.wire-number')].some((number) => number.textContent.length > 6)"
    )
    spilt = """(nodes) => nodes.filter((node) => {
      const [circle, number] = [...node.children].map((part) => part.getBBox());
      return number.width > circle.width;
    }).map((node) => node.textContent)"""
    assert page.locator(".wire-node").evaluate_all(spilt) == []
