"""The time machine: film strip, marks, every view at the scrubbed update, and branches that grow from there."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

from controls import control
from drawn import PIXELS
from page_text import pattern, words
from playwright.sync_api import Page, WebSocketRoute, expect

if TYPE_CHECKING:
    from conftest import Visit

HELLO = "v=1&task=hello&a=rnn&a.hidden_size=8&a.optimizer.learning_rate=0.03&batch_size=1&steps=400&pace=300"
FILM = f"({PIXELS})(document.querySelector('.film-canvas'))"
SPOKEN = """() => {
  globalThis.said = [];
  new MutationObserver(() => said.push(document.getElementById('announcer').textContent))
    .observe(document.getElementById('announcer'), { childList: true, characterData: true, subtree: true });
}"""
MOVED = """() => {
  globalThis.moved = [];
  const animate = Element.prototype.animate;
  Element.prototype.animate = function (frames, timing) {
    moved.push({ frames, timing });
    return animate.call(this, frames, timing);
  };
}"""
LANGUAGES = ("en", "ko")


def finish(page: Page) -> None:
    """Train to the end: the last update is shown and the play button offers a new run."""
    control(page, "play").click()
    page.wait_for_function("() => document.querySelector('.counter-now').textContent === '400'")
    expect(page.locator(".play[data-playing='false']")).to_be_visible()


def go_back(page: Page, presses: int = 4) -> int:
    """Go back by keyboard from the last update and return the one that is then shown."""
    control(page, "scrubber").focus()
    for _ in range(presses):
        page.keyboard.press("ArrowLeft")
    expect(page.locator(".counter-now")).not_to_have_text("400")
    page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    return int(page.locator(".counter-now").inner_text())


def test_a_model_grows_by_keyboard_from_the_update_on_show_with_one_thing_changed(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(HELLO)
    page.evaluate(SPOKEN)
    finish(page)
    origin = go_back(page)
    control(page, "branch").focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog.branch-dialog")).to_contain_text(str(origin))
    expect(page.locator("#branch-knob")).to_be_focused()
    expect(page.locator(".branch-note")).to_contain_text("ReLU")
    control(page, "grow").focus()
    page.keyboard.press("Enter")
    second = page.locator(".hero-title[data-lane='1']")
    expect(second.locator(".hero-comparison")).to_contain_text("ReLU")
    expect(page.locator("#controls .is-branched[data-field='activation']")).to_be_visible()
    expect(page.get_by_role("tab", selected=True)).to_have_text("B")
    said = pattern("branch.said", lane="B", step=str(origin), change=".*ReLU").pattern
    page.wait_for_function("(pattern) => said.some((text) => new RegExp(pattern).test(text))", arg=said)
    expect(page.locator(".timeline-mark[data-kind='branch']")).to_have_attribute("data-step", str(origin))
    expect(second.locator(".hero-figure").first).not_to_be_empty()
    expect(page).to_have_url(re.compile(rf"b\.activation=relu.*b\.origin=a@{origin}"))
    expect(page.locator(".is-branched")).to_have_count(0)
    go_back(page, presses=1)
    page.keyboard.press("Home")
    expect(page.locator(".counter-now")).to_have_text("0")
    for language in LANGUAGES:
        here.speak(language)
        expect(second.locator(".hero-verdict")).to_have_text(words("hero.verdict.not_begun", language, step=origin))


def test_every_view_follows_the_scrubber_to_where_the_branch_had_no_frames_yet(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(HELLO)
    finish(page)
    film = page.evaluate(FILM)
    origin = go_back(page, presses=8)
    control(page, "branch").click()
    control(page, "grow").click()
    second = page.locator(".hero-title[data-lane='1']")
    expect(page.locator(".counter-now")).to_have_text("400")
    expect(second.locator(".hero-figure").first).not_to_be_empty()
    page.wait_for_function(f"(before) => {FILM} !== before", arg=film)
    between = go_back(page, presses=3)
    assert origin < between < 399
    expect(page.locator("#spectrum")).to_contain_text(re.compile(r"A \d.*B \d", re.DOTALL))
    expect(page.locator("#loss")).to_contain_text(
        pattern("loss_panel.caption", step=str(between), readings=r".*B \d.*")
    )
    expect(second.locator(".hero-verdict")).not_to_have_text(
        re.compile(f"{pattern('hero.verdict.not_begun').pattern}|{pattern('hero.verdict.behind').pattern}")
    )
    assert page.evaluate("document.querySelectorAll('.hero-title').length") == 2


class HeldFrames:
    """The line from the server to the page, on which a test can hold the frames."""

    def __init__(self, page: Page) -> None:
        self.holds = False
        self._held: list[bytes] = []
        page.route_web_socket("**/api/session?*", self._join)

    def _join(self, route: WebSocketRoute) -> None:
        self._route = route
        route.connect_to_server().on_message(self._pass_on)

    def _pass_on(self, message: str | bytes) -> None:
        if self.holds and isinstance(message, bytes):
            self._held.append(message)
        else:
            self._route.send(message)

    def release(self) -> None:
        self.holds = False
        for frame in self._held:
            self._route.send(frame)


def test_an_update_that_was_gone_back_to_shows_the_branch_once_that_has_passed_it(visit: Callable[..., Visit]) -> None:
    here = visit()
    frames = HeldFrames(here.page)
    page = here.open(HELLO)
    finish(page)
    go_back(page, presses=8)
    frames.holds = True
    control(page, "branch").click()
    control(page, "grow").click()
    second = page.locator(".hero-title[data-lane='1']")
    expect(second.locator(".hero-verdict")).to_have_text(pattern("hero.verdict.behind"))
    go_back(page, presses=3)
    frames.release()
    expect(page.locator("#spectrum")).to_contain_text(re.compile(r"A \d.*B \d", re.DOTALL))
    expect(second.locator(".hero-verdict")).not_to_have_text(pattern("hero.verdict.behind"))


def test_a_link_with_a_branch_grows_it_again(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(HELLO + "&b=rnn&b.hidden_size=8&b.optimizer.learning_rate=0.3&b.origin=a@120")
    second = page.locator(".hero-title[data-lane='1']")
    expect(second.locator(".hero-comparison")).to_have_text(
        pattern("branch.title_words", lane="A", step="120", changes=".* 0.3")
    )
    expect(second.locator(".hero-verdict")).to_have_text(words("hero.verdict.not_begun", step=120))
    finish(page)
    expect(second.locator(".hero-figure").first).to_have_text(pattern("hero.loss", value=r"\d.*"))
    expect(page.locator(".timeline-mark[data-kind='branch']")).to_have_attribute("data-step", "120")
    page.get_by_role("tab", name=pattern("controls.lane", lane="A")).click()
    page.get_by_role("button", name=words("controls.duplicate_lane", lane="A")).first.click()
    expect(page).to_have_url(re.compile(r"b\.origin=a@120"))


def test_marks_tell_what_happened_and_lead_there(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(HELLO + "&more=1")
    page.evaluate(SPOKEN)
    page.locator(".step-size").select_option("100")
    control(page, "step").click()
    expect(page.locator(".counter-now")).to_have_text("100")
    page.get_by_role("textbox", name=re.compile(words("field.learning_rate.label"))).fill("0.02")
    page.keyboard.press("Enter")
    turned = page.locator(".timeline-mark[data-kind='turned']")
    expect(turned).to_have_attribute("data-tip", re.compile(r"[Ll]earning rate 0\.02.*100"))
    finish(page)
    expect(page.locator(".timeline-mark[data-kind='solved']")).to_have_count(1)
    control(page, "scrubber").focus()
    page.keyboard.press("Home")
    for _ in range(8):
        page.keyboard.press("PageUp")
    page.wait_for_function("() => said.some((text) => /Learning rate/i.test(text) || /solved/.test(text))")
    turned.click()
    expect(page.locator(".counter-now")).to_have_text("100")
    expect(control(page, "branch")).to_be_enabled()
    page.get_by_role("button", name=words("transport.go_live")).click()
    expect(page.locator(".counter-now")).to_have_text("400")


def test_the_film_leads_back_where_it_is_pressed(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(HELLO)
    empty = page.evaluate(FILM)
    finish(page)
    page.wait_for_function(f"(before) => {FILM} !== before", arg=empty)
    box = page.locator(".film").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_function("() => Number(document.querySelector('.counter-now').textContent) < 300")
    assert page.locator(".film").get_attribute("data-tip")


BLANK_STILLS = """() => {
  const canvas = document.querySelector('.film-canvas');
  const count = Math.max(4, Math.floor(canvas.getBoundingClientRect().width / 46));
  const { width, height } = canvas;
  const middles = Array.from({ length: count }, (_, place) => Math.floor((width * (place + 0.5)) / count));
  return middles.filter((x) => {
    const { data } = canvas.getContext('2d').getImageData(x, 0, 1, height);
    return new Set(Array.from({ length: height }, (_, y) => data.slice(4 * y, 4 * y + 3).join())).size < 3;
  });
}"""


def test_the_film_of_a_run_at_full_speed_has_no_gap(visit: Callable[..., Visit]) -> None:
    page = visit().open(HELLO.replace("pace=300", "pace=max"))
    control(page, "play").click()
    expect(page.locator(".counter-now")).to_have_text("400")
    page.wait_for_function(f"() => ({BLANK_STILLS})().length === 0")


def test_marks_of_one_moment_stand_side_by_side_and_lead_to_their_updates(visit: Callable[..., Visit]) -> None:
    page = visit().open(HELLO + "&b=rnn&b.hidden_size=8&b.optimizer.learning_rate=0.03&c=rnn&c.hidden_size=8")
    control(page, "play").click()
    expect(page.locator(".counter-now")).to_have_text("400")
    marks = page.locator(".timeline-mark")
    expect(page.locator(".timeline-mark[data-aside]").first).to_be_visible()
    lefts = sorted(marks.evaluate_all("(each) => each.map((mark) => mark.getBoundingClientRect().left)"))
    assert all(after - before > 14 for before, after in pairwise(lefts))
    aside = page.locator(".timeline-mark[data-aside]").first
    step = aside.get_attribute("data-step")
    assert step
    aside.click()
    page.wait_for_function(
        "(step) => Number(document.querySelector('.counter-now').textContent) <= step", arg=int(step)
    )


def test_a_branch_needs_a_run_and_room(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open()
    expect(control(page, "branch")).to_be_hidden()
    page = here.open(HELLO + "&b=rnn&b.hidden_size=8&b.origin=a@1&c=gru&d=lstm")
    control(page, "step").click()
    expect(page.locator(".counter-now")).to_have_text("1")
    expect(control(page, "branch")).to_be_disabled()
    expect(control(page, "branch")).to_have_attribute("data-tip", words("branch.full"))


def test_on_a_phone_a_branch_is_made_by_tapping(visit: Callable[..., Visit]) -> None:
    here = visit(viewport={"width": 400, "height": 860}, has_touch=True)
    page = here.open(HELLO)
    finish(page)
    go_back(page)
    control(page, "branch").tap()
    for element in page.locator("dialog.branch-dialog select, dialog.branch-dialog .branch-grow").all():
        box = element.bounding_box()
        assert box
        assert box["height"] >= 43
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 400
    control(page, "grow").tap()
    expect(page.locator(".hero-title[data-lane='1'] .hero-comparison")).to_contain_text("ReLU")
    assert page.evaluate("document.getElementById('transport').scrollWidth") <= 400


def test_with_reduced_motion_nothing_travels(visit: Callable[..., Visit]) -> None:
    here = visit(reduced_motion="reduce")
    page = here.open(HELLO)
    page.evaluate(MOVED)
    finish(page)
    control(page, "branch").click()
    control(page, "grow").click()
    expect(page.locator(".hero-title[data-lane='1']")).to_be_visible()
    page.wait_for_function("() => moved.length > 0")
    moved = page.evaluate("moved")
    assert all("transform" not in frame for entry in moved for frame in entry["frames"])
    assert {entry["timing"]["duration"] for entry in moved} == {120}


def test_a_lane_splits_downward(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(HELLO)
    page.evaluate(MOVED)
    finish(page)
    control(page, "branch").click()
    control(page, "grow").click()
    page.wait_for_function("() => moved.some(({ timing }) => timing.duration === 280)")
    moved = page.evaluate("moved.filter(({ timing }) => timing.duration === 280)")
    assert re.match(r"translateY\(-\d", moved[0]["frames"][0]["transform"])
    expect(page.locator(".hero-enter")).to_have_count(0)
