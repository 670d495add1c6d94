"""The gates of a layer, unit by unit over time; how long what they keep stays; the path that only they leave open."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from rnn_playground.figures import colour_ramp
from rnn_playground.figures.drawing import Drawing, Moment, Trace, decades, plain_axis, scatter, time_axis, words
from rnn_playground.figures.film import Film
from rnn_playground.figures.gradient_scale import Numbers
from rnn_playground.figures.numbers import percent, three_figures
from rnn_playground.telemetry.frame import Frame

_STRIPS, _CONSTANTS, _PATH = 260, 60, 76
_GAP = 24
_HEADROOM = 0.06
_LONGEST = 1e4
_QUANTILES = (0.1, 0.5, 0.9)


class Picture(NamedTuple):
    """What one frame says: ``gates`` (G, H, T) and, where the cell has a keep gate, what follows from it.

    ``constants`` (3, T): 10 %, 50 % and 90 % of the units' time constants in time steps. ``path`` (T): the product of
    the keep gates from there to the end, mean of the units. ``own`` (T): the gradient as a share of its last.
    """

    gates: Numbers
    constants: Numbers | None
    path: Numbers | None
    own: Numbers | None


def draw_gates(film: Film, frames: Sequence[Frame], lane: int, layer: int) -> Drawing:
    """Return the gates of one layer of ``lane`` at each of ``frames``, on scales that hold them all."""
    pictures = [picture_of(film, frame, lane, layer) for frame in frames]
    names, keep = film.facts["lanes"][lane]["gates"], film.facts["lanes"][lane]["keep"]
    floor, longest = _floor(pictures), _longest(pictures)
    rooms = [_STRIPS // len(names)] * len(names) + ([_CONSTANTS, _PATH] if keep else [])
    gaps = [8] * (len(names) - 1) + ([_GAP, _GAP] if keep else [])
    height = sum(rooms) + sum(gaps)
    axes: dict[str, Any] = {"xaxis": time_axis(film, anchor=f"y{len(rooms)}")}
    top = height
    for place, room in enumerate(rooms):
        domain = [max(0.0, (top - room) / height), top / height]
        axes[f"yaxis{place + 1}"] = _axis(
            film, place, names, ends=(floor, longest, pictures[0].gates.shape[1]), domain=domain
        )
        top -= room + (gaps[place] if place < len(gaps) else 0)
    moments = [
        Moment(
            frame.step,
            _traces(film, lane, picture, (floor, longest)),
            _caption(film, frame, (lane, layer), picture),
        )
        for frame, picture in zip(frames, pictures, strict=True)
    ]
    title = f"{film.t('panel.gates.label')} · {film.name(lane)}"
    if film.experiment.lanes[lane].cell.layers > 1:
        title += f" · {film.t('chart.layer', layer=layer + 1)}"
    return Drawing(title, axes, height, moments, legend=bool(keep))


def picture_of(film: Film, frame: Frame, lane: int, layer: int) -> Picture:
    """Return what a frame says of the gates of one layer; raise ValueError where it carries none."""
    values = film.tensor(frame, lane, "gates")
    norms = film.tensor(frame, lane, "hidden_gradient_norm")
    if values is None or norms is None:
        raise ValueError(f"the frame of update {frame.step} carries no gates of lane {lane}")
    facts = film.facts["lanes"][lane]
    gates = values[layer].astype(float).transpose(1, 2, 0)
    product = film.tensor(frame, lane, "keep_product")
    if product is None or not facts["keep"]:
        return Picture(gates, None, None, None)
    kept = np.quantile(gates[facts["gates"].index(facts["keep"])], _QUANTILES, axis=0)
    profile = norms[layer].astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        constants = 1 / np.maximum(0.0, 1 - kept)
        own = profile / profile[-1]
    return Picture(gates, constants, product[layer].astype(float).mean(axis=-1), own)


def _floor(pictures: Sequence[Picture]) -> int:
    """Return the exponent at the foot of the path's axis: −1 at the most, −12 at the least."""
    parts = [part for picture in pictures for part in (picture.path, picture.own) if part is not None]
    known = np.concatenate(parts) if parts else np.zeros(0)
    known = known[np.isfinite(known) & (known > 0)]
    return max(-12, min(-1, math.floor(math.log10(known.min())))) if known.size else -2


def _longest(pictures: Sequence[Picture]) -> int:
    """Return the exponent at the top of the time constants' axis."""
    highs = [picture.constants[2] for picture in pictures if picture.constants is not None]
    most = max((float(np.minimum(high, _LONGEST).max()) for high in highs), default=10.0)
    return math.ceil(math.log10(max(10.0, most)))


def _axis(
    film: Film, place: int, names: Sequence[str], *, ends: tuple[int, int, int], domain: list[float]
) -> dict[str, Any]:
    """Return the axis of a gate, of the time constants, or of the path."""
    floor, longest, units = ends
    if place < len(names):
        middle = {"tickvals": [(units + 1) / 2], "ticktext": [f"<b>{names[place]}</b>"]}
        return plain_axis(film, domain=domain, range=[units + 0.5, 0.5], showgrid=False, **middle)
    constants = place == len(names)
    low, high = (0, longest) if constants else (floor, 0)
    every = 1 if constants else math.ceil(-floor / 4)
    return plain_axis(
        film,
        domain=domain,
        type="log",
        range=[low, high + _HEADROOM * (high - low)],
        **decades(range(high, low - 1, -every)),
    )


def _traces(film: Film, lane: int, picture: Picture, ends: tuple[int, int]) -> list[Trace]:
    facts, (floor, longest) = film.facts["lanes"][lane], ends
    names, count = facts["gates"], len(facts["gates"])
    traces = [_strip(film, gate, name, name == facts["candidate"], picture) for gate, name in enumerate(names)]
    if facts["keep"]:
        traces += _constants(film, lane, picture, f"y{count + 1}", longest)
        traces += _path(film, lane, picture, f"y{count + 2}", floor)
    return traces


def _strip(film: Film, gate: int, name: str, signed: bool, picture: Picture) -> Trace:
    """Return a gate over time and units: shares in ink, a candidate on the signed scale."""
    values, colours, t = picture.gates[gate], film.colours, film.t
    if signed:
        ends, marks, said = ["negative", "zero", "positive"], [-1, 0, 1], [f"{name} −1", "0", "1"]
    else:
        ends, marks = ["surface-2", "ink-1"], [0, 1]
        said = [f"0 {t('gates_card.closed')}", f"1 {t('gates_card.open')}"]
    bar = {"thickness": 9, "outlinewidth": 0, "len": 0.36, "y": 0.6 if signed else 1, "yanchor": "top"}
    told = [
        [
            f"t = {step + 1}: {t('gates_card.unit', gate=name, unit=unit + 1)} {three_figures(value)}"
            for step, value in enumerate(row)
        ]
        for unit, row in enumerate(values)
    ]
    return {
        "type": "heatmap",
        "yaxis": f"y{gate + 1}" if gate else "y",
        "x": np.arange(1, values.shape[1] + 1),
        "y": np.arange(1, values.shape[0] + 1),
        "z": values,
        "zmin": -1 if signed else 0,
        "zmax": 1,
        "colorscale": colour_ramp.ramp(*(colours[end] for end in ends)),
        "showscale": signed or gate == 0,
        "colorbar": {**bar, "tickvals": marks, "ticktext": said},
        "hovertext": told,
        "hoverinfo": "text",
    }


def _constants(film: Film, lane: int, picture: Picture, axis: str, longest: int) -> list[Trace]:
    """Return the median time constant of the units with the middle eight tenths of them."""
    keep, colour = film.facts["lanes"][lane]["keep"], film.colour(lane)
    given = np.zeros((3, 0)) if picture.constants is None else picture.constants
    low, median, high = np.minimum(given, 10.0**longest)
    x = np.arange(1, len(median) + 1)
    band = {"line": {"width": 0}, "fillcolor": colour_ramp.translucent(colour, 0.18), "yaxis": axis}
    told = [f"t = {step + 1}: {film.t('gates_card.tau')} {three_figures(value)}" for step, value in enumerate(median)]
    return [
        scatter("lines", x, low, **band),
        scatter("lines", x, high, fill="tonexty", **band),
        scatter("lines", x, median, told, line={"color": colour, "width": 2}, yaxis=axis),
        _title(film, axis, 10.0 ** (longest * (1 + _HEADROOM)), film.t("gates_card.constant", gate=keep)),
    ]


def _path(film: Film, lane: int, picture: Picture, axis: str, floor: int) -> list[Trace]:
    """Return the product of the keep gates beside the gradient itself, both 1 at the last time step."""
    keep, t = film.facts["lanes"][lane]["keep"], film.t
    lines = [
        (picture.own, film.colour(lane), "5px,3px", t("gates_card.profile")),
        (picture.path, film.colours["ink-1"], "solid", t("gates_card.path", gate=keep)),
    ]
    traces: list[Trace] = []
    for values, colour, dash, name in lines:
        known = np.zeros(0) if values is None else values
        x = np.arange(1, len(known) + 1)
        told = [f"t = {step}: {name} {three_figures(value)}" for step, value in zip(x, known, strict=True)]
        line = {"color": colour, "width": 2, "dash": dash}
        traces.append(scatter("lines", x, np.maximum(known, 10.0**floor), told, line=line, name=name, yaxis=axis))
    return [*traces, _title(film, axis, 10.0 ** (-_HEADROOM * floor), t("gates_card.path_title", gate=keep))]


def _title(film: Film, axis: str, y: float, text: str) -> Trace:
    return words([0.5], [y], [text], "top right", film.colours["ink-2"], yaxis=axis, cliponaxis=False)


def _caption(film: Film, frame: Frame, place: tuple[int, int], picture: Picture) -> str:
    (lane, layer), t = place, film.t
    facts = film.facts["lanes"][lane]
    parts = []
    statistics = film.tensor(frame, lane, "gate_statistics")
    if statistics is not None:
        means = statistics[layer].astype(float).mean(axis=0)  # (G, 3)
        figures = [
            t("gates_card.figure", gate=name, mean=three_figures(mean), open=percent(opened), closed=percent(closed))
            for name, (mean, opened, closed) in zip(facts["gates"], means, strict=True)
            if name != facts["candidate"]
        ]
        parts.append(t("gates_card.caption", figures="; ".join(figures)))
    if picture.constants is not None and picture.path is not None and picture.own is not None:
        middle = float(np.sort(picture.constants[1])[film.count // 2])
        parts.append(t("gates_card.keeps", gate=facts["keep"], steps=three_figures(middle)))
        parts.append(t("gates_card.compare", kept=three_figures(picture.path[0]), own=three_figures(picture.own[0])))
    return " ".join(parts)
