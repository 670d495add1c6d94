"""When each network solved its task: a row a network, a dot a seed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from paper.svg import COLOURS, Axis, dot, line, number, picture, text

LABELS, PLOT, NEVER, ROW = 230.0, 400.0, 100.0, 20.0


class DotRow(NamedTuple):
    """The updates at which the seeds of ``network`` solved the task of ``group``; None: never."""

    group: str
    network: str
    solved_at: Sequence[int | None]


def dot_plot(title: str, rows: Sequence[DotRow], updates: int) -> str:
    """Return the plot; its axis is logarithmic and ends at ``updates``, and beside it stands who never got there."""
    soonest = min((update for row in rows for update in row.solved_at if update is not None), default=10)
    low = 10.0 ** math.floor(math.log10(soonest))
    axis = Axis(low, float(updates), LABELS, LABELS + PLOT, logarithmic=True)
    networks = list(dict.fromkeys(row.network for row in rows))
    never = axis.end + NEVER / 2
    parts, y, group = [text(10, 20, title, weight="bold")], 30.0, ""
    for row in rows:
        if row.group != group:
            group, y = row.group, y + ROW
            parts += [text(10, y + 4, group, weight="bold")]
        y += ROW
        parts += _row(row, axis, never, y, COLOURS[networks.index(row.network) % len(COLOURS)])
    bottom = y + ROW
    parts += _axis(axis, never, bottom)
    return picture(never + NEVER, bottom + 36, title, parts)


def _row(row: DotRow, axis: Axis, never: float, y: float, colour: str) -> list[str]:
    solved = [update for update in row.solved_at if update is not None]
    missed = len(row.solved_at) - len(solved)
    spread = [dot(never + 9 * (place - (missed - 1) / 2), y, colour=colour, filled=False) for place in range(missed)]
    if missed > 4:
        spread = [dot(never - 8, y, colour=colour, filled=False), text(never + 2, y + 4, f"× {missed}")]
    return [
        text(20, y + 4, row.network),
        line([(axis.start, y), (axis.end, y)]),
        *(dot(axis.place(update), y, colour=colour) for update in solved),
        *spread,
    ]


def _axis(axis: Axis, never: float, bottom: float) -> list[str]:
    ticks = axis.ticks()
    if axis.high / ticks[-1] > 1.5:
        ticks.append(axis.high)
    labels = [text(axis.place(tick), bottom, number(tick), anchor="middle") for tick in ticks]
    middle = (axis.start + axis.end) / 2
    return [
        *labels,
        text(never, bottom, "never", anchor="middle"),
        text(middle, bottom + 20, "solved at update", anchor="middle"),
    ]
