"""How long from pressing play to the first frame: over the socket, and in the page. Prints; judges nothing."""

from __future__ import annotations

import json
import time

from playwright.sync_api import Browser, Page
from websockets.sync.client import connect

from served_page import chromium, served_page
from support.figures import figures_of

BOUND_MS = 500
RUNS = 20
VISITS = 5
NOTE_FRAMES_AND_KEYS = """
  globalThis.bench = { pressed: 0, drawn: 0 };
  const Native = WebSocket;
  globalThis.WebSocket = class extends Native {
    constructor(...given) {
      super(...given);
      this.addEventListener('message', ({ data }) => {
        if (typeof data === 'string' || !bench.pressed || bench.drawn) return;
        requestAnimationFrame(() => requestAnimationFrame(() => { bench.drawn ||= performance.now(); }));
      });
    }
  };
  addEventListener('keydown', () => { bench.pressed ||= performance.now(); }, true);
"""


def over_the_socket(address: str) -> float:
    """Start the default experiment in a new session; return the milliseconds until its first frame."""
    with connect(address.replace("http", "ws") + "api/session", compression=None, max_size=None) as socket:
        socket.recv(timeout=10)
        began = time.perf_counter()
        socket.send(json.dumps({"type": "start", "experiment": {}}))
        while not isinstance(socket.recv(timeout=10), bytes):
            pass
        taken = 1000 * (time.perf_counter() - began)
        socket.send(json.dumps({"type": "stop"}))
        return taken


def in_the_page(browser: Browser, address: str) -> float:
    """Open the page anew and press play; return the milliseconds until the first live frame has been drawn."""
    page: Page = browser.new_page(bypass_csp=True)
    page.add_init_script(NOTE_FRAMES_AND_KEYS)
    page.goto(address)
    page.wait_for_function("document.querySelector('#hero canvas, #hero svg')")
    page.wait_for_timeout(1500)
    page.keyboard.press("Space")
    page.wait_for_function("bench.drawn > 0", timeout=15_000)
    taken: float = page.evaluate("bench.drawn - bench.pressed")
    page.close()
    return taken


def main() -> None:
    """Measure both on one warm server."""
    with served_page() as address, chromium() as browser, figures_of("first_frame") as figures:
        over_the_socket(address)
        found = [over_the_socket(address) for _ in range(RUNS)]
        figures.percentiles("first frame over the socket", found, "ms", bound=BOUND_MS)
        in_the_page(browser, address)
        found = [in_the_page(browser, address) for _ in range(VISITS)]
        figures.percentiles("first frame drawn after play", found, "ms", bound=BOUND_MS)


if __name__ == "__main__":
    main()
