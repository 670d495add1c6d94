"""The bench: a typed equation's diagram, Jacobian and decay are what the backend measures, before training."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import numpy as np
import pytest
from page_text import pattern, words
from playwright.sync_api import Locator, Page, expect
from printed import figures

from rnn_playground import Experiment, train
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.watch import Watch

if TYPE_CHECKING:
    from conftest import Visit

PLAIN = "v=1&task=adding&task.length=12&a=rnn&a.hidden_size=8&batch_size=4&pace=1"
ELMAN = "h = tanh(W_xh x + b_xh + W_hh h + b_hh)"
GATED = "z = sigmoid(W x + U h + b)\nh = (1 - z) * h + z * tanh(V x + R (z * h))"
HEAVY_BALL = "v = 0.5 * v + 0.3 * softplus(W x - U h)\nh = h + v / 4"
PHONE = {"viewport": {"width": 400, "height": 860}, "has_touch": True}


def measured(formula: str) -> Frame:
    """The frame of step 0, as Python measures it."""
    lanes = [{"cell": {"kind": "formula", "formula": formula, "hidden_size": 8}}]
    document: dict[str, Any] = {"task": {"kind": "adding", "length": 12}, "lanes": lanes, "batch_size": 4}
    watch = Watch.model_validate({"panels": ["jacobian", "step_spectrum"]})
    return next(iter(train(Experiment.model_validate(document), watch)))


def bench(page: Page) -> Locator:
    """The room, once something has been measured."""
    room = page.locator("#try-bench")
    room.locator(".try-intro").scroll_into_view_if_needed()
    expect(room.locator(".dial-gain")).to_contain_text("×")
    return room


def type_in(room: Locator, formula: str) -> None:
    """Type another equation with the keyboard."""
    field = room.get_by_label(words("field.formula.label"), exact=True)
    field.focus()
    field.press("ControlOrMeta+a")
    field.press_sequentially(formula)


def agrees(room: Locator, frame: Frame) -> None:
    """Wait until the page prints what Python measured."""
    expect(room.locator(".dial-gain")).to_contain_text(
        words("hero.gain", gain=figures(float(frame["0/gain_per_step"][0])))
    )
    products = frame["0/jacobian_singular_values"][0]
    radii = np.hypot(*np.moveaxis(frame["0/step_eigenvalues"][0].astype(float), -1, 0)).max(axis=1)
    expect(room.locator(".panel-caption")).to_contain_text(
        f"at size {figures(radii[-1])}; over 11 time steps the best direction is left with {figures(products[0, 0])}."
    )
    rows = room.locator("tbody tr")
    expect(rows).to_have_count(12)
    norms = frame["0/hidden_gradient_norm"][0]
    for distance in (0, 5, 11):
        at = 11 - distance
        values = (products[at, 0], products[at, -1], norms[at], radii[at])
        expect(rows.nth(distance).locator("td")).to_have_text([figures(float(value)) for value in values])


@pytest.mark.parametrize(
    "formula", [pytest.param(GATED, id="gated"), pytest.param(HEAVY_BALL, id="two states", marks=pytest.mark.long)]
)
def test_what_is_typed_is_measured_as_the_backend_measures_it(visit: Callable[..., Visit], formula: str) -> None:
    here = visit()
    here.allowed.append("422")  # What is half typed is wrong for a moment.
    room = bench(here.open(f"{PLAIN}&try=bench"))
    room.get_by_text(words("chart.table")).click()
    type_in(room, formula)
    agrees(room, measured(formula))


def test_at_first_it_is_the_selected_network_itself(visit: Callable[..., Visit]) -> None:
    room = bench(visit().open(f"{PLAIN}&try=bench"))
    expect(room.get_by_label(words("field.formula.label"), exact=True)).to_have_value(ELMAN)
    frame = measured(ELMAN)
    largest = figures(float(frame["0/jacobian_singular_values"][0, 0, 0]))
    gain = figures(float(frame["0/gain_per_step"][0]))
    caption = room.locator(".panel-caption")
    expect(caption).to_contain_text(pattern("try.bench.caption", largest=re.escape(largest)))
    expect(caption).to_contain_text(words("try.bench.beside", lane="A", largest=largest, gain=gain))
    expect(room.locator(".bench-graph .bench-words")).to_have_text(
        ["x", "W_xh", "+ b_xh", "ht−1", "W_hh", "+", "+ b_hh", "tanh", "ht"]
    )


def test_what_is_wrong_is_underlined_where_it_stands(visit: Callable[..., Visit]) -> None:
    here = visit()
    here.allowed.append("422")
    room = bench(here.open(f"{PLAIN}&try=bench"))
    field = room.get_by_label(words("field.formula.label"), exact=True)
    field.fill("h = (1 - 0.5) h + W x")
    expect(room.locator(".bench-echo mark")).to_have_text(") h")
    expect(room.locator(".bench-said")).to_contain_text(pattern("problem.formula_sign"))
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(room.get_by_role("button", name=words("try.bench.race"))).to_be_disabled()
    field.fill("")
    expect(room.locator(".bench-said")).to_contain_text(words("problem.formula_empty"))
    expect(field).to_have_value("")
    field.fill("h = 0.5 * h + W x")
    read = {"inputs": "W", "units": "–", "vectors": "–", "states": "h", "parameters": 25}
    expect(room.locator(".bench-said")).to_have_text(words("try.bench.read", **read))
    expect(room.locator(".bench-echo mark")).to_have_count(0)
    expect(room.get_by_role("button", name=words("try.bench.race"))).to_be_enabled()


def test_it_is_raced_by_key_and_the_link_says_so(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(f"{PLAIN}&try=bench&bench={quote(GATED)}")
    room = bench(page)
    expect(room.get_by_label(words("field.formula.label"), exact=True)).to_have_value(GATED)
    race = room.get_by_role("button", name=words("try.bench.race"))
    race.focus()
    race.press("Enter")
    page.wait_for_function("() => location.hash.includes('b.formula=')")
    expect(page.locator("#hero .hero-title")).to_have_count(2)
    assert f"b.formula={GATED}" in unquote(page.url)
    here.wait_for_update(1)
    page.locator("#lane-tab-1").click()
    expect(page.locator(".equation-typed")).to_have_text(GATED)
    page.reload()
    page.locator("html[data-ready]").wait_for()
    expect(page.locator("#hero .hero-title")).to_have_count(2)
    expect(bench(page).get_by_label(words("field.formula.label"), exact=True)).to_have_value(GATED)


def test_a_ready_made_equation_is_chosen_by_key_and_carries_two_states(visit: Callable[..., Visit]) -> None:
    room = bench(visit().open(f"{PLAIN}&try=bench"))
    begin = room.get_by_label(words("try.bench.begin"))
    begin.focus()
    begin.press("l")
    begin.press("l")
    expect(begin).to_have_value("lstm")
    expect(room.locator(".bench-said")).to_contain_text(pattern("try.bench.read", states="h, c"))
    expect(room.locator(".bench-graph")).to_have_attribute("aria-label", pattern("try.bench.diagram", states="h, c"))


@pytest.mark.long
def test_the_lesson_is_done_once_a_step_back_keeps_nine_tenths(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&lesson=6.5")
    bench(page)
    expect(page.locator(".lesson-result")).not_to_contain_text(pattern("lesson.fading.equation.said"))
    page.get_by_role("button", name=words("lesson.fading.equation.button")).click()
    expect(page.locator(".lesson-result")).to_contain_text(pattern("lesson.fading.equation.said", gain=r"0\.9\d\d"))


@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.long), "ko"])
def test_a_phone_has_room_for_it(visit: Callable[..., Visit], language: str) -> None:
    room = bench(visit(locale=language, **PHONE).open(f"{PLAIN}&try=bench&bench={quote(GATED)}"))
    assert room.evaluate("(room) => room.scrollWidth") <= 400
    small = room.evaluate(
        """(room) => [...room.querySelectorAll('button, textarea, select, summary')]
          .filter((control) => control.offsetParent && control.getBoundingClientRect().height < 43.5)
          .map((control) => control.outerHTML.slice(0, 80))"""
    )
    assert small == []
