"""The profile: ‖∂L/∂h_t‖ of every time step of every model, on one logarithmic scale."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from plotly import graph_objects as go

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
from rnn_playground.figures.page_files import DASHES, LETTERS
from rnn_playground.telemetry.codec import Array
from rnn_playground.telemetry.frame import Frame

_STAYS = 6_900.0  # a half-life longer than that is less than one per cent in a hundred time steps


def draw_profile(film: Film, frames: Sequence[Frame], _lane: int, _layer: int) -> list[go.Figure]:
    """Return the profiles of all models at each of ``frames``; one scale holds them all."""
    measured = [norms for frame in frames for lane in film.lanes if (norms := _norms(film, frame, lane)) is not None]
    ends = log_range(measured)
    return [_drawn(film, frame, ends) for frame in frames]


def _drawn(film: Film, frame: Frame, ends: list[float] | None) -> go.Figure:
    names = {film.gradient_name(lane) for lane in film.lanes}
    title = film.t("hero.profile", state=names.pop() if len(names) == 1 else "h")
    made = new_figure(film, title, _caption(film, frame), frame.step)
    for lane in film.lanes:
        if (norms := _norms(film, frame, lane)) is not None:
            _add_lane(made, film, frame, lane, norms)
    _add_brackets(made, film, frame)
    add_time_axis(made, film)
    made.update_yaxes(log_axis(ends))
    return made


def _norms(film: Film, frame: Frame, lane: int) -> Array | None:
    """Return (layer, time_step): ‖∂L/∂h_t‖, of the whole state where the memory lives there."""
    return film.tensor(frame, lane, "state_gradient_norm" if film.carries_state(lane) else "hidden_gradient_norm")


def _add_lane(made: go.Figure, film: Film, frame: Frame, lane: int, norms: Array) -> None:
    """Draw a line a layer, the top one bold; the middle eight tenths of the batch; the gradient without truncation."""
    colour, group = film.colour(lane), LETTERS[lane]
    if not film.carries_state(lane):
        if (band := film.tensor(frame, lane, "hidden_gradient_band")) is not None:
            low, high = band[-1].T
            area = {"mode": "lines", "line_width": 0, "showlegend": False, "legendgroup": group, "hoverinfo": "skip"}
            fill = {"fill": "tonexty", "fillcolor": translucent(colour, 0.16)}
            made.add_scatter(x=time_steps(low), y=low, **area)
            made.add_scatter(x=time_steps(high), y=high, **area, **fill)
        if (full := film.tensor(frame, lane, "full_gradient_norm")) is not None:
            said = film.t("hero.legend.full", step=frame.step)
            hover = f"<b>{group}</b> t = %{{x}}: %{{y:.3g}}, {said}<extra></extra>"
            thin = {"line": {"color": colour, "width": 1}, "showlegend": False, "legendgroup": group}
            made.add_scatter(x=time_steps(full[-1]), y=full[-1], mode="lines", hovertemplate=hover, **thin)
    for layer, profile in enumerate(norms):
        top = layer == len(norms) - 1
        made.add_scatter(
            x=time_steps(profile),
            y=np.where(profile > 0, profile, np.nan),
            mode="lines+markers" if film.count <= 60 else "lines",
            line={"color": colour, "width": 2 if top else 1, "dash": DASHES[lane]},
            marker_size=5,
            name=film.name(lane),
            legendgroup=group,
            showlegend=top,
            hovertemplate=f"<b>{group}</b> t = %{{x}}: %{{y:.3g}}<extra></extra>",
        )


def _add_brackets(made: go.Figure, film: Film, frame: Frame) -> None:
    """Draw how far back the task needs memory, and how far back the last loss is felt in training."""
    lag, last = film.facts["task"]["required_lag"], film.last_loss(frame)
    if not lag:
        return
    spans = [(lag, film.t("hero.needed", lag=lag), film.colours["ink-3"])]
    for lane in film.lanes:
        if (steps := film.reach(frame, lane, last)) is not None:
            spans.append((steps, f"{LETTERS[lane]} {film.t('triangle_card.horizon', steps=steps)}", film.colour(lane)))
    for row, (steps, words, colour) in enumerate(spans):
        height, end = 0.98 - 0.085 * row, last + 1
        line = {"color": colour, "width": 2}
        place = {"x0": max(1, end - steps), "x1": end, "y0": height, "y1": height}
        made.add_shape(type="line", yref="paper", line=line, **place)
        made.add_annotation(
            x=end, y=height, yref="paper", text=words, font_color=colour, showarrow=False, xanchor="right", yshift=-10
        )


def _caption(film: Film, frame: Frame) -> str:
    """Return the present reading of the profile in words."""
    t, last = film.t, film.last_loss(frame)
    values: list[str] = []
    for lane in film.lanes:
        if (norms := _norms(film, frame, lane)) is not None:
            ends = {"first": three_figures(norms[-1][0]), "last": three_figures(norms[-1][last])}
            reading = t("hero.reading.lane", lane=LETTERS[lane], **ends)
            gain = _gain(film, frame, lane)
            values.append(t("hero.reading.gain", words=reading, gain=gain) if gain else reading)
    parts = [t("hero.reading", values=t("hero.reading.join").join(values), count=last + 1)] if values else []
    if any(film.tensor(frame, lane, "hidden_gradient_band") is not None for lane in film.lanes):
        band = t("hero.legend.band")
        parts.append(f"{band[0].upper()}{band[1:]}.")
    away = [lane for lane in film.lanes if _norms(film, frame, lane) is None]
    return " ".join([*parts, *(t(f"chart.{film.absence(frame, lane)}_lane", lane=LETTERS[lane]) for lane in away)])


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
