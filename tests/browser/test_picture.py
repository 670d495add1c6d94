"""What drawing costs the page: when charts draw, which frames are drawn."""

from __future__ import annotations

from controls import more, question_room
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
    page.locator("#loss .main-svg").first.wait_for()
    for width, room in ((1200, 241), (1440, 269)):
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.locator("#loss .main-svg").first).to_have_attribute("width", str(room))
        assert page.locator(".loss-chart").evaluate("(chart) => chart.clientWidth") == room
