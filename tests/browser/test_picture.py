"""What drawing costs the page: when charts draw, which frames are drawn."""

from __future__ import annotations

import pytest
from controls import LAST_RECORDED, more, question_room
from playwright.sync_api import expect

# Notes the animation frame of everything that Plotly draws; outside of one, that of the frame before.
NOTE_PLOTLY = """
  globalThis.plotted = [];
  let Plotly;
  Object.defineProperty(globalThis, 'Plotly', {
    get: () => Plotly,
    set: (library) => {
      Plotly = library;
      const noted = (draw) => (...given) => {
        plotted.push(document.timeline.currentTime);
        return draw(...given);
      };
      for (const name of ['react', 'newPlot', 'relayout', 'restyle', 'redraw']) library[name] = noted(library[name]);
      library.Plots.resize = noted(library.Plots.resize);
    },
  });
"""


def test_no_two_plotly_charts_draw_in_the_same_animation_frame(visit):
    visited = visit()
    visited.page.add_init_script(NOTE_PLOTLY)
    page = visited.open()
    question_room(page, "wall")
    page.locator("#try-wall .contour").first.wait_for()
    loss = page.locator("#loss")
    page.locator(".loss-chart").hover()
    loss.locator(".main-svg").first.wait_for()
    more(loss)
    for width, scale in ((1300, "linear"), (1200, "log"), (1440, "linear")):
        page.set_viewport_size({"width": width, "height": 900})
        loss.get_by_text(scale, exact=True).click()
        drawn = page.evaluate("plotted.length")
        page.wait_for_function("(before) => plotted.length > before + 1", arg=drawn)
    times = page.evaluate("plotted")
    assert len(times) >= 6
    assert len(set(times)) == len(times)


def test_the_loss_chart_takes_the_room_there_is(visit):
    page = visit().open()
    for picture in ("figure-svg", "main-svg"):
        drawn = page.locator(f"#loss .{picture}").first
        drawn.wait_for()
        for width, room in ((1200, 241), (1440, 269)):
            page.set_viewport_size({"width": width, "height": 900})
            expect(drawn).to_have_attribute("width", str(room))
            assert page.locator(".loss-chart").evaluate("(chart) => chart.clientWidth") == room
        page.locator(".loss-chart").hover()


# What the page has done at the end of each task that changed it, until the picture has its first number.
NOTE_TASKS = """
  globalThis.tasks = [];
  new MutationObserver((_, observer) => {
    const picture = /\\d/.test(document.querySelector('.hero-figure')?.textContent ?? '');
    tasks.push({ picture, controls: document.querySelector('#lane-panel input, #lane-panel select') !== null });
    if (picture) observer.disconnect();
  }).observe(document, { subtree: true, childList: true, characterData: true });
"""


def test_controls_and_the_first_picture_come_in_tasks_of_their_own(visit):
    visited = visit()
    visited.page.add_init_script(NOTE_TASKS)
    page = visited.open()
    page.wait_for_function("tasks.at(-1).picture")
    assert {"picture": False, "controls": True} in page.evaluate("tasks")


# How often the picture is emptied to be painted anew before it moves on to the next frame of the recorded run.
NOTE_SIZES = """
  globalThis.sizes = [];
  const { set, get } = Object.getOwnPropertyDescriptor(HTMLCanvasElement.prototype, 'height');
  Object.defineProperty(HTMLCanvasElement.prototype, 'height', {
    get,
    set(height) {
      if (this.matches('.hero-canvas:not(.hero-moving)')) sizes.push(height);
      set.call(this, height);
    },
  });
"""


def test_the_first_picture_is_painted_in_the_room_that_it_keeps(visit):
    visited = visit()
    visited.page.set_viewport_size({"width": 1440, "height": 900})
    visited.page.add_init_script(NOTE_SIZES)
    page = visited.open()
    page.wait_for_function("/[1-9]/.test(document.querySelector('.hero-figure').textContent)")
    assert len(page.evaluate("sizes")) == 1


OPENING_BYTES = 600_000


def test_a_visit_that_touches_nothing_is_light_and_fetches_no_chart_library(visit):
    visited = visit()
    line = visited.page.context.new_cdp_session(visited.page)
    line.send("Network.enable")
    sizes, asked = [], []
    line.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    line.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"].rsplit("/", 1)[1]))
    with visited.page.expect_response("**/first-run.safetensors") as rest:
        page = visited.open()
    rest.value.finished()
    page.locator("#loss .figure-svg").wait_for()
    page.wait_for_load_state("networkidle")
    assert "first-run.safetensors" in asked
    assert "plotly.min.js" not in asked
    assert sum(sizes) <= OPENING_BYTES


# Of each word of the chart what it says and where it begins and stands, of each curve its box; in whole pixels.
PLACES = """() => {
  const chart = document.querySelector('.loss-chart').getBoundingClientRect();
  const box = (element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return [left - chart.left, right - chart.left, (top + bottom) / 2 - chart.top];
  };
  const all = [...document.querySelectorAll('.loss-chart text')].flatMap(
    (text) => text.querySelector('tspan') ? [...text.querySelectorAll('tspan')] : [text]);
  const words = all.filter((text) => text.textContent && text.checkVisibility()).map(
    (text) => [text.textContent, box(text)]);
  const curves = [...document.querySelectorAll('.loss-chart :is(.figure-trace > path, .js-line)')].map(
    (curve) => ['curve', box(curve)]);
  return [...words, ...curves].sort(([one, [x, , y]], [other, [x2, , y2]]) =>
    one < other ? -1 : one > other ? 1 : x - x2 || y - y2);
}"""
SAME_PLACES = f"""(before) => {{
  const now = ({PLACES})();
  const near = (place, was) => place.every((at, index) => Math.abs(at - was[index]) < 1.5);
  return now.length === before.length
    && now.every(([name, place], index) => name === before[index][0] && near(place, before[index][1]));
}}"""


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("width", [1440, 400])
def test_the_loss_chart_looks_the_same_before_plotly_draws_it(visit, language, width):
    visited = visit(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page = visited.open()
    visited.speak(language)
    page.locator(".loss-chart").scroll_into_view_if_needed()
    page.locator("#loss .figure-svg").wait_for()
    visited.wait_for_update(LAST_RECORDED)
    visited.wait_until_still()
    before = page.evaluate(PLACES)
    assert {name for name, _ in before} >= {"0", "curve"}
    page.locator(".loss-chart").hover()
    page.locator("#loss .main-svg").first.wait_for()
    expect(page.locator("#loss .figure-svg")).to_have_count(0)
    page.wait_for_function(SAME_PLACES, arg=before)
