"""Runs that stay: kept under a short link, opened elsewhere, checked, gone on with; listed, renamed, deleted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from controls import control
from page_text import pattern, words
from playwright.sync_api import expect
from test_accessibility import findings
from test_page_words import LACKING

from rnn_playground.telemetry.recording import Recording
from served_page import served_page

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from conftest import Visit

HELLO = "v=1&task=hello&a=gru&a.hidden_size=3&b=rnn&b.hidden_size=3&steps=60&pace=max"
STEPS = 60
LAST = STEPS - 1


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that keeps runs."""
    with served_page(data=str(tmp_path_factory.mktemp("data"))) as where:
        yield where


@pytest.fixture
def come(visit: Callable[..., Visit], home: str) -> Callable[..., Visit]:
    """Visit that server."""

    def begin(**options: object) -> Visit:
        begun = visit(**options)
        begun.address = home
        return begun

    return begin


def train(page: Page) -> None:
    control(page, "play").click()
    page.wait_for_function("(last) => document.querySelector('.counter-now').textContent === last", arg=str(STEPS))


def share(page: Page) -> None:
    """Open the dialog; on a narrow screen its button is behind another."""
    if page.locator(".rest-button").is_visible():
        page.locator(".rest-button").click()
    control(page, "share").click()
    page.locator(".kept").wait_for()


def keep(page: Page, name: str) -> str:
    """Keep the run under a name and return its link."""
    share(page)
    page.locator("#kept-name").fill(name)
    page.keyboard.press("Enter")
    page.locator("#kept-link").wait_for()
    return page.locator("#kept-link").input_value()


def kept_by(come: Callable[..., Visit], name: str, **options: object) -> tuple[Page, str]:
    page = come(**options).open(HELLO)
    train(page)
    return page, keep(page, name)


def open_link(come: Callable[..., Visit], link: str, **options: object) -> tuple[Visit, Page]:
    here = come(**options)
    page = here.open(link.partition("#")[2])
    page.locator(".kept-bar").wait_for()
    return here, page


def test_a_kept_run_is_replayed_elsewhere_checked_and_gone_on_with(come: Callable[..., Visit]) -> None:
    _, link = kept_by(come, "Mine & <yours>")
    here, page = open_link(come, link)
    bar = page.locator(".kept-bar")
    expect(bar.locator("b")).to_have_text("Mine & <yours>")
    expect(bar).to_contain_text(pattern("kept.made", step=str(LAST)))
    expect(bar).to_contain_text(words("kept.unchecked"))
    expect(page.locator(".counter-now")).to_have_text(str(STEPS))
    expect(page.locator("#loss .reading")).to_have_count(2)
    assert page.url == link
    control(page, "scrubber").press("Home")
    expect(page.locator(".counter-now")).to_have_text("0")
    bar.get_by_role("button", name=words("kept.check")).click()
    expect(bar.locator(".kept-said[data-found]")).to_contain_text(pattern("kept.same"))
    expect(bar.get_by_role("button", name=words("kept.check_again"))).to_be_visible()
    page.reload()
    expect(page.locator(".kept-said[data-found]")).to_contain_text(words("kept.same_build"))
    share(page)
    assert page.locator("#share-link").input_value() == link
    snippet = page.locator("#share-snippet").input_value()
    assert f"{link.partition('#')[2]}&amp;embed=1&amp;controls=play" in snippet
    page.keyboard.press("Escape")
    page.get_by_role("button", name=words("kept.go_on", steps=120)).click()
    page.wait_for_function("() => document.querySelector('.counter-now').textContent === '120'")
    expect(page.locator(".kept-bar")).to_be_hidden()
    page.wait_for_function("() => location.hash.includes('steps=120')")
    assert here.unexpected() == []


def test_a_kept_run_is_replayed_inside_another_page(come: Callable[..., Visit]) -> None:
    _, link = kept_by(come, "mine")
    here = come(viewport={"width": 900, "height": 560})
    page = here.open(f"{link.partition('#')[2]}&embed=1&controls=play")
    expect(page.locator(".counter-now")).to_have_text(str(STEPS))
    expect(page.locator(".kept-bar")).to_have_count(0)
    expect(page.locator(".embed-control")).to_have_count(0)
    expect(page.locator(".embed-open")).to_have_attribute("href", f"#{link.partition('#')[2]}")
    control(page, "scrubber").press("Home")
    expect(page.locator(".counter-now")).to_have_text("0")
    control(page, "play").click()
    page.wait_for_function("() => Number(document.querySelector('.counter-now').textContent) > 0")
    assert page.url.endswith("&embed=1&controls=play")


def test_the_list_renames_and_deletes_by_keyboard(come: Callable[..., Visit]) -> None:
    page, link = kept_by(come, "first")
    item = page.locator(".kept-list .run")
    expect(item).to_have_count(1)
    expect(item.locator(".run-thumbnail path")).to_have_count(3)
    expect(item).to_contain_text(words("kept.state.unchecked"))
    page.get_by_role("button", name=words("kept.rename", name="first")).press("Enter")
    page.keyboard.type("second")
    page.keyboard.press("Enter")
    expect(item.locator("a")).to_have_text("second")
    expect(page.get_by_role("button", name=words("kept.rename", name="second"))).to_be_focused()
    page.get_by_role("button", name=words("kept.rename", name="second")).press("Enter")
    page.locator(".kept-rename input").press("Escape")
    expect(item.locator("a")).to_have_text("second")
    page.reload()
    page.locator("html[data-ready]").wait_for()
    share(page)
    expect(item.locator("a")).to_have_attribute("href", link)
    page.get_by_role("button", name=words("kept.delete", name="second")).press("Enter")
    expect(page.get_by_role("button", name=words("kept.delete.not"))).to_be_focused()
    page.get_by_role("button", name=words("kept.delete.sure")).press("Enter")
    expect(item).to_have_count(0)
    gone = come()
    gone.allowed.append("404")
    gone.open(link.partition("#")[2])
    expect(gone.page.locator("#cards")).to_contain_text(words("problem.kept_unknown"))
    gone.page.wait_for_function("() => location.hash === ''")


def test_a_link_that_is_followed_in_an_open_page_opens_the_run(come: Callable[..., Visit]) -> None:
    page, link = kept_by(come, "followed")
    page.keyboard.press("Escape")
    page.evaluate("(hash) => { location.hash = hash; }", link.partition("#")[2])
    expect(page.locator(".kept-bar b")).to_have_text("followed")
    page.evaluate("(hash) => { location.hash = hash; }", HELLO)
    expect(page.locator(".kept-bar")).to_be_hidden()
    page.wait_for_function("(hash) => location.hash.slice(1) === hash", arg=HELLO)


def test_a_server_that_keeps_nothing_says_so_and_gives_the_file(visit: Callable[..., Visit], tmp_path) -> None:
    page = visit().open(HELLO)
    train(page)
    share(page)
    expect(page.locator(".kept")).to_contain_text(words("kept.none_here"))
    with page.expect_download() as download:
        page.locator('[data-offer="kept-file"]').click()
    download.value.save_as(tmp_path / "run.safetensors")
    assert Recording.read(tmp_path / "run.safetensors").scalars.last(0) == LAST
    expect(page.locator("#cards .card")).to_have_count(0)


def test_all_of_it_fits_on_a_telephone(come: Callable[..., Visit]) -> None:
    small = {"viewport": {"width": 400, "height": 860}}
    page, link = kept_by(come, "A rather long name for a run that is kept here, with many words", **small)
    dialog = page.locator("dialog.takeaway .dialog-body")
    assert dialog.evaluate("(body) => body.scrollWidth <= body.clientWidth")
    here, other = open_link(come, link, **small)
    for language in ("en", "ko"):
        here.speak(language)
        here.finds_nothing(
            language, "() => [document.documentElement.scrollWidth - innerWidth].filter((over) => over > 0)"
        )
        shown = other.locator(".kept-bar").inner_text()
        assert not re.search(r"kept\.|\{\w+\}", shown)
        assert bool(re.search("[가-힣]", shown)) == (language == "ko")


@pytest.mark.long
@pytest.mark.parametrize(("locale", "scheme"), [("en-US", "light"), ("ko-KR", "dark")])
def test_everything_has_a_name_and_help_and_nothing_is_grave(
    come: Callable[..., Visit], locale: str, scheme: str
) -> None:
    options = {"locale": locale, "color_scheme": scheme, "bypass_csp": True}
    page, link = kept_by(come, "named", **options)
    page.mouse.move(700, 30)
    page.locator(f"html[data-helps='{locale[:2]}']").wait_for(state="attached")
    expect(page.locator(".kept-list .quiet [data-found], .kept-list .quiet span")).not_to_be_empty()
    all_named_and_helped(page, ".kept")
    assert findings(page) == []
    page.locator(".kept-list [data-does=rename]").click()
    all_named_and_helped(page, ".kept")
    page.locator(".kept-rename input").press("Escape")
    page.locator(".kept-list [data-does=delete]").click()
    all_named_and_helped(page, ".kept")
    assert findings(page) == []
    _, other = open_link(come, link, **options)
    other.mouse.move(700, 30)
    other.locator(f"html[data-helps='{locale[:2]}']").wait_for(state="attached")
    all_named_and_helped(other, ".kept-bar")
    other.locator("#hero .hero-title").first.wait_for()
    assert findings(other) == []


def all_named_and_helped(page: Page, place: str) -> None:
    """Wait until all controls there have a name and help beside it; what is drawn anew gets its help right after."""
    within = "[...document.querySelectorAll(`${place} *`)].some((each) => each.outerHTML.slice(0, 200) === what)"
    page.wait_for_function(
        f"(place) => {{ const ours = ({LACKING})().filter(({{ what }}) => {within});"
        " return ours.length > 2 && ours.every(({ name, help }) => name && help.length > 0); }",
        arg=place,
    )
