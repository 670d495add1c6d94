"""The ledger of claims: vote before the truth, run, read what was measured; by pointer, by keyboard, on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

if TYPE_CHECKING:
    from conftest import Visit

GRAVE = {"serious", "critical"}
CLAIMS = 14
PATIENCE_MS = 60_000


def grave(page: Page) -> list[str]:
    """Return what axe-core finds serious or critical."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{each['id']}: {node['target']}" for each in found if each["impact"] in GRAVE for node in each["nodes"]]


def settled(page: Page) -> None:
    """Wait until the experiment of the open claim stands still at its first step."""
    expect(page.locator(".counter-now")).to_have_text("0")
    expect(page.locator(".claim-votes")).to_be_visible()


def test_a_claim_by_keyboard_alone(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open("v=1&claim=context")
    settled(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("hidden layers"))
    expect(page.locator(".claim-finding")).to_be_hidden()
    expect(page.locator(".claim-play")).to_be_hidden()
    no = page.get_by_role("button", name="It does not hold")
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
    reading = page.locator(".claim-reading")
    expect(reading).to_be_visible(timeout=PATIENCE_MS)  # Four hundred updates at a hundred a second.
    expect(page.locator(".claim-outcome")).to_have_text("It does not hold. As you said.")
    found = re.search(r"after (\d+) updates: A (\d\.\d+), B (\d\.\d+)", reading.inner_text())
    assert found is not None
    assert int(found[1]) >= 400
    assert float(found[2]) > 0.3466 > float(found[3])
    expect(page.locator(".claim-measured")).to_contain_text("docs/reproductions.md")


def test_nothing_is_told_before_the_vote(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open("v=1&claim=relu_weights")
    settled(page)
    page.get_by_role("button", name="Play", exact=True).click()
    here.wait_for_update(110)
    expect(page.locator(".claim-finding")).to_be_hidden()
    page.get_by_role("button", name="It holds").click()
    expect(page.locator(".claim-outcome")).to_have_text("It does not hold. You said: It holds.")
    page.get_by_role("button", name="Half true").click()
    expect(page.locator(".claim-outcome")).to_have_text("It does not hold. You said: Half true.")


def test_who_presses_play_before_the_experiment_is_there_sees_it_play(visit: Callable[..., Visit]) -> None:
    here = visit()
    held: list[Route] = []
    here.page.route("**/api/experiment", lambda route: held.append(route))  # noqa: PLW0108 - it is given an attribute
    page = here.open("v=1&claim=relu_weights")
    settled(page)
    page.locator(".play").click()
    for route in held:
        route.continue_()
    page.unroute("**/api/experiment")
    expect(page.locator(".hero-title")).to_have_count(2)
    here.wait_for_update(110)


def test_the_vote_is_remembered_and_the_list_tells_what_came_of_it(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open("v=1&claim=eigenvalues")
    settled(page)
    page.get_by_role("button", name="Half true").click()
    page.locator(".claim-play").click()
    expect(page.locator(".claim-outcome")).to_have_text("Half true. As you said.")
    gains = re.findall(r"×(\d+\.\d+)", page.locator(".claim-reading").inner_text())
    assert float(gains[0]) > 1.0 > float(gains[1])
    page.reload()
    page.locator("html[data-ready]").wait_for()
    expect(page.get_by_role("button", name="Half true")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="All claims").click()
    rows = page.get_by_role("dialog", name="Claims").locator(".ledger-row")
    expect(rows).to_have_count(CLAIMS)
    expect(page.locator(".ledger-row[data-shown='true'] .ledger-state")).to_have_text("You said: Half true. Half true.")
    expect(page.locator(".ledger-row[data-shown='false'] .ledger-state").first).to_have_text("Not voted yet.")
    page.keyboard.press("Escape")
    page.locator(".hero-scroller").press("End")
    row = page.locator("#inspector .ledger-row").first
    row.wait_for()
    assert row.evaluate("(each) => getComputedStyle(each, '::before').content") == "none"
    assert row.evaluate("(each) => getComputedStyle(each).display") == "block"


def test_every_claim_opens_with_an_experiment_that_the_server_takes(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&claim=context")
    settled(page)
    seen: set[str] = set()
    for _ in range(CLAIMS):
        found = re.search(r"claim=(\w+)", page.url)
        assert found is not None
        claim = found[1]
        seen.add(claim)
        expect(page.locator(".card[data-kind='error'], .field-error:visible, .problems:visible")).to_have_count(0)
        before = page.locator(".claim-title").inner_text()
        page.get_by_role("button", name="Next", exact=True).click()
        expect(page.locator(".claim-title")).not_to_have_text(before)
        settled(page)
        expect(page).not_to_have_url(re.compile(rf"claim={claim}\b"))  # The experiment changes it once more.
    assert len(seen) == CLAIMS


def test_one_dial_for_both(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&claim=forget_gate")
    settled(page)
    page.get_by_role("button", name="It holds").click()
    page.locator(".claim-play").click()
    expect(page.locator(".claim-reading")).to_have_text(re.compile(r"A ×0\.(89|90)\d*, B ×0\.900"))
    page.get_by_role("slider", name="α").fill("0.6")
    expect(page.locator(".claim-reading")).to_have_text(re.compile(r"A ×0\.(59|60)\d*, B ×0\.600"))


def test_another_experiment_is_not_taken_for_the_claims(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&claim=relu_weights")
    settled(page)
    page.get_by_role("button", name="It holds").click()
    page.get_by_label("Activation").select_option("sigmoid")
    page.locator(".claim-play").click()
    expect(page.locator(".claim-changed")).to_contain_text("You have changed the experiment")


def test_from_the_top_bar_and_away_again(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&task=hello&a=rnn&a.hidden_size=3&batch_size=1")
    page.get_by_role("button", name="Learn", exact=True).click()
    page.get_by_role("button", name=re.compile("^Claims")).click()
    page.get_by_role("button", name=re.compile("IRNN is far better")).click()
    expect(page).to_have_url(re.compile("claim=irnn"))
    expect(page.get_by_role("tab", name=re.compile("Model B: LSTM"))).to_be_visible()
    page.get_by_role("button", name="Leave the claims").click()
    expect(page.locator("#claim")).to_be_hidden()
    expect(page.locator("#question h1")).to_be_visible()
    expect(page).not_to_have_url(re.compile("claim="))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_in_korean(visit: Callable[..., Visit], scheme: str) -> None:
    phone = {"viewport": {"width": 400, "height": 850}, "has_touch": True}
    page = visit(locale="ko-KR", color_scheme=scheme, bypass_csp=True, **phone).open("v=1&claim=relu_weights")
    settled(page)
    expect(page.locator(".panel[data-kind='pre_activation']")).to_be_attached()
    expect(page.locator(".claim-title")).to_be_in_viewport()  # What a claim opens moves nobody away from it.
    page.get_by_role("button", name="맞지 않다").tap()
    page.locator(".claim-play").tap()
    expect(page.locator(".claim-outcome")).to_have_text("맞지 않습니다. 예상대로입니다.")
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    assert grave(page) == []
    page.get_by_role("button", name="모든 주장").tap()
    expect(page.locator(".ledger-row[aria-current='true']")).to_be_in_viewport()
    assert grave(page) == []
