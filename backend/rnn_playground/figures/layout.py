"""What all figures have in common: title and caption, theme, the axis of time steps, a slider over the updates."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
from plotly import graph_objects as go

from rnn_playground.figures.film import Film
from rnn_playground.telemetry.codec import Array

WIDTH, PLOT_HEIGHT = 780, 340


def new_figure(film: Film, title: str, caption: str, step: int | None = None, height: int = PLOT_HEIGHT) -> go.Figure:
    """Return an empty figure whose plot is ``height`` pixels high; ``step``: the update that it shows, if one."""
    update = "" if step is None else f" · {film.t('chart.update')} {step:,}"
    lines = textwrap.wrap(caption, film.line_letters)
    top = 70 + 16 * len(lines)
    return go.Figure(
        layout={
            "template": film.template,
            "width": WIDTH,
            "height": height + top + 70,
            "margin": {"l": 70, "r": 70, "t": top, "b": 70},
            "title": {"text": f"<b>{title}</b>{update}", "font_size": 15, "x": 0.02, "yanchor": "top", "y": 1},
            "title_pad_t": 14,
            "title_subtitle": {"text": "<br>".join(lines), "font_size": 12},
            "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"},
        }
    )


def log_axis(ends: list[float] | None) -> dict[str, Any]:
    """Return a logarithmic axis between two exponents of ten, labelled at whole decades where there are some."""
    decades = 0.0 if ends is None else ends[1] - ends[0]
    every = math.ceil(decades / 8) if decades > 1.5 else "D2"
    return {"type": "log", "range": ends, "exponentformat": "power", "dtick": every}


def add_time_axis(made: go.Figure, film: Film, **place: Any) -> None:
    """Have a horizontal axis count the time steps from 1."""
    made.update_xaxes(title_text=film.t("measure.time"), range=[0.4, film.count + 0.6], tickformat="d", **place)


def time_steps(values: Array) -> Array:
    """Return 1 … T for values that have one a time step."""
    return np.arange(1, len(values) + 1)


def log_range(parts: Sequence[Array]) -> list[float] | None:
    """Return the exponents of ten that hold every positive number, with room above; None where there is none."""
    together = np.concatenate([np.ravel(part) for part in parts]) if parts else np.zeros(0)
    known = together[np.isfinite(together) & (together > 0)]
    if not known.size:
        return None
    low, high = np.log10(known.min()), np.log10(known.max())
    room = max(0.3, 0.06 * (high - low))
    return [float(low - room), float(high + room)]


def three_figures(value: float) -> str:
    """Return "0.00547", "1.9×10⁻⁵" with Plotly's raised exponents, "nan", "inf"."""
    mantissa, _, exponent = f"{value:.3g}".partition("e")
    return f"{mantissa}×10<sup>{int(exponent)}</sup>" if exponent else mantissa


def translucent(colour: str, opacity: float) -> str:
    """Return ``#rrggbb`` as a colour that lets something through; 1 is opaque."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def with_slider(figures: Sequence[go.Figure], steps: Sequence[int], chosen: int) -> go.Figure:
    """Return one figure with a slider over ``figures``, of these updates; the one at ``chosen`` is shown first."""
    if len(figures) == 1:
        return figures[0]
    owners = [place for place, each in enumerate(figures) for _ in each.data]
    made = go.Figure(data=[trace for each in figures for trace in each.data], layout=figures[chosen].layout)
    for trace, owner in zip(made.data, owners, strict=True):
        trace.visible = owner == chosen
    moves = [
        {
            "label": f"{step:,}",
            "method": "update",
            "args": [
                {"visible": [owner == place for owner in owners]},
                {
                    "title.text": each.layout.title.text,
                    "title.subtitle.text": each.layout.title.subtitle.text,
                    "shapes": [shape.to_plotly_json() for shape in each.layout.shapes],
                    "annotations": [annotation.to_plotly_json() for annotation in each.layout.annotations],
                },
            ],
        }
        for place, (each, step) in enumerate(zip(figures, steps, strict=True))
    ]
    made.update_layout(
        sliders=[{"active": chosen, "pad": {"t": 44}, "currentvalue": {"visible": False}, "steps": moves}],
        height=made.layout.height + 70,
        margin_b=140,
    )
    return made
