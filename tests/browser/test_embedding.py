"""The picture inside a course page of another origin: its height, its keys, and who may show it."""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from controls import control
from playwright.sync_api import Browser, Page, expect

from served_page import served_page

DOCUMENTED = Path(__file__).parents[2] / "docs" / "embedding.md"
PICTURE = "v=1&task=hello&a=rnn&a.hidden_size=3&batch_size=1&embed=1&controls=play,activation"


def snippet(address: str) -> str:
    """Return what the documentation tells a course page to paste, with the address of this test's server."""
    (pasted,) = re.findall(r"```html\n(.*?)```", DOCUMENTED.read_text(encoding="utf-8"), re.DOTALL)
    (documented,) = re.findall(r'src="([^"]*)"', pasted)
    fragment = html.escape(PICTURE)
    return pasted.replace(documented, f"{address}#{fragment}").replace(
        "https://playground.example.org", address.rstrip("/")
    )


@pytest.fixture
def course() -> Iterator[tuple[str, list[str]]]:
    """A page on an origin of its own, and where its text is put."""
    pages: list[str] = []

    class Course(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages[-1].encode() if self.path == "/" else b""
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Course)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_address[1]}", pages
    server.shutdown()
    thread.join()
    server.server_close()


# Nothing of the picture lies behind the transport, or below what is in sight.
WHOLE = """() => {
  const bottom = (selector) => document.querySelector(selector).getBoundingClientRect().bottom;
  const top = document.querySelector('.transport').getBoundingClientRect().top;
  return bottom('#hero') <= top + 1 && bottom('.hero-caption') <= top + 1 && bottom('.transport') <= innerHeight + 1;
}"""


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    """Whoever reads the course page."""
    context = browser.new_context(viewport={"width": 900, "height": 700}, locale="en-US")
    yield context.new_page()
    context.close()


@pytest.mark.long
def test_a_course_page_that_may_shows_the_picture_in_full_and_keys_pass_through(
    reader: Page, course: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    origin, pages = course
    monkeypatch.setenv("RNN_PLAYGROUND_FRAME_ANCESTORS", f"'self', {origin}")
    with served_page() as address:
        pages.append(
            f'<!doctype html><title>Course</title><a href="#" id="before">before</a>{snippet(address)}'
            '<a href="#" id="after">after</a>'
        )
        reader.goto(origin)
        frame = reader.frame_locator("iframe")
        expect(frame.locator(".hero-figure").first).to_contain_text("loss")
        reader.wait_for_function("() => document.querySelector('iframe').height !== '520'")
        reader.frames[1].wait_for_function(WHOLE)

        reader.locator("#before").focus()
        for _ in range(40):
            reader.keyboard.press("Tab")
            if reader.evaluate("document.activeElement.id") == "after":
                break
        expect(reader.locator("#after")).to_be_focused()
        reader.keyboard.press("Shift+Tab")
        expect(reader.locator("iframe")).to_be_focused()

        control(frame, "play").focus()
        reader.keyboard.press("Enter")
        expect(frame.locator(".counter-now")).not_to_have_text("0")


def test_a_page_of_a_foreign_origin_is_refused(reader: Page, address: str, course: tuple[str, list[str]]) -> None:
    origin, pages = course
    pages.append(f"<!doctype html><title>Stranger</title>{snippet(address)}")
    with reader.expect_console_message(lambda said: "frame-ancestors" in said.text) as refusal:
        reader.goto(origin)
    assert address.rstrip("/") in refusal.value.text
    assert [frame for frame in reader.frames if frame.url.startswith(address)] == []
