"""The profile: ‖∂L/∂h_t‖ of every time step of every lane, on one logarithmic scale.

Below the floor a line is thin and pale, below what a float32 sum keeps it is pale; the bars of a single lane are
hatched there. Brackets over it: how far back the task needs memory, how far back the last loss is felt in training.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnn_playground.figures import colour_ramp
from rnn_playground.figures.brackets import bracket_rows, bracket_traces
from rnn_playground.figures.drawing import Drawing, Moment, Trace, decades, plain_axis, scatter, time_axis, words
from rnn_playground.figures.film import Film
from rnn_playground.figures.gradient_scale import FIRST_SCALE, GradientScale, Numbers, float_noise, scale_of
from rnn_playground.figures.numbers import three_figures
from rnn_playground.figures.page_files import DASHES, LETTERS
from rnn_playground.telemetry.frame import Frame

_PLOT = 260
_ROW = 26
_BAR = 0.6
_MOST_NUMBERS = 12
_STRENGTH = {"alive": 1.0, "noise": 0.45, "dead": 0.35}
_STAYS = 6_900.0  # slower than one per cent in a hundred time steps is no change worth words
_NOTHING = np.zeros(0)


def draw_profile(film: Film, frames: Sequence[Frame], _lane: int, _layer: int) -> Drawing:
    """Return the profile of all lanes at each of ``frames``; one scale holds them all."""
    measured = [_norms(film, frame, lane) for frame in frames for lane in film.lanes]
    untruncated = [full for frame in frames for lane in film.lanes if (full := _full(film, frame, lane)) is not None]
    scale = scale_of([norms for norms in measured if norms is not None] + untruncated) or FIRST_SCALE
    names = {film.gradient_name(lane) for lane in film.lanes}
    rows = bracket_rows(film)
    height = _PLOT + _ROW * rows
    axes = {
        "xaxis": time_axis(film, anchor="y"),
        "yaxis": plain_axis(
            film,
            type="log",
            range=[scale.floor, scale.top + 0.08 * (scale.top - scale.floor)],
            domain=[0, _PLOT / height],
            **decades(scale.exponents(8)),
        ),
        "yaxis2": plain_axis(film, range=[0, max(rows, 1)], domain=[_PLOT / height, 1], showgrid=False, tickvals=[]),
    }
    title = film.t("hero.profile", state=names.pop() if len(names) == 1 else "h")
    moments = [Moment(frame.step, _traces(film, frame, scale), _caption(film, frame)) for frame in frames]
    return Drawing(title, axes, height, moments, legend=True)


def _norms(film: Film, frame: Frame, lane: int) -> Numbers | None:
    """Return (layer, time_step): ‖∂L/∂h_t‖, of the whole state where the memory lives there."""
    name = "state_gradient_norm" if film.carries_state(lane) else "hidden_gradient_norm"
    found = film.tensor(frame, lane, name)
    return None if found is None else found.astype(float)


def _full(film: Film, frame: Frame, lane: int) -> Numbers | None:
    found = None if film.carries_state(lane) else film.tensor(frame, lane, "full_gradient_norm")
    return None if found is None else found[-1].astype(float)


def _traces(film: Film, frame: Frame, scale: GradientScale) -> list[Trace]:
    traces: list[Trace] = []
    for lane in film.lanes:
        layers = film.experiment.lanes[lane].cell.layers
        norms = _norms(film, frame, lane)
        profiles = [_NOTHING] * layers if norms is None else list(norms)
        if len(film.lanes) == 1:
            traces += [_bars(film, profile, (layer, layers), scale) for layer, profile in enumerate(profiles)]
        traces += _band(film, frame, lane, scale)
        for layer, profile in enumerate(profiles):
            traces += _line(film, lane, profile, scale, top=layer == layers - 1)
        traces += _beside(film, frame, lane, scale)
    return traces + bracket_traces(film, frame)


def _line(film: Film, lane: int, profile: Numbers, scale: GradientScale, *, top: bool) -> list[Trace]:
    """Return a line a grade, and points that say their number."""
    x, y = np.arange(1, len(profile) + 1), np.maximum(profile, scale.least)
    name, graded = film.name(lane), grades(profile, scale)
    traces: list[Trace] = []
    for grade, strength in _STRENGTH.items():
        own = graded == grade
        joined = np.isfinite(profile) & (own | np.append(False, own[:-1]))  # to what lies left of it
        width = 1.0 if grade == "dead" else 2.0 if top else 1.1
        line = {"color": film.colour(lane), "width": width, "dash": DASHES[lane]}
        legend = {"name": name, "legendgroup": name, "showlegend": top and grade == "alive"}
        traces.append(scatter("lines", x, np.where(joined, y, np.nan), line=line, opacity=strength, **legend))
    told = [
        f"<b>{LETTERS[lane]}</b> t = {step}: {three_figures(value)}" for step, value in zip(x, profile, strict=True)
    ]
    return [*traces, scatter("markers", x, y, told, marker={"opacity": 0}, legendgroup=name)]


def grades(profile: Numbers, scale: GradientScale) -> NDArray[Any]:
    """Return of each magnitude whether it is alive, lost in a float32 sum, or below the floor."""
    with np.errstate(invalid="ignore"):
        noise = np.where(profile < float_noise(profile), "noise", "alive")
        return np.where(profile > scale.least, noise, "dead")


def _bars(film: Film, profile: Numbers, place: tuple[int, int], scale: GradientScale) -> Trace:
    """Return a bar a time step: as strong in colour as the gradient is on the scale, hatched below float32 noise."""
    layer, layers = place
    shades = colour_ramp.ramp(film.colours["gradient-weak"], film.colours["gradient"])
    alive = np.isfinite(profile) & (profile > scale.least)
    hatched = grades(profile, scale) == "noise"
    last = layer == layers - 1
    numbers = [three_figures(value) for value in profile] if last and len(profile) <= _MOST_NUMBERS else None
    return {
        "type": "bar",
        "x": np.arange(1, len(profile) + 1),
        "base": scale.least,
        "y": np.where(alive, profile - scale.least, 0.0),
        "width": _BAR / layers,
        "offset": -_BAR / 2 + layer * _BAR / layers,
        "marker": {
            "color": [colour_ramp.at(shades, share) for share in scale.share(profile)],
            "pattern": {"shape": ["/" if pale else "" for pale in hatched], "size": 5},
            "line": {"width": 0},
        },
        "text": numbers,
        "textposition": "outside",
        "cliponaxis": False,
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _band(film: Film, frame: Frame, lane: int, scale: GradientScale) -> list[Trace]:
    """Return the tenth and the ninetieth percentile of the batch, as an area."""
    band = None if film.carries_state(lane) else film.tensor(frame, lane, "hidden_gradient_band")
    edges = (_NOTHING, _NOTHING) if band is None else np.maximum(band[-1].astype(float).T, scale.least)
    fill = colour_ramp.translucent(film.colour(lane), 0.16)
    return [
        scatter("lines", np.arange(1, len(edge) + 1), edge, line={"width": 0}, fill=area, fillcolor=fill)
        for edge, area in zip(edges, ("none", "tonexty"), strict=True)
    ]


def _beside(film: Film, frame: Frame, lane: int, scale: GradientScale) -> list[Trace]:
    """Return the line without truncation, and the lane's letter where its own begins."""
    colour, full, norms = film.colour(lane), _full(film, frame, lane), _norms(film, frame, lane)
    y = _NOTHING if full is None else np.maximum(full, scale.least)
    untruncated = scatter("lines", np.arange(1, len(y) + 1), y, line={"color": colour, "width": 1})
    if norms is None or len(film.lanes) == 1:
        return [untruncated, words([], [], [], "top center", colour, size=13)]
    place, text = [1 + 0.02 * film.count * lane], [f"<b>{LETTERS[lane]}</b>"]
    return [untruncated, words(place, [max(scale.least, float(norms[-1][0]))], text, "top center", colour, size=13)]


def _caption(film: Film, frame: Frame) -> str:
    """Return the present reading of the profile in words."""
    t, last = film.t, film.last_loss(frame)
    values: list[str] = []
    for lane in film.lanes:
        norms = _norms(film, frame, lane)
        if norms is None:
            continue
        first, final = three_figures(norms[-1][0]), three_figures(norms[-1][last])
        reading = t("hero.reading.lane", lane=LETTERS[lane], first=first, last=final)
        gain = _gain(film, frame, lane)
        values.append(t("hero.reading.gain", words=reading, gain=gain) if gain else reading)
    parts = [t("hero.reading", values=t("hero.reading.join").join(values), count=last + 1)] if values else []
    away = [lane for lane in film.lanes if _norms(film, frame, lane) is None]
    gone = [t(f"chart.{film.absence(frame, lane)}_lane", lane=LETTERS[lane]) for lane in away]
    if any(film.tensor(frame, lane, "hidden_gradient_band") is not None for lane in film.lanes):
        band = t("hero.legend.band")
        parts.append(f"{band[0].upper()}{band[1:]}.")
    return " ".join(parts + gone)


def _gain(film: Film, frame: Frame, lane: int) -> str:
    """Return the mean gain of a step back in words: "×0.58 a time step, half-life 1.3"."""
    gains, lives = film.tensor(frame, lane, "gain_per_step"), film.tensor(frame, lane, "half_life")
    if gains is None or lives is None or film.experiment.lanes[lane].cell.recurrence == "off":
        return ""
    gain, steps = float(gains[-1]), float(lives[-1])
    if not (gain > 0 and np.isfinite(gain)):
        return ""
    stays = not np.isfinite(steps) or steps > _STAYS
    key = "hero.gain" if stays else "hero.gain.half" if gain < 1 else "hero.gain.double"
    return film.t(key, gain=three_figures(gain), steps=three_figures(steps))
