"""Browser contexts that are lent to one test after another: what they have compiled stays, what a visitor left goes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

KEPT_BY_A_PAGE = "local_storage,indexeddb,cache_storage,service_workers"
# With it, pages of one context share a process, and with it the scripts that were compiled, while one of them is open.
SHARED_PROCESS = "--process-per-site"
KEPT_CONTEXTS = 6
# A page can have these for itself: they need no context of their own.
LOOKS = ("color_scheme", "reduced_motion")


@dataclass
class Kept:
    """A context, the page that keeps its process alive, and where its visitors have been."""

    context: BrowserContext
    kind: str
    line: CDPSession
    visited: set[str] = field(default_factory=set)

    def forget(self) -> None:
        """Take away what visitors have left, in every origin they have been to."""
        self.context.clear_cookies()
        for origin in {"://".join(urlsplit(url)[:2]) for url in self.visited}:
            self.line.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": KEPT_BY_A_PAGE})
        self.visited.clear()


class ContextPool:
    """Contexts by their options. What two pages must not share, they do not: none is lent twice at a time."""

    def __init__(self, browser: Browser, home: str, usual: dict[str, Any], timeout_ms: float) -> None:
        """``home``: a page without a script on the site that tests visit; ``usual``: options, unless told otherwise."""
        self._browser = browser
        self._home = home
        self._usual = usual
        self._timeout_ms = timeout_ms
        self._free: list[Kept] = []
        self._lent: dict[BrowserContext, Kept] = {}

    def lend(self, **options: Any) -> Page:
        """Return a new page of a context with these options that nobody uses and that remembers nothing."""
        wanted = {**self._usual, **options}
        size = wanted.pop("viewport")
        looks = {look: wanted.pop(look, None) for look in LOOKS}
        kind = json.dumps(wanted, sort_keys=True)
        kept = next((each for each in self._free if each.kind == kind), None)
        if kept is None:
            kept = self._begun(wanted, kind)
        else:
            self._free.remove(kept)
        self._lent[kept.context] = kept
        page = kept.context.new_page()
        page.set_viewport_size(size)
        page.emulate_media(**looks)
        page.on("framenavigated", lambda frame: kept.visited.add(frame.url))
        return page

    def take_back(self, context: BrowserContext) -> None:
        """Close the pages of a context that was lent, and keep it for the next who wants one like it."""
        kept = self._lent.pop(context)
        for page in context.pages[1:]:
            page.close()
        context.unroute_all()
        kept.forget()
        self._free.append(kept)
        for unused in self._free[:-KEPT_CONTEXTS]:
            unused.context.close()
        del self._free[:-KEPT_CONTEXTS]

    def _begun(self, options: dict[str, Any], kind: str) -> Kept:
        context = self._browser.new_context(**options)
        context.set_default_timeout(self._timeout_ms)
        first = context.new_page()
        first.goto(self._home)
        return Kept(context, kind, context.new_cdp_session(first))
