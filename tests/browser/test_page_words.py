"""Two languages, themes, keys, small screens."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from controls import control, more_everywhere, open_rest, question_room, show_figures
from page_text import pattern, words
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from conftest import Visit


QUIET = "v=1&task=hello&a=rnn&a.hidden_size=3&batch_size=1"


def test_the_language_of_the_browser_comes_first_and_switches_live(visit: Callable[..., Visit]) -> None:
    here = visit(locale="ko-KR")
    page = here.open()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    here.wait_for_update(1)
    expect(control(page, "play")).to_have_accessible_name(words("story.train", "ko"))
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(control(page, "play")).to_have_accessible_name(words("story.train"))
    expect(page.get_by_role("heading", level=1)).to_have_text(words("task.temporal_order.question", length=50))
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_light_dark_and_back_to_the_system(visit: Callable[..., Visit]) -> None:
    here = visit(color_scheme="dark")
    page = here.open(QUIET)
    html = page.locator("html")
    expect(html).to_have_attribute("data-scheme", "dark")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    open_rest(page)
    page.get_by_role("button", name=words("theme.auto")).click()
    expect(html).to_have_attribute("data-scheme", "light")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != dark
    page.get_by_role("button", name=words("theme.light")).click()
    expect(html).not_to_have_attribute("data-theme", re.compile(".*"))
    expect(html).to_have_attribute("data-scheme", "dark")


def test_the_keys(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(QUIET + "&b=gru")
    counter = page.locator(".counter-now")
    expect(counter).to_have_text("0")
    page.keyboard.press("ArrowRight")
    expect(counter).to_have_text("1")
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name=words("transport.pause"), exact=True)).to_be_visible()
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name=words("transport.play"), exact=True)).to_be_visible()
    page.keyboard.press("r")
    expect(counter).to_have_text("0")
    page.keyboard.press("2")
    expect(page.get_by_role("tab", name=pattern("controls.lane", lane="B"))).to_have_attribute("aria-selected", "true")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name=words("keys.title"))).to_be_visible()
    page.get_by_label(words("keys.switch")).uncheck()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name=words("keys.title"))).to_be_hidden()
    page.keyboard.press("1")
    page.keyboard.press("ArrowRight")
    # Had the key been heard, the button's step would be the second.
    page.get_by_role("button", name=words("transport.step")).click()
    expect(counter).to_have_text("1")
    expect(page.get_by_role("tab", name=pattern("controls.lane", lane="B"))).to_have_attribute("aria-selected", "true")


def test_the_skip_link_comes_first_and_keys_do_not_steal_from_a_focused_control(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(QUIET + "&more=1")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    expect(page.locator(".counter-now")).to_have_text("0")
    rate = page.get_by_role("slider", name=words("field.learning_rate.label"))
    before = rate.get_attribute("aria-valuetext")
    rate.focus()
    page.keyboard.press("ArrowRight")
    expect(rate).not_to_have_attribute("aria-valuetext", before or "")
    text = page.get_by_role("textbox", name=re.compile(f"^{words('field.text.label')}"))
    text.fill("")
    text.press_sequentially("r 1")
    expect(text).to_have_value("r 1")
    page.keyboard.press("Escape")
    expect(page.locator(".counter-now")).to_have_text("0")


def test_nothing_scrolls_sideways_and_play_is_in_sight(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open()
    here.wait_for_update(1)
    for width, height in ((1440, 900), (1280, 720), (768, 1024), (400, 850)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        expect(control(page, "play")).to_be_in_viewport(ratio=1)
        expect(page.get_by_role("heading", level=1)).to_be_in_viewport(ratio=1)


def test_on_a_phone_the_settings_are_a_sheet(visit: Callable[..., Visit]) -> None:
    here = visit(viewport={"width": 400, "height": 850}, has_touch=True)
    page = here.open(QUIET)
    expect(page.get_by_label(words("field.activation.label"))).to_be_hidden()
    page.get_by_role("button", name=words("topbar.settings")).tap()
    page.get_by_label(words("field.activation.label")).select_option("relu")
    expect(page).to_have_url(re.compile("a.activation=relu"))
    page.keyboard.press("Escape")
    expect(page.get_by_label(words("field.activation.label"))).to_be_hidden()


EVERYTHING = "v=1&task=sine&a=lstm&b=cwrnn&more=1&panels=triangle,gates,norms,pre_activation,saliency,lags,ledger"
LACKING = """() => {
  const of = (id) => document.getElementById(id)?.textContent ?? '';
  const by = (e, name) => (e.getAttribute(name) ?? '').split(' ').filter(Boolean).map(of).join(' ');
  const says = (e) => [e.getAttribute('aria-description'), e.dataset.tip, e.dataset.help];
  const groups = 'fieldset, [role="group"], [role="tablist"], [role="radiogroup"]';
  const rows = '.learn-entry, .lessons-row, .ledger-row, .chooser-choice';  // Their own words say what they are about.
  const marks = '.hero-figure, .rates, .counter';
  const controls = 'button, input, select, textarea, summary, a[href], [role="slider"]';
  return [...document.querySelectorAll(`${controls}, ${marks}`)]
    .filter((e) => e.checkVisibility({ checkVisibilityCSS: true }) && !e.closest('.js-plotly-plot') && !e.matches(rows))
    .filter((e) => e.textContent || e.getAttribute('aria-label') || e.matches('input, select, textarea'))
    .map((e) => {
      const labels = [...(e.labels ?? [])];
      const shown = e.matches('select, input, textarea') ? '' : e.textContent;
      const labelled = by(e, 'aria-labelledby') || labels.map((label) => label.textContent).join(' ');
      const name = e.getAttribute('aria-label') || labelled || shown;
      const group = e.closest(groups);
      const all = [...says(e), by(e, 'aria-describedby'), ...labels.flatMap(says), ...(group ? says(group) : [])];
      const help = all.filter((text) => text && !name.includes(text.trim()));
      return { what: e.outerHTML.slice(0, 200), name: name.trim(), help, mark: e.matches(marks) };
    });
}"""
SAID = """() => {
  const places = '[aria-label], [aria-description], [data-tip], [title], [placeholder]';
  const attributes = [...document.querySelectorAll(places)].filter((e) => !e.closest('[lang]:not(html)'))
    .flatMap((e) => [e.ariaLabel, e.getAttribute('aria-description'), e.dataset.tip, e.title, e.placeholder]);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const left = 'script, style, noscript, math, [lang]:not(html), option, .card-source, .js-plotly-plot, textarea';
  const texts = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.closest(left)) texts.push(node.data);
  }
  return [...attributes, ...texts].filter(Boolean);
}"""
ENGLISH = re.compile(r"\b[a-z]{3,} [a-z]{3,}\b")
ID = re.compile(r"\b[a-z_]+\.[a-z_]+\.(?:label|help|question)\b|\b(?:field|cell|task|transport)\.[a-z_]+")
UNHELPED = f"""() => ({LACKING})()
  .filter(({{ name, help, mark }}) => !help.length || !(name || mark)).map(({{ what }}) => what)"""
NOT_KOREAN = f"""() => ({LACKING})()
  .filter(({{ help }}) => !help.some((text) => /[가-힣]/.test(text))).map(({{ what }}) => what)"""


def opened(selector: str, waits_for: str, first: Callable[[Page], None] = lambda _: None) -> Callable[[Page], None]:
    """Return what opens a part of the page, after ``first``, and waits until it is there."""

    def act(page: Page) -> None:
        first(page)
        page.locator(selector).first.click()
        page.locator(waits_for).first.wait_for()

    return act


def asks(question: str, waits_for: str) -> Callable[[Page], None]:
    """Return what opens a question to the network and waits until its room is furnished."""

    def act(page: Page) -> None:
        question_room(page, question)
        page.locator(waits_for).first.wait_for()

    return act


def stands(waits_for: str) -> Callable[[Page], None]:
    return lambda page: page.locator(waits_for).first.wait_for()


def choose_a_unit(page: Page) -> None:
    # Before the first frame is there, there is nothing to choose.
    page.locator("#loss .reading").filter(has_text=re.compile(r"\d")).first.wait_for(state="attached")
    control(page, "picture").press("End")
    page.locator("#inspector .ledger-summary").first.wait_for()


def learns(entry: str, waits_for: str) -> Callable[[Page], None]:
    """Return what opens an entry of the menu "Learn"."""

    def act(page: Page) -> None:
        control(page, "learn").click()
        page.locator(f".learn-entry[data-entry={entry}]").click()
        page.locator(waits_for).first.wait_for()

    return act


def diverge(page: Page) -> None:
    control(page, "play").click()
    page.locator(".card[data-kind=divergence] .fix-button").first.wait_for()


def finish(page: Page) -> None:
    control(page, "play").click()
    expect(page.locator(".counter-now")).to_have_text("40")
    control(page, "runs").click()
    page.locator(".run .tool").first.wait_for()


HELLO = "v=1&task=hello&a=rnn&a.hidden_size=3&b=gru&batch_size=1"
ADDING = "v=1&task=adding&a=rnn&b=gru"
Place = Callable[[Page], None]
DESK: dict[str, tuple[str, dict[str, Place]]] = {
    "everything": (EVERYTHING, {"everything": stands(".time-card .panel-caption"), "more": more_everywhere}),
    "opening": ("", {"opening": stands(".question .fix-button")}),
    "hello": (
        HELLO,
        {
            "inspector": choose_a_unit,
            "symbols": asks("read", ".symbol-button"),
            "writing": asks("write", "#try-write .try-go"),
            "surface": asks("surface", "#try-surface .try-go"),
            "map": asks("map", "#try-map .map-board"),
            "seeds": asks("seeds", "#try-seeds .seeds-model"),
            "wall": asks("wall", "#try-wall input"),
            "pebble": asks("poke", "#try-poke [role=application]"),
            "cards": opened(".closer-button", ".chooser-choice"),
            "share": opened(".share-button", "#share-link", open_rest),
            "taking away": opened(".export-button", "[data-offer=csv]", open_rest),
            "ready-made": opened(".preset-button", ".preset-entry"),
            "learn": opened(".learn-button", ".learn-entry"),
            "branch": opened(".branch", "#branch-knob"),
            "legend": opened(".hero-marks-button", ".marks dt", show_figures),
            "keys": opened(".keys-button:not(.type-button)", "#keys-switch", open_rest),
            "glossary": learns("glossary", ".glossary-entry"),
            "lessons": learns("lessons", ".lessons-row"),
            "claims": learns("claims", "dialog .ledger-row"),
            "wires": opened('.view-button[data-view="wires"]', ".wire"),
            "folded": opened('.view-button[data-view="folded"]', '#hero[data-view="folded"]'),
        },
    ),
    "vote": ("v=1&lesson=1.1", {"vote": stands(".lesson-option")}),
    "frame": ("v=1&task=adding&a=gru&embed=1&controls=play,cell,length", {"frame": stands(".embed-control")}),
}
RARE: dict[str, tuple[str, dict[str, Place]]] = {
    "adding": (
        ADDING,
        {
            "curve": asks("read", ".curve-board"),
            "lengths": asks("lengths", "#try-lengths .try-go"),
        },
    ),
    "digit": (
        "v=1&task=digits&a=rnn&a.hidden_size=8",
        {"digit": asks("read", ".image-board")},
    ),
    "bits": ("v=1&task=parity&a=rnn", {"bits": asks("read", ".bit-switch")}),
    "sort": ("v=1&lesson=3.1", {"sort": stands(".lesson-select")}),
    "sketch": ("v=1&lesson=6.1", {"sketch": stands(".sketch-point")}),
    "seeds": ("v=1&lesson=10.1", {"seeds": stands(".lesson-seed")}),
    "claim": ("v=1&claim=clipping", {"claim": stands(".claim-vote")}),
    "divergence": (
        "v=1&task=adding&task.length=10&a=rnn&a.activation=identity&a.optimizer=sgd&a.optimizer.learning_rate=1000&a.clip=none&b=lstm",
        {"divergence": diverge},
    ),
    "truncated": (
        "v=1&task=echo&task.length=24&a=rnn&a.bptt=truncated&a.bptt.window=8&a.bptt.shift=4&more=1&panels=triangle",
        {"truncated": stands(".time-card .panel-caption")},
    ),
    "earlier runs": ("v=1&task=hello&a=rnn&batch_size=1&steps=40&pace=max", {"earlier runs": finish}),
}
PHONE: dict[str, tuple[str, dict[str, Place]]] = {
    "hello": (
        f"{HELLO}&c=lstm&panels=triangle",
        {
            "rest": opened(".rest-button", ".topbar-rest.is-open"),
            "settings": opened(".sheet-button", ".controls.is-open"),
        },
    ),
    "long": (f"{ADDING}&task.length=200", {"long": stands(".hero-page")}),
}


def helped_everywhere(here: Visit, link: str, places: dict[str, Place]) -> None:
    """Go from place to place of a page in Korean: all that is in sight has its name and its help."""
    page = here.open(link)
    expect(page.locator(".counter-now")).to_have_text(re.compile(r"\d"))
    page.mouse.move(700, 30)
    page.locator("html[data-helps=ko]").wait_for(state="attached")
    for place, go in places.items():
        go(page)
        # What is drawn anew gets its help right after.
        here.finds_nothing(place, UNHELPED, NOT_KOREAN)
        assert len(page.evaluate(LACKING)) > 8, place
        page.keyboard.press("Escape")


@pytest.mark.parametrize("places", [*DESK, *(pytest.param(rare, marks=pytest.mark.long) for rare in RARE)])
def test_every_control_and_mark_in_sight_has_a_name_and_help_beside_it(
    visit: Callable[..., Visit], places: str
) -> None:
    here = visit(locale="ko-KR")
    helped_everywhere(here, *{**DESK, **RARE}[places])
    if places in {"everything", "opening"}:
        here.speak("en")
        here.page.locator("html[data-helps=en]").wait_for(state="attached")
        here.finds_nothing("in English", UNHELPED)


@pytest.mark.long
@pytest.mark.parametrize("places", PHONE)
def test_all_of_it_has_so_on_a_phone(visit: Callable[..., Visit], places: str) -> None:
    helped_everywhere(visit(locale="ko-KR", viewport={"width": 400, "height": 850}), *PHONE[places])


def test_no_text_bypasses_the_words_of_either_language(visit: Callable[..., Visit]) -> None:
    here = visit(locale="ko-KR")
    page = here.open(EVERYTHING)
    page.locator(".time-card .panel-caption").first.wait_for()
    more_everywhere(page)
    said = page.evaluate(SAID)
    assert [text for text in said if ENGLISH.search(text) and not re.search("[가-힣]", text)] == []
    assert [text for text in said if ID.search(text)] == []
    here.speak("en")
    assert [text for text in page.evaluate(SAID) if ID.search(text)] == []
