"""Take the README's pictures anew, of real runs in a real browser; writes docs/images/*.png."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page

from served_page import chromium, served_page

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
PATIENCE_MS = 60_000
COUNTER = ".counter-now"


class Scene(NamedTuple):
    """One picture: the link it begins with, the button that starts the run, and the update at which it is taken."""

    name: str
    link: str
    button: str
    update: int
    width: int = 1440
    height: int = 900


SCENES = [
    Scene("playground", "", "Try a GRU", 400),
    Scene("hello", "v=1&preset=hello&task=hello&a=rnn&a.hidden_size=3&batch_size=1&steps=400&pace=30", "Play", 60),
]


def take(page: Page, address: str, scene: Scene) -> None:
    """Run ``scene`` to its update, hold it there and write its picture."""
    page.goto(f"{address}#{scene.link}")
    page.locator("html[data-ready]").wait_for()
    page.get_by_role("button", name=scene.button, exact=True).first.click()
    page.wait_for_function(
        "([counter, update]) => Number(document.querySelector(counter).textContent.replace(/\\D/g, '')) >= update",
        arg=[COUNTER, scene.update],
        timeout=PATIENCE_MS,
    )
    page.get_by_role("button", name="Pause", exact=True).first.click()
    page.mouse.move(2, 2)
    page.wait_for_timeout(1500)
    page.screenshot(path=IMAGES / f"{scene.name}.png")


def main() -> None:
    """Take every scene on one server."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with served_page() as address, chromium() as browser:
        for scene in SCENES:
            viewport = {"width": scene.width, "height": scene.height}
            page = browser.new_page(viewport=viewport, locale="en-US", bypass_csp=True)  # type: ignore[arg-type]
            take(page, address, scene)
            page.close()
            print(IMAGES / f"{scene.name}.png")


if __name__ == "__main__":
    main()
