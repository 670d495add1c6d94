"""The cell under the microscope: its diagram, its numbers lit, its check, and the copies of one weight."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest
from controls import control
from page_text import pattern, words
from playwright.sync_api import Page, expect

from rnn_playground import Experiment, train
from rnn_playground.telemetry.watch import Watch

if TYPE_CHECKING:
    from conftest import Visit

HELLO = "v=1&task=hello&a=rnn&a.hidden_size=3&batch_size=1"
HELLO_DOCUMENT = {"task": {"kind": "hello"}, "lanes": [{"cell": {"kind": "rnn", "hidden_size": 3}}], "batch_size": 1}


def at_time_three(page: Page) -> None:
    expect(page.locator(".hero-figure").first).not_to_be_empty()
    control(page, "picture").press("End")
    control(page, "picture").press("ArrowLeft")
    expect(page.locator(".inspector-where")).to_contain_text("3")
    expect(page.locator(".cell-diagram")).to_be_visible()


def numbers(page: Page, vector: str) -> list[float]:
    texts: list[str] = page.locator(f'[data-vector="{vector}"] .diagram-number').all_text_contents()
    return [float(text.replace("−", "-").replace("×10⁻⁴", "e-4")) for text in texts]


def test_the_diagram_holds_the_vectors_of_the_frame(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(HELLO)
    at_time_three(page)
    watch = Watch.model_validate({"panels": ["gradients", "pre_activation"]})
    tensors = next(iter(train(Experiment.model_validate(HELLO_DOCUMENT), watch))).tensors
    vectors = {
        "before/h": tensors["0/hidden_state"][0, 1],
        "after/h": tensors["0/hidden_state"][0, 2],
        "sum": tensors["0/pre_activation"][0, 2],
        "input": tensors["input"][2],
        "output": tensors["0/output"][2],
        "gradient/after": tensors["0/hidden_gradient"][0, 2],
        "gradient/before": tensors["0/hidden_gradient"][0, 1],
    }
    for language in ("en", "ko"):
        here.speak(language)
        for vector, values in vectors.items():
            np.testing.assert_allclose(numbers(page, vector), values, rtol=6e-3, atol=1e-6)


def test_a_long_number_stays_within_its_square(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&task=hello&a=rnn&a.hidden_size=3&batch_size=1&steps=1000&pace=max")
    control(page, "play").click()
    expect(page.locator(".counter-now")).to_have_text("1\u202f000")
    at_time_three(page)
    written = page.locator("g:has(> .diagram-number)")
    assert any(len(text) > 8 for text in written.all_text_contents())
    spilt = "(all) => all.filter(({ children: [box, text] }) => text.getBBox().width > box.getBBox().width + 1).length"
    assert written.evaluate_all(spilt) == 0


def test_a_gated_cell_shows_its_gates_between_its_states(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&task=adding&task.length=12&a=lstm&a.hidden_size=4")
    page.locator(".hero-title").first.wait_for()
    control(page, "picture").press("End")
    page.locator(".cell-diagram [data-vector]").first.wait_for()
    vectors: list[str] = page.locator(".cell-diagram [data-vector]").evaluate_all(
        "(all) => all.map((each) => each.dataset.vector)"
    )
    assert {"before/c", "after/c", "before/h", "after/h", "gate/f", "gate/i", "gate/g", "gate/o", "input"} <= set(
        vectors
    )


def test_a_matrix_stands_in_the_diagram_and_in_the_picture_as_rows_and_columns(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open("v=1&task=hello&a=deltanet&a.hidden_size=3&a.key_size=2&a.layers=1&batch_size=1")
    at_time_three(page)
    squares = page.locator('[data-vector="after/S"] .diagram-square')
    assert [squares.nth(place).get_attribute("data-source") for place in range(squares.count())] == [
        f"state/S[0,2,{unit},{column}]" for unit in range(3) for column in range(2)
    ]
    boxes = [squares.nth(place).bounding_box() for place in range(6)]
    assert all(boxes)
    assert len({round(box["x"]) for box in boxes if box}) == 2
    assert len({round(box["y"]) for box in boxes if box}) == 3
    shown = page.locator(".hero-states button")
    assert shown.all_text_contents() == ["h", "S"]
    shown.nth(1).click()
    expect(shown.nth(1)).to_have_attribute("aria-pressed", "true")


def test_a_result_lights_the_numbers_that_it_was_made_of(visit: Callable[..., Visit]) -> None:
    page = visit().open(HELLO)
    at_time_three(page)
    page.locator('[data-key="forward/h"] > summary .ledger-result').hover()
    lit = page.locator('[data-key="forward/h"] .ledger-lines .is-lit')
    assert lit.count() == page.locator('[data-key="forward/h"] .ledger-lines mn[data-source]').count() > 3
    expect(page.locator(".inspector-origin")).to_contain_text(words("inspector.origin.made"))
    page.locator('[data-key="forward/h"] .ledger-lines mn[data-source^="hidden_state"]').first.hover()
    expect(page.locator('[data-vector="before/h"] .diagram-square.is-lit')).to_have_count(1)


HELPS_LOST = """() => {
  window.helpsLost = [];
  new MutationObserver((records) => {
    for (const { target, attributeName } of records) {
      const lost = target.matches('.ledger-summary') && !target.hasAttribute(attributeName);
      if (lost) window.helpsLost.push(`${attributeName} of ${target.textContent}`);
    }
  }).observe(document.querySelector('#inspector'), {
    subtree: true, attributes: true, attributeFilter: ['data-help', 'aria-description'],
  });
}"""


@pytest.mark.long
def test_a_ledger_keeps_its_help_while_its_numbers_are_written_anew(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(f"{HELLO}&pace=10")
    at_time_three(page)
    helped = page.locator(".ledger-summary[data-help][aria-description]")
    expect(helped.first).to_be_attached()
    expect(helped).to_have_count(page.locator(".ledger-summary").count())
    help_of_all = helped.evaluate_all("(all) => all.map((each) => each.getAttribute('aria-description'))")
    page.evaluate(HELPS_LOST)
    result = page.locator('[data-key="forward/h"] > summary .ledger-result')
    for _ in range(3):
        before = result.text_content() or ""
        control(page, "step").click()
        expect(result).not_to_have_text(before)
    control(page, "play").click()
    here.wait_for_update(8)
    assert page.evaluate("() => window.helpsLost") == []
    kept = page.locator(".ledger-summary").evaluate_all(
        "(all) => all.map((each) => each.dataset.help === each.getAttribute('aria-description') && each.dataset.help)"
    )
    assert kept == help_of_all


def test_every_copy_of_a_weight_is_outlined(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(HELLO)
    at_time_three(page)
    matrix = page.locator(".weights-list figure").nth(1).locator("canvas")
    matrix.scroll_into_view_if_needed()
    before = here.drawing()
    matrix.hover()
    used = pattern("inspector.copies", count="4")
    expect(page.locator(".weights-used")).to_contain_text(used)
    here.wait_for_another(before)
    page.mouse.move(5, 5)
    expect(page.locator(".weights-used")).not_to_contain_text(used)
    for language, key in (("en", "ArrowRight"), ("ko", "ArrowLeft")):
        here.speak(language)
        page.locator(".weights-list figure").first.locator("canvas").focus()
        page.keyboard.press(key)
        said = pattern("inspector.copies", language, name="W_xh", row="1", column="[12]", count="4")
        expect(page.locator("#announcer")).to_contain_text(said)


def test_the_check_says_both_numbers_and_that_they_agree(visit: Callable[..., Visit]) -> None:
    page = visit().open(HELLO)
    at_time_three(page)
    page.get_by_role("button", name=words("inspector.check.button")).click()
    gradient = page.locator('[data-vector="gradient/after"] .diagram-number').first.text_content()
    expect(page.locator(".check-result")).to_contain_text(
        pattern("inspector.check.agree", backprop=re.escape(gradient or "?"))
    )
    expect(page.locator('[data-vector="after/h"].is-nudged')).to_have_count(1)
