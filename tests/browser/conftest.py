"""A real server and Chromium for the whole suite; for each test a page of its own, under two guards.

The guards: nothing may be asked of another host, and the console may hold no error. A test that provokes one says so
in ``page.allowed``.
"""

from __future__ import annotations

import contextlib
import functools
import sys
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    Error,
    LocatorAssertions,
    Page,
    PageAssertions,
    TimeoutError,
    WebSocket,
    expect,
)

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
sys.path.insert(0, str(Path(__file__).parent))
from context_pool import SHARED_PROCESS, ContextPool
from drawn import PIXELS
from page_text import words

from classroom import LINK
from served_page import chromium, served_page

from ..waiting import noted

TIMEOUT_MS = 60_000
PICTURE_MS = 10_000
MOST_WORDS = 120
PICTURES = Path(__file__).parents[2] / "build" / "tests"
KEPT = 60
NO_BROWSER = (
    "The tests of the page need Chromium, and none can be started here ({why}). "
    "Install it: scripts/install_browser.sh .venv/bin/python"
)
SHOWN = """() => ['#transport', '#cards', '#announcer', '#runs'].map(
  (place) => `${place}: ${document.querySelector(place)?.innerText.replace(/\\s+/g, ' ')}`).join('\\n')"""
STILL = """() => new Promise((still) => {
  let before, since = performance.now();
  const look = (now) => {
    const boxes = [...document.querySelectorAll('h1, h2, h3, label, button, p, canvas, input, select')].map((e) => {
      const { x, y, width, height } = e.getBoundingClientRect();
      return [x, y, width, height];
    });
    const seen = String(boxes);
    if (seen !== before) [before, since] = [seen, now];
    if (now - since > 1000) return still();
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})"""
FREQUENT = ('{"type":"ack"', '{"type":"ping"', '{"type":"pong"')
DRAWING = f"[...document.querySelectorAll('#hero canvas')].map({PIXELS}).join()"


@dataclass
class Visit:
    """One page under guard: what it must not do is collected while the test goes on."""

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)
    said: deque[str] = field(default_factory=lambda: deque(maxlen=KEPT))

    def open(self, fragment: str = "") -> Page:
        """Go to the page, with the part of the link behind the #, and wait until it is mounted."""
        self.page.goto(f"{self.address}#{fragment}" if fragment else self.address)
        self.page.locator("html[data-ready]").wait_for()
        return self.page

    def drawing(self) -> str:
        """Return a sum of what the canvases of the picture show, which differs when a pixel does."""
        drawn: str = self.page.evaluate(DRAWING)
        return drawn

    def wait_for_another(self, drawing: str) -> str:
        """Wait until the picture is another one, and return it."""
        with noted("another picture"):
            self.page.wait_for_function(f"(before) => {DRAWING} !== before", arg=drawing)
        return self.drawing()

    def wait_for_update(self, update: int) -> None:
        """Wait until the counter stands at ``update`` or later."""
        with noted(f"update {update}"):
            self.page.wait_for_function(
                "(update) => Number(document.querySelector('.counter-now').textContent.replace(/\\D/g, '')) >= update",
                arg=update,
            )

    def update(self) -> int:
        """Return what the counter shows."""
        shown: int = self.page.evaluate(
            "Number(document.querySelector('.counter-now').textContent.replace(/\\D/g, ''))"
        )
        return shown

    def speak(self, language: str) -> None:
        """Change the page's language by its own button, wherever that is, and wait for the words of the picture."""
        html = self.page.locator("html")
        if html.get_attribute("lang") != language:
            self.page.locator(".topbar button[lang]").dispatch_event("click")
        expect(html).to_have_attribute("lang", language)
        self.page.wait_for_function(
            "(korean) => [...document.querySelectorAll('.hero-verdict')].every("
            "({ textContent }) => /[가-힣]/.test(textContent) === korean)",
            arg=language == "ko",
        )

    def resize(self, width: int, height: int) -> None:
        """Give the page another size and wait until it has laid itself out and painted."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.evaluate("() => new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))")

    def wait_until_still(self) -> None:
        """Wait until nothing has moved for a second: what is in sight has its place and its words."""
        with noted("a still page"):
            self.page.evaluate(STILL)

    def finds_nothing(self, look: str, *checks: str) -> None:
        """Wait until each check, a script that lists what is wrong, lists nothing; a failure names the ``look``.

        A check that has passed is not asked again: what is drawn a moment later has its own moment to be right.
        """
        for check in checks:
            try:
                with noted(look):
                    self.page.wait_for_function(f"() => ({check})().length === 0")
            except TimeoutError:
                assert self.page.evaluate(check) == [], look

    def unexpected(self) -> list[str]:
        """Return the faults that no test has announced."""
        return [fault for fault in self.faults if not any(words in fault for words in self.allowed)]


def noting(name: str, waits: Callable[..., None]) -> Callable[..., None]:
    """Return an assertion of Playwright's that notes how long it waits, too."""

    @functools.wraps(waits)
    def wait(asserted: object, *given: object, **named: object) -> None:
        with noted(f"{name} {', '.join(map(str, given))}"[:MOST_WORDS]):
            waits(asserted, *given, **named)

    return wait


for assertions in (LocatorAssertions, PageAssertions):
    for name in (each for each in vars(assertions) if each.startswith(("to_", "not_to_"))):
        setattr(assertions, name, noting(name, getattr(assertions, name)))

VISITS = pytest.StashKey[list[Visit]]()


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    # What a run keeps must not depend on how many sessions the tests before have left.
    # A run that was left takes no time from the next page.
    with served_page(history_bytes=str(2**29), detached_pause="1") as where:
        yield where


def pytest_sessionstart(session: pytest.Session) -> None:
    """Say once, before any test, that there is no browser; here, since a worker of xdist could end only itself."""
    if hasattr(session.config, "workerinput") or session.config.option.collectonly:
        return
    try:
        with chromium():
            pass
    except Error as error:
        why = str(error).strip().splitlines()[0]
        pytest.exit(NO_BROWSER.format(why=why), returncode=pytest.ExitCode.USAGE_ERROR)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=TIMEOUT_MS)
    with chromium(SHARED_PROCESS) as running:
        yield running


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add to a failure what its pages showed, and the last that they and the server said to each other."""
    report = yield
    if report.when == "call" and report.failed:
        for number, visit in enumerate(item.stash.get(VISITS, [])):
            picture = PICTURES / f"{item.name[:80].replace('/', '-')}-{number}.png"
            with contextlib.suppress(Error):  # it may be closed, or hang
                report.sections.append(("page", visit.page.evaluate(SHOWN)))
                visit.page.screenshot(path=picture, full_page=True, timeout=PICTURE_MS)
                report.sections.append(("picture", str(picture)))
            report.sections.append(("line", "\n".join(visit.said)))
    return report


@pytest.fixture(scope="session")
def contexts(browser: Browser, address: str) -> ContextPool:
    usual = {"viewport": {"width": 1440, "height": 900}, "locale": "en-US"}
    return ContextPool(browser, f"{address}readyz", usual, TIMEOUT_MS)


@pytest.fixture
def visit(contexts: ContextPool, address: str, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visit]]:
    """Return a function that opens a guarded page in a browser of its own; its keywords are the context's options."""
    visits = request.node.stash[VISITS] = []

    def begin(**options: Any) -> Visit:
        begun = Visit(contexts.lend(**options), address)
        guard(begun)
        visits.append(begun)
        return begun

    yield begin
    for begun in visits:
        contexts.take_back(begun.page.context)
    assert [fault for begun in visits for fault in begun.unexpected()] == []


@pytest.fixture
def teacher(visit: Callable[..., Visit]) -> Visit:
    """A page whose run stands at its first step."""
    here = visit()
    page = here.open(LINK)
    expect(page.locator(".counter-now")).to_have_text("0")
    expect(page.get_by_role("button", name=words("transport.play"), exact=True)).to_be_enabled()
    return here


def guard(visit: Visit) -> None:
    """Collect errors and requests to other hosts."""
    page, faults = visit.page, visit.faults
    began = time.monotonic()
    page.on("console", lambda said: faults.append(f"console: {said.text}") if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    page.on("request", lambda request: foreign(request.url) and faults.append(f"request: {request.url}"))

    def listen(socket: WebSocket) -> None:
        if foreign(socket.url):
            faults.append(f"websocket: {socket.url}")
        note("opened", "")
        socket.on("framesent", lambda payload: note("<", payload))
        socket.on("framereceived", lambda payload: note(">", payload))
        socket.on("close", lambda _: note("closed", ""))

    def note(what: str, payload: str | bytes) -> None:
        """Of frames, and of what is said about each, only the last of a row is kept."""
        text = payload[:160] if isinstance(payload, str) else f"frame of {len(payload)} bytes"
        if isinstance(payload, bytes) or payload.startswith(FREQUENT):
            what += "*"
            if visit.said and "*" in visit.said[-1][:12]:
                visit.said.pop()
        visit.said.append(f"{time.monotonic() - began:.2f} {what} {text}")

    def foreign(url: str) -> bool:
        ours = visit.address.removeprefix("http")
        return not url.startswith((f"http{ours}", f"ws{ours}", "data:", "blob:"))

    page.on("websocket", listen)
