"""The measurements: cards that open from the chooser and stay in the link, and what of them lies in the picture.

That each card shows the very numbers of its frame is tested in Node, on golden frames.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from controls import control, in_sight, look_closer, more, question_room
from page_text import pattern, words
from playwright.sync_api import Locator, Page, WebSocket, expect
from printed import figures

from rnn_playground import Experiment, train
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.watch import Watch

if TYPE_CHECKING:
    from conftest import Visit

HELLO = "v=1&task=hello&a=rnn&a.hidden_size=3&batch_size=1"
HELLO_DOCUMENT = {"task": {"kind": "hello"}, "lanes": [{"cell": {"kind": "rnn", "hidden_size": 3}}], "batch_size": 1}
ECHO = "v=1&task=echo&task.length=24&a=rnn&a.bptt=truncated&a.bptt.window=6&a.bptt.shift=3"


def first_frame(document: dict[str, Any], *panels: str) -> Frame:
    """The frame of step 0, as Python measures it."""
    return next(iter(train(Experiment.model_validate(document), Watch.model_validate({"panels": panels}))))


def card(page: Page, kind: str) -> Locator:
    return page.locator(f".panel[data-kind={kind}]")


def caption(page: Page, kind: str) -> Locator:
    return in_sight(card(page, kind)).locator(".panel-caption")


def watched(page: Page) -> list[list[str]]:
    """Collect the panels of every watch message that the page sends from now on."""
    sent: list[list[str]] = []

    def listen(socket: WebSocket) -> None:
        def note(payload: str | bytes) -> None:
            message = json.loads(payload) if isinstance(payload, str) else {}
            if message.get("type") == "watch":
                sent.append(message["panels"])

        socket.on("framesent", note)

    page.on("websocket", listen)
    return sent


def test_a_card_opens_from_the_chooser_is_watched_and_stays_in_the_link(visit: Callable[..., Visit]) -> None:
    here = visit()
    sent = watched(here.page)
    page = here.open(HELLO)
    look_closer(page, "panel.triangle.label")
    page.wait_for_function("() => location.hash.includes('panels=triangle')")
    assert "triangle" in sent[-1]
    page.reload()
    page.locator("html[data-ready]").wait_for()
    table = card(page, "triangle").locator("tbody tr")
    more(card(page, "triangle")).get_by_text(words("chart.table")).click()
    expect(table).to_have_count(4)
    close = words("measure.close", name=words("panel.triangle.label"))
    page.get_by_role("button", name=close).press("Enter")
    expect(card(page, "triangle")).to_have_count(0)
    page.wait_for_function("() => !location.hash.includes('panels=')")
    assert "triangle" not in sent[-1]


BARS = """() => {
  const canvas = document.querySelector('.bars-copy canvas');
  const { width, height } = canvas;
  const data = canvas.getContext('2d').getImageData(0, 0, width, height).data;
  const inked = (row) => Array
    .from({ length: width }, (_, x) => data[4 * (row * width + x) + 3] > 0).filter(Boolean).length;
  return [0, 1].map((lane) => Math.max(...Array.from({ length: height / 2 }, (_, y) => inked(lane * height / 2 + y))));
}"""
STANDS = """(selector) => {
  const [card, copy, stage] = [selector, '.bars-copy canvas', '.stage'].map(
    (each) => document.querySelector(each).getBoundingClientRect());
  return Math.abs(copy.top - stage.top) < 1 && card.top >= copy.bottom - 1 && card.top < stage.bottom - 100;
}"""
LOW = """(display) => document.querySelectorAll('.stage .panel > :not(.panel-header)').forEach(
  (each) => { each.style.display = display; })"""


def test_a_chosen_card_comes_to_sight_under_a_low_copy_of_the_bars(visit: Callable[..., Visit]) -> None:
    here = visit(reduced_motion="reduce", viewport={"width": 1280, "height": 720})
    page = here.open("v=1&task=adding&task.length=20&a=rnn&b=gru&panels=gates,pre_activation,saliency,ledger")
    expect(card(page, "ledger")).to_be_attached()
    expect(page.locator(".bars-copy")).to_have_count(0)
    page.evaluate(LOW, "none")
    look_closer(page, "panel.triangle.label")
    expect(card(page, "triangle")).to_be_in_viewport()
    page.evaluate(LOW, "")  # The cards above come to their height after it has been scrolled to.
    expect(page.locator(".bars-copy canvas")).to_be_visible()
    page.wait_for_function(STANDS, arg=".panel[data-kind=triangle]")
    page.wait_for_function(f"() => ({BARS})().every((inked) => inked > 20)")
    question_room(page, "dial")
    page.wait_for_function(STANDS, arg="#try-dial")
    page.locator(".open-chip").first.click()
    page.wait_for_function(STANDS, arg=".panel[data-kind=gates]")
    page.evaluate("document.querySelector('.stage').scrollTo(0, 0)")
    expect(page.locator(".bars-copy")).to_be_hidden()


def test_a_card_lies_on_the_time_axis_of_the_picture(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&task=temporal_order&task.length=30&a=rnn&panels=saliency")
    saliency = card(page, "saliency").locator(".time-scroller")
    expect(caption(page, "saliency")).not_to_be_empty()
    saliency.scroll_into_view_if_needed()
    box, hero = saliency.bounding_box(), control(page, "picture").bounding_box()
    assert box is not None
    assert hero is not None
    assert (box["x"], box["width"]) == (hero["x"], hero["width"])
    page.mouse.click(box["x"] + box["width"] * 0.4, box["y"] + 40)
    tip = card(page, "saliency").locator(".time-tip")
    head = tip.locator(".hero-tip-head")
    expect(head).to_have_text(re.compile(r"^t = \d+$"))
    time_step = int(head.inner_text().removeprefix("t = "))
    assert 9 <= time_step <= 13
    expect(page.locator(".inspector-where")).to_contain_text(str(time_step))
    document = {"task": {"kind": "temporal_order", "length": 30}, "lanes": [{"cell": {"kind": "rnn"}}]}
    value = first_frame(document, "saliency").tensors["0/input_saliency"][time_step - 1]
    expect(tip.locator("dd").first).to_have_text(figures(float(value)))


CELLS = ["rnn", *(pytest.param(kind, marks=pytest.mark.long) for kind in ("lstm", "gru"))]


@pytest.mark.parametrize("kind", CELLS)
def test_an_entry_of_the_ledger_opens_the_curve_or_the_matrix_of_its_step(
    visit: Callable[..., Visit], kind: str
) -> None:
    page = visit().open(f"v=1&task=hello&a={kind}&a.hidden_size=3&batch_size=1&panels=ledger&ledger=weight@3")
    document = {**HELLO_DOCUMENT, "lanes": [{"cell": {"kind": kind, "hidden_size": 3}}]}
    slope, weight, gate, gain = first_frame(document, "ledger").tensors["0/ledger"][0][2]
    assert slope + weight + gate == pytest.approx(gain, abs=1e-4)
    said = card(page, "ledger").locator(".step-caption")
    card(page, "ledger").locator(".ledger-step").scroll_into_view_if_needed()  # What is out of sight asks nothing.
    expect(said).to_contain_text(
        pattern("ledger_step.weight.caption", step="t = 3 → 2", factor=re.escape(figures(10 ** (weight / 20))))
    )
    picture = card(page, "ledger").locator(".time-scroller")
    picture.press("ArrowLeft")
    picture.press("ArrowLeft")
    by_slope = card(page, "ledger").locator(".ledger-step").get_by_role("button").first
    by_slope.press("Enter")
    expect(page.locator(".slope-unit")).to_have_count(3)
    expect(said).to_contain_text(
        pattern("ledger_step.slope.caption", step="t = 3 → 2", factor=re.escape(figures(10 ** (slope / 20))))
    )
    page.wait_for_function("() => location.hash.includes('ledger=slope@3')")
    by_slope.press("Enter")
    expect(said).to_have_count(0)
    page.wait_for_function("() => !location.hash.includes('ledger=slope')")
    picture.press("Enter")
    expect(said).to_be_visible()


def test_the_circle_changes_from_w_to_the_jacobian_of_a_step(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&task=adding&task.length=8&a=rnn&batch_size=2")
    document = {"task": {"kind": "adding", "length": 8}, "lanes": [{"cell": {"kind": "rnn"}}], "batch_size": 2}
    frame = first_frame(document, "step_spectrum")
    gain = re.escape(figures(float(frame["0/gain_per_step"][0])))
    expect(page.locator(".hero-gain")).to_have_text(
        re.compile("|".join(pattern(f"hero.gain{end}", gain=gain).pattern for end in (".half", ".double", "")))
    )
    spectrum = page.locator("#spectrum")
    expect(spectrum.locator("h2")).to_have_text(words("spectrum_panel.title"))
    more(spectrum).get_by_text("Jₜ", exact=True).click()
    expect(spectrum.locator("h2")).to_have_text(words("spectrum_panel.step_title"))
    expect(spectrum.locator(".panel-said")).to_contain_text(
        pattern("spectrum_panel.step_caption", time="8", readings=".+")
    )
    spectrum.get_by_text(words("chart.table")).click()
    values = frame["0/step_eigenvalues"][0, 7]
    sizes = [figures(float(size)) for size in np.hypot(values[:, 0], values[:, 1])]
    cells = spectrum.locator("tbody tr > :nth-child(4)")
    expect(cells).to_have_count(len(sizes))
    assert sorted(cells.all_inner_texts()) == sorted(sizes)
    page.wait_for_function("() => location.hash.includes('panels=step_spectrum')")


def test_the_product_of_the_gates_lies_over_the_profile(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open("v=1&task=hello&a=lstm&a.hidden_size=3&batch_size=1&panels=gates&figures=1")
    expect(caption(page, "gates")).not_to_be_empty()
    before = here.drawing()
    more(card(page, "gates")).get_by_label(words("gates_card.overlay")).check()
    here.wait_for_another(before)
    expect(page.locator(".hero-legend")).to_contain_text(words("hero.legend.keep").rpartition(":")[2].strip())


def test_truncation_is_a_staircase_and_the_full_profile_stands_beside(visit: Callable[..., Visit]) -> None:
    page = visit().open(f"{ECHO}&panels=triangle&figures=1")
    expect(in_sight(card(page, "triangle")).locator(".panel-legend")).to_contain_text(words("triangle_card.cut"))
    legend = page.locator(".hero-legend")
    for key in ("full", "band"):
        expect(legend).to_contain_text(words(f"hero.legend.{key}", step=0).rpartition(":")[2].strip())
    expect(page.locator(".hero-verdict")).to_contain_text(words("hero.verdict.reach.before", lag=8, reach=5))


@pytest.mark.long
def test_eigenvalues_of_a_step_that_would_take_too_long_say_so(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&task=adding&task.length=100&a=lstm&a.hidden_size=256&panels=step_spectrum")
    expect(page.locator("#spectrum .panel-caption")).to_contain_text(words("problem.panel_work").partition(":")[0])


def test_the_card_of_a_divergence_leaves_the_profile_free(visit: Callable[..., Visit]) -> None:
    page = visit().open(
        "v=1&task=temporal_order&task.length=20&a=rnn&a.activation=relu&a.recurrent_init=gaussian&a.recurrent_init.gain=2.5"
        "&a.clip=none&a.optimizer=sgd&a.optimizer.learning_rate=10&b=gru&figures=1"
    )
    page.get_by_role("button", name=words("transport.play"), exact=True).click()
    notice = page.locator(".card[data-kind=divergence]")
    expect(notice).to_be_visible()
    covering, picture = notice.bounding_box(), page.locator("#hero").bounding_box()
    assert covering is not None
    assert picture is not None
    assert covering["x"] >= picture["x"] + picture["width"]
    expect(page.locator(".hero-legend")).to_contain_text(re.compile("‖∂L/∂h‖10⁻"))
