"""The controls that many tests use, found as a screen reader finds them: by role, and by name in either language."""

from __future__ import annotations

import re

from page_text import pattern, words
from playwright.sync_api import FrameLocator, Locator, Page, expect

LANGUAGES = ("en", "ko")
# The last frame of the opening's recording. With reduced motion the last of its first frames stands there until the
# rest has come, and then this one.
LAST_RECORDED = 195
# The role; the texts that may be its name; the landmark that it lies in, where others of the page have that name too.
CONTROLS: dict[str, tuple[str, list[str], str | None]] = {
    "look closer": ("button", ["closer.open"], None),
    "branch": ("button", ["branch.open.label"], "contentinfo"),
    "grow": ("button", ["branch.grow"], None),
    "guess": ("button", ["guess.begin"], None),
    "learn": ("button", ["learn.title"], "banner"),
    "picture": ("application", ["hero.label"], None),
    "play": ("button", ["transport.play", "transport.pause", "transport.train_more", "story.train"], "contentinfo"),
    "runs": ("button", ["runs.title", "runs.title.count"], None),
    "scrubber": ("slider", ["transport.scrubber"], "contentinfo"),
    "share": ("button", ["topbar.share"], "banner"),
    "step": ("button", ["transport.step"], "contentinfo"),
    "take away": ("button", ["topbar.export"], "banner"),
    "take a copy": ("button", ["watching.copy"], None),
    "wall": ("button", ["watching.wall", "watching.wall.one"], None),
}

BEHIND_MORE = ("share", "take away")


def look_closer(page: Page, card: str) -> None:
    """Choose a card, by the key of its name, in the chooser of all cards, and wait until that has closed."""
    control(page, "look closer").click()
    chooser = page.get_by_role("dialog").filter(has=page.locator(".chooser-choice"))
    names = "|".join(re.escape(words(card, language)) for language in LANGUAGES)
    chooser.get_by_role("button", name=re.compile(f"^(?:{names})$")).click()
    expect(chooser).to_have_count(0)


def question_room(page: Page, question: str) -> Locator:
    """Open a question that is put to the network and return its room."""
    room = page.locator(f"#try-{question}")
    if not room.is_visible():
        look_closer(page, f"try.{question}.name")
    return room


def in_sight(panel: Locator) -> Locator:
    """Bring a panel to sight and return it: a card that nobody sees is not drawn."""
    panel.scroll_into_view_if_needed()
    return panel


def more(panel: Locator) -> Locator:
    """Open what waits behind the button of a panel, its settings, its reading in full and its table; return it."""
    opener = panel.locator(".panel-opener")
    if opener.get_attribute("aria-expanded") != "true":
        opener.click()
    rest = panel.locator(".panel-more")
    expect(rest).to_be_visible()
    return rest


def more_everywhere(page: Page) -> None:
    """Open every panel that is folded, and all that waits behind a button of a panel in sight."""
    for closed in (".panel-fold[aria-expanded=false]", ".panel-opener[aria-expanded=false]:visible"):
        for opener in page.locator(closed).all()[::-1]:
            opener.click()


def unfolded(panel: Locator) -> Locator:
    """Open a panel of which only the heading is in sight; return it."""
    fold = panel.locator(".panel-fold")
    if fold.get_attribute("aria-expanded") != "true":
        fold.click()
    expect(panel.locator(".panel-figure")).to_be_visible()
    return panel


def control(page: Page | FrameLocator, name: str) -> Locator:
    """Return a control of the page, with the menu open that it lies in; raises KeyError for one that is not listed."""
    if name in BEHIND_MORE:
        open_rest(page)
    return named(page, *CONTROLS[name])


def open_rest(page: Page | FrameLocator) -> None:
    """Open the menu of the top bar, where it is closed."""
    opener = named(page, "button", ["topbar.more"], "banner")
    if opener.get_attribute("aria-expanded") == "false":
        opener.click()


def show_figures(page: Page | FrameLocator) -> None:
    """Have all figures stand beside the models, and the key to every mark below the picture."""
    toggle = named(page, "button", ["view.figures"], None)
    if toggle.get_attribute("aria-pressed") == "false":
        toggle.click()


def named(page: Page | FrameLocator, role: str, keys: list[str], landmark: str | None) -> Locator:
    """Return what has that role, and one of these texts in either language as its name."""
    names = "|".join(pattern(key, language).pattern for key in keys for language in LANGUAGES)
    within = page if landmark is None else page.get_by_role(landmark)
    return within.get_by_role(role, name=re.compile(f"^(?:{names})$"))
