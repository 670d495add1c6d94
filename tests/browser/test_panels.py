"""The right column: curves that move, readings in words, tables, and an inspector whose numbers can be checked."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from controls import more, unfolded
from page_text import pattern, words
from playwright.sync_api import Page, expect
from pointing import cell_at

if TYPE_CHECKING:
    from conftest import Visit

HELLO = "v=1&task=hello&a=rnn&a.hidden_size=3&batch_size=1"
LANES = "v=1&task=adding&task.length=12&a=rnn&b=lstm&c=irnn&d=gru"
NUMBER = r"−?\d[\d.]*(×10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?"


def run_one_update(page: Page) -> None:
    page.get_by_role("button", name=words("transport.step")).click()
    expect(page.locator(".counter-now")).to_have_text("1")


def level(kind: str, value: str) -> str:
    """Return what is written at a line across the loss chart."""
    return words(f"loss_panel.level.{kind}", value=value)


def name(kind: str) -> str:
    """Return what stands in the margin of the loss chart beside such a line, as one text."""
    return words(f"loss_panel.margin.{kind}").replace("/", "")


def inspect(page: Page, time: int) -> None:
    """Pin a unit of the first lane at a time step (from 1)."""
    page.mouse.click(*cell_at(page, time))
    expect(page.locator(".inspector-where")).to_contain_text(pattern("inspector.where", time=str(time)))


def test_the_loss_of_every_lane_is_drawn_said_and_tabled(visit: Callable[..., Visit]) -> None:
    page = visit().open(LANES)
    run_one_update(page)
    panel = page.locator("#loss")
    expect(panel.locator(".scatterlayer .trace.scatter")).to_have_count(8)
    expect(panel.locator(".annotation-text")).to_have_text([name("chance"), name("floor"), name("solved")])
    expect(panel.locator(".panel-caption")).to_have_text(
        pattern("loss_panel.line", step="1", readings=r"A .*; B .*; C .*; D .*")
    )
    expect(more(panel).locator(".panel-said")).to_contain_text(
        pattern(
            "loss_panel.caption",
            step="1",
            quantity=words("loss_panel.unit.mean_squared_error"),
            readings=rf"A {NUMBER}.*D.*",
        )
    )
    levels = [level("chance", "0.167"), level("floor", "0.153"), level("solved", "0.0100")]
    expect(panel.locator(".panel-said")).to_contain_text(words("loss_panel.levels", levels="; ".join(levels)))
    panel.get_by_text(words("chart.table")).click()
    expect(panel.locator("tbody th")).to_have_text(["0", "1", words("race.row.left_chance"), words("race.row.solved")])
    expect(panel.locator("thead th")).to_have_text([words("chart.update"), "A RNN · tanh", "B LSTM", "C IRNN", "D GRU"])
    panel.get_by_text(words("loss_panel.linear"), exact=True).click()
    expect(panel.get_by_role("radio", name=words("loss_panel.linear"))).to_be_checked()
    expect(panel.locator(".ytick").first).to_have_text("0")


def test_accuracy_stands_beside_the_loss_where_the_task_has_one(visit: Callable[..., Visit]) -> None:
    page = visit().open(HELLO)
    run_one_update(page)
    panel = page.locator("#loss")
    expect(panel.locator(".annotation-text")).to_have_text([name("chance"), name("floor")])
    said = more(panel).locator(".panel-said")
    expect(said).to_contain_text(level("floor", "0.347"))
    panel.get_by_text(words("loss_panel.accuracy"), exact=True).click()
    expect(said).to_contain_text(re.compile(r"guessing 25\s%; solved 100\s%"))
    expect(panel.locator(".annotation-text")).to_have_text([name("chance"), name("solved")])


def test_eigenvalues_and_operating_points_have_readings(visit: Callable[..., Visit]) -> None:
    page = visit().open(LANES)
    run_one_update(page)
    spectrum, activation = page.locator("#spectrum"), page.locator("#activation")
    expect(spectrum.locator(".spectrum-point")).to_have_count(4)
    line = spectrum.locator(".panel-caption")
    expect(line).to_have_text(pattern("spectrum_panel.line.shrinks", reading=rf"A {NUMBER}"))
    expect(spectrum.locator(".spectrum-ring")).to_have_count(0)
    expect(more(spectrum).locator(".panel-said")).to_contain_text(
        pattern("spectrum_panel.caption", readings=rf"A {NUMBER}; B {NUMBER} .*; C {NUMBER}; D {NUMBER} .*")
    )
    expect(spectrum.locator(".spectrum-ring")).to_have_count(1)
    expect(activation.locator(".panel-caption")).to_be_hidden()
    expect(unfolded(activation).locator(".panel-caption")).to_have_text(pattern("activation_panel.line", slope=NUMBER))
    expect(more(activation).locator(".panel-said")).to_have_text(
        pattern("activation_panel.caption", lane="A", name="tanh", slope=NUMBER)
    )
    page.keyboard.press("2")
    expect(activation.locator("h2")).to_have_text(words("activation_panel.title_gated", block="g"))
    expect(line).to_have_text(pattern("spectrum_panel.line.shrinks", reading=rf"B {NUMBER}"))


BELOW = """() => ['#loss', '#spectrum', '#activation', '#runs'].map(
  (panel) => document.querySelector(panel).getBoundingClientRect().y)"""


def test_pointing_at_the_picture_moves_no_panel_and_choosing_opens_the_inspector(visit: Callable[..., Visit]) -> None:
    page = visit().open(HELLO)
    run_one_update(page)
    expect(page.locator(".loss-chart .main-svg").first).to_be_visible()
    inspector = page.locator("#inspector")
    before = page.evaluate(BELOW)
    for time in (2, 3):
        page.mouse.move(*cell_at(page, time))
        expect(page.locator(".hero-tip")).to_contain_text(words("hero.place", lane="A", time=time, unit=1)[:10])
        expect(page.locator(".hero-tip")).to_contain_text(words("hero.tip.choose"))
    expect(inspector).to_be_hidden()
    assert page.evaluate(BELOW) == before
    inspect(page, 3)
    expect(page.locator(".hero-tip")).not_to_contain_text(words("hero.tip.choose"))
    expect(inspector.locator(".diagram-square").first).to_be_visible()
    chosen = page.evaluate(BELOW)
    page.keyboard.press("ArrowLeft")
    inspect(page, 1)
    assert page.evaluate(BELOW) == chosen
    page.keyboard.press("Escape")
    expect(inspector).to_be_hidden()
    assert page.evaluate(BELOW) == before


def test_a_unit_shows_its_equation_and_the_check_agrees(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(HELLO)
    for language in ("ko", "en"):
        here.speak(language)
        expect(page.locator("#loss h2")).to_have_text(words("loss_panel.title", language))
        expect(page.locator("#inspector h2")).to_have_text(words("inspector.title", language))
    run_one_update(page)
    inspect(page, 3)
    forward, backward = page.locator(".inspector-part.is-forward"), page.locator(".inspector-part.is-backward")
    expect(forward.locator(".chip")).to_have_count(9)
    expect(forward.locator(".ledger-result")).to_have_text(re.compile(rf"tanh\({NUMBER}\)={NUMBER}$"))
    expect(backward.locator(".ledger-result").first).to_have_text(re.compile(rf"∂ℓ/∂.*={NUMBER}$"))
    expect(page.locator(".inspector-slope")).to_contain_text(pattern("inspector.slope.plain"))
    for half in (forward, backward):
        expect(half.locator(".ledger-line").last).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name=words("inspector.check.button")).click()
    expect(page.locator(".check-result")).to_contain_text(pattern("inspector.check.agree"))


def test_a_number_tells_where_it_comes_from(visit: Callable[..., Visit]) -> None:
    page = visit().open(HELLO)
    run_one_update(page)
    inspect(page, 3)
    # The diagram comes a little later, and moves what stands below it away from the pointer.
    expect(page.locator("#inspector .diagram-square").first).to_be_visible()
    page.locator(".is-forward .chip").first.hover()
    expect(page.locator(".inspector-origin")).to_contain_text(
        pattern("inspector.origin.W_xh", matrix="W_xh", **{"from": "l"})
    )
    state = page.locator('.is-forward .chip[data-source^="hidden_state"]').first
    state.click()
    expect(state).to_have_class(re.compile("is-lit"))
    page.get_by_role("button", name=words("inspector.visit")).click()
    expect(page.locator(".inspector-where")).to_have_text(words("inspector.where", lane="A", time=2, unit=1))


def test_the_numbers_go_on_while_one_of_them_is_focused(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(HELLO)
    run_one_update(page)
    inspect(page, 3)
    number = page.locator(".is-forward .chip").first
    number.focus()
    page.keyboard.press("ArrowRight")
    focused = "document.activeElement.dataset.source + ' ' + document.activeElement.textContent"
    before = page.evaluate(focused)
    assert before.startswith("weight/b_xh.0[")
    page.evaluate("document.querySelector('.play-button, [aria-label=Play]').click()")
    page.wait_for_function(f"(before) => {focused} !== before", arg=before)
    assert page.evaluate(focused).split()[0] == before.split()[0]


def test_symbols_numbers_and_shapes_by_keyboard(visit: Callable[..., Visit]) -> None:
    page = visit().open(HELLO)
    run_one_update(page)
    inspect(page, 2)
    page.get_by_role("tab", name=words("inspector.tab.numbers")).focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name=words("inspector.tab.shapes"))).to_be_focused()
    expect(page.locator("#inspector [role=tabpanel]")).to_contain_text("3×4")
    page.keyboard.press("Home")
    expect(page.get_by_role("tab", name=words("inspector.tab.symbols"))).to_have_attribute("aria-selected", "true")
    expect(page.locator("#inspector [role=tabpanel]")).to_contain_text("Σ")
