"""A page that is loaded again comes back to its run; another tab, another link or a lost session begins anew."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from page_text import words
from playwright.sync_api import Page, expect

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
from served_page import served_page

if TYPE_CHECKING:
    from conftest import Visit

LINK = "v=1&task=hello&a=rnn&a.hidden_size=5&steps=100000"
KEY = "rnn-playground.session"
FORGE = f"""
const kept = sessionStorage.getItem('{KEY}');
if (kept) sessionStorage.setItem('{KEY}', kept.replace(/"key":"[^"]*"/, '"key":"forged"'));
"""


@pytest.fixture(scope="module")
def counting_server() -> Iterator[str]:
    with served_page(metrics="true") as where:
        yield where


@pytest.fixture
def playing(visit: Callable[..., Visit], counting_server: str) -> Visit:
    """A page whose run has made some updates and goes on."""
    here = visit()
    here.address = counting_server
    page = here.open(LINK)
    expect(page.locator(".counter-now")).to_have_text("0")
    page.get_by_role("button", name=words("transport.play"), exact=True).click()
    here.wait_for_update(30)
    return here


def reload(here: Visit) -> None:
    here.page.reload()
    here.page.locator("html[data-ready]").wait_for()


def expect_sessions(page: Page, count: int) -> None:
    """Wait until the server has so many sessions."""
    page.wait_for_function(
        "async (line) => (await (await fetch('metrics')).text()).split('\\n').includes(line)",
        arg=f"rnn_playground_open_sessions {float(count)}",
    )


def test_a_reload_comes_back_to_the_run_with_all_its_losses(playing: Visit) -> None:
    page = playing.page
    address = page.url
    before = playing.update()
    reload(playing)
    playing.wait_for_update(before + 30)
    expect(page.get_by_role("button", name=words("transport.pause"), exact=True)).to_be_visible()
    page.wait_for_function(
        "(least) => [...document.querySelectorAll('.js-plotly-plot')].some((chart) =>"
        " chart.data.some(({ x }) => x?.[0] === 0 && x[x.length - 1] >= least))",
        arg=before,
    )
    assert page.url == address
    assert page.evaluate(f"sessionStorage.getItem('{KEY}')") is None
    expect_sessions(page, 1)
    page.get_by_role("button", name=words("transport.pause"), exact=True).click()
    expect(page.get_by_role("button", name=words("transport.play"), exact=True)).to_be_visible()
    paused = playing.update()
    reload(playing)
    playing.wait_for_update(paused)
    expect(page.get_by_role("button", name=words("transport.play"), exact=True)).to_be_visible()
    page.get_by_role("button", name=words("transport.play"), exact=True).click()
    playing.wait_for_update(paused + 1)
    expect_sessions(page, 1)


def test_another_tab_with_the_same_link_has_a_run_of_its_own(playing: Visit) -> None:
    other = playing.page.context.new_page()
    other.goto(playing.page.url)
    other.locator("html[data-ready]").wait_for()
    expect(other.locator(".counter-now")).to_have_text("0")
    expect_sessions(playing.page, 2)
    before = playing.update()
    playing.wait_for_update(before + 1)


def test_another_link_begins_anew(playing: Visit) -> None:
    page = playing.page
    page.goto("about:blank")
    playing.open(f"{LINK}&weight_seed=3")
    expect(page.locator(".counter-now")).to_have_text("0")


def test_a_session_that_cannot_be_had_back_is_begun_anew(playing: Visit) -> None:
    page = playing.page
    page.add_init_script(FORGE)
    reload(playing)
    expect(page.locator(".counter-now")).to_have_text("0")
    page.get_by_role("button", name=words("transport.play"), exact=True).click()
    playing.wait_for_update(5)
    assert re.search("key|session", page.url) is None
