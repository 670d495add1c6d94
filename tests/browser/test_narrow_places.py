"""Words and numbers where there is little room: nothing is cut, nothing lies over another."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from controls import in_sight, more
from page_text import pattern, words
from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import Visit


def test_no_list_cuts_its_longest_choice(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open("v=1&task=adding&task.length=12&a=cwrnn&more=1")
    needed = """() => [...document.querySelectorAll('#controls .field select')].filter((list) => {
      const probe = list.cloneNode(true);
      probe.className = '';
      probe.style.cssText = 'position: absolute; width: auto; min-width: 0; max-width: none; padding: 0 24px 0 8px';
      list.parentElement.append(probe);
      const wide = probe.offsetWidth;
      probe.remove();
      return wide > list.offsetWidth + 2;
    }).map((list) => list.value)"""
    expect(page.locator("#controls .field select")).not_to_have_count(0)
    for language in ("en", "ko"):
        here.speak(language)
        here.finds_nothing(language, needed)


def test_the_tip_of_a_card_stays_above_the_bar_at_the_foot(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&task=echo&task.length=24&a=rnn&panels=triangle")
    picture = page.locator(".panel[data-kind=triangle] .time-scroller")
    expect(in_sight(page.locator(".panel[data-kind=triangle]")).locator(".panel-caption")).to_contain_text(
        pattern("triangle_card.caption", row="24")
    )
    picture.evaluate("(scroller) => scroller.closest('.panel').scrollIntoView({ block: 'end' })")
    bar = page.locator(".strip").bounding_box()
    box = picture.bounding_box()
    assert bar is not None
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.4, min(bar["y"], box["y"] + box["height"]) - 12)
    tip = page.locator(".panel[data-kind=triangle] .time-tip")
    expect(tip).to_be_visible()
    shown = tip.bounding_box()
    assert shown is not None
    assert shown["y"] + shown["height"] <= bar["y"] + 1


def test_models_can_be_chosen_by_touch(visit: Callable[..., Visit]) -> None:
    page = visit(viewport={"width": 400, "height": 800}, has_touch=True).open(
        "v=1&task=temporal_order&task.length=20&a=lstm&b=rnn&panels=triangle,jacobian"
    )
    for kind in ("triangle", "jacobian"):
        card = page.locator(f".panel[data-kind={kind}]")
        card.scroll_into_view_if_needed()
        label = card.locator(".choice label").first
        expect(label).to_be_visible()
        box = label.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44


def test_what_stands_under_a_caption_stays_where_it_is(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open("v=1&task=adding&a=irnn&b=cwrnn&panels=norms&pace=30")
    page.get_by_role("button", name=words("transport.play"), exact=True).click()
    here.wait_for_update(20)
    for panel in ("#spectrum", ".panel[data-kind=norms]"):
        more(page.locator(panel))
    places = "#measurements, #spectrum .panel-twin, [data-kind=norms] .panel-more"
    lowest = f"() => [...document.querySelectorAll('{places}')].map((each) => each.getBoundingClientRect().top)"
    shrunk = 0
    before = page.evaluate(lowest)
    for update in range(30, 90, 10):
        here.wait_for_update(update)
        now = page.evaluate(lowest)
        shrunk += sum(after < earlier - 1 for after, earlier in zip(now, before, strict=True))
        before = now
    assert shrunk == 0, "words give back no room"


def test_copying_and_removing_a_model_keeps_the_focus(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&task=adding&task.length=12&a=rnn&more=1")
    page.get_by_role("button", name=words("controls.duplicate_lane", lane="A")).press("Enter")
    expect(page.get_by_role("button", name=words("controls.duplicate_lane", lane="B"))).to_be_focused()
    page.get_by_role("button", name=words("controls.remove_lane", lane="B")).press("Enter")
    expect(page.get_by_role("tab", name=pattern("controls.lane", lane="A"))).to_be_focused()


def test_the_settings_close_when_the_focus_goes_on_to_what_they_cover(visit: Callable[..., Visit]) -> None:
    page = visit(viewport={"width": 400, "height": 800}, has_touch=True).open("v=1&task=adding&task.length=12&a=rnn")
    page.get_by_role("button", name=words("topbar.settings")).press("Enter")
    controls = page.locator("#controls")
    expect(controls).to_contain_class("is-open")
    controls.get_by_role("button", name=words("controls.more")).focus()
    page.keyboard.press("Tab")
    expect(controls).not_to_contain_class("is-open")
    assert page.evaluate("!document.querySelector('#controls').contains(document.activeElement)")
