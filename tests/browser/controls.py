"""The controls that many tests use, found as a screen reader finds them: by role, and by name in either language."""

from __future__ import annotations

import re

from page_text import pattern
from playwright.sync_api import FrameLocator, Locator, Page

LANGUAGES = ("en", "ko")
# The role; the texts that may be its name; the landmark that it lies in, where others of the page have that name too.
CONTROLS: dict[str, tuple[str, list[str], str | None]] = {
    "branch": ("button", ["branch.open.label"], "contentinfo"),
    "grow": ("button", ["branch.grow"], None),
    "guess": ("button", ["guess.begin"], None),
    "learn": ("button", ["learn.title"], "banner"),
    "picture": ("application", ["hero.label"], None),
    "play": ("button", ["transport.play", "transport.pause"], "contentinfo"),
    "runs": ("button", ["runs.title", "runs.title.count"], None),
    "scrubber": ("slider", ["transport.scrubber"], "contentinfo"),
    "share": ("button", ["topbar.share"], "banner"),
    "step": ("button", ["transport.step"], "contentinfo"),
    "take away": ("button", ["topbar.export"], "banner"),
    "take a copy": ("button", ["watching.copy"], None),
    "wall": ("button", ["watching.wall", "watching.wall.one"], None),
}


def control(page: Page | FrameLocator, name: str) -> Locator:
    """Return a control of the page; raises KeyError for one that is not listed here."""
    role, keys, landmark = CONTROLS[name]
    names = "|".join(pattern(key, language).pattern for key in keys for language in LANGUAGES)
    within = page if landmark is None else page.get_by_role(landmark)
    return within.get_by_role(role, name=re.compile(f"^(?:{names})$"))
