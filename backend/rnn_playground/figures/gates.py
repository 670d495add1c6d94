"""The gates of a layer, unit by unit over time; how long what they keep stays; the path that only they leave open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from plotly import graph_objects as go
from plotly.subplots import make_subplots

from rnn_playground.figures.film import Film
from rnn_playground.figures.layout import (
    add_time_axis,
    log_axis,
    log_range,
    new_figure,
    three_figures,
    time_steps,
    translucent,
)
from rnn_playground.telemetry.codec import Array
from rnn_playground.telemetry.frame import Frame

_STRIP, _CURVE = 90, 110
_QUANTILES = (0.1, 0.5, 0.9)
_LONGEST = 1e4


def draw_gates(film: Film, frames: Sequence[Frame], lane: int, layer: int) -> list[go.Figure]:
    """Return the gates of one layer of ``lane`` at each of ``frames``."""
    return [_drawn(film, frame, lane, layer) for frame in frames]


def _drawn(film: Film, frame: Frame, lane: int, layer: int) -> go.Figure:
    facts, t = film.facts["lanes"][lane], film.t
    names, keep = facts["gates"], facts["keep"]
    gates = film.required(frame, lane, "gates")[layer].transpose(1, 2, 0)  # (gate, unit, time_step)
    heights = [_STRIP] * len(names) + [_CURVE] * (2 if keep else 0)
    titles = [""] * len(names)
    if keep:
        titles += [t("gates_card.constant", gate=keep), t("gates_card.path_title", gate=keep)]
    title = f"{t('panel.gates.label')} · {film.name(lane)}"
    if film.experiment.lanes[lane].cell.layers > 1:
        title += f" · {t('chart.layer', layer=layer + 1)}"
    kept = _kept(film, frame, lane, layer) if keep else None
    made = make_subplots(
        rows=len(heights),
        shared_xaxes=True,
        row_heights=heights,
        vertical_spacing=0.22 / len(heights),
        subplot_titles=titles,
        figure=new_figure(film, title, _caption(film, frame, (lane, layer), gates, kept), frame.step, sum(heights)),
    )
    made.update_annotations(font_size=12)
    for row, name in enumerate(names, start=1):
        limit = facts.get("gate_limits", {}).get(name, 1.0)
        strip = _strip(film, name, gates[row - 1], candidate=name == facts["candidate"], limit=limit)
        made.add_trace(strip, row=row, col=1)
        made.update_yaxes(title_text=f"<b>{name}</b>", showticklabels=False, autorange="reversed", row=row, col=1)
    if keep:
        constants = _constants(gates[names.index(keep)])
        _add_constants(made, film, lane, constants, len(names) + 1)
        _add_path(made, film, lane, kept, len(names) + 2)
    add_time_axis(made, film, row=len(heights), col=1)
    return made


def _strip(film: Film, name: str, values: Array, *, candidate: bool, limit: float) -> go.Heatmap:
    """Return a gate over time and units: shares of ``limit`` in ink, a candidate on a scale with a sign."""
    ends = ("negative", "zero", "positive") if candidate else ("surface-2", "ink-1")
    hover = film.t("gates_card.unit", gate=name, unit="%{y}")
    return go.Heatmap(
        x=np.arange(1, values.shape[1] + 1),
        y=np.arange(1, values.shape[0] + 1),
        z=values,
        zmin=-1 if candidate else 0,
        zmax=limit,
        colorscale=[film.colours[end] for end in ends],
        showscale=False,
        hovertemplate=f"t = %{{x}}: {hover} %{{z:.3g}}<extra></extra>",
    )


def _constants(kept: Array) -> Array:
    """Return (3, time_step): 10 %, 50 % and 90 % of the units' time constants 1 / (1 − gate), in time steps."""
    with np.errstate(divide="ignore"):
        constants = 1 / np.maximum(0.0, 1 - np.quantile(kept, _QUANTILES, axis=0))
    return np.minimum(constants, _LONGEST)


def _kept(film: Film, frame: Frame, lane: int, layer: int) -> tuple[Array, Array] | None:
    """Return (time_step): the product of the keep gates from there to the end, and the gradient as a share of its last.

    None where the frame has no product.
    """
    product = film.tensor(frame, lane, "keep_product")
    if product is None:
        return None
    norms = film.required(frame, lane, "hidden_gradient_norm")[layer]
    with np.errstate(divide="ignore", invalid="ignore"):
        return product[layer].mean(axis=-1), norms / norms[-1]


def _add_constants(made: go.Figure, film: Film, lane: int, constants: Array, row: int) -> None:
    colour, x = film.colour(lane), time_steps(constants[0])
    low, median, high = constants
    area: dict[str, Any] = {"mode": "lines", "line_width": 0, "showlegend": False, "hoverinfo": "skip"}
    hover = f"t = %{{x}}: {film.t('gates_card.tau')} %{{y:.3g}}<extra></extra>"
    made.add_scatter(x=x, y=low, **area, row=row, col=1)
    made.add_scatter(x=x, y=high, fill="tonexty", fillcolor=translucent(colour, 0.18), **area, row=row, col=1)
    made.add_scatter(x=x, y=median, line_color=colour, showlegend=False, hovertemplate=hover, row=row, col=1)
    made.update_yaxes(log_axis(log_range([constants])), row=row, col=1)


def _add_path(made: go.Figure, film: Film, lane: int, kept: tuple[Array, Array] | None, row: int) -> None:
    """Draw the product of the keep gates beside the gradient itself, both 1 at the last time step."""
    path, own = kept or (np.zeros(0), np.zeros(0))
    names = film.t("gates_card.path", gate=film.facts["lanes"][lane]["keep"]), film.t("gates_card.profile")
    lines = {"color": film.colours["ink-1"]}, {"color": film.colour(lane), "dash": "dash"}
    for values, name, line in zip((path, own), names, lines, strict=True):
        y = np.where(values > 0, values, np.nan)
        made.add_scatter(x=time_steps(values), y=y, line=line, name=name, mode="lines", row=row, col=1)
    made.update_yaxes(log_axis(log_range([path, own])), row=row, col=1)


def _caption(film: Film, frame: Frame, place: tuple[int, int], gates: Array, kept: tuple[Array, Array] | None) -> str:
    (lane, layer), t = place, film.t
    facts, parts = film.facts["lanes"][lane], []
    statistics = film.tensor(frame, lane, "gate_statistics")
    if statistics is not None:
        means = statistics[layer].mean(axis=0)  # (gate, 3)
        figures = [
            t("gates_card.figure", gate=name, mean=three_figures(mean), open=f"{opened:.0%}", closed=f"{closed:.0%}")
            for name, (mean, opened, closed) in zip(facts["gates"], means, strict=True)
            if name != facts["candidate"]
        ]
        parts.append(t("gates_card.caption", figures="; ".join(figures)))
        for name, limit in facts.get("gate_limits", {}).items():
            ends = {"open": three_figures(0.9 * limit), "closed": three_figures(0.1 * limit)}
            parts.append(t("gates_card.limit", gate=name, limit=three_figures(limit), **ends))
    if kept is not None:
        typical = np.median(_constants(gates[facts["gates"].index(facts["keep"])])[1])
        parts.append(t("gates_card.keeps", gate=facts["keep"], steps=three_figures(typical)))
        parts.append(t("gates_card.compare", kept=three_figures(kept[0][0]), own=three_figures(kept[1][0])))
    return " ".join(parts)
