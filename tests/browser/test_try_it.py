"""Questions put to the network that is training: its answers on the page are the numbers that the server sent.

What is said beside a field before anybody is asked, and which questions are offered, is tested in Node.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from controls import control, more, question_room
from finger import stroke
from page_text import pattern, words
from playwright.sync_api import Locator, Page, WebSocket, expect
from printed import figures

from rnn_playground import Experiment, train
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.watch import Watch

if TYPE_CHECKING:
    from conftest import Visit

HELLO = "v=1&task=hello&a=rnn&a.hidden_size=8&b=gru&batch_size=1"
ADDING = "v=1&task=adding&task.length=8&a=rnn&a.hidden_size=8"
PARITY = "v=1&task=parity&task.length=6&a=rnn&a.hidden_size=8&b=gru&b.hidden_size=8"
KOREAN = "v=1&task=text&task.corpus=korean&task.length=12&a=gru&a.hidden_size=16&batch_size=4"
PATIENCE_S = 60
PHONE = {"viewport": {"width": 400, "height": 860}, "has_touch": True}


class Answers:
    """The replies that came over the wire: frames as frames, words as dictionaries."""

    def __init__(self, page: Page) -> None:
        self.frames: list[Frame] = []
        self.words: list[dict[str, Any]] = []
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._take)

    def _take(self, payload: str | bytes) -> None:
        if isinstance(payload, bytes):
            frame = Frame.decode(payload)
            if "reply" in frame.metadata:
                self.frames.append(frame)
        elif (message := json.loads(payload))["type"] == "reply":
            self.words.append(message)

    def wait_for(self, page: Page, count: int, come: Sequence[object] | None = None) -> None:
        """Wait until so many answers have come (in words, unless told), while the page lives on."""
        come = self.words if come is None else come
        for _ in range(PATIENCE_S * 20):
            if len(come) >= count:
                return
            page.wait_for_timeout(50)
        raise AssertionError(f"{len(come)} answers of {count} have come within {PATIENCE_S} s")

    def after(self, order: Callable[[], object], page: Page) -> Frame:
        """Wait for the first reading, which comes by itself; then give the order, and return the frame that answers."""
        self.wait_for(page, 1, self.frames)
        known = len(self.frames)
        order()
        self.wait_for(page, known + 1, self.frames)
        return self.frames[-1]


@pytest.fixture
def ask(visit: Callable[..., Visit]) -> Callable[..., tuple[Page, Answers]]:
    """Return a function that opens an experiment, stopped after its first update, and listens to the answers."""

    def begin(fragment: str, **options: Any) -> tuple[Page, Answers]:
        begun = visit(**options)
        answers = Answers(begun.page)
        page = begun.open(fragment)
        control(page, "step").click()
        expect(page.locator(".counter-now")).to_have_text("1")
        return page, answers

    return begin


def room(page: Page, name: str) -> Locator:
    """Open a question by its button and return where it stands."""
    return question_room(page, name)


def share(value: float) -> str:
    """A share as the page prints it."""
    return f"{int(value * 100 + 0.5)} %"


def test_every_network_reads_ones_own_symbols_and_writes_on(ask: Callable[..., tuple[Page, Answers]]) -> None:
    page, answers = ask(HELLO)
    read = room(page, "read")
    field = read.get_by_label(words("try.read.symbols"), exact=True)
    expect(field).to_have_value("hell")
    expect(read.locator(".panel-caption")).to_contain_text(pattern("try.read.caption", count="4", answers=".+"))
    read.get_by_role("button", name=words("try.read.insert", symbol="o")).click()
    expect(field).to_have_value("hello")
    page.emulate_media(reduced_motion="reduce")  # Then the last time step is shown at once.
    frame = answers.after(read.get_by_role("button", name=words("try.read.go")).click, page)
    expect(read.locator(".panel-caption")).to_contain_text(pattern("try.read.caption", count="5", answers=".+"))
    slider = read.get_by_role("slider")
    expect(read.locator(".player-words")).to_have_text(words("try.read.time", time=5, count=5, read="o"))
    for lane in (0, 1):
        bars = read.locator(".reading-lane").nth(lane).locator(".bar-share")
        expect(bars).to_have_text([share(float(value)) for value in frame[f"{lane}/output"][4]])
    slider.press("Home")
    expect(read.locator(".reading-lane").first.locator(".bar-share")).to_have_text(
        [share(float(value)) for value in frame["0/output"][0]]
    )
    read.get_by_text(words("chart.table")).click()
    expect(read.locator("tbody tr")).to_have_count(5)
    best = int(frame["1/output"][2].argmax())
    expect(read.locator("tbody tr").nth(2).locator("td")).to_have_text(
        [re.compile("l"), re.compile("%"), f"{'helo'[best]}, {share(float(frame['1/output'][2][best]))}"]
    )
    # It belongs to an update, and can be had again.
    stamp = read.locator(".try-stamp")
    expect(stamp).to_have_text(words("try.stamp.now", step=1))
    control(page, "play").click()
    expect(stamp).to_have_text(pattern("try.stamp.since", step="1", now=r"\d+"))
    control(page, "play").click()
    read.get_by_role("button", name=words("try.read.go")).click()
    expect(stamp).not_to_contain_text(pattern("try.stamp.since", step="1", now=r"\d+"))
    assert answers.frames[-1].step > 1
    # What the server refuses is said beside the field, in the language of the page.
    field.fill("help")
    field.press("Enter")
    problem = read.locator(".try-problem")
    expect(problem).to_contain_text("h e l o")
    expect(field).to_have_attribute("aria-invalid", "true")
    in_english = problem.inner_text()
    page.locator(".topbar button[lang]").dispatch_event("click")
    expect(problem).not_to_have_text(in_english)
    expect(problem).to_contain_text("h e l o")
    expect(problem).not_to_have_attribute("lang", "en")


def test_the_same_seed_writes_the_same(ask: Callable[..., tuple[Page, Answers]]) -> None:
    page, answers = ask(HELLO)
    write = room(page, "write")
    go = write.get_by_role("button", name=words("try.write.go"), exact=True)
    for times in (1, 2):
        go.click()
        answers.wait_for(page, times)
    assert answers.words[0]["symbols"] == answers.words[1]["symbols"]
    expect(write.locator(".written-text")).to_have_text("h" + answers.words[1]["text"])
    prompt = write.get_by_label(words("try.write.prompt"))
    prompt.fill("q")
    prompt.press("Enter")
    expect(write.locator(".try-problem")).to_contain_text("h e l o")


def test_values_and_marks_by_keyboard_alone(ask: Callable[..., tuple[Page, Answers]]) -> None:
    page, answers = ask(ADDING)
    control(page, "look closer").focus()
    page.keyboard.press("Enter")
    choice = page.locator(".chooser-choice[data-choice=read]")
    choice.focus()
    page.keyboard.press("Enter")
    read = page.locator("#try-read")
    board = read.get_by_role("slider", name=words("try.read.curve"))
    expect(board).to_be_visible()
    expect(read).to_be_focused()
    read.get_by_label(words("try.read.marks")).fill("5, 7")  # whatever the sample shown has marked
    read.focus()
    page.keyboard.press("Tab")
    while not board.evaluate("(element) => element === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Home")
    for key in ["PageDown"] * 10 + ["PageUp"] * 2 + [" ", "ArrowRight"] + ["PageDown"] * 10 + ["PageUp"] * 4 + [" "]:
        page.keyboard.press(key)
    expect(read.get_by_label(words("try.read.marks"))).to_have_value("1, 2")
    expect(board).to_have_attribute("aria-valuetext", "time 2: 0.50, marked")
    frame = answers.after(lambda: page.keyboard.press("Enter"), page)
    expect(read.locator(".panel-caption")).to_contain_text("0.750")
    np.testing.assert_allclose(frame["input"][:2], [[0.25, 1], [0.5, 1]])
    assert frame["input"][2:, 1].sum() == 0
    expect(read.locator(".panel-caption")).to_contain_text(figures(float(frame["0/output"][7, 0])))


def test_bits_are_switches_and_other_lengths_are_kept_while_training_goes_on(
    ask: Callable[..., tuple[Page, Answers]],
) -> None:
    page, answers = ask(PARITY)
    read = room(page, "read")
    read.get_by_label(words("try.read.bits"), exact=True).first.fill("110")
    expect(read.locator(".bit-switch")).to_have_text(["+", "+", "−"])
    read.locator(".bit-switch").nth(2).click()
    expect(read.get_by_label(words("try.read.bits"), exact=True).first).to_have_value("111")
    frame = answers.after(read.get_by_role("button", name=words("try.read.go")).click, page)
    expect(read.locator(".panel-caption")).to_contain_text(re.compile(words("try.class.parity.1")))
    np.testing.assert_array_equal(frame["input"], [[1], [1], [1]])
    lengths = room(page, "lengths")
    field = lengths.get_by_label(words("try.lengths.field"))
    expect(field).to_have_value("5, 6, 10, 20, 50, 100, 200")
    field.fill("5, 3")
    field.press("Enter")
    expect(lengths.locator(".try-problem")).to_contain_text(pattern("try.lengths.wrong", found="3"))
    field.fill("6, 12")
    lengths.get_by_role("button", name=words("try.lengths.go")).click()
    expect(lengths.locator(".panel-caption")).to_contain_text(pattern("try.lengths.caption", trained="6"))
    metric = answers.words[-1]["lanes"][0]["metric"]
    first, second = (share(value).replace(" ", r"\s") for value in metric)
    expect(lengths.locator(".panel-caption")).to_contain_text(re.compile(rf"A {first}\D+6\b.*{second}\D+12\b"))
    expect(lengths.locator(".scatterlayer .trace.scatter")).to_have_count(3)
    page.get_by_role("button", name=re.compile(f"^{words('transport.step')}")).click()
    expect(page.locator(".counter-now")).to_have_text("2")
    lengths.get_by_role("button", name=words("try.lengths.again")).click()
    expect(lengths.locator(".panel-caption")).to_contain_text(words("try.lengths.earlier", steps=1))
    expect(lengths.locator(".scatterlayer .trace.scatter")).to_have_count(5)
    lengths.get_by_text(words("loss_panel.loss"), exact=True).click()
    loss = answers.words[-1]["lanes"][1]["loss"]
    expect(lengths.locator(".panel-caption")).to_contain_text(re.compile(rf"B {re.escape(figures(loss[0]))}\D+6\b"))


def test_a_digit_is_drawn_by_key_and_by_pointer(ask: Callable[..., tuple[Page, Answers]]) -> None:
    page, answers = ask("v=1&task=digits&a=rnn&a.hidden_size=8&batch_size=4")
    read = room(page, "read")
    read.get_by_role("button", name=words("try.read.clear")).click()
    read.get_by_role("button", name=words("try.read.go")).click()
    expect(read.locator(".try-problem")).to_have_text(words("try.read.blank"))
    board = read.get_by_role("slider", name=words("try.read.image"))
    board.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press(" ")
    expect(board).to_have_attribute("aria-valuetext", re.compile(r"row 2, column 1: ink 100\s%"))
    board.hover()  # Once the page has come to rest.
    box = board.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.56, box["y"] + box["height"] * 0.06)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.56, box["y"] + box["height"] * 0.94, steps=8)
    page.mouse.up()
    frame = answers.after(read.get_by_role("button", name=words("try.read.go")).click, page)
    expect(read.locator(".panel-caption")).to_contain_text(pattern("try.read.caption", count="64", answers=".+"))
    picture = frame["input"].reshape(8, 8)
    np.testing.assert_allclose(picture[:, 4], 1.0)
    assert picture[1, 0] == 1.0
    assert picture[:, 7].max() == 0.0


def test_a_digit_is_drawn_by_a_finger_and_the_page_stays_where_it_is(ask: Callable[..., tuple[Page, Answers]]) -> None:
    page, answers = ask("v=1&task=digits&a=rnn&a.hidden_size=8&batch_size=4", **PHONE)
    read = room(page, "read")
    read.get_by_role("button", name=words("try.read.clear")).click()
    board = read.get_by_role("slider", name=words("try.read.image"))
    board.evaluate("(board) => board.scrollIntoView({ block: 'center', behavior: 'instant' })")
    stroke(page, board, [(0.31, 0.06), (0.31, 0.5), (0.31, 0.94)])
    frame = answers.after(read.get_by_role("button", name=words("try.read.go")).click, page)
    expect(read.locator(".panel-caption")).to_contain_text(pattern("try.read.caption", count="64", answers=".+"))
    picture = frame["input"].reshape(8, 8)
    np.testing.assert_allclose(picture[:, 2], 1.0)
    assert picture[:, 6].max() == 0.0


def test_a_curve_is_drawn_by_a_finger(ask: Callable[..., tuple[Page, Answers]]) -> None:
    page, answers = ask(ADDING, **PHONE)
    read = room(page, "read")
    board = read.locator(".curve-board")
    board.evaluate("(board) => board.scrollIntoView({ block: 'center', behavior: 'instant' })")
    stroke(page, board, [(0.02, 0.1), (0.5, 0.1), (0.98, 0.1)])
    frame = answers.after(read.get_by_role("button", name=words("try.read.go")).click, page)
    expect(read.locator(".panel-caption")).to_contain_text(pattern("try.read.caption", count="8", answers=".+"))
    values = frame["input"][:, 0]
    assert values.min() > 0.75
    np.testing.assert_allclose(values, values[0], atol=0.05)


def test_korean_is_written_in_syllables_with_the_probability_of_each(
    ask: Callable[..., tuple[Page, Answers]],
) -> None:
    page, answers = ask(KOREAN, locale="ko-KR")
    page.locator(".pace").select_option(index=3)
    control(page, "play").click()
    page.wait_for_function("() => Number(document.querySelector('.counter-now').textContent) >= 60")
    control(page, "play").click()
    write = room(page, "write")
    write.get_by_label(words("try.write.count", "ko")).fill("60")
    write.get_by_role("button", name=words("try.write.go", "ko"), exact=True).click()
    expect(write.locator(".panel-caption")).to_contain_text("기호 60개")
    reply = answers.words[-1]
    shown = "".join(write.locator(".written-piece").all_text_contents()).replace("↵\n", "\n")
    assert shown == reply["text"]
    pieces = write.locator(".written-piece")
    assert pieces.count() < len(reply["symbols"])
    first, said = pieces.first.text_content(), pieces.first.get_attribute("data-tip")
    assert first
    assert said
    probability = np.prod(reply["probabilities"][: len(unicodedata.normalize("NFD", first.removesuffix("\n")))])
    assert said.startswith(f"‘{first.strip() or '␣'}’: {figures(float(probability))}")
    write.get_by_text(words("chart.table", "ko")).click()
    expect(write.locator("tbody tr")).to_have_count(pieces.count())


def test_a_syllable_is_composed_undisturbed_while_the_network_trains(visit: Callable[..., Visit]) -> None:
    page = visit(locale="ko-KR").open("v=1&task=text&a=gru&a.hidden_size=8&pace=30&steps=100000")
    control(page, "play").click()
    question_room(page, "read")
    field = page.locator("#try-read .try-text").first
    field.fill("")
    keyboard = page.context.new_cdp_session(page)
    written = ""
    for parts in (["ㅎ", "하", "한"], ["ㄱ", "그", "글"]):
        for part in parts:
            shown = page.locator(".counter-now").text_content() or ""
            place = {"text": part, "selectionStart": len(part), "selectionEnd": len(part)}
            keyboard.send("Input.imeSetComposition", place)
            expect(page.locator(".counter-now")).not_to_have_text(shown)
            expect(field).to_have_value(written + part)
        written += parts[-1]
        keyboard.send("Input.insertText", {"text": parts[-1]})
        expect(field).to_have_value(written)
    expect(field).to_be_focused()


@pytest.mark.parametrize("task", ["sine", "lorenz&task.warm_up=10"])
def test_a_signal_goes_on_by_itself_beside_the_true_one(ask: Callable[..., tuple[Page, Answers]], task: str) -> None:
    page, answers = ask(f"v=1&task={task}&task.length=30&a=rnn&a.hidden_size=8&batch_size=2")
    write = room(page, "write")
    write.get_by_role("button", name=words("try.write.go"), exact=True).click()
    expect(write.locator(".panel-caption")).to_contain_text(
        "drew 30 values by itself. Over the 21 whose truth is known"
    )
    write.get_by_text(words("chart.table")).click()
    rows = write.locator("tbody tr")
    expect(rows.first.locator("th")).to_have_text("11")
    expect(rows.first.locator("td").first).to_have_text(figures(answers.words[-1]["values"][0][0]))


def test_the_loss_surface_stands_at_the_present_loss(ask: Callable[..., tuple[Page, Answers]]) -> None:
    page, answers = ask(ADDING)
    surface = room(page, "surface")
    surface.get_by_role("button", name=words("try.surface.go")).click()
    expect(surface.locator(".panel-caption")).to_contain_text(pattern("try.surface.caption"))
    frame = answers.frames[-1]
    assert frame["surface"].shape == (25, 25)
    expect(surface.locator(".panel-caption")).to_contain_text(
        pattern("try.surface.caption", loss=re.escape(figures(float(frame["surface"][12, 12]))))
    )
    expect(page.locator("#loss .reading").first).to_have_text(figures(float(frame["surface"][12, 12])))
    expect(surface.locator(".js-plotly-plot .contour").first).to_be_attached()
    surface.get_by_text(words("try.plane.relief"), exact=True).click()
    relief = surface.get_by_role("slider").last
    relief.focus()
    before = relief.get_attribute("aria-valuetext")
    page.keyboard.press("ArrowRight")
    expect(relief).not_to_have_attribute("aria-valuetext", str(before))
    expect(page.locator(".counter-now")).to_have_text("1")


def test_a_pebble_falls_where_it_is_put_and_again_with_every_step(ask: Callable[..., tuple[Page, Answers]]) -> None:
    page, answers = ask(ADDING)
    pebble = room(page, "poke")
    caption = pebble.locator(".panel-caption")
    expect(caption).to_contain_text(re.compile(r"\d"))
    more(pebble).get_by_text(words("chart.table")).click()
    picture = pebble.get_by_role("application")
    picture.focus()
    page.keyboard.press("Home")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_function("() => location.hash.includes('poke=3:')")
    rows = pebble.locator("tbody tr")
    expect(rows).to_have_count(8)
    expect(rows.nth(1).locator("td").first).to_have_text("0")
    frame = answers.frames[-1]
    assert frame["response"].shape == (1, 8)
    for name, column in (("response", 0), ("linear", 1), ("adjoint", 2)):
        expect(rows.nth(2).locator("td").nth(column)).to_have_text(figures(float(frame[name][0, 2])))
    assert not frame["response"][0, :2].any()
    expect(page.locator(".counter-now")).to_have_text("1")
    before = answers.frames[-1].step
    page.get_by_role("button", name=re.compile(f"^{words('transport.step')}")).click()
    expect(page.locator(".counter-now")).to_have_text("2")
    expect(pebble.locator(".try-stamp")).to_have_text(words("try.stamp.now", step=2))
    assert answers.frames[-1].step > before


def test_where_a_pebble_falls_is_part_of_the_link(visit: Callable[..., Visit]) -> None:
    page = visit().open(f"{ADDING}&b=gru&try=poke&poke=3:2:-1:b")
    pebble = page.locator("#try-poke")
    pebble.locator(".panel-figure").scroll_into_view_if_needed()  # What is out of sight asks nothing.
    expect(pebble.locator(".panel-caption")).to_contain_text(pattern("try.poke.caption", time="3", lane="B"))
    expect(pebble.locator(".scale-figure")).to_have_text("−1")
    pebble.get_by_role("application").press("End")
    page.keyboard.press("Enter")
    page.wait_for_function("() => location.hash.includes('poke=8:2:-1:b')")
    page.get_by_role("button", name=words("measure.close", name=words("try.poke.name"))).click()
    page.wait_for_function("() => !location.hash.includes('try=poke')")


HELD = "v=1&task=adding&task.length=8&a=lstm&a.hidden_size=8"


def test_a_clamp_is_locked_by_key_and_its_numbers_are_the_servers(ask: Callable[..., tuple[Page, Answers]]) -> None:
    page, answers = ask(HELD)
    hold = room(page, "clamp")
    expect(hold.locator(".panel-caption")).to_contain_text(pattern("try.clamp.nothing"))
    hold.get_by_label(words("try.clamp.field.name")).select_option("f")
    hold.get_by_label(words("try.clamp.field.first")).fill("3")
    hold.get_by_label(words("try.clamp.field.last")).fill("6")
    hold.get_by_label(words("try.clamp.field.value")).press("Enter")
    expect(hold.locator(".clamp-item")).to_have_text(["f = 1, all units, time 3–6"])
    expect(hold.locator(".panel-caption")).to_contain_text(pattern("try.clamp.loss"))
    frame = answers.frames[-1]
    np.testing.assert_array_equal(frame["gates"][0, 2:6, 1], np.ones((4, 8)))
    assert not np.array_equal(frame["gates"][0, 2:6, 1], frame["plain_gates"][0, 2:6, 1])
    now, before = (figures(float(frame[name])) for name in ("loss", "plain_loss"))
    expect(hold.locator(".panel-caption")).to_contain_text(words("try.clamp.loss", now=now, before=before))
    more(hold).get_by_text(words("chart.table")).click()
    rows = hold.locator("tbody tr")
    for step in (0, 4):
        cells = rows.nth(step).locator("td")
        expect(cells.nth(0)).to_have_text(figures(float(frame["hidden_gradient_norm"][0, step])))
        expect(cells.nth(1)).to_have_text(figures(float(frame["plain_hidden_gradient_norm"][0, step])))
    page.wait_for_function("() => location.hash.includes('clamp=g.f@3-6:1')")
    hold.get_by_role("button", name=re.compile(re.escape(words("try.clamp.release", what="f = 1")))).press("Enter")
    expect(hold.locator(".clamp-item")).to_have_count(0)
    page.wait_for_function("() => !location.hash.includes('clamp=')")
    # The inspector holds the unit that is looked at.
    page.locator("#hero").focus()
    page.keyboard.press("]")
    page.keyboard.press("[")
    expect(page.locator(".inspector-where")).to_contain_text(pattern("inspector.where", time="7"))
    page.get_by_role("button", name=words("inspector.hold.of", name="f")).press("Enter")
    expect(hold.locator(".clamp-item")).to_have_text([re.compile(r"f of unit 1 = 0\.\d+, time 7")])
    expect(hold.locator(".panel-caption")).to_contain_text(pattern("try.clamp.loss"))
    frame = answers.frames[-1]
    np.testing.assert_allclose(frame["gates"][0, 6, 1], frame["plain_gates"][0, 6, 1], rtol=2e-3)


def test_a_model_trains_with_what_is_held_and_the_link_says_so(visit: Callable[..., Visit]) -> None:
    page = visit().open(f"{HELD}&try=clamp&clamp=x@4-4")
    hold = page.locator("#try-clamp")
    expect(hold.locator(".clamp-item")).to_have_text([re.compile(f"{words('try.clamp.of.cut')}, ")])
    hold.locator(".panel-figure").scroll_into_view_if_needed()
    expect(hold.locator(".panel-caption")).to_contain_text(pattern("try.clamp.loss"))
    hold.get_by_role("button", name=words("try.clamp.train")).click()
    expect(hold.get_by_role("button", name=words("try.clamp.train_free"))).to_be_visible()
    expect(hold.locator(".try-hint")).to_have_text(words("try.clamp.trains", lane="A", count=1))
    page.wait_for_function('() => decodeURIComponent(location.hash).includes(\'"kind":"cut"\')')
    page.reload()
    page.locator("html[data-ready]").wait_for()
    expect(page.locator("#try-clamp .try-hint")).to_have_text(words("try.clamp.trains", lane="A", count=1))


@pytest.mark.long
def test_a_clamp_that_cannot_be_is_explained(visit: Callable[..., Visit]) -> None:
    page = visit(locale="ko-KR").open(f"{HELD}&try=clamp&clamp=g.f@3-6:2")
    page.locator("#try-clamp .clamp-item").scroll_into_view_if_needed()
    expect(page.locator("#try-clamp .try-problem")).to_contain_text("값 2에는 이를 수 없습니다")


DIAL = "v=1&task=temporal_order&task.length=12&a=rnn&a.hidden_size=8&a.activation=identity&weight_seed=1&batch_size=8"


def dial_of(weights: list[list[float]] | None = None) -> Frame:
    """The dial's numbers of step 0, as Python measures them."""
    cell = {"kind": "rnn", "hidden_size": 8, "activation": "identity"}
    lane = {"cell": cell, **({} if weights is None else {"initial_weights": {"W_hh.0": weights}})}
    task = {"kind": "temporal_order", "length": 12}
    document = {"task": task, "lanes": [lane], "batch_size": 8, "weight_seed": 1}
    watch = Watch.model_validate({"panels": ["spectrum", "jacobian", "weights"]})
    return next(iter(train(Experiment.model_validate(document), watch)))


def radius_of(frame: Frame) -> float:
    return float(np.hypot(*np.moveaxis(frame["0/recurrent_eigenvalues"][0], -1, 0)).max())


def test_the_dial_shows_the_gain_and_the_matrix_turns_by_key(visit: Callable[..., Visit]) -> None:
    page = visit().open(f"{DIAL}&try=dial")
    dial = page.locator("#try-dial")
    dial.locator(".try-intro").scroll_into_view_if_needed()
    before = dial_of()
    expect(dial.locator(".dial-gain")).to_contain_text(
        words("hero.gain", gain=figures(float(before["0/gain_per_step"][0])))
    )
    expect(dial.locator(".panel-caption")).to_contain_text(words("try.dial.caption", radius=figures(radius_of(before))))
    largest, smallest = before["0/jacobian_singular_values"][0, 0, [0, -1]]
    kept = {"largest": re.escape(figures(float(largest))), "smallest": re.escape(figures(float(smallest)))}
    expect(dial.locator(".panel-caption")).to_contain_text(pattern("try.dial.kept", **kept))
    dial.get_by_label(words("try.dial.radius")).fill("1")
    expect(dial.locator(".panel-caption")).to_contain_text(words("try.dial.caption", radius="1.00"))
    page.wait_for_function("() => location.hash.includes('initial_weights')")
    turned = (before["0/weight/W_hh.0"].astype(float) / radius_of(before)).tolist()
    gain = float(dial_of(turned)["0/gain_per_step"][0])
    expect(dial.locator(".dial-gain")).to_contain_text(words("hero.gain", gain=figures(gain)))
    # One of them goes along its radius, and the others stay.
    dial.get_by_text(words("chart.table")).click()
    cells = dial.locator("tbody td:last-child")
    expect(cells).to_have_count(8)
    shown = cells.all_inner_texts()
    dial.locator(".dial-circle").press("ArrowUp")
    sizes = "[...document.querySelectorAll('#try-dial tbody td:last-child')].map((cell) => cell.textContent).join()"
    page.wait_for_function(f"(shown) => {sizes} !== shown", arg=",".join(shown))
    before, after = (sorted(map(float, texts)) for texts in (shown, cells.all_inner_texts()))
    assert 1 <= sum(abs(one - other) > 0.005 for one, other in zip(before, after, strict=True)) <= 2
    assert sum(after) > sum(before)


@pytest.mark.parametrize("pointer", ["mouse", pytest.param("finger", marks=pytest.mark.long)])
def test_an_eigenvalue_is_dragged_along_its_radius_and_others_stay(visit: Callable[..., Visit], pointer: str) -> None:
    page = visit(**(PHONE if pointer == "finger" else {})).open(f"{DIAL}&try=dial")
    dial = page.locator("#try-dial")
    dial.locator(".try-intro").scroll_into_view_if_needed()
    dial.get_by_text(words("chart.table")).click()
    sizes = dial.locator("tbody td:last-child")
    expect(sizes).to_have_count(8)
    own = dial_of()["0/recurrent_eigenvalues"][0].astype(float)
    taken = own[np.hypot(*own.T).argmax()]
    circle = dial.locator(".dial-circle")
    circle.evaluate("(circle) => circle.scrollIntoView({ block: 'center', behavior: 'instant' })")
    reach = max(1.25, 1.08 * radius_of(dial_of()))
    places = [
        (0.5 + 124 / 260 * share * taken[0] / reach, 0.5 - 124 / 260 * share * taken[1] / reach) for share in (1, 0.5)
    ]
    (stroke if pointer == "finger" else drag)(page, circle, places)
    moved = np.hypot(*taken) / 2
    shown = "[...document.querySelectorAll('#try-dial tbody td:last-child')].map((cell) => Number(cell.textContent))"
    page.wait_for_function(
        f"(moved) => {{ const all = {shown}; return all.some((size) => Math.abs(size / moved - 1) < 0.03); }}",
        arg=float(moved),
    )
    others = [size for size in np.hypot(*own.T) if not np.isclose(size, np.hypot(*taken))]
    after = [float(text) for text in sizes.all_inner_texts()]
    assert all(min(abs(size - other) for size in after) < 0.01 for other in others)
    assert max(after) < np.hypot(*taken) - 0.01


def drag(page: Page, board: Locator, places: list[tuple[float, float]]) -> None:
    """Drag with the mouse from place to place, in shares of the board's width and height."""
    board.hover()  # Once the page has come to rest.
    box = board.bounding_box()
    assert box is not None
    points = [(box["x"] + right * box["width"], box["y"] + down * box["height"]) for right, down in places]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=5)
    page.mouse.up()


TWO = "v=1&task=adding&task.length=8&a=rnn&a.hidden_size=2&a.recurrent_init=gaussian&a.recurrent_init.spectral_radius=2"


def test_the_portrait_shows_what_the_server_found_and_its_start_moves_by_key(
    ask: Callable[..., tuple[Page, Answers]],
) -> None:
    page, answers = ask(TWO)
    portrait = room(page, "portrait")
    expect(portrait.locator(".panel-caption")).to_contain_text(pattern("try.portrait.caption", time="8"))
    frame = answers.frames[-1]
    radii = frame["fixed_point_radius"]
    assert len(radii) > 0
    assert float(frame["fixed_point_residual"].max()) < 1e-6
    stable = int((radii < 1).sum())
    expect(portrait.locator(".panel-caption")).to_contain_text(pattern("try.portrait.caption", count=str(len(radii))))
    expect(portrait.locator(".portrait-stable")).to_have_count(stable)
    expect(portrait.locator(".portrait-unstable")).to_have_count(len(radii) - stable)
    np.testing.assert_array_equal(frame["axes"], np.eye(2))
    portrait.get_by_text(words("chart.table")).click()
    expect(portrait.locator("tbody tr").first.locator("td").nth(2)).to_have_text(figures(float(radii[0])))
    plane = portrait.locator(".portrait-plane")
    plane.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => /portrait=8:0\\.\\d+:0/.test(location.hash)")
    expect(portrait.locator(".portrait-started")).to_have_count(1)
    page.keyboard.press("Home")
    expect(portrait.locator(".portrait-started")).to_have_count(0)


def test_a_dragged_start_is_part_of_the_link(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(f"{TWO}&try=portrait&portrait=3:0.5:-0.25")
    portrait = page.locator("#try-portrait")
    portrait.locator(".try-intro").scroll_into_view_if_needed()
    expect(portrait.locator(".panel-caption")).to_contain_text(pattern("try.portrait.caption", time="3"))
    expect(portrait.locator(".portrait-started")).to_have_count(1)
    portrait.locator(".portrait-plane").scroll_into_view_if_needed()
    here.wait_until_still()
    box = portrait.locator(".portrait-plane").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.75 * box["width"], box["y"] + box["height"] / 2, steps=3)
    page.mouse.up()
    page.wait_for_function("() => location.hash.includes('portrait=3:') && !location.hash.includes('0.5:-0.25')")


def test_the_cliff_needs_no_run_and_its_place_moves_by_key(visit: Callable[..., Visit]) -> None:
    begun = visit()
    answers = Answers(begun.page)
    page = begun.open()
    wall = room(page, "wall")
    place = wall.get_by_role("slider", name=words("try.wall.pick"))
    expect(place).to_have_attribute("aria-valuetext", re.compile(words("try.wall.land.cliff")))
    frame = answers.frames[-1]
    flat = int(np.hypot(*np.moveaxis(frame["gradient"], -1, 0)).argmax())

    def at(row: int, column: int) -> re.Pattern[str]:
        numbers = (frame["weight_axis"][row], frame["bias_axis"][column], frame["wall"][row, column])
        weight, bias, error = (re.escape(figures(number)) for number in numbers)
        return pattern("try.wall.place", weight=weight, bias=bias, error=error)

    row, column = divmod(flat, 60)
    expect(wall.locator(".panel-caption")).to_contain_text(at(row, column))
    place.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(wall.locator(".panel-caption")).to_contain_text(at(row + 1, column - 1))
    box = place.bounding_box()
    assert box is not None
    place.click(position={"x": 2, "y": box["height"] - 2})  # Once the page has come to rest.
    expect(wall.locator(".panel-caption")).to_contain_text(pattern("try.wall.place", weight="2.00", bias="−5.00"))


def test_a_recording_has_no_network_to_ask(visit: Callable[..., Visit]) -> None:
    page = visit(locale="ko-KR").open()
    dial, read = room(page, "dial"), page.locator("#try-read")
    expect(dial.locator(".try-gate")).to_contain_text(words("try.gate.recording", "ko"))
    expect(dial.locator(".dial-circle")).to_be_hidden()
    room(page, "read")
    expect(read.locator(".try-gate")).to_contain_text(words("try.gate.recording", "ko"))
    read.get_by_role("button", name=words("try.gate.train", "ko")).click()
    expect(read.get_by_role("button", name=words("try.read.go", "ko"), exact=True)).to_be_visible()
    expect(room(page, "dial").get_by_label(words("try.dial.radius", "ko"))).to_be_enabled()


@pytest.mark.long
def test_a_phone_has_room_for_it(ask: Callable[..., tuple[Page, Answers]]) -> None:
    page, _ = ask(HELLO, **PHONE)
    for name in ("read", "write", "poke", "surface", "wall"):
        opened = room(page, name)
        if name not in ("poke", "wall"):
            opened.locator(".try-go").click()
        expect(opened.locator(".panel-caption").first).to_have_text(re.compile(r"\w"))
        assert opened.evaluate("(room) => room.scrollWidth") <= 400, name
        assert page.locator(".closer").evaluate("(bar) => bar.scrollWidth") <= 400, name
        small = opened.evaluate(
            """(room) => [...room.querySelectorAll('button, input:not([type=radio]), textarea, select, summary')]
              .filter((control) => control.offsetParent && control.getBoundingClientRect().height < 43.5)
              .map((control) => control.outerHTML.slice(0, 80))"""
        )
        assert small == [], name
