"""Take the pictures of README and tour anew, of real runs in a real browser; writes docs/images/*.png.

python scripts/screenshots.py            # all of them
python scripts/screenshots.py phone dark # these
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Page

from served_page import chromium, served_page

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
PATIENCE_MS = 120_000
COUNTER = ".counter-now"
COLOURS = 256
MOST_BYTES = 200_000
HELLO = (
    "v=1&preset=hello&task=hello&a=rnn&a.hidden_size=3&a.optimizer.learning_rate=0.01&batch_size=1&steps=400&pace=30"
)


def nothing(page: Page) -> None:
    """Leave the page as the run left it."""


def inspect(page: Page) -> None:
    """Choose the second unit of the third time step, by key."""
    page.locator(".hero-scroller").focus()
    for key in ("Home", "ArrowRight", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.locator(".inspector-where").wait_for()


def triangle(page: Page) -> None:
    """Bring the triangle into sight, and follow the last loss back."""
    page.locator(".hero-scroller").press("l")
    page.locator(".hero-ribbon-words:not(:empty)").wait_for()
    page.locator(".time-card[data-kind='triangle']").scroll_into_view_if_needed()


def vote(page: Page) -> None:
    """Say of the open claim that it does not hold, and wait for its reading."""
    page.locator(".claim-vote[data-vote='no']").click()
    page.locator(".claim-finding").wait_for(timeout=PATIENCE_MS)


def define(page: Page) -> None:
    """Open the definition of a term."""
    page.locator("html[data-terms]").wait_for(state="attached")
    page.locator("#spectrum .panel-caption [data-term]").last.click()


class Scene(NamedTuple):
    """One picture: the link it begins with, the update that it is held at, and what is done there."""

    name: str
    link: str
    update: int
    act: Callable[[Page], None] = nothing
    start: str = "Play"
    width: int = 1440
    height: int = 900
    locale: str = "en-US"
    scheme: str = "light"


ORDER = "v=1&task=temporal_order&a=rnn&a.optimizer.learning_rate=0.01&b=gru&b.optimizer.learning_rate=0.01"
SCENES = [
    Scene("playground", "", 400, start="Try a GRU"),
    Scene("hello", HELLO, 60),
    Scene("inspector", HELLO, 60, inspect),
    Scene("triangle", f"{HELLO}&panels=triangle", 60, triangle),
    Scene("glossary", f"{ORDER}&pace=100", 150, define),
    Scene("claim", "v=1&claim=truncation", 420, vote),
    Scene("lesson", "v=1&lesson=1.1", 0),
    Scene("dark", f"{ORDER}&pace=100", 250, start="재생", locale="ko-KR", scheme="dark"),
    Scene("phone", f"{ORDER}&pace=100", 250, start="재생", width=400, height=860, locale="ko-KR"),
]


def take(page: Page, address: str, scene: Scene) -> None:
    """Run ``scene`` to its update, hold it there, act and write its picture."""
    page.goto(f"{address}#{scene.link}")
    page.locator("html[data-ready]").wait_for()
    if scene.update:
        run(page, scene)
    page.mouse.move(2, 2)
    scene.act(page)
    page.wait_for_timeout(1500)
    picture = IMAGES / f"{scene.name}.png"
    page.screenshot(path=picture)
    shrink(picture)


def shrink(picture: Path) -> None:
    """Write the picture with a palette, a third of the size; raises ValueError where it is too large even so."""
    with Image.open(picture) as taken:
        taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(picture, optimize=True)
    if (size := picture.stat().st_size) > MOST_BYTES:
        raise ValueError(f"{picture.name} has {size} bytes, the bound is {MOST_BYTES}; choose a smaller viewport")


def run(page: Page, scene: Scene) -> None:
    """Play until the update of ``scene``, then pause."""
    page.get_by_role("button", name=scene.start, exact=True).first.click()
    page.wait_for_function(
        "([counter, update]) => Number(document.querySelector(counter).textContent.replace(/\\D/g, '')) >= update",
        arg=[COUNTER, scene.update],
        timeout=PATIENCE_MS,
    )
    pause = "일시정지" if scene.locale == "ko-KR" else "Pause"
    page.get_by_role("button", name=pause, exact=True).first.click()


def main() -> None:
    """Take the scenes that are named, all where none is, on one server."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[1:] or [scene.name for scene in SCENES]
    if unknown := set(wanted) - {scene.name for scene in SCENES}:
        raise SystemExit(
            f"there is no scene {', '.join(sorted(unknown))}; choose of {', '.join(s.name for s in SCENES)}"
        )
    with served_page() as address, chromium() as browser:
        for scene in (scene for scene in SCENES if scene.name in wanted):
            page = browser.new_page(
                viewport={"width": scene.width, "height": scene.height},
                locale=scene.locale,
                color_scheme=scene.scheme,  # type: ignore[arg-type]
                bypass_csp=True,
            )
            page.set_default_timeout(PATIENCE_MS)
            take(page, address, scene)
            page.close()
            print(IMAGES / f"{scene.name}.png")


if __name__ == "__main__":
    main()
