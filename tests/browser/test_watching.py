"""A teacher's run watched by others: they follow, look around, come back, and take copies."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from controls import control
from grave_faults import grave
from page_text import pattern, words
from playwright.sync_api import Page, WebSocketRoute, expect

from classroom import watch_link, watching

if TYPE_CHECKING:
    from conftest import Visit

FOLLOWING = words("watching.following")
AROUND = words("watching.around")


def press_play(page: Page) -> None:
    page.get_by_role("button", name=words("transport.play"), exact=True).click()


def stepped(page: Page, count: int) -> None:
    """Make single updates until the counter says so."""
    for update in range(1, count + 1):
        control(page, "step").click()
        expect(page.locator(".counter-now")).to_have_text(str(update))


def pin(page: Page, *keys: str) -> None:
    """Choose a unit of the picture by key."""
    control(page, "picture").focus()
    for key in keys:
        page.keyboard.press(key)


def test_a_viewer_sees_the_run_live_and_is_offered_no_orders(visit: Callable[..., Visit], teacher: Visit) -> None:
    viewer = watching(visit, watch_link(teacher.page))
    page = viewer.page
    expect(page.locator(".watch-bar:not(.copy-bar)")).to_contain_text(FOLLOWING)
    expect(page.locator(".watch-bar:not(.copy-bar)")).to_contain_text(words("watching.count.one"))
    expect(teacher.page.locator(".viewer-count")).to_have_text(words("watching.count.one"))
    press_play(teacher.page)
    viewer.wait_for_update(30)
    for orders in (".controls", ".transport-buttons", ".pace", ".branch", ".try", ".topbar-presets"):
        expect(page.locator(orders).first).to_be_hidden()
    before = teacher.update()
    page.locator("body").press(" ")
    page.locator("body").press("r")
    teacher.wait_for_update(before + 5)
    viewer.wait_for_update(before + 5)
    assert page.locator(".card").count() == 0
    page.close()
    expect(teacher.page.locator(".viewer-count")).to_be_hidden()


def test_a_viewer_follows_the_cursor_looks_around_and_comes_back(visit: Callable[..., Visit], teacher: Visit) -> None:
    viewer = watching(visit, watch_link(teacher.page))
    expect(teacher.page.locator(".viewer-count")).to_be_visible()
    pin(teacher.page, "ArrowLeft", "ArrowLeft")
    here, there = (each.page.locator("#inspector") for each in (teacher, viewer))
    expect(here).to_contain_text(words("inspector.where", lane="A", time=3, unit=1))
    expect(there).to_contain_text(words("inspector.where", lane="A", time=3, unit=1))
    pin(viewer.page, "ArrowLeft")
    expect(there).to_contain_text(words("inspector.where", lane="A", time=2, unit=1))
    expect(viewer.page.locator(".watch-bar:not(.copy-bar)")).to_contain_text(AROUND)
    pin(teacher.page, "ArrowRight")
    expect(here).to_contain_text(words("inspector.where", lane="A", time=4, unit=1))
    expect(there).to_contain_text(words("inspector.where", lane="A", time=2, unit=1))
    viewer.page.locator(".watch-back").click()
    expect(there).to_contain_text(words("inspector.where", lane="A", time=4, unit=1))
    expect(viewer.page.locator(".watch-bar:not(.copy-bar)")).to_contain_text(FOLLOWING)


def test_a_viewer_follows_the_scrubber_and_the_view(visit: Callable[..., Visit], teacher: Visit) -> None:
    viewer = watching(visit, watch_link(teacher.page))
    stepped(teacher.page, 4)
    viewer.wait_for_update(4)
    scrubber = control(teacher.page, "scrubber")
    scrubber.focus()
    for shown in ("3", "2"):
        scrubber.press("ArrowLeft")
        expect(teacher.page.locator(".counter-now")).to_have_text(shown)
    expect(viewer.page.locator(".counter-now")).to_have_text("2")
    expect(viewer.page.locator(".live")).to_be_enabled()
    teacher.page.locator(".live").click()
    expect(viewer.page.locator(".live")).to_be_disabled()
    teacher.page.get_by_role("button", name=words("view.folded")).click()
    expect(viewer.page.get_by_role("button", name=words("view.folded"))).to_have_attribute("aria-pressed", "true")


@pytest.mark.long
def test_the_step_of_a_lesson_is_read_in_the_viewers_language(visit: Callable[..., Visit]) -> None:
    teacher = visit()
    teacher.open("v=1&lesson=2.1")
    expect(teacher.page.locator("#lesson-title")).to_be_visible()
    expect(teacher.page.locator(".counter-now")).to_have_text("0")
    viewer = watching(visit, watch_link(teacher.page), locale="ko-KR")
    title = viewer.page.locator("#lesson-title")
    expect(title).to_contain_text(re.compile("[가-힣]"))
    step = viewer.page.locator("#lesson .lesson-dot.is-here")
    expect(step).to_have_count(1)
    teacher.page.locator(".lesson-next").click()
    dots = "() => [...document.querySelectorAll('#lesson .lesson-dot')].findIndex((dot) => dot.matches('.is-here'))"
    viewer.page.wait_for_function(f"() => ({dots})() === 1")
    expect(viewer.page.locator(".watch-bar:not(.copy-bar)")).to_contain_text(words("watching.following", "ko"))


def test_a_copy_is_the_viewers_own_run(visit: Callable[..., Visit], teacher: Visit) -> None:
    viewer = watching(visit, watch_link(teacher.page))
    stands = 3
    stepped(teacher.page, stands)
    viewer.wait_for_update(stands)
    page = viewer.page
    control(page, "take a copy").click()
    expect(page.locator(".watch-bar:not(.copy-bar)")).to_be_hidden()
    expect(teacher.page.locator(".viewer-count")).to_be_hidden()
    expect(page.locator(".counter-now")).to_have_text(str(stands))
    page.wait_for_function("() => location.hash.startsWith('#v=1')")
    press_play(page)
    viewer.wait_for_update(stands + 20)
    assert teacher.update() == stands
    page.reload()
    page.locator("html[data-ready]").wait_for()
    viewer.wait_for_update(stands + 20)
    link = watch_link(page)
    assert link != watch_link(teacher.page)
    friend = watching(visit, link)
    friend.wait_for_update(stands + 20)


@pytest.mark.long
def test_the_guesses_of_the_class_lie_over_the_truth(visit: Callable[..., Visit], teacher: Visit) -> None:
    link = watch_link(teacher.page)
    viewers = [watching(visit, link), watching(visit, link, locale="ko-KR", viewport={"width": 400, "height": 860})]
    for viewer, presses in zip(viewers, (3, 9), strict=True):
        control(viewer.page, "guess").click()
        point = viewer.page.locator(".sketch-point").first
        point.focus()
        for _ in range(presses):
            viewer.page.keyboard.press("ArrowDown")
    strip = teacher.page.locator(".class-strip")
    expect(strip).to_contain_text(words("watching.guesses.count", count=2))
    expect(teacher.page.locator(".sketch-other")).to_have_count(0)
    stepped(teacher.page, 1)
    expect(strip).to_contain_text(pattern("watching.guesses.said", count="2", lane="A", step="1"))
    for page in (teacher.page, *(viewer.page for viewer in viewers)):
        expect(page.locator(".sketch-other")).to_have_count(2)
        expect(page.locator(".sketch-truth")).to_have_count(1)
        expect(page.locator(".sketch-point")).to_have_count(0)
    expect(viewers[0].page.locator(".class-strip")).to_contain_text(pattern("watching.guesses.mine"))
    expect(viewers[1].page.locator(".class-strip")).to_contain_text(
        pattern("watching.guesses.said", "ko", count="2", lane="A", step="1")
    )
    assert viewers[1].page.evaluate("document.documentElement.scrollWidth") <= 400
    teacher.page.locator(".class-close").click()
    expect(teacher.page.locator(".sketch-other")).to_have_count(0)
    expect(viewers[0].page.locator(".sketch-other")).to_have_count(2)


def test_a_link_to_nothing_says_so_and_leads_on(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open("watch=nothing.here")
    expect(page.locator(".watch-bar:not(.copy-bar)")).to_contain_text(words("watching.gone"))
    page.locator(".watch-own").click()
    page.locator("html[data-ready]:not([data-watching])").wait_for()
    expect(page.locator(".controls")).to_be_visible()


def test_a_viewer_whose_line_is_cut_joins_again(visit: Callable[..., Visit], teacher: Visit) -> None:
    lines: list[WebSocketRoute] = []

    def through(route: WebSocketRoute) -> None:
        route.connect_to_server()
        lines.append(route)

    viewer = visit()
    viewer.page.route_web_socket(re.compile(r"/api/session\?"), through)
    viewer.open(watch_link(teacher.page).partition("#")[2])
    expect(control(viewer.page, "take a copy")).to_be_visible()
    lines[0].close()
    press_play(teacher.page)
    viewer.wait_for_update(10)
    assert len(lines) == 2
    expect(viewer.page.locator(".watch-bar:not(.copy-bar)")).to_contain_text(FOLLOWING)


@pytest.mark.long
def test_watching_fits_a_phone_and_can_be_used_by_all(visit: Callable[..., Visit], teacher: Visit) -> None:
    viewer = watching(visit, watch_link(teacher.page), locale="ko-KR", viewport={"width": 400, "height": 860})
    page = viewer.page
    control(page, "picture").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".watch-back")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    assert grave(page) == []
