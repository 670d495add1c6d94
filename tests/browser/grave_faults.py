"""What axe-core finds wrong with a page that keeps somebody from using it."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

GRAVE = {"serious", "critical"}
# A colour on its way to another has the contrast of neither.
SETTLED = "() => document.getAnimations().every((each) => !(each instanceof CSSTransition))"


def grave(page: Page) -> list[str]:
    """Return what axe-core finds serious or critical."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{each['id']}: {node['target']}" for each in found if each["impact"] in GRAVE for node in each["nodes"]]


def both_schemes(page: Page) -> None:
    """Find nothing grave, neither light nor dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("html")).to_have_attribute("data-scheme", scheme)
        page.wait_for_function(SETTLED)
        assert grave(page) == [], scheme
