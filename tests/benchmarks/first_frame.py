"""How long from pressing play to the first frame: over the socket, and in the page. Prints; judges nothing."""

from __future__ import annotations

import json
import statistics
import time

from playwright.sync_api import Browser, Page
from websockets.sync.client import connect

from served_page import chromium, served_page

TARGET_MS = 500
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


def report(name: str, milliseconds: list[float]) -> None:
    """Print the median and the worst, and their ratio to what is hoped for."""
    median, worst = statistics.median(milliseconds), max(milliseconds)
    print(f"{name}: median {median:.0f} ms, worst {worst:.0f} ms of {len(milliseconds)}", end="; ")
    print(f"worst / {TARGET_MS} ms = {worst / TARGET_MS:.2f}")


def main() -> None:
    """Measure both on one warm server."""
    with served_page() as address, chromium() as browser:
        over_the_socket(address)
        report("first frame over the socket", [over_the_socket(address) for _ in range(RUNS)])
        in_the_page(browser, address)
        report("first frame drawn after play", [in_the_page(browser, address) for _ in range(VISITS)])


if __name__ == "__main__":
    main()
