"""Brackets over the time steps: how far back the task needs memory, how far back the last loss is felt in training."""

from __future__ import annotations

from typing import NamedTuple

from rnn_playground.figures.drawing import Look, Trace
from rnn_playground.figures.film import Film, last_loss
from rnn_playground.figures.page_files import LETTERS
from rnn_playground.telemetry.frame import Frame

_RIGHT = 0.7  # of the sequence: a bracket that begins behind that has its words at its end


class Bracket(NamedTuple):
    """From time step ``start`` to ``end``, both from 0 and included, on the ``row``-th line from the bottom."""

    start: int
    end: int
    row: float
    words: str
    colour: str
    width: float


def bracket_rows(film: Film) -> int:
    """Return how many rows the brackets of a film take: none where the task needs no memory."""
    return 1 + len(film.lanes) if film.facts["task"]["required_lag"] else 0


def bracket_traces(film: Film, frame: Frame, look: Look) -> list[Trace]:
    """Return the brackets of the task and of every lane on the second vertical axis; without a horizon it is empty."""
    lag = film.facts["task"]["required_lag"]
    if not lag:
        return []
    last = last_loss(frame, film.count)
    rows, colours = len(film.lanes), look.colours
    needed = Bracket(max(0, last - lag), last, rows, look.t("hero.needed", lag=lag), colours["line-strong"], 1.5)
    traces = bracket(needed, film.count, look)
    for lane in film.lanes:
        steps = film.reach(frame, lane, last)
        letter = f"{LETTERS[lane]} " if rows > 1 else ""
        words = letter + look.t("triangle_card.horizon", steps=steps)
        place = None if steps is None else max(0, last - steps)
        traces += bracket(
            None if place is None else Bracket(place, last, rows - 1 - lane, words, colours["gradient"], 2.5),
            film.count,
            look,
        )
    return traces


def bracket(shown: Bracket | None, count: int, look: Look, axis: str = "y2") -> list[Trace]:
    """Return a line with its ends bent down and its words over it, of a sequence of ``count``; empty for None."""
    common = {"type": "scatter", "yaxis": axis, "showlegend": False, "hoverinfo": "skip"}
    if shown is None:
        return [{**common, "mode": "lines", "x": [], "y": []}, {**common, "mode": "text", "x": [], "y": [], "text": []}]
    start, end, row, words, colour, width = shown
    left, right = start + 1 - 0.35, end + 1 + 0.35
    at_end = start > _RIGHT * count
    return [
        {
            **common,
            "mode": "lines",
            "x": [left, left, right, right],
            "y": [row + 0.1, row + 0.3, row + 0.3, row + 0.1],
            "line": {"color": colour, "width": width},
        },
        {
            **common,
            "mode": "text",
            "x": [right if at_end else left],
            "y": [row + 0.32],
            "text": [words],
            "textposition": "top left" if at_end else "top right",
            "textfont": {"size": 11, "color": look.colours["ink-2"] if width < 2 else colour},
        },
    ]
