"""How often the unrolled picture is redrawn while frames arrive, against an empty animation loop; judges nothing."""

from __future__ import annotations

from typing import TypedDict

from playwright.sync_api import Browser, Page

from served_page import chromium, served_page
from support.figures import Peer, figures_of

SECONDS = 10
VIEWPORT = {"width": 1440, "height": 900}
COUNT = """
  globalThis.bench = { ticks: 0, redraws: 0, frames: 0, drawnAt: -1 };
  const tick = () => { bench.ticks += 1; requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
  for (const name of ['clearRect', 'fillRect', 'drawImage', 'putImageData']) {
    const native = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...given) {
      if (bench.drawnAt !== bench.ticks && this.canvas.closest?.('#hero')) {
        bench.drawnAt = bench.ticks;
        bench.redraws += 1;
      }
      return native.apply(this, given);
    };
  }
  const Native = WebSocket;
  globalThis.WebSocket = class extends Native {
    constructor(...given) {
      super(...given);
      this.addEventListener('message', ({ data }) => { bench.frames += typeof data !== 'string'; });
    }
  };
"""


class Rates(TypedDict):
    """Per second: animation frames of the page, redraws of the unrolled picture, frames from the server."""

    ticks: float
    redraws: float
    frames: float


def rates(page: Page) -> Rates:
    """Count for a while and return what happened a second."""
    measured: Rates = page.evaluate(
        """async (seconds) => {
             const before = { ...bench }, began = performance.now();
             await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
             const taken = (performance.now() - began) / 1000;
             const rate = (name) => (bench[name] - before[name]) / taken;
             return { ticks: rate('ticks'), redraws: rate('redraws'), frames: rate('frames') };
           }""",
        SECONDS,
    )
    return measured


def opened(browser: Browser, address: str) -> Page:
    """Return a page at ``address`` in which animation frames, redraws and arriving frames are counted."""
    page = browser.new_page(viewport=VIEWPORT, bypass_csp=True)
    page.add_init_script(COUNT)
    page.goto(address)
    return page


def main() -> None:
    """Measure the empty loop, then the page while it trains."""
    with served_page() as address, chromium() as browser, figures_of("hero_rate") as figures:
        empty = opened(browser, address + "healthz")
        idle = rates(empty)
        empty.close()
        page = opened(browser, address)
        page.wait_for_function("document.querySelector('#hero canvas')")
        page.wait_for_timeout(1500)
        page.keyboard.press("Space")
        page.wait_for_timeout(2000)
        live = rates(page)
        empty_loop = Peer("empty animation loop", idle["ticks"])
        figures.add("animation frames of the page while training", live["ticks"], "1/s", peer=empty_loop)
        figures.add("redraws of the unrolled picture", live["redraws"], "1/s", peer=empty_loop)
        figures.add("frames that arrive", live["frames"], "1/s")


if __name__ == "__main__":
    main()
