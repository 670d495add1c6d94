"""What leaves the page and comes back: files, the page without a server, a dropped recording, a page inside another."""

from __future__ import annotations

import base64
import contextlib
import io
import json
import re
import runpy
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from controls import control, more, named, show_figures, unfolded
from page_text import pattern, words
from playwright.sync_api import Browser, Page, expect

from rnn_playground.telemetry.recording import Recording

HELLO = "v=1&task=hello&a=gru&a.hidden_size=3&steps=40&kernel=reference&pace=300&panels=triangle"
DROP = """([name, content]) => {
  const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
  const dropped = new DataTransfer();
  dropped.items.add(new File([bytes], name));
  for (const kind of ['dragover', 'drop']) {
    document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: dropped, bubbles: true, cancelable: true }));
  }
}"""


def play_to_the_end(page: Page, steps: int = 40) -> None:
    control(page, "play").click()
    expect(page.locator(".counter-now")).to_have_text(str(steps))


def take(page: Page, name: str, folder: Path) -> Path:
    """Press one button of the dialog and return the file that it gives."""
    with page.expect_download() as download:
        page.locator(f'[data-offer="{name}"]').click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def drop(page: Page, name: str, content: bytes) -> None:
    page.evaluate(DROP, [name, base64.b64encode(content).decode()])


def losses_of(recording: Path) -> np.ndarray[Any, Any]:
    return np.asarray(Recording.read(recording).scalars.since(0, -1, limit=10_000)["loss"])


@pytest.fixture
def taken(visit: Any, tmp_path: Path) -> tuple[Page, Path]:
    """A page whose run is finished, with the dialog open."""
    page = visit().open(HELLO)
    play_to_the_end(page)
    unfolded(page.locator("#activation"))
    control(page, "take away").click()
    page.locator('[data-offer="csv"]').wait_for()
    return page, tmp_path


def test_tables_recording_and_script_have_the_same_losses(taken: tuple[Page, Path]) -> None:
    page, folder = taken
    losses = losses_of(take(page, "recording", folder))
    assert len(losses) == 40
    rows = take(page, "csv", folder).read_text().splitlines()
    assert rows[0] == "step,loss_A,metric_A,gradient_norm_A"
    assert np.array_equal(np.array([row.split(",")[1] for row in rows[1:]], dtype=np.float32), losses)
    document = json.loads(take(page, "json", folder).read_text())
    assert document["experiment"]["task"]["kind"] == "hello"
    assert np.array_equal(np.array(document["scalars"][0]["loss"], dtype=np.float32), losses)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        runpy.run_path(str(take(page, "script", folder)), run_name="__main__")
    lines = printed.getvalue().splitlines()[1:]
    own, run = ([float(line.split("\t")[column] or "nan") for line in lines] for column in (1, 2))
    np.testing.assert_allclose(own, losses, rtol=1e-4)
    np.testing.assert_allclose(run[:20], losses[:20], rtol=1e-5)


def test_every_view_is_a_picture_with_its_title_models_and_update(taken: tuple[Page, Path]) -> None:
    page, folder = taken
    views = [name[:-4] for name in offers(page) if name.endswith("-svg")]
    assert {"hero", "loss", "spectrum", "activation", "triangle"} <= set(views)
    for view in views:
        picture = take(page, f"{view}-svg", folder)
        root = ElementTree.parse(picture).getroot()
        texts = " ".join("".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text"))
        assert "GRU" in texts, view
        assert re.search(r"update 39 of 40", texts), view
    hero = (folder / next(path.name for path in folder.glob("*-hero.svg"))).read_text()
    assert hero.count("<path") > 20
    assert "<image" not in hero
    png = take(page, "hero-png", folder).read_bytes()
    assert png.startswith(b"\x89PNG")
    width, ratio = int.from_bytes(png[16:20], "big"), 2
    assert width == ratio * int(float(re.search(r'width="(\d+)', hero)[1]))


def test_the_inspector_is_taken_away_with_its_diagram_and_its_numbers(visit: Any, tmp_path: Path) -> None:
    page = visit().open(HELLO.replace("a=gru", "a=rnn").removesuffix("&panels=triangle"))
    play_to_the_end(page)
    control(page, "picture").press("End")
    result = page.locator("#inspector .is-answer").first
    result.wait_for()
    control(page, "take away").click()
    picture = take(page, "inspector-svg", tmp_path)
    svg = "{http://www.w3.org/2000/svg}"
    root = ElementTree.parse(picture).getroot()
    texts = ["".join(text.itertext()) for text in root.iter(f"{svg}text")]
    assert result.text_content() in texts
    assert "tanh" in " ".join(texts)
    assert sum(bool(re.fullmatch(r"−?\d+(\.\d+)?", text)) for text in texts) > 25
    assert len(list(root.iter(f"{svg}rect"))) > 20
    assert all(
        "textLength" in text.attrib or len("".join(text.itertext())) < 2 for text in root.findall(f"{svg}g//text")
    )
    hero = ElementTree.parse(take(page, "hero-svg", tmp_path)).getroot()
    flags = page.locator(".hero-flags .flag").all_text_contents()
    assert flags
    assert "reaches each" in take(page, "profile-svg", tmp_path).read_text()
    assert set(flags) <= {"".join(text.itertext()) for text in hero.iter(f"{svg}text")}


def test_what_truncation_cuts_stays_hatched_on_paper_and_no_hidden_view_is_offered(visit: Any, tmp_path: Path) -> None:
    page = visit().open(f"{HELLO}&a.bptt=truncated&a.bptt.window=2&a.bptt.shift=1")
    play_to_the_end(page)
    control(page, "take away").click()
    triangle = take(page, "triangle-svg", tmp_path).read_text()
    assert re.search(r'fill="url\(#[^"]*hatching', triangle)
    hidden = page.locator(".hero-profile-title").is_hidden()
    assert hidden
    assert "profile-svg" not in offers(page)


def offers(page: Page) -> list[str]:
    return page.locator("[data-offer]").evaluate_all("(all) => all.map((each) => each.dataset.offer)")


def test_the_page_without_a_server_replays_from_a_file_and_asks_for_nothing(
    taken: tuple[Page, Path], browser: Browser
) -> None:
    page, folder = taken
    losses = losses_of(take(page, "recording", folder))
    replay = take(page, "page", folder)
    with browser.new_context(offline=True, locale="en-US") as context:
        faults: list[str] = []
        alone = context.new_page()
        alone.on(
            "request",
            lambda request: (
                faults.append(request.url) if not request.url.startswith(("file:", "data:", "blob:")) else None
            ),
        )
        alone.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        alone.on("pageerror", lambda error: faults.append(str(error)))
        alone.goto(replay.as_uri())
        alone.locator("html[data-ready]").wait_for()
        expect(alone.locator(".replay-bar")).to_contain_text(pattern("replay.alone"))
        expect(alone.locator(".counter-now")).to_have_text("40")
        expect(alone.locator("#loss .panel-said")).to_contain_text(f"{losses[-1]:.3g}")
        alone.locator("#loss .js-plotly-plot, #loss .main-svg").first.wait_for()
        expect(alone.locator('[data-kind="triangle"] canvas').first).to_be_visible()
        control(alone, "scrubber").fill("0")
        expect(alone.locator("#loss .panel-caption")).to_have_text(pattern("loss_panel.line", step="0"))
        control(alone, "play").click()
        expect(alone.locator(".counter-now")).to_have_text("40")
        control(alone, "picture").click(position={"x": 300, "y": 250})
        expect(alone.locator("#inspector math").first).to_be_visible()
        alone.locator("html[data-terms]").wait_for(state="attached")
        more(alone.locator("#loss")).locator("[data-term='loss']").click()
        expect(alone.locator(".term-card")).to_contain_text(words("term.loss.text"))
        alone.keyboard.press("Escape")
        alone.locator(".round.play[data-help]").wait_for()
        show_figures(alone)
        alone.locator(".hero-marks-button").click()
        expect(alone.locator("dialog.marks dt")).not_to_have_count(0)
        alone.keyboard.press("Escape")
        control(alone, "learn").click()
        expect(alone.locator(".learn-entry")).to_have_count(1)
        alone.keyboard.press("Escape")
        for hidden in (".controls", ".try", ".inspector-check", ".pace", ".share-button"):
            assert not alone.locator(hidden).first.is_visible(), hidden
        alone.get_by_role("button", name="한국어").click()
        expect(alone.locator(".replay-bar")).to_contain_text(pattern("replay.alone", "ko"))
        assert faults == []


def test_a_dropped_recording_is_replayed_and_run_live(visit: Any) -> None:
    page = visit().open("v=1&task=adding&a=rnn")
    drop(page, "run.safetensors", (Path(__file__).parents[1] / "golden" / "diverging.safetensors").read_bytes())
    bar, counter = page.locator(".replay-bar"), page.locator(".counter-now")
    expect(bar).to_contain_text(pattern("replay.shown", name="run.safetensors", frames="7"))
    expect(counter).to_have_text("6")
    control(page, "scrubber").fill("3")
    expect(counter).to_have_text("3")
    page.locator(".transport-buttons .round").first.click()
    expect(counter).to_have_text("0")
    control(page, "step").click()
    expect(counter).to_have_text("1")
    expect(page.locator(".counter-total")).to_have_text("/ 100")
    bar.get_by_role("button").click()
    expect(bar).to_be_hidden()
    expect(page.locator(".live")).to_have_text("live")


def test_a_file_that_is_no_recording_is_refused_in_words(visit: Any) -> None:
    page = visit().open(HELLO)
    card = page.locator('.card[data-kind="error"]')
    for content, problem in (
        (b"no recording at all", "problem.recording_format"),
        (b"\x02\0\0\0\0\0\0\0{}", "problem.recording_damaged"),
        ((33).to_bytes(8, "little") + b'{"__metadata__":{"protocol":"9"}}', "problem.recording_damaged"),
    ):
        drop(page, "notes.txt", content)
        expect(card).to_contain_text(words(problem, name="notes.txt"))
        expect(page.locator(".replay-bar")).to_have_count(0)
        card.locator(".card-close").click()
        expect(card).to_have_count(0)


def test_a_recording_is_chosen_with_the_keyboard(visit: Any, tmp_path: Path) -> None:
    page = visit().open(HELLO)
    play_to_the_end(page)
    control(page, "take away").focus()
    page.keyboard.press("Enter")
    recording = take(page, "recording", tmp_path)
    page.locator('[data-offer="open"]').focus()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(recording)
    expect(page.locator(".replay-bar")).to_contain_text(recording.name)


def test_the_share_dialog_gives_the_link_and_a_frame_with_the_controls_that_were_chosen(visit: Any) -> None:
    page = visit().open(HELLO)
    control(page, "share").click()
    assert page.locator("#share-link").input_value().endswith(f"#{HELLO}")
    page.get_by_label(words("field.activation.label")).check()
    snippet = page.locator("#share-snippet").input_value()
    assert "&amp;embed=1&amp;controls=play,activation" in snippet
    page.locator('[data-copy="share-snippet"]').click()
    expect(page.locator(".takeaway-said")).not_to_be_empty()
    page.keyboard.press("Escape")
    expect(page.locator("dialog.takeaway")).to_have_count(0)
    expect(named(page, "button", ["topbar.more"], "banner")).to_be_focused()


def test_an_embedded_page_is_bare_and_leads_to_the_playground(visit: Any) -> None:
    embedded = visit()
    page = embedded.open("v=1&task=temporal_order&a=rnn&embed=1&controls=play,activation")
    expect(page.locator(".embed-control")).to_have_count(1)
    for hidden in (".topbar", ".controls", ".panels"):
        assert not page.locator(hidden).first.is_visible(), hidden
    page.locator("#embed-activation").select_option("relu")
    expect(page.locator("#hero")).to_contain_text("ReLU")
    control(page, "play").click()
    embedded.wait_for_update(2)
    link = page.locator(".embed-open").get_attribute("href") or ""
    assert "a.activation=relu" in link
    assert "embed" not in link
