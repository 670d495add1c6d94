"""The loss of every lane over the updates: raw values faint, their running mean on top, the levels of the task."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from rnn_playground.figures.drawing import Drawing, Moment, Trace, plain_axis, scatter
from rnn_playground.figures.film import Film
from rnn_playground.figures.gradient_scale import Numbers
from rnn_playground.figures.numbers import knob_figures, three_figures, whole
from rnn_playground.figures.page_files import DASHES, LETTERS
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.spread import spread

_PLOT = 300
_MOST_POINTS = 1500
_LEAST_STEPS = 20


def draw_loss(film: Film, frames: Sequence[Frame], _lane: int, _layer: int) -> Drawing:
    """Return the loss of all updates that ``film`` knows, up to the last of ``frames``."""
    task = film.facts["task"]
    curves, validations = ([_curve(film, lane, prefix) for lane in film.lanes] for prefix in ("", "validation_"))
    levels = _levels(film)
    low, high = _range([values for _, values in curves + validations], list(levels.values()))
    last = max([_LEAST_STEPS, frames[-1].step, *(int(steps[-1]) for steps, _ in curves if len(steps))])
    traces = [trace for lane, curve in enumerate(curves) for trace in _lane_traces(film, lane, curve)]
    traces += [_validation_trace(film, lane, found) for lane, found in enumerate(validations) if len(found[0])]
    traces += _level_traces(film, levels, last)
    ticks = log_ticks(low, high)
    axes = {
        "xaxis": plain_axis(film, range=[0, last], title={"text": film.t("chart.update"), "standoff": 6}),
        "yaxis": plain_axis(
            film,
            type="log",
            range=[np.log10(low), np.log10(high)],
            tickvals=ticks,
            ticktext=[knob_figures(tick) for tick in ticks],
        ),
        "shapes": _marks(film),
    }
    unit = film.t(f"loss_panel.unit.{task['loss']}")
    readings = "; ".join(
        film.t("chart.lane_reading", lane=LETTERS[lane], reading=three_figures(values[-1]) if len(values) else "–")
        for lane, (_, values) in enumerate(curves)
    )
    caption = film.t("loss_panel.caption", step=whole(frames[-1].step), quantity=unit, readings=readings)
    moment = Moment(frames[-1].step, traces, caption)
    return Drawing(film.t("loss_panel.title"), axes, _PLOT, [moment], legend=True, one=True)


def _curve(film: Film, lane: int, prefix: str) -> tuple[Any, Numbers]:
    scalars = film.scalars[lane]
    if f"{prefix}steps" not in scalars:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    return scalars[f"{prefix}steps"], scalars[f"{prefix}loss"].astype(float)


def _levels(film: Film) -> dict[str, float]:
    """Return the losses that mean something: guessing, the best without memory, solved."""
    task = film.facts["task"]
    levels = {"chance": task["chance"], "floor": task["floor"]}
    if task["solved"]["quantity"] == "loss":
        levels["solved"] = task["solved"]["value"]
    return {kind: float(value) for kind, value in levels.items() if value is not None}


def _range(curves: Sequence[Numbers], levels: Sequence[float]) -> tuple[float, float]:
    """Return the ends of the axis: a lane that explodes leaves it at the top rather than flattening the others."""
    together = np.concatenate([*curves, np.array(levels)])
    known = together[np.isfinite(together) & (together > 0)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.1, 1.0)
    top = min(high, 100 * max([*levels, 1e-12]))
    return min(max(low, top * 1e-9) / 1.25, top / 6), top * 1.6


def _lane_traces(film: Film, lane: int, curve: tuple[Any, Numbers]) -> list[Trace]:
    steps, values = curve
    colour, name = film.colour(lane), film.name(lane)
    drawn, meant = _peaks(values), np.array(spread(len(values), _MOST_POINTS // 2), dtype=int)
    means = _running_means(values, meant)
    hover = _said(film.t("loss_panel.hover", lane=LETTERS[lane]), steps[meant], means)
    faint = {"line": {"color": colour, "width": 1}, "opacity": 0.28}
    line = {"color": colour, "width": 2, "dash": DASHES[lane]}
    common = {"legendgroup": name, "connectgaps": False}
    return [
        scatter("lines", steps[drawn], values[drawn], **faint, **common),
        scatter("lines", steps[meant], means, hover, line=line, name=name, **common),
    ]


def _said(template: str, steps: Any, values: Numbers) -> list[str]:
    """Return what is said of each value at its update."""
    return [
        template.replace("{step}", whole(int(step))).replace("{value}", three_figures(value))
        for step, value in zip(steps, values, strict=True)
    ]


def _validation_trace(film: Film, lane: int, validations: tuple[Any, Numbers]) -> Trace:
    """Return the circles of what the lane has on sequences that no update trains on."""
    steps, values = validations
    colour, task = film.colour(lane), film.facts["task"]
    kind = ("images" if task["modality"] == "image" else "characters") if task["held_out"] else "fresh"
    count = task["held_out"] or task["fresh"]
    validated = film.t(f"validation.{kind}" if count else "validation.same", count=whole(count))
    hover = film.t("loss_panel.validation.hover", lane=LETTERS[lane], validated=validated)
    line = {"color": colour, "width": 1, "dash": "1px,2px"}
    circles = {"symbol": "circle-open", "size": 5, "color": colour}
    told = _said(hover, steps, values)
    return scatter("lines+markers", steps, values, told, legendgroup=film.name(lane), line=line, marker=circles)


def _peaks(values: Numbers) -> Any:
    """Return places that keep the least and the greatest value of every stretch, and both ends."""
    if len(values) <= _MOST_POINTS // 2:
        return np.arange(len(values))
    stretches = np.array_split(np.arange(1, len(values) - 1), _MOST_POINTS // 4)
    ends = [place for part in stretches for place in (part[values[part].argmin()], part[values[part].argmax()])]
    return np.unique([0, *ends, len(values) - 1])


def _running_means(values: Numbers, places: Any) -> Numbers:
    """Return at each place the mean of a fiftieth of the run up to it, 200 updates at most, of what is finite."""
    window = max(1, min(200, round(len(values) / 50)))
    finite = np.isfinite(values)
    sums = np.append(0.0, np.cumsum(np.where(finite, values, 0.0)))
    counts = np.append(0, np.cumsum(finite))
    first = np.maximum(0, places + 1 - window)
    with np.errstate(invalid="ignore"):
        return np.asarray((sums[places + 1] - sums[first]) / (counts[places + 1] - counts[first]))


def _level_traces(film: Film, levels: dict[str, float], last: int) -> list[Trace]:
    traces: list[Trace] = []
    for kind, value in levels.items():
        colour = film.colours["good" if kind == "solved" else "ink-3"]
        line = {"color": colour, "width": 1, "dash": "2px,3px" if kind == "floor" else "5px,3px"}
        text = ["", film.t(f"loss_panel.level.{kind}", value=three_figures(value))]
        font = {"color": colour, "size": 11}
        traces.append(
            scatter("lines+text", [0, last], [value] * 2, line=line, text=text, textposition="top left", textfont=font)
        )
    return traces


def _marks(film: Film) -> list[dict[str, Any]]:
    """Return a dotted line at every update at which a knob was turned."""
    return [
        {
            "type": "line",
            "yref": "paper",
            "x0": change.step,
            "x1": change.step,
            "y0": 0,
            "y1": 1,
            "line": {"color": film.colour(lane), "width": 1, "dash": "1px,3px"},
        }
        for lane, of_lane in enumerate(film.experiment.lanes)
        for change in of_lane.changes
    ]


def log_ticks(low: float, high: float) -> list[float]:
    """Return powers of ten, thinned when there are many, with 2 and 5 between when there are few."""
    decades = np.log10(high) - np.log10(low)
    leading = (1, 2, 5) if decades < 1.3 else (1, 3) if decades < 2.3 else (1,)
    every = max(1, int(np.ceil(decades / 6)))
    exponents = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1, every)
    ticks = [float(f"{digit}e{exponent}") for exponent in exponents for digit in leading]
    return [tick for tick in ticks if low * 0.999 <= tick <= high * 1.001]
