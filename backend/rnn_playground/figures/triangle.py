"""The gradient triangle: row i is the loss made at time step i, column s the state at time step s, on one log scale."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from plotly import graph_objects as go

from rnn_playground.experiment.learning import TruncatedBptt
from rnn_playground.figures.film import Film
from rnn_playground.figures.layout import PLOT_HEIGHT, add_time_axis, log_range, new_figure, three_figures
from rnn_playground.telemetry.codec import Array
from rnn_playground.telemetry.frame import Frame

_MOST_NUMBERS = 12


class Triangle(NamedTuple):
    """``values`` (T, T), the time steps with a loss, and where BPTT cuts (T, T)."""

    values: Array
    rows: NDArray[np.int64]
    cut: NDArray[np.bool_]

    @property
    def last(self) -> int:
        """The time step of the last loss, of all if there is none."""
        return int(self.rows[-1]) if len(self.rows) else len(self.values) - 1


def draw_triangle(film: Film, frames: Sequence[Frame], lane: int, _layer: int) -> list[go.Figure]:
    """Return the triangle of ``lane`` at each of ``frames``; one scale holds them all."""
    shapes = [triangle_of(film, frame, lane) for frame in frames]
    ends = log_range([shape.values[~shape.cut] for shape in shapes]) or [-4.0, 0.0]
    return [_drawn(film, frame, lane, shape, ends) for frame, shape in zip(frames, shapes, strict=True)]


def triangle_of(film: Film, frame: Frame, lane: int) -> Triangle:
    """Return the triangle of the whole state where the memory lives there, else that of h."""
    of_state = film.tensor(frame, lane, "state_triangle") if film.carries_state(lane) else None
    values = np.tril(film.required(frame, lane, "gradient_triangle") if of_state is None else of_state)
    scored = frame["loss_mask"].astype(bool) | (values > 0).any(axis=1)  # a loss that another sample has counts too
    mask = film.tensor(frame, lane, "truncation_mask")
    below = np.tri(len(values), dtype=bool) & scored[:, None]
    cut = np.zeros_like(below) if mask is None else below & ~mask.astype(bool)
    return Triangle(values, scored.nonzero()[0], cut)


def _drawn(film: Film, frame: Frame, lane: int, shape: Triangle, ends: list[float]) -> go.Figure:
    title = f"{film.t('panel.triangle.label')} · {film.name(lane)}"
    height = min(PLOT_HEIGHT, 60 + 30 * len(shape.rows))
    made = new_figure(film, title, _caption(film, frame, lane, shape), frame.step, height)
    seen, x, y = shape.values[shape.rows], np.arange(1, film.count + 1), [str(row + 1) for row in shape.rows]
    place = film.t("triangle_card.place", row="%{y}", column="%{x}")
    symbol = f"‖∂ℓᵢ/∂{film.gradient_name(lane)}ₛ‖"
    made.add_heatmap(
        x=x,
        y=y,
        z=np.log10(seen, where=seen > 0, out=np.full(seen.shape, np.nan)),
        zmin=ends[0],
        zmax=ends[1],
        colorscale=[film.colours["gradient-weak"], film.colours["gradient"]],
        colorbar={"title": symbol, "tickprefix": "10<sup>", "ticksuffix": "</sup>", "tickformat": "d"},
        customdata=seen,
        hovertemplate=f"{place}<br>{symbol} %{{customdata:.3g}}<extra></extra>",
        texttemplate="%{customdata:.2g}" if film.count <= _MOST_NUMBERS else None,
    )
    if shape.cut.any():
        grey = film.colours["surface-2"]
        made.add_heatmap(
            x=x,
            y=y,
            z=np.where(shape.cut[shape.rows], 1.0, np.nan),
            colorscale=[grey, grey],
            showscale=False,
            opacity=0.85,
            customdata=seen,
            hovertemplate=f"{place}<br>{film.t('triangle_card.cut')}, %{{customdata:.3g}}<extra></extra>",
        )
    add_time_axis(made, film)
    made.update_yaxes(type="category", autorange="reversed", title_text=film.t("triangle_card.loss"))
    return made


def _caption(film: Film, frame: Frame, lane: int, shape: Triangle) -> str:
    t, last = film.t, shape.last
    if not len(shape.rows):
        return t("triangle_card.none")
    ends = {"near": three_figures(shape.values[last, last]), "far": three_figures(shape.values[last, 0])}
    key = "triangle_card.caption_one" if len(shape.rows) == 1 else "triangle_card.caption"
    parts = [t(key, row=last + 1, **ends)]
    bptt = film.experiment.lanes[lane].bptt_at(frame.step)
    if shape.cut.any() and isinstance(bptt, TruncatedBptt):
        share = round(100 * shape.cut.sum() / (shape.rows + 1).sum())
        parts.append(t("triangle_card.truncated", window=bptt.window, shift=bptt.shift, share=share))
    measured = json.loads(frame.metadata.get("panel_steps", "{}")).get("triangle", frame.step)
    if measured != frame.step:
        parts.append(t("measure.older", step=measured))
    return " ".join(parts)
