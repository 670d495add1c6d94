"""How long from the address to the first picture with measured numbers, with nothing in the cache; how much comes.

Over loopback and as over a local network (20 Mbit/s, 20 ms), with Brotli and with the gzip that browsers ask for where
the page is neither served on this machine nor over HTTPS. Judges nothing.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from playwright.sync_api import Browser, CDPSession

from served_page import chromium, served_page
from support.figures import figures_of

BOUND_MS = 1000
BOUND_KB = 150
VISITS = 20
NETWORK = {"offline": False, "latency": 20, "downloadThroughput": 20e6 / 8, "uploadThroughput": 20e6 / 8}
GZIP = "gzip, deflate"
FIRST = re.compile(r"(/|/main\.js|/page\.css|/favicon\.svg|/opening\.safetensors|/text/\w+\.json|/api/catalog)$")
# The animation frame behind the one in which the title of a model holds a number: then the picture is on the screen.
# The second time that the number changes, the picture moves.
NOTE_PICTURES = """
  globalThis.pictures = [];
  const look = () => {
    const shown = document.querySelector('#hero .hero-figure')?.textContent ?? '';
    if (/\\d/.test(shown) && shown !== pictures.at(-1)?.shown) {
      const picture = { shown, at: Infinity };
      pictures.push(picture);
      requestAnimationFrame(() => { picture.at = performance.now(); });
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
"""


class Visit(NamedTuple):
    """Milliseconds to the first picture, and the kilobytes that had been asked for when it moved."""

    first_picture: float
    kilobytes: float
    requests: int
    coding: str


class Traffic:
    """What has come, by request, in bytes as they went over the line."""

    def __init__(self, line: CDPSession) -> None:
        self.asked: dict[str, str] = {}
        self.bytes: dict[str, float] = {}
        self.codings: set[str] = set()
        line.on("Network.requestWillBeSent", self._asked)
        line.on("Network.responseReceived", self._answered)
        line.on("Network.loadingFinished", self._finished)

    def _asked(self, event: dict[str, Any]) -> None:
        self.asked[event["requestId"]] = event["request"]["url"]

    def _answered(self, event: dict[str, Any]) -> None:
        headers = {name.lower(): value for name, value in event["response"]["headers"].items()}
        self.codings |= {headers["content-encoding"]} if "content-encoding" in headers else set()

    def _finished(self, event: dict[str, Any]) -> None:
        self.bytes[event["requestId"]] = event["encodedDataLength"]


def visited(browser: Browser, address: str, *, network: bool, codings: str | None) -> Visit:
    """Open the page in a fresh context, and wait until its picture has moved."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    if codings:
        context.set_extra_http_headers({"accept-encoding": codings})
    if network:
        line.send("Network.emulateNetworkConditions", NETWORK)
    traffic = Traffic(line)
    page.add_init_script(NOTE_PICTURES)
    page.goto(address)
    page.wait_for_function("() => globalThis.pictures.length > 1 && pictures[1].at < Infinity", timeout=60_000)
    first, moved = page.evaluate("[pictures[0].at, pictures[1].at]")
    assert moved > first
    needed = [key for key, url in traffic.asked.items() if needed_at_first(url)]
    kilobytes = sum(traffic.bytes.get(key, 0) for key in needed) / 1000
    context.close()
    coding = "br" if "br" in traffic.codings else "gzip"
    return Visit(first, kilobytes, len(needed), coding)


def needed_at_first(url: str) -> bool:
    """Tell whether the picture waited for it; the rest is fetched once it is on the screen."""
    return FIRST.search(url) is not None


def main() -> None:
    """Visit the page again and again."""
    with figures_of("first_paint") as figures, served_page() as address, chromium() as browser:
        visited(browser, address, network=False, codings=None)
        for network, where in ((False, "loopback"), (True, "20 Mbit/s and 20 ms")):
            for codings, coding in ((None, "Brotli"), (GZIP, "gzip")):
                visits = [visited(browser, address, network=network, codings=codings) for _ in range(VISITS)]
                assert {visit.coding for visit in visits} == {"gzip" if codings else "br"}
                name = f"address to first picture, {where}, {coding}"
                figures.percentiles(name, [visit.first_picture for visit in visits], "ms", bound=BOUND_MS)
                figures.add(f"bytes until it moves, {where}, {coding}", visits[0].kilobytes, "kB", bound=BOUND_KB)
                figures.add(f"requests until it moves, {where}, {coding}", visits[0].requests, "requests")


if __name__ == "__main__":
    main()
