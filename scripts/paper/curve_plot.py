"""How networks learn: a curve a run, a colour a network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from paper.svg import COLOURS, FAINT, Axis, line, number, picture, text

LEFT, TOP, WIDTH, HEIGHT, LEGEND = 60.0, 34.0, 430.0, 230.0, 190.0

Points = Sequence[tuple[int, float | None]]


class Curve(NamedTuple):
    """A quantity of one run over its updates; None where it was no number."""

    network: str
    points: Points


def curve_plot(title: str, curves: Sequence[Curve], quantity: str, *, logarithmic: bool = False) -> str:
    """Return the plot."""
    values = [value for curve in curves for _, value in curve.points if value is not None]
    last = max((update for curve in curves for update, _ in curve.points), default=1)
    low, high = (max(min(values, default=0.1), 1e-6), max(values, default=1.0)) if logarithmic else (0.0, 1.0)
    across = Axis(0.0, float(last), LEFT, LEFT + WIDTH)
    up = Axis(low, high, TOP + HEIGHT, TOP, logarithmic=logarithmic)
    networks = list(dict.fromkeys(curve.network for curve in curves))
    colours = dict(zip(networks, COLOURS, strict=False))
    parts = [text(10, 20, title, weight="bold"), *_grid(across, up, quantity)]
    for curve in curves:
        parts += _line(curve, across, up, colours[curve.network])
    for place, network in enumerate(networks):
        parts.append(text(LEFT + WIDTH + 14, TOP + 14 + 20 * place, network, fill=colours[network], weight="bold"))
    return picture(LEFT + WIDTH + LEGEND, TOP + HEIGHT + 44, title, parts)


def _grid(across: Axis, up: Axis, quantity: str) -> list[str]:
    parts = []
    for tick in up.ticks():
        y = up.place(tick)
        parts += [line([(across.start, y), (across.end, y)]), text(LEFT - 6, y + 4, number(tick), anchor="end")]
    for tick in across.ticks():
        x = across.place(tick)
        parts += [
            line([(x, up.start), (x, up.start + 4)]),
            text(x, up.start + 18, number(tick), anchor="middle"),
        ]
    middle = (across.start + across.end) / 2
    return [
        *parts,
        line([(across.start, up.start), (across.end, up.start)], stroke=FAINT, width=2),
        text(middle, up.start + 36, f"update; upwards: {quantity}", anchor="middle"),
    ]


def _line(curve: Curve, across: Axis, up: Axis, colour: str) -> list[str]:
    """Return the curve, broken where it was no number."""
    pieces: list[list[tuple[float, float]]] = [[]]
    for update, value in curve.points:
        if value is None:
            pieces.append([])
        else:
            pieces[-1].append((across.place(update), up.place(value)))
    return [line(piece, stroke=colour, width=1.6) for piece in pieces if len(piece) > 1]
