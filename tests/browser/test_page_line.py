"""The link in the address, and the line to the server."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from controls import control
from page_text import pattern, words
from playwright.sync_api import WebSocketRoute, expect

if TYPE_CHECKING:
    from conftest import Visit


FULL = (
    "v=1&task=sine&task.length=20&a=rnn&a.hidden_size=5&a.activation=sine&a.recurrent_init=gaussian"
    "&a.recurrent_init.gain=1.5&b=lstm&b.optimizer=momentum&b.optimizer.learning_rate=0.2&b.clip=none"
    "&batch_size=8&data_seed=3&weight_seed=7&pace=2&lane=b&more=1"
)


def test_a_link_opens_what_it_says_and_stays_as_it_is(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open(FULL)
    expect(page.get_by_label(words("field.cell.label"))).to_have_value("lstm")
    expect(page.get_by_role("textbox", name=words("field.weight_seed.label"))).to_have_value("7")
    expect(page.locator(".counter-now")).to_have_text("0")
    page.keyboard.press("1")
    expect(page).to_have_url(here.address + "#" + FULL.replace("&lane=b", ""))
    page.keyboard.press("2")
    expect(page).to_have_url(f"{here.address}#{FULL}")
    page.reload()
    expect(page.get_by_role("textbox", name=words("field.data_seed.label"))).to_have_value("3")
    assert page.evaluate("location.hash.slice(1)") == FULL


def test_every_choice_reaches_the_address_and_a_pasted_link_reaches_the_page(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open()
    page.get_by_role("radio", name=words("task.adding.label")).check(force=True)
    expect(page).to_have_url(re.compile("task=adding"))
    page.get_by_label(words("field.cell.label")).select_option("irnn")
    expect(page).to_have_url(re.compile("a=irnn"))
    page.evaluate("(link) => { location.hash = link; }", FULL)
    expect(page.get_by_label(words("field.cell.label"))).to_have_value("lstm")
    expect(page.get_by_role("radio", name=words("task.sine.label"))).to_be_checked()


def test_back_goes_through_tasks_presets_and_lessons(visit: Callable[..., Visit]) -> None:
    here = visit()
    page = here.open("v=1&task=adding&task.length=12&a=rnn&a.hidden_size=8")
    adding, copy = (page.get_by_role("radio", name=words(f"task.{kind}.label")) for kind in ("adding", "copy"))
    copy.check(force=True)
    expect(page).to_have_url(re.compile("task=copy"))
    page.get_by_label(words("field.cell.label")).select_option("gru")
    expect(page).to_have_url(re.compile("a=gru"))
    control(page, "learn").click()
    page.locator(".learn-entry[data-entry=lessons]").click()
    page.locator(".lessons-row").nth(10).click()
    expect(page).to_have_url(re.compile("task=adding.*lesson=11.1"))
    page.go_back()
    expect(copy).to_be_checked()
    expect(page.get_by_label(words("field.cell.label"))).to_have_value("gru")
    expect(page.locator("#lesson")).to_be_hidden()
    page.go_back()
    expect(adding).to_be_checked()
    expect(page.get_by_label(words("field.cell.label"))).to_have_value("rnn")
    page.go_forward()
    expect(copy).to_be_checked()
    expect(page.get_by_label(words("field.cell.label"))).to_have_value("gru")
    page.go_forward()
    expect(page.locator("#lesson")).to_be_visible()


OWN = "v=1&task=text&task.length=8&a=rnn&a.hidden_size=8&more=1"


def test_a_text_of_ones_own_is_cut_to_its_bound_and_comes_through_a_reload(visit: Callable[..., Visit]) -> None:
    here = visit()
    here.allowed += ["422"]  # An empty text is refused.
    page = here.open(OWN)
    page.get_by_label(words("field.corpus.label")).select_option("own")
    box = page.get_by_role("textbox", name=words("field.own_text.label"))
    box.fill("ab한 " * 5000)
    box.blur()
    expect(page.locator(".field-counter")).to_have_text(re.compile(pattern("field.cut").pattern))
    cut = box.input_value()
    assert 19_997 <= len(cut.encode()) <= 20_000
    assert ("ab한 " * 5000).startswith(cut)
    page.reload()
    expect(box).to_have_value(cut)
    assert "ab%ED" not in page.url


NOTE_WRITTEN = """
  globalThis.written = [];
  const replace = history.replaceState.bind(history);
  history.replaceState = (...given) => {
    written.push(given[2]);
    replace(...given);
  };
"""


def test_a_fresh_page_has_a_clean_address(visit: Callable[..., Visit]) -> None:
    here = visit()
    here.page.add_init_script(NOTE_WRITTEN)
    page = here.open()
    here.wait_for_update(1)
    page.get_by_role("button", name=words("controls.more")).click()
    expect(page).to_have_url(re.compile("more=1"))
    assert page.evaluate("written.length") == 1, "nothing was written before there was something to say"


class Line:
    """The socket between page and server, which a test can cut and mend."""

    def __init__(self) -> None:
        self.up = True
        self.routes: list[WebSocketRoute] = []
        self.sent: list[dict[str, Any]] = []
        self.steps: list[int] = []

    def join(self, route: WebSocketRoute) -> None:
        if not self.up:
            route.close()
            return
        server = route.connect_to_server()
        self.routes += [route, server]
        route.on_message(lambda message: self.pass_on(server, message))

    def pass_on(self, server: WebSocketRoute, message: str | bytes) -> None:
        self.sent.append(json.loads(message))
        server.send(message)

    def cut(self) -> None:
        self.up = False
        for route in self.routes:
            route.close()
        self.routes = []


def test_a_lost_line_shows_itself_and_the_run_goes_on_without_a_gap(visit: Callable[..., Visit]) -> None:
    here = visit()
    line = Line()
    here.page.route_web_socket(re.compile(r"/api/session\?"), line.join)
    page = here.open("v=1&task=hello&a=rnn&a.hidden_size=3&batch_size=1")
    page.get_by_role("button", name=words("transport.play"), exact=True).click()
    here.wait_for_update(5)
    expect(page.locator(".line-state")).to_be_hidden()
    line.cut()
    # Pauses grow; in a long one the page does not come back by itself before the button is pressed.
    expect(page.locator(".line-state")).to_have_text(pattern("link.lost_retry", seconds=r"([4-9]|1\d)"))
    held = here.update()
    line.up = True
    page.get_by_role("button", name=words("link.retry")).click()
    expect(page.locator(".line-state")).to_be_hidden()
    here.wait_for_update(held + 5)
    attach = next(message for message in line.sent if message["type"] == "attach")
    assert 5 <= attach["after_step"] <= here.update()
    assert sum(message["type"] == "start" for message in line.sent) == 1
    page.get_by_role("button", name=words("transport.pause"), exact=True).click()
    expect(page.get_by_role("button", name=words("transport.play"), exact=True)).to_be_visible()


def test_frames_are_acknowledged_in_order_and_only_once_they_have_come(visit: Callable[..., Visit]) -> None:
    here = visit()
    line = Line()
    here.page.route_web_socket(re.compile(r"/api/session\?"), line.join)
    page = here.open("v=1&task=hello&a=rnn&a.hidden_size=3&batch_size=1")
    page.get_by_role("button", name=words("transport.play"), exact=True).click()
    acknowledged: list[int] = []
    for update in range(20, 2000, 20):
        here.wait_for_update(update)
        acknowledged = [message["frame"] for message in line.sent if message["type"] == "ack"]
        if len(acknowledged) > 3:
            break
    assert acknowledged == sorted(set(acknowledged))
    assert len(acknowledged) > 3
    assert page.locator(".card").count() == 0
