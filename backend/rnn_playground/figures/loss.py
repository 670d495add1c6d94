"""The loss of every model over the updates: every value faint, their running mean on top, the levels of the task."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from plotly import graph_objects as go

from rnn_playground.figures.film import Film
from rnn_playground.figures.layout import log_axis, log_range, new_figure, three_figures
from rnn_playground.figures.page_files import DASHES, LETTERS
from rnn_playground.telemetry.codec import Array
from rnn_playground.telemetry.frame import Frame


def draw_loss(film: Film, frames: Sequence[Frame], _lane: int, _layer: int) -> list[go.Figure]:
    """Return the loss of all updates that ``film`` knows, up to the last of ``frames``: one figure of the whole run."""
    task, step = film.facts["task"], frames[-1].step
    curves = [_curve(film, lane, "") for lane in film.lanes]
    readings = "; ".join(
        film.t("chart.lane_reading", lane=LETTERS[lane], reading=three_figures(values[-1]) if len(values) else "–")
        for lane, (_, values) in enumerate(curves)
    )
    unit = film.t(f"loss_panel.unit.{task['loss']}")
    caption = film.t("loss_panel.caption", step=f"{step:,}", quantity=unit, readings=readings)
    made = new_figure(film, film.t("loss_panel.title"), caption)
    for lane, (steps, values) in enumerate(curves):
        _add_lane(made, film, lane, steps, values)
    levels = _levels(film)
    for kind, value in levels.items():
        colour = film.colours["good" if kind == "solved" else "ink-3"]
        text = film.t(f"loss_panel.level.{kind}", value=three_figures(value))
        # Plotly takes the place of words on a logarithmic axis by its exponent.
        said = {"text": text, "font_color": colour, "y": np.log10(value)}
        place = "bottom right" if kind == "floor" else "top right"
        line = {"color": colour, "width": 1, "dash": "dash"}
        made.add_hline(y=value, line=line, annotation=said, annotation_position=place)
    for lane in film.lanes:
        for change in film.experiment.lanes[lane].changes:
            made.add_vline(x=change.step, line={"color": film.colour(lane), "width": 1, "dash": "dot"})
    made.update_xaxes(title_text=film.t("chart.update"))
    made.update_yaxes(log_axis(_range([values for _, values in curves], levels)))
    return [made]


def _curve(film: Film, lane: int, prefix: str) -> tuple[Array, Array]:
    scalars = film.scalars[lane]
    if f"{prefix}steps" not in scalars:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    return scalars[f"{prefix}steps"], scalars[f"{prefix}loss"]


def _levels(film: Film) -> dict[str, float]:
    """Return the losses that mean something: guessing, the best without memory, solved."""
    task = film.facts["task"]
    levels = {"chance": task["chance"], "floor": task["floor"]}
    if task["solved"]["quantity"] == "loss":
        levels["solved"] = task["solved"]["value"]
    return {kind: float(value) for kind, value in levels.items() if value is not None}


def _range(curves: Sequence[Array], levels: dict[str, float]) -> list[float] | None:
    """Return the ends of the axis: a model that explodes leaves it at the top rather than flattening the others."""
    top = 100 * max(levels.values(), default=np.inf)
    return log_range([*(np.minimum(values, top) for values in curves), np.array(list(levels.values()))])


def _add_lane(made: go.Figure, film: Film, lane: int, steps: Array, values: Array) -> None:
    colour, letter = film.colour(lane), LETTERS[lane]
    raw = {"mode": "lines", "line": {"color": colour, "width": 1}, "opacity": 0.28, "hoverinfo": "skip"}
    made.add_scatter(x=steps, y=values, **raw, legendgroup=letter, showlegend=False)
    line = {"color": colour, "width": 2, "dash": DASHES[lane]}
    hover = film.t("loss_panel.hover", lane=letter, step="%{x}", value="%{y:.3g}") + "<extra></extra>"
    mean = {"mode": "lines", "line": line, "name": film.name(lane), "hovertemplate": hover}
    made.add_scatter(x=steps, y=_running_mean(values), **mean, legendgroup=letter)
    validated, losses = _curve(film, lane, "validation_")
    if len(validated):
        words = {"lane": letter, "step": "%{x}", "value": "%{y:.3g}", "validated": _validated(film)}
        hover = film.t("loss_panel.validation.hover", **words) + "<extra></extra>"
        marker = {"symbol": "circle-open", "color": colour}
        circles = {"mode": "markers", "marker": marker, "hovertemplate": hover, "showlegend": False}
        made.add_scatter(x=validated, y=losses, **circles, legendgroup=letter)


def _validated(film: Film) -> str:
    """Return on what the circles are: sequences that no update trains on."""
    task = film.facts["task"]
    kind = ("images" if task["modality"] == "image" else "characters") if task["held_out"] else "fresh"
    count = task["held_out"] or task["fresh"]
    return film.t(f"validation.{kind}" if count else "validation.same", count=f"{count:,}")


def _running_mean(values: Array) -> Array:
    """Return the mean of a fiftieth of the run up to each update, 200 updates at most, of what is finite."""
    window = max(1, min(200, round(len(values) / 50)))
    finite = np.isfinite(values)
    sums = np.append(0.0, np.cumsum(np.where(finite, values, 0.0), dtype=float))
    counts = np.append(0, np.cumsum(finite))
    ends = np.arange(1, len(values) + 1)
    first = np.maximum(0, ends - window)
    with np.errstate(invalid="ignore"):
        return np.asarray((sums[ends] - sums[first]) / (counts[ends] - counts[first]))
