"""Browser contexts that are lent to one test after another: their caches stay warm, what a visitor left is gone."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page

KEPT_BY_A_PAGE = "local_storage,indexeddb,cache_storage,service_workers"


class ContextPool:
    """Contexts by their options. What two pages must not share, they do not: no context is lent twice at a time."""

    def __init__(self, browser: Browser, usual: dict[str, Any], timeout_ms: float) -> None:
        self._browser = browser
        self._usual = usual
        self._timeout_ms = timeout_ms
        self._free: dict[str, list[BrowserContext]] = {}
        self._lent: dict[BrowserContext, str] = {}
        self._visited: dict[BrowserContext, set[str]] = {}

    def lend(self, **options: Any) -> Page:
        """Return a new page of a context with these options that nobody uses and that remembers nothing."""
        wanted = {**self._usual, **options}
        kind = json.dumps(wanted, sort_keys=True)
        free = self._free.setdefault(kind, [])
        context = free.pop() if free else self._begun(wanted)
        self._lent[context] = kind
        page = context.new_page()
        self._forget(context, page)
        page.on("framenavigated", lambda frame: self._visited[context].add(frame.url))
        return page

    def take_back(self, context: BrowserContext) -> None:
        """Close the pages of a context that was lent, and keep it for the next who wants one like it."""
        for page in context.pages:
            page.close()
        context.unroute_all()
        self._free[self._lent.pop(context)].append(context)

    def _begun(self, options: dict[str, Any]) -> BrowserContext:
        context = self._browser.new_context(**options)
        context.set_default_timeout(self._timeout_ms)
        self._visited[context] = set()
        return context

    def _forget(self, context: BrowserContext, page: Page) -> None:
        """Take away what the visitors before have left, in every origin they have been to."""
        context.clear_cookies()
        line = context.new_cdp_session(page)
        for origin in {"://".join(urlsplit(url)[:2]) for url in self._visited[context]}:
            line.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": KEPT_BY_A_PAGE})
        line.detach()
        self._visited[context].clear()
