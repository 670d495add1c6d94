"""A figure in a browser: the slider shows another frame, its words with it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser

from rnn_playground import Experiment, Watch, figure, train

HELLO = Experiment.model_validate(
    {"task": {"kind": "hello"}, "lanes": [{"cell": {"kind": "gru", "hidden_size": 3}}], "batch_size": 1, "steps": 21}
)


@pytest.mark.parametrize(
    "view", ["profile", "gates", *(pytest.param(name, marks=pytest.mark.long) for name in ("triangle", "spectrum"))]
)
def test_the_slider_goes_through_the_frames(browser: Browser, tmp_path: Path, view: str) -> None:
    page = browser.new_page()
    frames = list(train(HELLO, Watch(panels=("triangle", "spectrum", "gates")), every=10))
    path = tmp_path / "figure.html"
    figure(frames, view).write_html(path)
    page.goto(path.as_uri())
    page.wait_for_function("() => document.querySelector('.gtitle')?.textContent.includes('Update 20')")
    rail = page.locator(".slider-rail-touch-rect").bounding_box()
    assert rail is not None
    page.mouse.click(rail["x"] + 2, rail["y"] + rail["height"] / 2)
    page.wait_for_function("() => document.querySelector('.gtitle').textContent.includes('Update 0')")
    name = {"profile": "y", "triangle": "z", "spectrum": "x", "gates": "z"}[view]
    shown = page.evaluate(
        "(name) => document.querySelector('.js-plotly-plot')._fullData.filter((trace) => trace.visible && trace[name])"
        ".map((trace) => [...trace[name]].map((part) => (part.length ? [...part] : part)))",
        name,
    )
    alone = figure(frames, view, step=0)
    drawn = [trace[name] for trace in alone.data if trace.visible and name in trace]
    assert drawn
    for seen, values in zip(shown, drawn, strict=True):
        np.testing.assert_array_equal(np.array(seen, dtype=float), values)
    page.close()
