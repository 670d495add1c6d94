"""A view as plain data, and how it becomes a Plotly figure: title, caption, legend, a slider over the updates."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from rnn_playground.figures.film import Film
from rnn_playground.figures.numbers import power_of_ten, whole

WIDTH = 780
PADDING = 64
_CAPTION_UNITS = 106
_LINE = 16
_SLIDER = 84
_CHANGING = ("x", "y", "z", "text", "hovertext", "marker.color", "marker.pattern.shape")
Trace = dict[str, Any]


class Moment(NamedTuple):
    """A view at one update. All moments of a drawing have as many traces, of the same kinds.

    ``layout``: what of the axes belongs to this update alone, by Plotly's dotted names.
    """

    step: int
    traces: Sequence[Trace]
    caption: str
    layout: Mapping[str, Any] = {}


class Drawing(NamedTuple):
    """``axes`` are Plotly's layout but for what every figure has; ``height`` is that of the plot, in pixels.

    ``one``: the view is about the whole run, so that no update stands in its title.
    """

    title: str
    axes: dict[str, Any]
    height: int
    moments: Sequence[Moment]
    legend: bool = False
    one: bool = False


def plain_axis(film: Film, **more: Any) -> dict[str, Any]:
    """Return an axis without a line of its own; ``more`` goes over it."""
    line = film.colours["line"]
    return {"gridcolor": line, "zeroline": False, "showline": False, "ticks": "", "automargin": False, **more}


def time_axis(film: Film, **more: Any) -> dict[str, Any]:
    """Return the horizontal axis of time steps, counted from 1."""
    title = {"text": film.t("measure.time"), "standoff": 6}
    ends, most = [0.4, film.count + 0.6], min(film.count + 1, 12)
    return plain_axis(film, range=ends, showgrid=False, title=title, nticks=most, tickformat="d", **more)


def decades(exponents: Sequence[int]) -> dict[str, Any]:
    """Return the ticks of a logarithmic axis at these powers of ten."""
    return {
        "tickvals": [10.0**exponent for exponent in exponents],
        "ticktext": [power_of_ten(exponent) for exponent in exponents],
    }


def scatter(mode: str, x: Any, y: Any, hover: Any = None, **more: Any) -> Trace:
    """Return lines, points or words; with a ``name`` they stand in the legend. ``hover``: what the pointer is told."""
    told = {"hoverinfo": "skip"} if hover is None else {"hovertext": hover, "hoverinfo": "text"}
    legend = {} if "name" in more else {"showlegend": False}
    return {"type": "scatter", "mode": mode, "x": x, "y": y, **legend, **told, **more}


def words(x: Any, y: Any, text: Any, position: Any, colour: str, *, size: int = 11, **more: Any) -> Trace:
    """Return words beside their places."""
    font = {"size": size, "color": colour}
    return scatter("text", x, y, text=text, textposition=position, textfont=font, **more)


def plotly_figure(drawing: Drawing, film: Film, chosen: int) -> Any:
    """Return ``drawing`` as ``plotly.graph_objects.Figure``; moment ``chosen`` is shown first."""
    from plotly import graph_objects as go  # half a second that only who draws pays

    moments = drawing.moments
    titles = [_title(drawing, moment, film) for moment in moments]
    top = 44 + _LINE * max(text.count("<br>") for text in titles) + (24 if drawing.legend else 0)
    bottom = 52 + (_SLIDER if len(moments) > 1 else 0)
    figure = go.Figure(data=list(moments[chosen].traces), layout=_layout(drawing, film, (top, bottom)))
    figure.update_layout({"title.text": titles[chosen], **moments[chosen].layout})
    if len(moments) > 1:
        figure.update_layout(sliders=[_slider(moments, titles, chosen, film)])
    return figure


def _layout(drawing: Drawing, film: Film, margins: tuple[int, int]) -> dict[str, Any]:
    (top, bottom), colours = margins, film.colours
    return {
        "width": WIDTH,
        "height": top + drawing.height + bottom,
        "margin": {"l": PADDING, "r": PADDING, "t": top, "b": bottom},
        "paper_bgcolor": colours["surface-0"],
        "plot_bgcolor": colours["surface-0"],
        "font": {"family": colours["font-ui"], "size": 12, "color": colours["ink-2"]},
        "hoverlabel": {"bgcolor": colours["surface-0"], "font": {"color": colours["ink-1"]}},
        "title": {
            "font": {"size": 12},
            "x": 0,
            "xref": "paper",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"t": 14},
        },
        "showlegend": drawing.legend,
        "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "traceorder": "normal"},
        "hovermode": "closest",
        "barmode": "overlay",
        **drawing.axes,
    }


def _title(drawing: Drawing, moment: Moment, film: Film) -> str:
    ink, quiet = film.colours["ink-1"], film.colours["ink-2"]
    update = "" if drawing.one else f" · {film.t('chart.update')} {whole(moment.step)}"
    lines = "<br>".join(_wrapped(moment.caption))
    heading = f'<span style="font-size:15px;color:{ink}"><b>{drawing.title}</b>{update}</span>'
    return f'{heading}<br><span style="font-size:12px;color:{quiet}">{lines}</span>' if lines else heading


def _wrapped(text: str) -> list[str]:
    """Return the lines of a caption: a sign of Hangul is as wide as two letters."""
    lines: list[str] = []
    used = _CAPTION_UNITS + 1
    for word in text.split(" "):
        width = 1 + sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in word)
        if used + width > _CAPTION_UNITS:
            lines.append(word)
            used = width
        else:
            lines[-1] += f" {word}"
            used += width
    return lines if text else []


def _slider(moments: Sequence[Moment], titles: Sequence[str], chosen: int, film: Film) -> dict[str, Any]:
    """Return a slider whose steps carry what differs: frames of Plotly would begin to play by themselves."""
    return {
        "active": chosen,
        "pad": {"t": 44},
        "currentvalue": {"visible": False},
        "bordercolor": film.colours["line-strong"],
        "bgcolor": film.colours["surface-2"],
        "steps": [
            {
                "label": whole(moment.step),
                "method": "update",
                "args": [_changes(moment.traces), {"title.text": title, **moment.layout}],
            }
            for moment, title in zip(moments, titles, strict=True)
        ],
    }


def _changes(traces: Sequence[Trace]) -> dict[str, list[Any]]:
    """Return what may differ from moment to moment: name → the value of every trace."""
    return {name: [_json(_found(trace, name)) for trace in traces] for name in _CHANGING}


def _found(trace: Trace, name: str) -> Any:
    value: Any = trace
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _json(value: Any) -> Any:
    """Return arrays as lists, and what is not finite as None."""
    if isinstance(value, np.ndarray):
        return _json(value.tolist())
    if isinstance(value, list | tuple):
        return [_json(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
