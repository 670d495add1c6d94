"""Measure the first screen: its words, controls and sizes of type, its bars, and what moves while the mended run plays.

python scripts/first_screen.py

Prints a line for each screen and language. A word is what stands between two spaces and has a letter; a control is what
Tab stops at, a group of choices once for each choice; sizes are those of words outside formulas. Shift is the browser's
own log of layout shifts over twenty seconds, from one second after a model was added that solves the task, but for what
moves within the picture and for the flags on the loss and on the film; 0 means that nothing has moved.
"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, Page

from served_page import chromium, served_page

SCREENS = (
    (1440, 900, "en-US"),
    (1440, 900, "ko-KR"),
    (1920, 1080, "en-US"),
    (1280, 720, "en-US"),
    (400, 850, "en-US"),
    (400, 850, "ko-KR"),
)
PATIENCE_MS = 120_000
PLAYS_MS = 20_000
IN_SIGHT = """
  const seen = (element) => {
    const { width, height, top, bottom, left, right } = element.getBoundingClientRect();
    const within = width > 1 && height > 1 && top < innerHeight && bottom > 0 && left < innerWidth && right > 0;
    return within && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };
"""
WORDS = (
    "() => {"
    + IN_SIGHT
    + """
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const { currentNode: node } = walker;
    const parent = node.parentElement;
    if (!node.textContent.trim() || parent.closest('.visually-hidden, script, style, noscript, option')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (!seen(parent) || box.top >= innerHeight || box.bottom <= 0) continue;
    const words = node.textContent.trim().split(/\\s+/).filter((word) => /\\p{L}/u.test(word));
    const size = parent.closest('math') ? '' : getComputedStyle(parent).fontSize;
    for (const word of words) found.push([word, size]);
  }
  return found;
}"""
)
CONTROLS = (
    "() => {"
    + IN_SIGHT
    + """
  const kinds = 'a[href], button, input, select, textarea, summary, [role=slider], [role=button], [tabindex="0"]';
  const shown = (element) => element.matches('[type=radio]') ? element.closest('label') ?? element : element;
  return [...document.querySelectorAll(kinds)].filter((element) => !element.disabled && seen(shown(element)))
    .map((element) => element.getAttribute('aria-label') ?? (element.innerText || element.name || element.tagName));
}"""
)
SHIFTS = """() => {
  window.shifts = [];
  const PICTURES = '.hero-stage, .loss-flags, .timeline-marks';
  const elementOf = (node) => node?.closest ? node : node?.parentElement;
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries()) {
      const outside = sources.map(({ node }) => elementOf(node)).filter((element) => !element?.closest(PICTURES));
      if (outside.length) window.shifts.push([value, outside.map((element) => element?.outerHTML.slice(0, 80))]);
    }
  }).observe({ type: 'layout-shift' });
}"""
HEIGHTS = """() => ['#topbar', '#transport'].map((place) => document.querySelector(place).offsetHeight)"""


def words_on(page: Page) -> list[tuple[str, str]]:
    """Return each word in sight with the size of its type."""
    return [(word, size) for word, size in page.evaluate(WORDS)]


def controls_on(page: Page) -> list[str]:
    """Return the names of the controls in sight."""
    names: list[str] = page.evaluate(CONTROLS)
    return names


def settled(page: Page) -> Page:
    """Wait until the recorded run stands on the page and what belongs to the first screen has come."""
    page.locator("html[data-ready]").wait_for()
    page.locator(".train-button:visible").wait_for()
    page.locator(".loss-chart .main-svg").first.wait_for(state="attached")
    page.wait_for_timeout(1_000)
    return page


def shifts_after_the_fix(page: Page) -> list[Any]:
    """Train, add the model that solves the task, and return what has moved outside the picture in twenty seconds."""
    page.locator(".train-button").click()
    page.locator(".transport[data-source='live']").wait_for(timeout=PATIENCE_MS)
    page.locator(".fix-button:not(.train-button)").click()
    page.locator(".hero-title").nth(1).wait_for(timeout=PATIENCE_MS)
    page.mouse.move(2, 400)
    page.wait_for_timeout(1_000)
    page.evaluate(SHIFTS)
    page.wait_for_timeout(PLAYS_MS)
    moved: list[Any] = page.evaluate("window.shifts")
    return moved


def measure(browser: Browser, address: str, width: int, height: int, language: str) -> None:
    """Print one line for a screen, and below it what moved."""
    context = browser.new_context(viewport={"width": width, "height": height}, locale=language, has_touch=width < 600)
    page = context.new_page()
    page.goto(address)
    settled(page)
    words, controls, heights = words_on(page), controls_on(page), page.evaluate(HEIGHTS)
    moved = shifts_after_the_fix(page)
    sizes = sorted({float(size.removesuffix("px")) for _, size in words if size})
    print(
        f"{width} × {height} {language}: {len(words)} words, {len(controls)} controls, "
        f"{len(sizes)} sizes ({', '.join(f'{size:g}' for size in sizes)} px), bars above and below "
        f"{sum(heights) / height:.0%} of the height, shift {sum(value for value, _ in moved):.4f} in {len(moved)} moves"
    )
    for value, places in moved[:8]:
        print(f"  {value:.4f} {places}")
    context.close()


def main() -> None:
    """Measure every screen, one after the other."""
    with served_page() as address, chromium() as browser:
        for width, height, language in SCREENS:
            measure(browser, address, width, height, language)


if __name__ == "__main__":
    main()
