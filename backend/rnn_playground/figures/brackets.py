"""Brackets over the time steps: how far back the task needs memory, how far back the last loss is felt in training."""

from __future__ import annotations

from typing import NamedTuple

from rnn_playground.figures.drawing import Trace, scatter, words
from rnn_playground.figures.film import Film
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


def bracket_traces(film: Film, frame: Frame) -> list[Trace]:
    """Return the brackets of the task and of every lane on the second vertical axis; without a horizon it is empty."""
    lag = film.facts["task"]["required_lag"]
    if not lag:
        return []
    last = film.last_loss(frame)
    rows, colours = len(film.lanes), film.colours
    needed = Bracket(max(0, last - lag), last, rows, film.t("hero.needed", lag=lag), colours["line-strong"], 1.5)
    traces = bracket(film, needed)
    for lane in film.lanes:
        letter = f"{LETTERS[lane]} " if rows > 1 else ""
        traces += bracket(film, felt(film, frame, lane, last, row=rows - 1 - lane, letter=letter))
    return traces


def felt(film: Film, frame: Frame, lane: int, last: int, *, row: int, letter: str = "") -> Bracket | None:
    """Return how far the gradient that a lane applies reaches back from the loss at ``last``; None if not measured."""
    steps = film.reach(frame, lane, last)
    if steps is None:
        return None
    said = letter + film.t("triangle_card.horizon", steps=steps)
    return Bracket(max(0, last - steps), last, row, said, film.colours["gradient"], 2.5)


def bracket(film: Film, shown: Bracket | None) -> list[Trace]:
    """Return a line with its ends bent down and its words over it, on the second vertical axis; empty for None."""
    if shown is None:
        return [scatter("lines", [], [], yaxis="y2"), scatter("text", [], [], text=[], yaxis="y2")]
    start, end, row, said, colour, width = shown
    left, right = start + 1 - 0.35, end + 1 + 0.35
    x, y = [left, left, right, right], [row + 0.1, row + 0.3, row + 0.3, row + 0.1]
    at_end = start > _RIGHT * film.count
    place, position = ([right], "top left") if at_end else ([left], "top right")
    ink = film.colours["ink-2"] if width < 2 else colour
    return [
        scatter("lines", x, y, line={"color": colour, "width": width}, yaxis="y2"),
        words(place, [row + 0.32], [said], position, ink, yaxis="y2"),
    ]
