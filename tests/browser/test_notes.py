"""The strip under the picture: a guess drawn before the truth, and the narrator, whose numbers are the server's."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest
from controls import control
from finger import stroke
from grave_faults import both_schemes
from page_text import pattern, words
from playwright.sync_api import Page, expect
from printed import figures

from rnn_playground.telemetry.frame import Frame

if TYPE_CHECKING:
    from conftest import Visit

FADES = "v=1&task=adding&task.length=50&a=rnn&a.activation=sigmoid&b=gru&pace=max"
HELPED = "v=1&task=echo&task.length=60&task.lag=15&a=rnn&a.activation=sigmoid"
"""A model that docs/remedies.md has: tanh from here helps."""
EXPLODES = (
    "v=1&task=adding&task.length=30&a=rnn&a.activation=identity&a.recurrent_init=orthogonal"
    "&a.recurrent_init.spectral_radius=1.6&a.clip=none&a.optimizer.learning_rate=0"
)


class Frames:
    """The frames that came over the wire, by their update."""

    def __init__(self, page: Page) -> None:
        self.by_step: dict[int, Frame] = {}
        page.on("websocket", lambda socket: socket.on("framereceived", self._take))

    def _take(self, payload: str | bytes) -> None:
        if isinstance(payload, bytes):
            frame = Frame.decode(payload)
            self.by_step[frame.step] = frame


def opened(visit: Callable[..., Visit], fragment: str, **options: object) -> tuple[Page, Frames]:
    """Open an experiment and wait until it stands at its first step, with the offer to guess."""
    begun = visit(**options)
    frames = Frames(begun.page)
    page = begun.open(fragment)
    expect(control(page, "guess")).to_be_visible()
    return page, frames


def stepped(page: Page, count: int) -> None:
    """Make single updates until the counter says so."""
    for update in range(1, count + 1):
        control(page, "step").click()
        expect(page.locator(".counter-now")).to_have_text(str(update))


def test_a_note_says_what_was_measured_and_points_at_it(visit: Callable[..., Visit]) -> None:
    page, frames = opened(visit, FADES)
    stepped(page, 2)
    note = page.locator("#note")
    expect(note.locator(".note-lead")).to_have_text(words("narrator.lead.lane", lane="A", update=2))
    frame = frames.by_step[2]
    norms = frame["0/adjoint_norm"][-1]
    first = int(np.flatnonzero(norms > 0)[0])
    gain, half = float(frame["0/gain_per_step"][-1]), float(frame["0/half_life"][-1])
    clauses = note.locator(".note-clause")
    expect(clauses).to_have_text(
        [
            words("narrator.fading.gain", gain=figures(gain), half=figures(half)),
            words("narrator.fading.left", time=first + 1, left=figures(float(norms[first] / norms[-2]))),
        ]
    )
    outline = page.locator(".note-outline")
    expect(outline).to_be_hidden()
    clauses.first.hover()
    expect(outline).to_be_visible()
    around, picture = outline.bounding_box(), page.locator(".hero-stage").bounding_box()
    assert around is not None
    assert picture is not None
    assert picture["y"] < around["y"] < around["y"] + around["height"] < picture["y"] + picture["height"] + 8
    page.mouse.move(5, 5)
    expect(outline).to_be_hidden()
    clauses.last.focus()
    expect(outline).to_be_visible()


def test_its_knob_grows_a_branch(visit: Callable[..., Visit]) -> None:
    page, _ = opened(visit, HELPED)
    stepped(page, 2)
    knob = page.get_by_role("button", name=words("narrator.try", knob=words("field.activation.label"), value="tanh"))
    knob.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("tab", name=re.compile(f"^{words('hero.lane', lane='B')}"))).to_be_visible()
    expect(page).to_have_url(re.compile("b.origin=a@2"))


@pytest.mark.long
def test_an_exploding_gradient_is_told_first(visit: Callable[..., Visit]) -> None:
    page, frames = opened(visit, EXPLODES)
    stepped(page, 1)
    gain = float(frames.by_step[1]["0/gain_per_step"][-1])
    assert gain > 1
    expect(page.locator(".note-clause").first).to_contain_text(
        pattern("narrator.explosion.gain", gain=re.escape(figures(gain)))
    )
    expect(page.locator(".note-remedy")).to_be_hidden()  # Nothing was tried for such a model.


def test_a_guess_by_keyboard_alone(visit: Callable[..., Visit]) -> None:
    page, frames = opened(visit, FADES)
    control(page, "guess").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".lesson-cover").first).to_be_visible()  # Nothing gives the answer away.
    point = page.get_by_role("slider", name=words("sketch.point", time=1), exact=True)
    point.focus()
    for _ in range(2):
        page.keyboard.press("PageDown")
    expect(point).to_have_attribute("aria-valuenow", "-20")
    expect(page).to_have_url(re.compile(r"guess=a:-20,0,0,0,0"))
    page.get_by_role("button", name=words("sketch.compare")).focus()
    page.keyboard.press("Enter")
    profile = frames.by_step[0]["0/hidden_gradient_norm"][-1]
    measured = np.exp(-np.polyfit(np.arange(len(profile)), np.log(profile), 1)[0])
    said = page.locator("#note [role='status']")
    expect(said).to_have_text(
        pattern("guess.said", lane="A", step="0", expected=r"0\.\d+", measured=re.escape(figures(measured)))
    )
    expect(page.locator(".sketch-truth")).to_be_visible()
    expect(page.locator(".lesson-cover")).to_have_count(0)
    page.get_by_role("button", name=words("guess.close")).click()
    expect(page.locator(".sketch-pad")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("guess="))


def test_escape_leaves_a_guess_and_play_counts_none_that_was_not_drawn(visit: Callable[..., Visit]) -> None:
    page, _ = opened(visit, FADES)
    pad = page.locator(".sketch-pad")
    control(page, "guess").click()
    expect(pad).to_be_visible()
    page.keyboard.press("Escape")
    expect(pad).to_have_count(0)
    control(page, "guess").click()
    expect(pad).to_be_visible()
    control(page, "play").click()
    expect(pad).to_have_count(0)


@pytest.mark.parametrize(
    "fragment", [FADES, pytest.param("v=1&task=hello&a=rnn", marks=pytest.mark.long)], ids=["fades", "hello"]
)
def test_a_guess_is_drawn_by_a_finger_and_the_page_stays_where_it_is(
    visit: Callable[..., Visit], fragment: str
) -> None:
    page, _ = opened(visit, fragment, viewport={"width": 400, "height": 860}, has_touch=True)
    control(page, "guess").tap()
    pad = page.locator(".sketch-pad")
    expect(pad).to_be_visible()
    pad.evaluate("(pad) => pad.scrollIntoView({ block: 'center', behavior: 'instant' })")
    top, points = page.evaluate("scrollY"), page.locator(".sketch-point")
    stroke(page, pad, [(0.1, 0.8), (0.5, 0.5), (0.95, 0.15)])
    drawn = [float(exponent) for exponent in points.evaluate_all("(all) => all.map((each) => each.ariaValueNow)")]
    assert len(drawn) == len(set(drawn)) == (3 if "hello" in fragment else 4)
    assert drawn == sorted(drawn)
    assert drawn[0] < -30
    assert -15 < drawn[-1] < 0 or "hello" in fragment
    assert page.evaluate("scrollY") == top
    page.get_by_role("button", name=words("sketch.compare")).click()  # A tap so soon would end the stroke's swing.
    expect(page.locator(".sketch-truth")).to_be_visible()


def test_a_link_brings_a_guess_and_play_settles_it(visit: Callable[..., Visit]) -> None:
    page = visit().open(f"{FADES}&guess=b:-4,-3,-2,-1,0")
    expect(page.get_by_role("slider", name=words("sketch.point", time=1), exact=True)).to_have_attribute(
        "aria-valuenow", "-4"
    )
    expect(page.locator(".counter-now")).to_have_text("0")
    page.get_by_role("button", name=words("transport.play"), exact=True).click()
    expect(page.locator("#note [role='status']")).to_have_text(
        pattern("guess.said", lane="B", step=r"\d+", expected=r"0\.\d+")
    )
    expect(page.locator(".lesson-cover")).to_have_count(0)


def test_it_can_be_silenced_and_the_link_says_so(visit: Callable[..., Visit]) -> None:
    page, _ = opened(visit, FADES)
    switch = page.get_by_role("button", name=words("narrator.name"), exact=True)
    expect(switch).to_have_attribute("aria-pressed", "true")
    switch.click()
    expect(page.locator(".note-line")).to_be_hidden()
    expect(page).to_have_url(re.compile("notes=0"))
    page.reload()
    expect(page.get_by_role("button", name=words("narrator.name"), exact=True)).to_have_attribute(
        "aria-pressed", "false"
    )


def test_it_is_silent_beside_a_lesson(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&lesson=6.1")
    expect(page.locator("#lesson")).to_be_visible()
    expect(page.locator(".sketch-pad")).to_be_visible()
    expect(page.locator(".note-line")).to_be_hidden()


@pytest.mark.long
def test_on_a_phone_in_korean(visit: Callable[..., Visit]) -> None:
    phone = {"viewport": {"width": 400, "height": 850}, "has_touch": True}
    page, _ = opened(visit, FADES, locale="ko-KR", bypass_csp=True, **phone)
    control(page, "guess").scroll_into_view_if_needed()
    both_schemes(page)
    control(page, "guess").tap()
    expect(page.locator(".sketch-pad")).to_be_visible()
    expect(page.locator(".lesson-cover").first).to_be_attached()
    page.get_by_role("slider", name=words("sketch.point", "ko", time=1), exact=True).press("ArrowDown")
    page.get_by_role("button", name=words("sketch.compare", "ko")).tap()
    expect(page.locator("#note [role='status']")).to_have_text(pattern("guess.said", "ko", lane="A", step="0"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    both_schemes(page)


def test_a_note_longer_than_two_lines_opens_where_it_is_pointed_at_and_nothing_moves(
    visit: Callable[..., Visit],
) -> None:
    page, _ = opened(visit, FADES, viewport={"width": 1280, "height": 720})
    stepped(page, 2)
    said, place = page.locator(".note-said"), page.locator(".note-place")
    hidden = "(said) => said.scrollHeight - said.clientHeight"
    assert said.evaluate(hidden) > 8
    still = (page.locator(".hero-stage"), place, control(page, "play"))
    before = [each.bounding_box() for each in still]
    for point in (place.hover, page.locator(".note-clause").last.focus):
        page.mouse.move(2, 400)
        point()
        expect(place).to_have_class(re.compile("is-cut"))
        assert said.evaluate(hidden) <= 0
        assert [each.bounding_box() for each in still] == before
    page.mouse.move(2, 400)
    page.locator("body").evaluate("() => document.activeElement.blur()")
    assert said.evaluate(hidden) > 8
