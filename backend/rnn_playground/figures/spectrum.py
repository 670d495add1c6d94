"""The spectrum: the eigenvalues of every lane's recurrent weights in the unit circle, with the trails behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnn_playground.figures.drawing import PADDING, WIDTH, Drawing, Moment, Trace, plain_axis, scatter, words
from rnn_playground.figures.film import Film
from rnn_playground.figures.numbers import three_figures
from rnn_playground.figures.page_files import LETTERS, MARKERS
from rnn_playground.telemetry.frame import Frame

Points = NDArray[np.float64]
_PLOT = 420
_REACHES = (1.25, 1.6, 2.0, 3.0, 5.0, 10.0, 20.0, 50.0, 100.0, 1000.0)
_TRAIL = 16
_MOST_FOLLOWED = 64
_SMALLEST = 1e-6
# What stands for W_hh in cells that make their recurrent matrix from something else.
_EFFECTIVE = {"orthogonal": "Q", "antisymmetric": "I + ε(A − Aᵀ − γI)", "indrnn": "diag u", "lru": "diag λ"}
_PLAIN = {"rnn", "irnn", "nprnn", "indrnn"}  # J_t = diag(f′) W, and nothing else


def draw_spectrum(film: Film, frames: Sequence[Frame], lane: int, layer: int) -> Drawing:
    """Return the eigenvalues of one layer of all lanes; what is said of norms and ring is of ``lane``."""
    seen = [[_points(film, frame, number, layer) for number in film.lanes] for frame in frames]
    trails: list[list[Points]] = [[] for _ in film.lanes]
    deep = any(each.cell.layers > 1 for each in film.experiment.lanes)
    moments = []
    for frame, lanes in zip(frames, seen, strict=True):
        trails = [_extended(trail, points) for trail, points in zip(trails, lanes, strict=True)]
        radii = [_radius(points) for points in lanes if points is not None]
        reach = reach_of(max((radius for radius in radii if np.isfinite(radius)), default=0.0))
        half = (WIDTH - 2 * PADDING) / _PLOT * reach
        ranges = {"xaxis.range": [-half, half], "yaxis.range": [-reach, reach]}
        ring = _ring(film, frame, lane, layer)
        traces = [*_backdrop(film, reach), _circle(film, ring if ring and ring <= reach else None, dash="4px,3px")]
        for number, trail in enumerate(trails):
            traces += _marks(film, number, trail)
        parts = [*_readings(film, frame, lanes), *_norms(film, frame, lane, layer), *_ring_words(film, ring, reach)]
        head = [film.t("chart.layer", layer=layer + 1) + "."] if deep else []
        moments.append(Moment(frame.step, traces, " ".join(head + parts), ranges))
    middle = {
        "showgrid": False,
        "showticklabels": False,
        "zeroline": True,
        "zerolinecolor": film.colours["line"],
        "zerolinewidth": 1,
    }
    axes = {
        "xaxis": plain_axis(film, **middle),
        "yaxis": plain_axis(film, scaleanchor="x", **middle),
    }
    title = film.t("spectrum_panel.title").replace("W_hh", "W<sub>hh</sub>")
    return Drawing(title, axes, _PLOT, moments, legend=True)


def _points(film: Film, frame: Frame, lane: int, layer: int) -> Points | None:
    """Return (unit, 2): real and imaginary part."""
    found = film.tensor(frame, lane, "recurrent_eigenvalues")
    return None if found is None else found[min(layer, len(found) - 1)].astype(float)


def _radius(points: Points) -> float:
    return float(np.hypot(*points.T).max(initial=0.0))


def reach_of(radius: float) -> float:
    """Return how far the picture reaches from the origin."""
    return next((reach for reach in _REACHES if radius * 1.06 <= reach), radius * 1.1)


def _extended(trail: list[Points], points: Points | None) -> list[Points]:
    """Return a trail of positions with the newest at its end, each eigenvalue followed to its nearest successor."""
    if points is None:
        return []
    if not trail or len(trail[-1]) != len(points) or len(points) > _MOST_FOLLOWED:
        return [points]
    return [*trail, nearest(trail[-1], points)][-_TRAIL:]


def nearest(before: Points, after: Points) -> Points:
    """Return ``after`` in the order of ``before``: the closest pairs first."""
    distances = ((before[:, None] - after[None]) ** 2).sum(axis=-1)
    matched, taken = np.full(len(before), -1), np.zeros(len(after), dtype=bool)
    for place in np.argsort(distances, axis=None, kind="stable"):
        old, new = divmod(int(place), len(after))
        if matched[old] < 0 and not taken[new]:
            matched[old], taken[new] = new, True
    return np.asarray(after[matched])


def _ring(film: Film, frame: Frame, lane: int, layer: int) -> float | None:
    """Return 1 / mean f′: where an eigenvalue makes up for the mean slope; None where the rule does not hold."""
    slopes = film.tensor(frame, lane, "mean_slope")
    if slopes is None or film.experiment.lanes[lane].cell.kind not in _PLAIN:
        return None
    slope = float(slopes[min(layer, len(slopes) - 1)].mean())
    return 1 / slope if 0 < slope < 0.999 else None


def _circle(film: Film, radius: float | None, dash: str = "solid") -> Trace:
    angle = np.linspace(0, 2 * np.pi, 181) if radius else np.zeros(0)
    line = {"color": film.colours["line-strong"], "width": 1.2, "dash": dash}
    return scatter("lines", (radius or 0.0) * np.cos(angle), (radius or 0.0) * np.sin(angle), line=line)


def _backdrop(film: Film, reach: float) -> list[Trace]:
    """Return the unit circle and what it says: the sizes of eigenvalues that let a gradient grow or shrink."""
    inside = 0.707
    line = {"color": film.colours["line-strong"], "width": 1}
    leader = scatter("lines", [0.85 * reach, inside * 0.92], [-0.87 * reach, -inside * 0.92], line=line)
    said = words(
        [1, -1, 0.97 * reach, 0.97 * reach],
        [0, 0, 0.93 * reach, -0.93 * reach],
        ["1", "−1", film.t("spectrum_panel.grows"), film.t("spectrum_panel.shrinks")],
        ["bottom right", "bottom left", "middle left", "middle left"],
        film.colours["ink-3"],
    )
    return [_circle(film, 1.0), leader, said]


def _marks(film: Film, lane: int, trail: list[Points]) -> list[Trace]:
    """Return the tails of a lane's eigenvalues and, over them, where they are now."""
    colour, units = film.colour(lane), len(trail[-1]) if trail else 0
    tails = np.stack(trail, axis=1) if len(trail) > 1 else np.zeros((0, 0, 2))  # (unit, position, 2)
    broken = np.concatenate([tails, np.full((len(tails), 1, 2), np.nan)], axis=1).reshape(-1, 2)
    heads: Any = trail[-1] if trail else np.zeros((0, 2))
    told = [
        f"<b>{LETTERS[lane]}</b> λ = {three_figures(real)} {'−' if imaginary < 0 else '+'} "
        f"{three_figures(abs(imaginary))} i<br>|λ| = {three_figures(np.hypot(real, imaginary))}"
        for real, imaginary in heads
    ]
    marker = {"symbol": MARKERS[lane], "size": 6 if units > 40 else 9, "color": colour}
    return [
        scatter("lines", broken[:, 0], broken[:, 1], line={"color": colour, "width": 1.2}, opacity=0.45),
        scatter("markers", heads[:, 0], heads[:, 1], told, marker=marker, name=film.name(lane)),
    ]


def _readings(film: Film, frame: Frame, lanes: Sequence[Points | None]) -> list[str]:
    readings = [
        film.t("chart.lane_reading", lane=LETTERS[lane], reading=_reading(film, frame, lane, points))
        for lane, points in enumerate(lanes)
    ]
    return [film.t("spectrum_panel.caption", readings="; ".join(readings))]


def _norms(film: Film, frame: Frame, lane: int, layer: int) -> list[str]:
    norm, henrici = (film.tensor(frame, lane, name) for name in ("spectral_norm", "non_normality"))
    if norm is None or henrici is None:
        return []
    at = min(layer, len(norm) - 1)
    figures = {"norm": three_figures(float(norm[at])), "henrici": three_figures(float(henrici[at]))}
    return [film.t("spectrum_panel.norms", lane=LETTERS[lane], **figures)]


def _ring_words(film: Film, ring: float | None, reach: float) -> list[str]:
    if ring is None:
        return []
    key = "spectrum_panel.ring" if ring <= reach else "spectrum_panel.ring_outside"
    return [film.t(key, radius=three_figures(ring))]


def _reading(film: Film, frame: Frame, lane: int, points: Points | None) -> str:
    """Return a lane's largest |λ|, and the block that it is of where that is not the whole W_hh."""
    if points is None:
        return film.t(
            "spectrum_panel.none" if f"{lane}/hidden_state" in frame else f"chart.{film.absence(frame, lane)}"
        )
    cell, radius = film.experiment.lanes[lane].cell, _radius(points)
    text = "< 10⁻⁶" if 0 < radius < _SMALLEST else three_figures(radius)
    block = film.t("spectrum_panel.block", block=cell.candidate) if cell.candidate else _EFFECTIVE.get(cell.kind)
    return f"{text} ({block})" if block else text
