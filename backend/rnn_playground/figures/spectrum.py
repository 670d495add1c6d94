"""The spectrum: the eigenvalues of every model's recurrent weights in the unit circle, with where they were before."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from plotly import graph_objects as go

from rnn_playground.figures.film import Film
from rnn_playground.figures.layout import new_figure, three_figures
from rnn_playground.figures.page_files import LETTERS, MARKERS
from rnn_playground.telemetry.codec import Array
from rnn_playground.telemetry.frame import Frame

_PLOT = 440
_TRAIL = 16
# What stands for W_hh in cells that make their recurrent matrix from something else.
_EFFECTIVE = {"orthogonal": "Q", "antisymmetric": "I + ε(A − Aᵀ − γI)", "indrnn": "diag u", "lru": "diag λ"}
_PLAIN = {"rnn", "irnn", "nprnn", "indrnn"}  # J_t = diag(f′) W, and nothing else


def draw_spectrum(film: Film, frames: Sequence[Frame], lane: int, layer: int) -> list[go.Figure]:
    """Return the eigenvalues of one layer of all models; what is said of norms and ring is of ``lane``."""
    points = [[_points(film, frame, number, layer) for number in film.lanes] for frame in frames]
    radii = [np.hypot(*each.T).max(initial=0.0) for of_frame in points for each in of_frame if each is not None]
    reach = 1.1 * max(1.0, *(radius for radius in radii if np.isfinite(radius)))
    figures = []
    for place, frame in enumerate(frames):
        made = _drawn(film, frame, points[place], lane, layer)
        for number in film.lanes:
            _add_lane(made, film, number, [each[number] for each in points[max(0, place - _TRAIL) : place + 1]])
        made.update_xaxes(range=[-reach, reach], title_text=film.t("spectrum_panel.real"))
        made.update_yaxes(
            range=[-reach, reach], scaleanchor="x", constrain="domain", title_text=film.t("spectrum_panel.imaginary")
        )
        figures.append(made)
    return figures


def _points(film: Film, frame: Frame, lane: int, layer: int) -> Array | None:
    """Return (unit, 2): real and imaginary part."""
    found = film.tensor(frame, lane, "recurrent_eigenvalues")
    return None if found is None else found[min(layer, len(found) - 1)]


def _drawn(film: Film, frame: Frame, points: Sequence[Array | None], lane: int, layer: int) -> go.Figure:
    """Return a figure with the unit circle and, where a mean slope was measured, the dashed ring 1 / mean f′."""
    t, ring = film.t, _ring(film, frame, lane, layer)
    readings = [
        t("chart.lane_reading", lane=LETTERS[number], reading=_reading(film, frame, number, each))
        for number, each in enumerate(points)
    ]
    parts = [t("spectrum_panel.caption", readings="; ".join(readings))]
    norm, henrici = (film.tensor(frame, lane, name) for name in ("spectral_norm", "non_normality"))
    if norm is not None and henrici is not None:
        at = min(layer, len(norm) - 1)
        figures = {"norm": three_figures(norm[at]), "henrici": three_figures(henrici[at])}
        parts.append(t("spectrum_panel.norms", lane=LETTERS[lane], **figures))
    if ring is not None:
        parts.append(t("spectrum_panel.ring", radius=three_figures(ring)))
    if any(each.cell.layers > 1 for each in film.experiment.lanes):
        parts.insert(0, f"{t('chart.layer', layer=layer + 1)}.")
    title = t("spectrum_panel.title").replace("W_hh", "W<sub>hh</sub>")
    made = new_figure(film, title, " ".join(parts), frame.step, _PLOT)
    for radius, dash in [(1.0, "solid"), *([] if ring is None else [(ring, "dash")])]:
        line = {"color": film.colours["line-strong"], "dash": dash}
        made.add_shape(type="circle", x0=-radius, x1=radius, y0=-radius, y1=radius, line=line, layer="below")
    return made


def _ring(film: Film, frame: Frame, lane: int, layer: int) -> float | None:
    """Return 1 / mean f′: where an eigenvalue makes up for the mean slope; None where the rule does not hold."""
    slopes = film.tensor(frame, lane, "mean_slope")
    cell = film.experiment.lanes[lane].cell
    if slopes is None or cell.kind not in _PLAIN or cell.options:
        return None
    slope = float(slopes[min(layer, len(slopes) - 1)].mean())
    return 1 / slope if 0 < slope < 0.999 else None


def _add_lane(made: go.Figure, film: Film, lane: int, positions: Sequence[Array | None]) -> None:
    """Draw a model's eigenvalues, and faintly those of the frames before; the last of ``positions`` is the present."""
    colour, newest = film.colour(lane), positions[-1]
    if newest is None:
        return
    before = [each for each in positions[:-1] if each is not None]
    if before:
        x, y = np.concatenate(before).T
        faint = {"size": 3, "color": colour, "opacity": 0.3}
        made.add_scatter(x=x, y=y, mode="markers", marker=faint, showlegend=False, hoverinfo="skip")
    made.add_scatter(
        x=newest[:, 0],
        y=newest[:, 1],
        customdata=np.hypot(*newest.T),
        mode="markers",
        marker={"symbol": MARKERS[lane], "size": 6 if len(newest) > 40 else 9, "color": colour},
        name=film.name(lane),
        hovertemplate=f"<b>{LETTERS[lane]}</b> %{{x:.3g}} + %{{y:.3g}} i<br>|λ| = %{{customdata:.3g}}<extra></extra>",
    )


def _reading(film: Film, frame: Frame, lane: int, points: Array | None) -> str:
    """Return a model's largest |λ|, and the block that it is of where that is not the whole W_hh."""
    if points is None:
        return film.t(
            "spectrum_panel.none" if f"{lane}/hidden_state" in frame else f"chart.{film.absence(frame, lane)}"
        )
    cell = film.experiment.lanes[lane].cell
    text = three_figures(np.hypot(*points.T).max(initial=0.0))
    block = film.t("spectrum_panel.block", block=cell.candidate) if cell.candidate else _EFFECTIVE.get(cell.kind)
    return f"{text} ({block})" if block else text
