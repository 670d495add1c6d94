"""The ledger of claims: vote before the truth, run, read what was measured; by pointer, by keyboard, on a phone.

What the card shows when, and what it remembers, is tested in Node; here is what needs a run, a tab order or a layout.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from controls import control
from grave_faults import both_schemes
from page_text import pattern, words
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from conftest import Visit

FIGURE = r"\d+\.\d+"


def settled(page: Page) -> None:
    """Wait until the experiment of the open claim stands still at its first step."""
    expect(page.locator(".counter-now")).to_have_text("0")
    expect(page.locator(".claim-votes")).to_be_visible()


def as_fast_as_it_goes(page: Page) -> None:
    """Let the claim's run go faster than the claim has it: what is read at its end is the same."""
    page.get_by_label(words("transport.pace")).select_option(label=words("pace.max"))


def vote(page: Page, name: str, language: str = "en") -> None:
    page.get_by_role("button", name=words(f"claims.vote.{name}", language), exact=True).click()


def outcome(verdict: str, said: str, language: str = "en") -> str:
    """Return what is said of a verdict to somebody who has voted so."""
    agreed = words("claims.agreed", language)
    differed = words("claims.differed", language, vote=words(f"claims.vote.{said}", language))
    return f"{words(f'claims.verdict.{verdict}', language)} {agreed if said == verdict else differed}"


def test_a_claim_by_keyboard_alone(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&claim=context")
    settled(page)
    as_fast_as_it_goes(page)
    page.locator("#claim-title").focus()
    no = page.get_by_role("button", name=words("claims.vote.no"), exact=True)
    for _ in range(12):
        page.keyboard.press("Tab")
        if no.evaluate("(button) => button === document.activeElement"):
            break
    expect(no).to_be_focused()
    page.keyboard.press("Enter")
    expect(no).to_be_focused()
    expect(no).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".claim-outcome")).to_have_text(outcome("no", "no"))
    said = pattern("claim.context.reading", step=r"(\d+)", a=f"({FIGURE})", b=f"({FIGURE})")
    found = said.search(page.locator(".claim-reading").inner_text())
    assert found is not None
    assert int(found[1]) >= 400
    assert float(found[2]) > 0.3466 > float(found[3])


def test_the_vote_is_remembered_and_the_list_tells_what_came_of_it(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&claim=eigenvalues")
    settled(page)
    vote(page, "half")
    page.locator(".claim-play").click()
    expect(page.locator(".claim-outcome")).to_have_text(outcome("half", "half"))
    said = pattern("claim.eigenvalues.reading", a=f"({FIGURE})", b=f"({FIGURE})")
    left = said.search(page.locator(".claim-reading").inner_text())
    assert left is not None
    assert float(left[1]) > 1.0 > float(left[2])
    page.reload()
    page.locator("html[data-ready]").wait_for()
    half = page.get_by_role("button", name=words("claims.vote.half"), exact=True)
    expect(half).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name=words("claims.all")).click()
    rows = page.get_by_role("dialog", name=words("claims.title")).locator(".ledger-row")
    expect(rows.and_(page.locator("[data-shown=true]"))).to_have_count(1)
    page.keyboard.press("Escape")
    # Two lists share a name: the one of the inspector keeps its own looks.
    control(page, "picture").press("End")
    row = page.locator("#inspector .ledger-row").first
    row.wait_for()
    assert row.evaluate("(each) => getComputedStyle(each, '::before').content") == "none"
    assert row.evaluate("(each) => getComputedStyle(each).display") == "block"


@pytest.mark.long
def test_one_dial_for_both(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&claim=forget_gate")
    settled(page)
    vote(page, "yes")
    page.locator(".claim-play").click()
    reading = page.locator(".claim-reading")
    expect(reading).to_have_text(pattern("claim.forget_gate.reading", a=r"0\.(89|90)\d*", b=r"0\.900"))
    page.get_by_role("slider", name=words("claims.dial")).fill("0.6")
    expect(reading).to_have_text(pattern("claim.forget_gate.reading", a=r"0\.(59|60)\d*", b=r"0\.600"))


@pytest.mark.long
def test_on_a_phone_in_korean(visit: Callable[..., Visit]) -> None:
    phone = {"viewport": {"width": 400, "height": 850}, "has_touch": True}
    page = visit(locale="ko-KR", bypass_csp=True, **phone).open("v=1&claim=relu_weights")
    settled(page)
    expect(page.locator(".panel[data-kind='pre_activation']")).to_be_attached()
    expect(page.locator(".claim-title")).to_be_in_viewport()  # What a claim opens moves nobody away from it.
    page.get_by_role("button", name=words("claims.vote.no", "ko"), exact=True).tap()
    page.locator(".claim-play").tap()
    expect(page.locator(".claim-outcome")).to_have_text(outcome("no", "no", "ko"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    both_schemes(page)
    page.get_by_role("button", name=words("claims.all", "ko")).tap()
    expect(page.locator(".ledger-row[aria-current='true']")).to_be_in_viewport()
    both_schemes(page)
