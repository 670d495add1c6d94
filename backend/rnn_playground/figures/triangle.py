"""The gradient triangle: row i is the loss made at time step i, column s the state at time step s, on one log scale.

What truncation cuts is hatched, with its staircase as an outline; under it, how far the last loss is felt in training.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnn_playground.experiment.learning import TruncatedBptt
from rnn_playground.figures import colour_ramp
from rnn_playground.figures.brackets import bracket, felt
from rnn_playground.figures.drawing import Drawing, Moment, Trace, plain_axis, scatter, time_axis
from rnn_playground.figures.film import Film
from rnn_playground.figures.gradient_scale import FIRST_SCALE, GradientScale, Numbers, tight_scale
from rnn_playground.figures.numbers import power_of_ten, three_figures
from rnn_playground.telemetry.frame import Frame

_TALLEST, _LABELLED, _ROOM = 28, 30, 300
_HORIZON = 30
_MOST_NUMBERS = 12
_MOST_ROWS_NAMED = 14


class Triangle(NamedTuple):
    """``values`` (T, T), the time steps with a loss, and where BPTT cuts (T, T)."""

    values: Numbers
    rows: NDArray[np.int64]
    cut: NDArray[np.bool_]

    @property
    def last(self) -> int:
        """The time step of the last loss, of all if there is none."""
        return int(self.rows[-1]) if len(self.rows) else len(self.values) - 1


def draw_triangle(film: Film, frames: Sequence[Frame], lane: int, _layer: int) -> Drawing:
    """Return the triangle of ``lane`` at each of ``frames``; one scale holds them all."""
    shapes = [triangle_of(film, frame, lane) for frame in frames]
    kept = [shape.values[row, : row + 1][~shape.cut[row, : row + 1]] for shape in shapes for row in shape.rows]
    scale = tight_scale(kept) or FIRST_SCALE
    rows = max(1, *(len(shape.rows) for shape in shapes))
    tallest = _LABELLED if film.count <= _MOST_NUMBERS else _TALLEST
    plot = rows * max(1, min(tallest, _ROOM // rows))
    height = plot + _HORIZON
    named = shapes[-1].rows
    every = -(-len(named) // _MOST_ROWS_NAMED) if len(named) else 1
    ticks = [place for place in range(len(named)) if place % every == every - 1]
    axes = {
        "xaxis": time_axis(film, anchor="y2"),
        "yaxis": plain_axis(
            film,
            range=[rows - 0.5, -0.5],
            domain=[_HORIZON / height, 1],
            showgrid=False,
            tickvals=ticks,
            ticktext=[f"ℓ<sub>{named[place] + 1}</sub>" for place in ticks],
        ),
        "yaxis2": plain_axis(film, range=[0, 1], domain=[0, _HORIZON / height], showgrid=False, tickvals=[]),
    }
    moments = [
        Moment(
            frame.step,
            _traces(film, frame, lane, shape, scale),
            _caption(film, frame, lane, shape),
        )
        for frame, shape in zip(frames, shapes, strict=True)
    ]
    title = f"{film.t('panel.triangle.label')} · {film.name(lane)}"
    return Drawing(title, axes, height, moments)


def triangle_of(film: Film, frame: Frame, lane: int) -> Triangle:
    """Return the triangle of the whole state where the memory lives there, else that of h."""
    of_state = film.tensor(frame, lane, "state_triangle") if film.carries_state(lane) else None
    found = film.tensor(frame, lane, "gradient_triangle") if of_state is None else of_state
    if found is None:
        raise ValueError(f"the frame of update {frame.step} carries no triangle of lane {lane}")
    values = np.tril(found.astype(float))
    scored = frame["loss_mask"].astype(bool) | (values > 0).any(axis=1)  # a loss that another sample has counts too
    rows = scored.nonzero()[0]
    mask = film.tensor(frame, lane, "truncation_mask")
    below = np.tri(len(values), dtype=bool) & scored[:, None]
    cut = np.zeros_like(below) if mask is None else below & ~mask.astype(bool)
    return Triangle(values, rows, cut)


def _traces(film: Film, frame: Frame, lane: int, shape: Triangle, scale: GradientScale) -> list[Trace]:
    values, rows, cut = shape
    columns = np.arange(1, film.count + 1)
    there = np.tri(len(values), dtype=bool)[rows]
    seen = values[rows]
    shown = there & (seen > scale.least)
    with np.errstate(divide="ignore"):
        logs = np.where(shown, np.log10(np.where(shown, seen, 1.0)), np.nan)
    surface, weak, strong = (film.colours[name] for name in ("surface-2", "gradient-weak", "gradient"))
    exponents = scale.exponents(7)
    symbol = f"‖∂ℓᵢ/∂{film.gradient_name(lane)}ₛ‖"
    numbers = np.where(there & ~cut[rows], np.vectorize(three_figures, otypes=[object])(seen), "")
    numbered = film.count <= _MOST_NUMBERS
    places = [[_place(film, shape, row, column, symbol) for column in range(film.count)] for row in rows]
    heat = {
        "type": "heatmap",
        "x": columns,
        "z": logs,
        "zmin": scale.floor,
        "zmax": scale.top,
        "colorscale": colour_ramp.ramp(weak, strong),
        "colorbar": {
            "title": {"text": symbol, "side": "right"},
            "tickvals": exponents,
            "ticktext": [power_of_ten(exponent) for exponent in exponents],
            "thickness": 10,
            "lenmode": "pixels",
            "len": 132,
            "y": 1,
            "yanchor": "top",
            "outlinewidth": 0,
        },
        "hoverinfo": "skip",
        "xgap": 3 if numbered else 0,
        "ygap": 4 if numbered else 0,
        **({"text": numbers, "texttemplate": "%{text}"} if numbered else {}),
    }
    paper = {
        **{name: heat[name] for name in ("type", "x", "xgap", "ygap")},
        "hovertext": places,
        "hoverinfo": "text",
        "z": np.where(there, 0.0, np.nan),
        "colorscale": [(0, surface), (1, surface)],
        "showscale": False,
    }
    return [paper, heat, *_cuts(film, shape), *bracket(film, felt(film, frame, lane, shape.last, row=0))]


def _place(film: Film, shape: Triangle, row: int, column: int, symbol: str) -> str:
    """Return what is said of one place: its number, and whether truncation cuts it."""
    if column > row:
        return ""
    value, own = shape.values[row, column], shape.values[row, row]
    lines = [film.t("triangle_card.place", row=row + 1, column=column + 1), f"{symbol} {three_figures(value)}"]
    if own > 0 and column < row:
        lines.append(f"{film.t('triangle_card.relative', row=row + 1)} × {three_figures(value / own)}")
    if shape.cut.any():
        lines.append(film.t("triangle_card.is_cut" if shape.cut[row, column] else "triangle_card.is_kept"))
    return "<br>".join(lines)


def _cuts(film: Film, shape: Triangle) -> list[Trace]:
    """Return what truncation cuts, hatched over pale paper, and the staircase at its edge."""
    boxes: list[tuple[float | None, float | None]] = []
    stairs: list[tuple[float, float]] = []
    for place, row in enumerate(shape.rows):
        ends = np.flatnonzero(np.diff(np.concatenate([[False], shape.cut[row], [False]]).astype(int)))
        for left, right in ends.reshape(-1, 2) + 0.5:
            corners = [(left, -0.5), (right, -0.5), (right, 0.5), (left, 0.5)]
            boxes += [(x, place + up) for x, up in corners] + [(None, None)]
        edge = float(ends[-1] + 0.5) if len(ends) else 0.5
        stairs += [(edge, place - 0.5), (edge, place + 0.5)]
    x, y = zip(*boxes, strict=True) if boxes else ((), ())
    edges = zip(*stairs, strict=True) if boxes else ((), ())
    paper = colour_ramp.translucent(film.colours["surface-1"], 0.72)
    hatched = {
        "fill": "toself",
        "fillcolor": paper,
        "fillpattern": {"shape": "/", "size": 5, "solidity": 0.15, "fgcolor": film.colours["ink-3"], "bgcolor": paper},
    }
    return [
        scatter("lines", x, y, line={"width": 0}, **hatched),
        scatter("lines", *edges, line={"width": 1.75, "color": film.colours["ink-1"]}),
    ]


def _caption(film: Film, frame: Frame, lane: int, shape: Triangle) -> str:
    t, facts = film.t, film.facts["lanes"][lane]
    if not len(shape.rows):
        return t("triangle_card.none")
    last = shape.last
    near, far = three_figures(shape.values[last, last]), three_figures(shape.values[last, 0])
    key = "triangle_card.caption_one" if len(shape.rows) == 1 else "triangle_card.caption"
    parts = [t(key, row=last + 1, near=near, far=far)]
    horizon = film.tensor(frame, lane, "memory_horizon")
    kept = film.reach(frame, lane, last)
    if horizon is not None and kept is not None:
        whole = len(facts["states"]) > 1 and not film.carries_state(lane)  # the colours are those of h
        reach = "triangle_card.reach_state" if whole else "triangle_card.reach"
        parts.append(t(reach, states=", ".join(facts["states"]), steps=int(horizon)))
        if kept < int(horizon):
            parts.append(t("triangle_card.reach_cut", steps=kept))
    if len(shape.rows) > 1:
        parts.append(t("triangle_card.scaled", losses=len(shape.rows)))
    bptt = film.experiment.lanes[lane].bptt_at(frame.step)
    if shape.cut.any() and isinstance(bptt, TruncatedBptt):
        share = int(100 * shape.cut.sum() / (shape.rows + 1).sum() + 0.5)
        parts.append(t("triangle_card.truncated", window=bptt.window, shift=bptt.shift, share=share))
    measured = json.loads(frame.metadata.get("panel_steps", "{}")).get("triangle", frame.step)
    if measured != frame.step:
        parts.append(t("measure.older", step=measured))
    return " ".join(parts)
