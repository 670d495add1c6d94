"""Every choice says what it is within its column: its equation, what it teaches, its source; in both languages.

What is said is tested in Node for every entry of the catalog; here is what it takes a layout and some patience for.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, expect

if TYPE_CHECKING:
    from conftest import Visit

TEXTS = Path(__file__).resolve().parents[2] / "frontend" / "dist" / "files" / "text"
EVERYTHING = "v=1&task=adding&task.length=12&a=rnn&a.hidden_size=8&more=1"
LISTS = {
    "activation": "activation",
    "recurrent_init": "initialisation",
    "optimizer": "optimizer",
    "clip": "clip",
    "bptt": "bptt",
}
OVERHANG = """(box) => {
  const right = (each) => each.getBoundingClientRect().right;
  return Math.max(...[...box.querySelectorAll('math')].map(right)) - right(box);
}"""


def words_of(language: str) -> dict[str, str]:
    """Those of the first picture, and those that the folds fetch."""
    files = (TEXTS / f"{language}.json", TEXTS / "about" / f"{language}.json")
    return {key: text for file in files for key, text in json.loads(file.read_text(encoding="utf-8")).items()}


def told(about: Locator, words: dict[str, str], text: str, formula: Locator | None = None) -> None:
    """Expect an equation, there or in ``formula``, that stays in its column, the sentence of ``text`` and a source."""
    expect(about).to_contain_text(words[f"{text}.teaches"])
    expect(about).to_contain_text(words["controls.source"].split("{")[0].strip())
    equations = (formula or about).locator(".equations")
    assert equations.evaluate("(box) => box.querySelectorAll('math').length") > 0, text
    # A symbol may lean out of its box by a pixel or two.
    assert equations.evaluate(OVERHANG) <= 2, text


@pytest.mark.long
@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_kind_tells_what_it_is(visit: Callable[..., Visit], language: str) -> None:
    words = words_of(language)
    page = visit(locale={"en": "en-US", "ko": "ko-KR"}[language]).open(EVERYTHING)
    for field, family in LISTS.items():
        control = page.locator(f'#controls .field[data-field="{field}"]').first
        about = control.locator(".about-choice")
        about.locator("summary").click()
        for kind in control.locator("option").evaluate_all("(options) => options.map(({ value }) => value)"):
            control.locator("select").select_option(kind)
            expect(about).to_contain_text(words[f"{family}.{kind}.help"])
            told(about, words, f"{family}.{kind}")


@pytest.mark.long
@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_cell_and_task_tells_what_it_is(visit: Callable[..., Visit], language: str) -> None:
    words = words_of(language)
    page = visit(locale={"en": "en-US", "ko": "ko-KR"}[language]).open(EVERYTHING)
    cells = page.locator('#controls .field[data-field="cell"] select')
    page.locator(".about-cell > summary").click()
    for kind in cells.locator("option").evaluate_all("(options) => options.map(({ value }) => value)"):
        cells.select_option(kind)
        told(page.locator(".about-cell"), words, f"cell.{kind}", page.locator(".cell-equation"))
    cells.select_option("rnn")
    page.locator(".about-task summary").click()
    page.locator(".task-chooser button").first.click()
    tasks = page.locator(".task-chooser input")
    for kind in tasks.evaluate_all("(radios) => radios.map(({ value }) => value)"):
        page.locator(f'.task-chooser input[value="{kind}"]').evaluate("(input) => input.click()")
        about = page.locator(".about-task")
        told(about, words, f"task.{kind}")
        expect(about.locator("dl")).to_contain_text(words["about.solved"])
