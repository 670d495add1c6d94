"""The wall of copies: a teacher and a viewer see what two others make of the run, one takes its own off again."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from controls import control
from grave_faults import grave
from page_text import pattern, words
from playwright.sync_api import Locator, Page, expect

from classroom import watch_link, watching

if TYPE_CHECKING:
    from conftest import Visit

Begin = Callable[..., "Visit"]


def copied(visit: Begin, link: str, **options: object) -> Visit:
    """Open the link and take a copy."""
    here = watching(visit, link, **options)
    control(here.page, "take a copy").click()
    expect(here.page.locator(".copy-bar")).to_be_visible()
    return here


def thumbnail(page: Page, number: int) -> Locator:
    """Return the copy of that number, as it hangs on the wall."""
    return page.locator(f".wall-copy[data-copy='{number}']")


def test_the_wall_shows_what_is_changed_and_one_press_opens_it_and_leads_back(visit: Begin, teacher: Visit) -> None:
    link = watch_link(teacher.page)
    takers = [copied(visit, link), copied(visit, link, locale="ko-KR")]
    page = teacher.page
    expect(control(page, "wall")).to_have_accessible_name(words("watching.wall", count=2))
    control(page, "wall").click()
    for number in (1, 2):
        expect(thumbnail(page, number)).to_contain_text(words("wall.same"))
        expect(thumbnail(page, number)).to_contain_text(
            words("wall.standing", state=words("wall.state.paused"), step=0)
        )
    control(takers[1].page, "step").click()
    expect(thumbnail(page, 2)).to_contain_text(pattern("wall.standing", step="1"))
    expect(thumbnail(page, 2).locator(".wall-curve")).to_have_count(2)
    takers[1].page.locator(".lane-add").click()
    expect(thumbnail(page, 2)).to_contain_text(re.compile("B: as A"))
    expect(thumbnail(page, 2).locator(".wall-curve")).to_have_count(4)
    opener = thumbnail(page, 2).locator(".wall-open")
    expect(opener).to_have_accessible_name(
        re.compile(r"Watch Copy 2\. .*B: as A.*A loss [\d.]+ · last loss reaches back")
    )
    opener.focus()
    page.keyboard.press("Enter")
    inside = page.frame_locator(".wall-frame")
    expect(inside.locator(".watch-bar[data-following]")).to_contain_text(words("watching.of_copy.following", number=2))
    expect(control(inside, "take a copy")).to_be_hidden()
    expect(takers[1].page.locator(".viewer-count")).to_be_visible()
    page.locator(".wall-back").click()
    expect(page.locator(".wall-frame")).to_have_count(0)
    expect(opener).to_be_focused()
    expect(takers[1].page.locator(".viewer-count")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator(".wall")).to_be_hidden()
    expect(page.get_by_role("button", name=words("transport.play"), exact=True)).to_be_enabled()


def test_a_copy_is_taken_off_and_hung_again_by_its_owner(visit: Begin, teacher: Visit) -> None:
    link = watch_link(teacher.page)
    taker = copied(visit, link)
    viewer = watching(visit, link)
    control(viewer.page, "wall").click()
    expect(thumbnail(viewer.page, 1)).to_be_visible()
    expect(viewer.page.locator(".wall-hold:visible")).to_have_count(0)
    switch = taker.page.locator(".copy-shown")
    expect(switch).to_be_checked()
    switch.click()
    expect(taker.page.locator(".copy-bar")).to_contain_text(pattern("watching.place.off"))
    expect(thumbnail(viewer.page, 1)).to_have_count(0)
    expect(viewer.page.locator(".wall")).to_contain_text(words("wall.empty"))
    expect(control(teacher.page, "wall")).to_be_hidden()
    switch.click()
    expect(thumbnail(viewer.page, 1)).to_be_visible()
    expect(control(teacher.page, "wall")).to_be_visible()


def test_who_does_not_want_to_be_seen_says_so_before(visit: Begin, teacher: Visit) -> None:
    viewer = watching(visit, watch_link(teacher.page))
    expect(viewer.page.locator(".watch-consent")).to_have_text(words("watching.consent"))
    viewer.page.locator(".watch-shown").uncheck()
    control(viewer.page, "take a copy").click()
    expect(viewer.page.locator(".copy-shown")).not_to_be_checked()
    expect(viewer.page.locator(".copy-bar")).to_contain_text(pattern("watching.place.off"))
    expect(teacher.page.locator(".viewer-count")).to_be_hidden()
    expect(control(teacher.page, "wall")).to_be_hidden()


@pytest.mark.long
def test_a_copy_that_the_teacher_holds_up_is_seen_by_all_who_follow(visit: Begin, teacher: Visit) -> None:
    link = watch_link(teacher.page)
    for _ in range(2):
        copied(visit, link)
    follower, other = watching(visit, link), watching(visit, link)
    control(other.page, "picture").focus()
    other.page.keyboard.press("ArrowLeft")
    expect(other.page.locator(".watch-back")).to_be_visible()
    control(teacher.page, "wall").click()
    thumbnail(teacher.page, 1).locator(".wall-hold").click()
    expect(follower.page.locator(".wall-copy").first).to_have_attribute("data-copy", "1")
    expect(thumbnail(follower.page, 1)).to_have_class(re.compile("is-held"))
    thumbnail(teacher.page, 1).locator(".wall-hold").click()
    expect(follower.page.locator(".wall")).to_be_hidden()
    expect(other.page.locator(".wall")).to_have_count(0)


@pytest.mark.long
def test_the_wall_fits_a_phone_and_can_be_used_by_all(visit: Begin, teacher: Visit) -> None:
    link = watch_link(teacher.page)
    copied(visit, link)
    viewer = watching(visit, link, locale="ko-KR", viewport={"width": 400, "height": 860}, color_scheme="dark")
    page = viewer.page
    control(page, "wall").click()
    expect(thumbnail(page, 1)).to_be_visible()
    page.locator(".wall-order[data-order='reach']").click()
    expect(page.locator(".wall-order[data-order='reach']")).to_have_attribute("aria-pressed", "true")
    page.locator("html[data-helps=ko]").wait_for(state="attached")
    page.wait_for_function(
        "() => [...document.querySelectorAll('.wall :is(.wall-order, .wall-open)')].every((each) => each.dataset.help)"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    assert grave(page) == []
    teacher.page.set_viewport_size({"width": 400, "height": 860})
    expect(control(teacher.page, "wall")).to_be_visible()
    assert teacher.page.evaluate("document.documentElement.scrollWidth") <= 400
