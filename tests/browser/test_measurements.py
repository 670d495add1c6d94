"""The measurements: cards that open from the chooser, stay in the link, and show the very numbers of the frame."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, WebSocket, expect

from rnn_playground import Experiment, train
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.watch import Watch

if TYPE_CHECKING:
    from conftest import Visit

FRONTEND = Path(__file__).parents[2] / "frontend"
HELLO = "v=1&task=hello&a=rnn&a.hidden_size=3&batch_size=1"
HELLO_DOCUMENT = {"task": {"kind": "hello"}, "lanes": [{"cell": {"kind": "rnn", "hidden_size": 3}}], "batch_size": 1}
ECHO = "v=1&task=echo&task.length=24&a=rnn&a.bptt=truncated&a.bptt.window=6&a.bptt.shift=3"
NUMBER = r"−?\d[\d.]*(×10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?"


def first_frame(document: dict[str, Any], *panels: str) -> Frame:
    """The frame of step 0, as Python measures it."""
    return next(iter(train(Experiment.model_validate(document), Watch.model_validate({"panels": panels}))))


def written(page: Page, values: Sequence[float]) -> list[str]:
    """Numbers as the page writes them."""
    module = (
        (FRONTEND / "src" / "text" / "number.js").read_text(encoding="utf-8").replace("export function", "function")
    )
    script = f"(values) => {{ {module}\n return values.map(threeFigures); }}"
    texts: list[str] = page.evaluate(script, [float(value) for value in values])
    return texts


def card(page: Page, kind: str) -> Locator:
    return page.locator(f".panel[data-kind={kind}]")


def rows(of: Locator) -> list[list[str]]:
    """Open the card's table and return its cells."""
    of.get_by_text("The same as a table").click()
    expect(of.locator(".panel-table tbody tr").first).to_be_visible()
    cells: list[list[str]] = of.locator(".panel-table tbody tr").evaluate_all(
        "(rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent))"
    )
    return cells


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
    page.get_by_role("button", name="Choose").click()
    groups = page.locator(".chooser-group h3")
    expect(groups.first).to_have_text("Where the gradient goes")
    choice = page.locator(".chooser-choice[data-kind=triangle]")
    expect(choice.locator(".cost")).to_have_text("heavy")
    expect(choice.locator(".choice-teaches")).not_to_be_empty()
    choice.click()
    expect(choice).to_have_attribute("aria-pressed", "true")
    expect(card(page, "triangle").locator("h2")).to_have_text("Gradient triangle")
    page.wait_for_function("() => location.hash.includes('panels=triangle')")
    assert "triangle" in sent[-1]
    page.reload()
    page.locator("html[data-ready]").wait_for()
    expect(card(page, "triangle").locator(".panel-caption")).to_contain_text("The loss at time 4 sends")
    page.get_by_role("button", name="Close Gradient triangle").press("Enter")
    expect(card(page, "triangle")).to_have_count(0)
    expect(page.get_by_role("button", name="Choose")).to_be_focused()
    page.wait_for_function("() => !location.hash.includes('panels=')")
    # Before the first update the forecast asks for it, too.
    page.get_by_role("button", name=re.compile("^Step")).click()
    expect(page.locator(".counter-now")).to_have_text("1")
    assert "triangle" not in sent[-1]


def test_the_triangle_shows_the_numbers_of_the_frame(visit: Callable[..., Visit]) -> None:
    page = visit().open(f"{HELLO}&panels=triangle")
    expect(card(page, "triangle").locator(".panel-caption")).to_contain_text("The loss at time 4")
    triangle = first_frame(HELLO_DOCUMENT, "triangle").tensors["0/gradient_triangle"]
    for row, cells in enumerate(rows(card(page, "triangle"))):
        assert cells[1 : row + 2] == written(page, triangle[row, : row + 1].tolist())
        assert cells[row + 2 :] == [""] * (3 - row)


def test_arrow_keys_read_the_triangle_aloud(visit: Callable[..., Visit]) -> None:
    page = visit().open(f"{HELLO}&panels=triangle")
    expect(card(page, "triangle").locator(".panel-caption")).to_contain_text("The loss at time 4")
    triangle = first_frame(HELLO_DOCUMENT, "triangle").tensors["0/gradient_triangle"]
    picture = card(page, "triangle").locator(".time-scroller")
    picture.focus()
    picture.press("Home")
    expect(page.locator("#announcer")).to_contain_text(
        f"loss 4 → state 1, ‖∂ℓᵢ/∂hₛ‖ {written(page, [triangle[3, 0]])[0]}"
    )
    picture.press("ArrowUp")
    picture.press("ArrowRight")
    expect(page.locator("#announcer")).to_contain_text(
        f"loss 3 → state 2, ‖∂ℓᵢ/∂hₛ‖ {written(page, [triangle[2, 1]])[0]}"
    )


def test_a_card_lies_on_the_time_axis_of_the_picture(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&task=temporal_order&task.length=30&a=rnn&panels=saliency")
    saliency = card(page, "saliency").locator(".time-scroller")
    expect(card(page, "saliency").locator(".panel-caption")).to_contain_text("The loss listens")
    saliency.scroll_into_view_if_needed()
    box, hero = saliency.bounding_box(), page.locator(".hero-scroller").bounding_box()
    assert box is not None
    assert hero is not None
    assert (box["x"], box["width"]) == (hero["x"], hero["width"])
    gutter, margin = 54, 14
    x = box["x"] + gutter + (box["width"] - gutter - margin) * 11.5 / 30
    page.mouse.click(x, box["y"] + 40)
    expect(page.locator(".inspector-where")).to_contain_text("time 12")
    tip = card(page, "saliency").locator(".time-tip")
    expect(tip.locator(".hero-tip-head")).to_have_text("t = 12")
    document = {"task": {"kind": "temporal_order", "length": 30}, "lanes": [{"cell": {"kind": "rnn"}}]}
    value = first_frame(document, "saliency").tensors["0/input_saliency"][11]
    expect(tip.locator("dd").first).to_have_text(written(page, [value])[0])


def test_the_ledger_adds_up_and_says_a_step_in_words(visit: Callable[..., Visit]) -> None:
    page = visit().open(f"{HELLO}&panels=ledger")
    expect(card(page, "ledger").locator(".panel-caption")).to_contain_text("A mean time step back")
    ledger = first_frame(HELLO_DOCUMENT, "ledger").tensors["0/ledger"][0]
    for cells, (slope, weight, gate, gain) in zip(rows(card(page, "ledger")), ledger[::-1], strict=True):
        shown = [float(cell.replace("−", "-")) for cell in cells[1:5]]
        assert shown == pytest.approx([slope, weight, gate, gain], abs=0.051)
        assert sum(shown[:3]) == pytest.approx(shown[3], abs=0.2)
    card(page, "ledger").locator(".time-scroller").press("End")
    expect(page.locator("#announcer")).to_contain_text(
        re.compile(r"t = 4 → 3, slope [−+]?\d.*dB, weights .*dB, gate path 0.0 dB")
    )


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_an_entry_of_the_ledger_opens_the_curve_or_the_matrix_of_its_step(
    visit: Callable[..., Visit], kind: str
) -> None:
    page = visit().open(f"v=1&task=hello&a={kind}&a.hidden_size=3&batch_size=1&panels=ledger&ledger=weight@3")
    document = {**HELLO_DOCUMENT, "lanes": [{"cell": {"kind": kind, "hidden_size": 3}}]}
    slope, weight, gate, gain = first_frame(document, "ledger").tensors["0/ledger"][0][2]
    assert slope + weight + gate == pytest.approx(gain, abs=1e-4)
    caption = card(page, "ledger").locator(".step-caption")
    card(page, "ledger").locator(".ledger-step").scroll_into_view_if_needed()  # What is out of sight asks nothing.
    factor = written(page, [10 ** (weight / 20)])[0]
    expect(caption).to_contain_text("t = 3 → 2: the matrix changes the gradient by")
    expect(caption).to_contain_text(f"leaves under the columns ×{factor} as long")
    picture = card(page, "ledger").locator(".time-scroller")
    picture.press("ArrowLeft")
    picture.press("ArrowLeft")
    card(page, "ledger").get_by_role("button", name="slope").press("Enter")
    slope = first_frame(document, "ledger").tensors["0/ledger"][0][2][0]
    expect(page.locator(".slope-unit")).to_have_count(3)
    expect(caption).to_contain_text(f"×{written(page, [10 ** (slope / 20)])[0]}. Large dots")
    page.wait_for_function("() => location.hash.includes('ledger=slope@3')")
    card(page, "ledger").get_by_role("button", name="slope").press("Enter")
    expect(caption).to_have_count(0)
    page.wait_for_function("() => !location.hash.includes('ledger=slope')")
    picture.press("Enter")
    expect(caption).to_be_visible()


def test_the_parts_of_the_time_steps_add_up_to_the_gradient(visit: Callable[..., Visit]) -> None:
    page = visit().open(f"{HELLO}&panels=contributions,lags")
    expect(card(page, "contributions").locator(".panel-caption")).to_contain_text("1.00 in all")
    expect(card(page, "contributions").locator(".panel-caption")).to_contain_text("∂L/∂W_hh.0 as a sum with one part")
    frame = first_frame(HELLO_DOCUMENT, "contributions", "lags")
    shares = [cells[1] for cells in rows(card(page, "contributions"))]
    assert shares == written(page, frame.tensors["0/gradient_by_step"][0].tolist())
    lags = rows(card(page, "lags"))
    assert [cells[1] for cells in lags] == written(page, frame.tensors["0/gradient_by_lag"][0].tolist())
    assert float(lags[-1][2]) == pytest.approx(1.0, abs=0.005)


def test_norms_of_every_parameter(visit: Callable[..., Visit]) -> None:
    page = visit().open(f"{HELLO}&panels=norms")
    expect(card(page, "norms").locator(".panel-caption")).to_contain_text("The gradient's norm is")
    tensors = first_frame(HELLO_DOCUMENT, "norms").tensors
    table = rows(card(page, "norms"))
    assert {cells[0] for cells in table} == {"W_xh.0", "W_hh.0", "b_xh.0", "b_hh.0", "W_hy", "b_y"}
    for column, name in enumerate(["parameter_gradient_norm", "parameter_norm", "update_ratio"], 1):
        assert [cells[column] for cells in table] == written(page, tensors[f"0/{name}"].tolist())


def test_exponents_and_the_fan_in_the_right_column(visit: Callable[..., Visit]) -> None:
    page = visit().open(f"{HELLO}&panels=lyapunov,jacobian")
    expect(card(page, "lyapunov").locator(".panel-caption")).to_contain_text("The largest is")
    tensors = first_frame(HELLO_DOCUMENT, "lyapunov", "jacobian").tensors
    assert [cells[1] for cells in rows(card(page, "lyapunov"))] == written(
        page, tensors["0/lyapunov_exponents"][0].tolist()
    )
    fan = tensors["0/jacobian_singular_values"][0][::-1]
    assert [cells[1:] for cells in rows(card(page, "jacobian"))] == [written(page, values.tolist()) for values in fan]


def test_the_circle_changes_from_w_to_the_jacobian_of_a_step(visit: Callable[..., Visit]) -> None:
    page = visit().open(HELLO)
    spectrum = page.locator("#spectrum")
    expect(spectrum.locator(".panel-caption")).to_contain_text("σ_max")
    spectrum.get_by_text("Jₜ", exact=True).click()
    expect(spectrum.locator("h2")).to_have_text("Eigenvalues of Jₜ")
    expect(spectrum.locator(".panel-caption")).to_contain_text("at t = 4")
    values = first_frame(HELLO_DOCUMENT, "step_spectrum").tensors["0/step_eigenvalues"][0, 3]
    shown = [cells[3] for cells in rows(spectrum)]
    assert sorted(shown) == sorted(written(page, np.hypot(values[:, 0], values[:, 1]).tolist()))
    page.wait_for_function("() => location.hash.includes('panels=step_spectrum')")


def test_gates_say_how_long_they_keep_and_lie_over_the_profile(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open("v=1&task=hello&a=lstm&a.hidden_size=3&batch_size=1&panels=gates")
    expect(card(page, "gates").locator(".panel-caption")).to_contain_text("Means over batch, units and time: i ")
    document = {"task": {"kind": "hello"}, "lanes": [{"cell": {"kind": "lstm", "hidden_size": 3}}], "batch_size": 1}
    tensors = first_frame(document, "gates").tensors
    table = rows(card(page, "gates"))
    for gate in range(4):
        assert [cells[1 + gate] for cells in table] == written(
            page, tensors["0/gate_statistics"][0, :, gate, 0].tolist()
        )
    assert [cells[-1] for cells in table] == written(page, tensors["0/keep_product"][0].mean(axis=1).tolist())
    keep = tensors["0/gates"][0, :, 1].astype(np.float64)
    constants = written(page, (1 / (1 - np.quantile(keep, 0.5, axis=1))).tolist())
    assert [cells[5] for cells in table] == constants
    picture = card(page, "gates").locator(".time-scroller")
    for key in ("Home", "ArrowDown", "ArrowDown"):
        picture.press(key)
    one, kept = float(keep[0, 2]), float(tensors["0/keep_product"][0, 0, 2])
    steps, share, gate = written(page, [1 / (1 - one), kept, one])
    expect(page.locator("#announcer")).to_contain_text(f"f, unit 3 {gate}")
    expect(page.locator("#announcer")).to_contain_text(f"time constant, unit 3 {steps}")
    expect(page.locator("#announcer")).to_contain_text(f"kept to the end {share}")
    before = here.drawing()
    page.get_by_label("lay the product over the profile").check()
    here.wait_for_another(before)
    expect(page.locator(".hero-legend")).to_contain_text("product of the keeping gates")


def test_a_model_without_gates_says_so(visit: Callable[..., Visit]) -> None:
    page = visit().open(f"{HELLO}&panels=gates,pre_activation")
    expect(card(page, "gates").locator(".panel-caption")).to_have_text("This model has nothing to measure here.")
    card(page, "pre_activation").scroll_into_view_if_needed()
    expect(card(page, "pre_activation").locator(".panel-caption")).to_contain_text("No unit is dead.")


def test_truncation_is_a_staircase_and_the_full_profile_stands_beside(visit: Callable[..., Visit]) -> None:
    page = visit().open(f"{ECHO}&panels=triangle")
    triangle = card(page, "triangle")
    expect(triangle.locator(".panel-caption")).to_contain_text(
        re.compile(r"Truncated BPTT \(window 6, shift 3\) cuts \d+ %")
    )
    expect(triangle.locator(".panel-caption")).to_contain_text("Truncation ends it after 5.")
    expect(triangle.locator(".panel-legend")).to_contain_text("cut by truncated BPTT")
    expect(page.locator(".hero-legend")).to_contain_text("without truncation, of update 0")
    expect(page.locator(".hero-verdict")).to_contain_text("needs 8, reaches 5: expect chance level")
    expect(page.locator(".hero-legend")).to_contain_text("10–90 % of the batch")


def test_a_cell_that_reads_its_state_out_shows_the_gradient_of_the_state(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&task=hello&a=lru&a.hidden_size=3&batch_size=1&panels=triangle,contributions")
    expect(card(page, "triangle").locator(".panel-legend")).to_contain_text("‖∂ℓᵢ/∂(h, x)ₛ‖")
    document = {"task": {"kind": "hello"}, "lanes": [{"cell": {"kind": "lru", "hidden_size": 3}}], "batch_size": 1}
    triangle = first_frame(document, "triangle").tensors["0/state_triangle"]
    assert triangle[3, 0] > 0
    assert rows(card(page, "triangle"))[3][1:] == written(page, triangle[3].tolist())
    contributions = card(page, "contributions")
    contributions.scroll_into_view_if_needed()
    expect(contributions.locator(".choice", has_text="nu.0").locator("label")).to_have_text(["nu.0", "theta.0"])
    expect(contributions.locator(".panel-caption")).to_contain_text("The parts of ∂L/∂nu.0 add up to the gradient")


def test_what_truncation_does_not_cut_is_said_to_be_whole(visit: Callable[..., Visit]) -> None:
    page = visit().open(f"{ECHO}&panels=saliency,lags,contributions")
    expect(card(page, "saliency").locator(".card-note")).to_have_text(
        "Measured through the whole sequence, as if BPTT were not truncated."
    )
    expect(card(page, "lags").locator(".card-note")).to_have_text(
        re.compile(r"^Measured at update 0\. .*whole sequence")
    )
    card(page, "contributions").scroll_into_view_if_needed()
    expect(card(page, "contributions").locator(".panel-caption")).to_contain_text("Truncated BPTT applies another")


def test_a_card_speaks_of_the_whole_state_where_its_horizon_is_that_of_the_state(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&task=temporal_order&task.length=20&a=lstm&panels=triangle")
    expect(card(page, "triangle").locator(".panel-caption")).to_contain_text("Counting the whole state (h, c)")


def test_a_measurement_that_takes_too_long_says_so_without_an_empty_picture(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&task=adding&task.length=100&a=rnn&a.hidden_size=256&panels=jacobian")
    expect(card(page, "jacobian").locator(".card-note")).to_contain_text("would take too long")
    expect(card(page, "jacobian").locator(".panel-figure")).to_be_hidden()
    expect(card(page, "jacobian").locator(".panel-caption")).to_be_hidden()


def test_eigenvalues_of_a_step_that_would_take_too_long_say_so(visit: Callable[..., Visit]) -> None:
    page = visit().open("v=1&task=adding&task.length=100&a=lstm&a.hidden_size=256&panels=step_spectrum")
    expect(page.locator("#spectrum .panel-caption")).to_contain_text("would take too long")


def test_every_lane_says_its_gain_a_time_step(visit: Callable[..., Visit]) -> None:
    page = visit().open(HELLO)
    gain = page.locator(".hero-gain")
    expect(gain).to_have_text(re.compile(rf"^×{NUMBER} a time step"))
    tensors = first_frame(HELLO_DOCUMENT).tensors
    assert written(page, [tensors["0/gain_per_step"][0]])[0] in (gain.text_content() or "")


def test_the_card_of_a_divergence_leaves_the_profile_free(visit: Callable[..., Visit]) -> None:
    page = visit().open(
        "v=1&task=temporal_order&task.length=20&a=rnn&a.activation=relu&a.recurrent_init=gaussian&a.recurrent_init.gain=2.5"
        "&a.clip=none&a.optimizer=sgd&a.optimizer.learning_rate=10&b=gru"
    )
    page.get_by_role("button", name="Play", exact=True).click()
    notice = page.locator(".card[data-kind=divergence]")
    expect(notice).to_be_visible()
    covering, picture = notice.bounding_box(), page.locator("#hero").bounding_box()
    assert covering is not None
    assert picture is not None
    assert covering["x"] >= picture["x"] + picture["width"]
    expect(page.locator(".hero-legend")).to_contain_text(re.compile("‖∂L/∂h‖10⁻"))


def test_the_measurements_speak_korean(visit: Callable[..., Visit]) -> None:
    page = visit(locale="ko-KR").open(f"{HELLO}&panels=triangle,norms")
    expect(page.locator(".measurements-title")).to_have_text("측정")
    expect(card(page, "triangle").locator("h2")).to_have_text("그래디언트 삼각형")
    card(page, "norms").scroll_into_view_if_needed()
    expect(card(page, "norms").locator(".panel-caption")).to_contain_text("기울기의 노름은")
