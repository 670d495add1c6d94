"""Every term can be opened where the page uses it: by pointer, key and tap, in both languages; nothing moves for it."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from controls import LANGUAGES, control, more, more_everywhere
from page_text import words
from playwright.sync_api import Locator, Page, expect

if TYPE_CHECKING:
    from conftest import Visit

TEXT = Path(__file__).parents[2] / "frontend" / "dist" / "files" / "text"
ENTRIES = Path(__file__).parents[2] / "frontend" / "src" / "learn" / "glossary" / "entries.ts"
HELLO = "v=1&task=hello&a=rnn&a.hidden_size=3&a.optimizer.learning_rate=0.01&batch_size=1"
RICH = f"{HELLO}&b=lstm&b.hidden_size=3&more=1&panels=triangle,gates,norms"
PARTICLES = "은|는|이|가|을|를|의|와|과|에|에서|로|으로|도|만|입니다|마다"
BOXES = """() => [...document.querySelectorAll('h1, h2, h3, label, button, p, canvas, input, select')]
  .filter((e) => !e.closest('.term-card') && e.checkVisibility())
  .map((e) => { const b = e.getBoundingClientRect(); return [b.x, b.width, b.y, b.height]; })"""
KERNING_PX = 2.5  # A letter is not drawn closer to the next across the edge of a mark.
CARDS = """() => {
  const card = 'section, article, dialog, footer, aside, [popover], .question, .hero, .topbar';
  const pressed = 'button, summary, a[href], [role=tab], [role=button]';
  const name = `${pressed}, h1:not(.claim-title), h2, h3, h4, .hero-profile-title, label, legend, th, dt, caption`;
  const none = 'script, style, noscript, svg, math, canvas, code, kbd, pre, input, textarea, select, tbody, [role=img],'
    + '[role=status], [role=alert], [role=tooltip], .visually-hidden, .brand, .term-card, .js-plotly-plot, '
    + '.skip-link, [data-plain]';
  const foreign = (e) => e.closest('[lang]') !== document.documentElement;
  const helps = '[data-tip], [data-help], [aria-description]';
  const of = (e) => e.closest('button, summary, a[href], [role=tab], label')?.control ?? e;
  const helped = (e) => Boolean(of(e).closest(helps) ?? e.closest(helps) ?? e.querySelector(helps)
    ?? e.closest('.field, .knob-field, fieldset, [role=group]')?.querySelector(helps));
  const cardOf = (e) => e.closest(card) ?? document.body;
  const seen = (e) => e.checkVisibility();
  const cards = new Map();
  const at = (e) => {
    const card = cardOf(e);
    if (!cards.has(card)) cards.set(card, { card: card.id || card.className, text: [], marks: [], names: [] });
    return cards.get(card);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const done = new Set();
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || e.closest(none) || foreign(e)) continue;
    const named = e.closest(name);
    if (named) {
      if (seen(named) && !done.has(named)) at(named).names.push({ text: named.textContent, helped: helped(named) });
      done.add(named);
    } else if (e.dataset.term) at(e).marks.push({ id: e.dataset.term, text: e.textContent, seen: seen(e) });
    const host = e.dataset.term ? e.parentElement : e;
    if (!named && seen(host) && !done.has(host)) at(host).text.push(host.innerText);
    done.add(host);
  }
  return [...cards.values()];
}"""
INSIDE_NAMES = """() => [...document.querySelectorAll('span[data-term]')].filter((mark) => mark.closest(
  'button, summary, a, h1:not(.claim-title), h2, h3, h4, [role=heading], label, legend, th, [role=tab], [role^=menu]'
)).map((mark) => mark.textContent)"""
PHONE = {"viewport": {"width": 400, "height": 850}, "has_touch": True}


def marked(page: Page) -> Page:
    """Touch the page and wait until its terms are marked."""
    page.mouse.move(700, 30)
    page.locator("html[data-terms]").wait_for(state="attached")
    return page


def ids_in(text: str, language: str) -> list[str]:
    """Return the entries of the glossary that ``text`` uses, found in another way than the page finds them."""
    words = spelt(language)
    ends = r"(?![\w])" if language == "en" else rf"(?=(?:{PARTICLES})?(?![\w]))"
    longest = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return [words[found[0].lower()] for found in re.finditer(rf"(?<![\w])(?:{longest}){ends}", text, re.IGNORECASE)]


@functools.cache
def spelt(language: str) -> dict[str, str]:
    """Return the entry of every word of the glossary."""
    texts = json.loads((TEXT / "glossary" / f"{language}.json").read_text(encoding="utf-8"))
    entries = {key.split(".")[1]: forms for key, forms in texts.items() if key.endswith(".words")}
    return {word.lower(): entry for entry, forms in entries.items() for word in forms.split("; ")}


PLACES = {"panels": RICH, "lesson": "v=1&lesson=5.1", "claim": "v=1&claim=clipping", "question": f"{HELLO}&try=dial"}


@pytest.mark.parametrize("place", PLACES)
def test_every_card_explains_each_of_its_terms_once(visit: Callable[..., Visit], place: str) -> None:
    here = visit()
    page = here.open(PLACES[place])
    here.wait_for_update(0)
    page.locator("#loss .panel-caption").wait_for()
    marked(page)
    page.locator("html[data-helps]").wait_for(state="attached")
    more_everywhere(page)
    for language in LANGUAGES:
        here.speak(language)
        page.locator(f"html[data-terms={language}][data-helps={language}]").wait_for(state="attached")
        assert page.evaluate(INSIDE_NAMES) == []
        here.wait_until_still()
        cards = page.evaluate(CARDS)
        assert sum(explained(card, language) for card in cards) > 20, language


def explained(card: dict[str, Any], language: str) -> int:
    """Return how many terms a card explains; fails where it leaves one out, or explains one twice."""
    marks = [mark["id"] for mark in card["marks"] if mark["seen"]]
    assert sorted(marks) == sorted(set(marks)), card
    used = {entry for text in card["text"] for entry in ids_in(text, language)}
    assert used <= set(marks), (used - set(marks), card)
    for name in card["names"]:
        left = set(ids_in(name["text"], language)) - {mark["id"] for mark in card["marks"]}
        assert not left or name["helped"], (left, name, card)
    return len(used)


NEW_TEXT = """() => new Promise((seen) => {
  const card = document.createElement('section');
  card.innerHTML = '<h2>Gradient</h2><p>The gradient of a time step, and the gradient again.</p>';
  document.querySelector('.stage-fold').append(card);
  requestAnimationFrame(() => seen([...card.querySelectorAll('[data-term]')].map((mark) => mark.textContent)));
})"""


def test_a_new_text_has_its_marks_before_it_is_painted(visit: Callable[..., Visit]) -> None:
    page = marked(visit().open(HELLO))
    assert page.evaluate(NEW_TEXT) == ["gradient", "time step"]


def test_a_press_on_a_control_defines_nothing_and_a_long_touch_does(visit: Callable[..., Visit]) -> None:
    page = marked(visit().open(HELLO))
    unrolled = page.locator('.view-button[data-view="unrolled"]')
    unrolled.click()
    unrolled.click()
    card = page.locator(".term-card")
    expect(card).to_be_hidden()
    unrolled.dispatch_event("pointerdown", {"pointerType": "touch", "bubbles": True})
    expect(card).to_be_visible()
    expect(card.locator("h2")).to_have_text(words("term.unrolled.name"))


def test_marking_moves_nothing(visit: Callable[..., Visit]) -> None:
    here = visit(reduced_motion="reduce")
    page = here.open(RICH)
    page.locator("#hero .hero-title").first.wait_for()
    page.locator(".loss-chart svg").first.wait_for()
    page.locator(".spectrum-picture").first.wait_for()
    here.wait_until_still()
    before = page.evaluate(BOXES)
    marked(page)
    assert page.locator("[data-term]").count() > 40
    after = page.evaluate(BOXES)
    assert len(after) == len(before)
    shifts = [abs(now - was) for box, old in zip(after, before, strict=True) for now, was in zip(box, old, strict=True)]
    assert max(shifts) < KERNING_PX


def test_a_term_opens_by_key_and_gives_the_focus_back(visit: Callable[..., Visit]) -> None:
    page = marked(visit().open(HELLO))
    more(page.locator("#spectrum"))
    term = page.locator("#spectrum .panel-said [data-term='eigenvalue']")
    term.focus()
    page.keyboard.press("Enter")
    card = page.get_by_role("dialog", name=words("term.eigenvalue.name"))
    expect(card).to_be_visible()
    expect(card).to_be_focused()
    expect(card).to_have_accessible_description(re.compile("linear RNN"))
    expect(term).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(term).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#spectrum [data-term='slope']")).to_be_focused()


def test_space_still_plays_with_a_term_focused(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = marked(here.open(HELLO))
    term = page.locator("#loss .panel-caption [data-term='update']")
    term.focus()
    page.keyboard.press(" ")
    here.wait_for_update(5)
    expect(term).to_be_focused()


def test_a_term_in_a_reading_keeps_the_focus_while_its_numbers_change(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = marked(here.open(HELLO))
    nats = more(page.locator("#loss")).locator("[data-term='nats']")
    nats.focus()
    page.keyboard.press(" ")
    here.wait_for_update(20)
    page.wait_for_function("document.querySelector('#loss .panel-caption').textContent.match(/[1-9]/)")
    expect(nats).to_be_focused()


def test_tab_stops_once_a_part_and_f1_explains_a_control(visit: Callable[..., Visit]) -> None:
    page = marked(visit().open(HELLO + "&more=1"))
    page.locator("#loss .panel-caption [data-term]").first.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.term") is None
    page.get_by_label(words("field.clip.label")).focus()
    page.keyboard.press("F1")
    expect(page.get_by_role("dialog", name=words("term.clip.name"))).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_label(words("field.clip.label"))).to_be_focused()


def open_inspector(page: Page) -> Locator:
    """Choose a unit and show its equations in symbols."""
    control(page, "picture").press("End")
    page.locator("#inspector").get_by_role("tab").first.click()
    equations = page.locator(".inspector-content")
    expect(equations.locator("math [data-term='recurrent_weights']").first).to_be_visible()
    return equations


def test_the_symbols_of_an_equation_explain_themselves(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = marked(here.open(HELLO))
    expect(page.locator(".hero-figure").first).not_to_be_empty()
    equations = open_inspector(page)
    card = page.locator(".term-card")
    for language in ("en", "ko"):
        here.speak(language)
        page.locator(f"html[data-terms={language}]").wait_for(state="attached")
        equations.locator("math [data-term='recurrent_weights']").first.hover()
        expect(card.locator("h2")).to_have_text(words("term.recurrent_weights.name", language))
        equations.locator(".is-backward math [data-term='gradient']").first.click()
        expect(card.locator("h2")).to_have_text(words("term.gradient.name", language))
        page.keyboard.press("Escape")
        expect(card).to_be_hidden()


def test_what_is_written_anew_under_a_resting_mouse_opens_only_when_that_moves(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = marked(here.open(HELLO))
    expect(page.locator(".hero-figure").first).not_to_be_empty()
    symbol = open_inspector(page).locator(".is-backward math [data-term='gradient']").first
    card = page.locator(".term-card")
    symbol.click()
    page.keyboard.press("Escape")
    here.speak("ko")
    page.locator("html[data-terms=ko]").wait_for(state="attached")
    here.wait_until_still()
    expect(card).to_be_hidden()
    page.mouse.move(2, 2)
    symbol.hover()
    expect(card.locator("h2")).to_have_text(words("term.gradient.name", "ko"))


def test_a_symbol_opens_by_key_and_stays_bound_while_frames_arrive(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = marked(here.open(HELLO))
    expect(page.locator(".hero-figure").first).not_to_be_empty()
    equations = open_inspector(page)
    part = equations.locator(".is-forward")
    stop = part.locator("math [data-term][tabindex]").first
    stop.focus()
    page.keyboard.press("ArrowDown")
    second = part.locator("math [data-term][tabindex]").nth(1)
    expect(second).to_be_focused()
    page.keyboard.press("Space")
    here.wait_for_update(10)
    expect(second).to_be_focused()
    page.keyboard.press("Enter")
    card = page.get_by_role("dialog").and_(page.locator(".term-card"))
    expect(card).to_be_focused()
    page.keyboard.press("Escape")
    expect(second).to_be_focused()


def test_symbols_within_words_are_bound(visit: Callable[..., Visit]) -> None:
    page = marked(visit().open("v=1&task=hello&a=rnn&a.hidden_size=3&batch_size=1&figures=1"))
    symbol = page.locator("#hero [data-term='gradient']:visible")
    expect(symbol).to_have_text(re.compile("^‖∂L/∂h.?‖$"))
    symbol.click()
    expect(page.get_by_role("dialog", name=words("term.gradient.name"))).to_be_visible()


def test_hover_shows_and_leaving_hides(visit: Callable[..., Visit]) -> None:
    page = marked(visit().open(HELLO))
    page.locator(".question-task [data-term='hidden_state']").hover()
    card = page.locator(".term-card")
    expect(card).to_contain_text(words("term.hidden_state.name"))
    page.mouse.move(2, 2)
    expect(card).to_be_hidden()


def test_tap_on_a_phone_in_korean(visit: Callable[..., Visit]) -> None:
    page = visit(locale="ko-KR", **PHONE).open(HELLO)
    page.locator(".brand").tap()
    page.locator("html[data-terms='ko']").wait_for(state="attached")
    page.locator("#loss .panel-opener").tap()
    page.locator("#loss .panel-said [data-term='loss']").tap()
    card = page.get_by_role("dialog", name="손실")
    expect(card).to_be_in_viewport(ratio=1)
    expect(card).to_contain_text("교차 엔트로피")
    page.locator(".brand").tap()
    expect(card).to_be_hidden()


def test_the_language_switches_the_terms(visit: Callable[..., Visit]) -> None:
    page = marked(visit().open(HELLO))
    page.get_by_role("button", name="한국어").click()
    page.locator("html[data-terms='ko']").wait_for(state="attached")
    more(page.locator("#spectrum")).locator("[data-term='eigenvalue']").click()
    expect(page.get_by_role("dialog", name="고윳값")).to_be_visible()


def test_the_whole_glossary_from_the_top_bar(visit: Callable[..., Visit]) -> None:
    page = visit().open(HELLO)
    page.get_by_role("button", name=words("learn.title")).click()
    page.get_by_role("button", name=re.compile(f"^{words('learn.glossary.label')}")).press("Enter")
    dialog = page.get_by_role("dialog", name=words("glossary.title"))
    expect(dialog).to_be_visible()
    page.get_by_label(words("glossary.search")).fill("jacob")
    expect(dialog.locator(".glossary-entry:visible h3")).to_have_text([words("term.jacobian.name")])
    dialog.get_by_role("button", name=re.compile(words("term.jacobian.name"))).click()
    expect(dialog).to_be_hidden()
    expect(page.locator(".panel[data-kind='jacobian']")).to_be_visible()


def test_every_experiment_that_an_entry_opens_is_valid(visit: Callable[..., Visit]) -> None:
    page = visit().open(HELLO)
    links = sorted(set(re.findall(r"'(v=1&[^']*)'", (ENTRIES).read_text(encoding="utf-8"))))
    assert len(links) > 8
    for link in links:
        page.goto(f"{page.url.split('#')[0]}#{link}")
        expect(page.locator(".counter-now")).to_have_text("0")
        expect(page.locator(".field-error:visible, .problems:visible, .card[data-kind='error']")).to_have_count(0)
