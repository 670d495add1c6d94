"""What axe-core finds in each state of the page: nothing serious, nothing critical."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from controls import control
from grave_faults import GRAVE, SETTLED
from page_text import pattern, words
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from conftest import Visit

PHONE = {"viewport": {"width": 400, "height": 860}, "has_touch": True}
DIALOG = "dialog[open]"
# What scrolls far below a phone's screen before its first animation frame.
OUT_OF_SIGHT = """
  window.IntersectionObserver = class {
    constructor(report) {
      const entry = { isIntersecting: false, boundingClientRect: new DOMRect(), rootBounds: new DOMRect() };
      this.observe = () => report([entry]);
    }
    unobserve() {}
    disconnect() {}
  };
"""


def findings(page: Page, within: str | None = None) -> list[str]:
    """Return what is serious or critical in a part of the page, or in the whole, one line a node."""
    found = Axe().run(page, context=within, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found
        if each["impact"] in GRAVE
        for node in each["nodes"]
    ]


def nothing_in_both_schemes(page: Page, state: str, within: str | None = None) -> None:
    """Look at what is in sight by day and by night."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("html")).to_have_attribute("data-scheme", scheme)
        page.wait_for_function(SETTLED)
        assert findings(page, within) == [], f"{state}, {scheme}"


def nothing(page: Page) -> None:
    """Look at the state that is in sight."""


def inspector(page: Page) -> None:
    """Choose a cell."""
    box = control(page, "picture").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.42)
    expect(page.locator(".inspector-where")).to_be_visible()


def every_setting(page: Page) -> None:
    """Open what the controls hide."""
    page.get_by_role("button", name=words("controls.more")).click()


def cards(page: Page) -> None:
    """Open the chooser of all cards."""
    control(page, "look closer").click()
    page.locator(".chooser-choice").first.wait_for()


def keys(page: Page) -> None:
    """Open the list of keys."""
    page.keyboard.press("?")


def branching(page: Page) -> None:
    """Train to the end, and ask for a branch."""
    control(page, "play").click()
    expect(page.locator(".timeline-mark[data-kind='solved']")).to_have_count(1)
    control(page, "branch").click()
    expect(page.locator("dialog.branch-dialog")).to_be_visible()


def taking_away(page: Page) -> None:
    """Open the dialog with what can be taken away."""
    control(page, "take away").click()
    expect(page.locator("[data-offer=csv]")).to_be_visible()


def sharing(page: Page) -> None:
    """Open the dialog with the link and the frame."""
    control(page, "share").click()
    expect(page.locator("#share-snippet")).to_be_visible()


def controls_of_a_frame(page: Page) -> None:
    """Wait for the controls that the link names."""
    expect(page.locator(".embed-control")).to_have_count(2)


def sketch(page: Page) -> None:
    """Wait for what is drawn on."""
    page.locator(".sketch-point").first.wait_for()


def bench(page: Page) -> None:
    """Wait until the equation has been measured."""
    expect(page.locator("#try-bench .dial-gain")).to_contain_text("×")


def filled_map(page: Page) -> None:
    """Wait until the tiles are there, and open their table."""
    page.locator("#try-map .try-stamp").get_by_text(pattern("try.map.done")).wait_for(timeout=90_000)
    page.locator("#try-map summary").click()


def seeds(page: Page) -> None:
    """Wait until the runs are there, and open the table of their losses."""
    page.locator("#try-seeds .try-stamp").get_by_text(pattern("try.seeds.done")).wait_for(timeout=90_000)
    page.locator("#try-seeds summary").click()


def lessons(page: Page) -> None:
    """Open the list of lessons."""
    control(page, "learn").click()
    page.locator(".learn-entry[data-entry=lessons]").click()
    page.locator(".lessons-row").first.wait_for()


STATES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "opening": ("", nothing),
    "hello": ("v=1&preset=hello&task=hello&a=rnn&a.hidden_size=3&batch_size=1&steps=400", inspector),
    "settings": ("v=1&task=adding&a=lstm&b=cwrnn", every_setting),
    "cards": ("v=1&task=echo&task.length=24&a=lstm&b=rnn&panels=triangle,gates,jacobian,lags,ledger", nothing),
    "lesson": ("v=1&lesson=6.1", sketch),
    "embedded": ("v=1&task=adding&a=gru&embed=1&controls=play,cell,length", controls_of_a_frame),
}
SLOW: dict[str, tuple[str, Callable[[Page], None]]] = {
    "branching": ("v=1&task=hello&a=rnn&a.hidden_size=8&batch_size=1&steps=300&pace=max", branching),
    "bench": ("v=1&task=adding&task.length=12&a=gru&try=bench", bench),
    "map": (
        "v=1&task=adding&a=rnn&a.recurrent_init=gaussian&try=map"
        "&map=a@lanes.0.cell.recurrent_init.gain:0.5,1@task.length:6,9@20@first",
        filled_map,
    ),
    "over seeds": ("v=1&task=adding&task.length=9&a=rnn&b=gru&try=seeds&seeds=a:6:both,b:2:weights@20", seeds),
    "seeds": ("v=1&lesson=10.1", lambda page: page.locator(".lesson-seed").last.wait_for()),
}
DIALOGS = {
    "cards": cards,
    "lessons": lessons,
    "keys": keys,
    "taking away": taking_away,
    "sharing": sharing,
}


@pytest.mark.parametrize("state", [*STATES, *(pytest.param(slow, marks=pytest.mark.long) for slow in SLOW)])
def test_nothing_grave_at_a_desk(visit: Callable[..., Visit], state: str) -> None:
    link, act = {**STATES, **SLOW}[state]
    page = visit(bypass_csp=True).open(link)
    page.locator("#hero .hero-title").first.wait_for()
    act(page)
    nothing_in_both_schemes(page, state)


def test_nothing_grave_in_what_a_button_opens(visit: Callable[..., Visit]) -> None:
    page = visit(bypass_csp=True).open("v=1&task=adding&a=gru")
    page.locator("#hero .hero-title").first.wait_for()
    for state, act in DIALOGS.items():
        act(page)
        nothing_in_both_schemes(page, state, DIALOG)
        page.keyboard.press("Escape")
        expect(page.locator(DIALOG)).to_have_count(0)


@pytest.mark.parametrize("state", ["opening", pytest.param("cards", marks=pytest.mark.long)])
def test_nothing_grave_on_a_phone(visit: Callable[..., Visit], state: str) -> None:
    page = visit(bypass_csp=True, locale="ko-KR", **PHONE).open(STATES[state][0])
    page.locator("#hero .hero-title").first.wait_for()
    nothing_in_both_schemes(page, state)


def test_a_chart_that_never_was_in_sight_has_its_name(visit: Callable[..., Visit]) -> None:
    here = visit()
    here.page.add_init_script(OUT_OF_SIGHT)
    page = here.open(STATES["cards"][0])
    openers = page.locator(".panel-opener")
    expect(openers.nth(2)).to_be_attached()
    assert [name for name in openers.evaluate_all("all => all.map((each) => each.ariaLabel)") if not name] == []
