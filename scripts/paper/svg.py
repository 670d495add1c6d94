"""The few pieces of SVG that a plot is made of. A plot brings its paper along, so it reads on any background."""

from __future__ import annotations

import math
from collections.abc import Iterable
from html import escape
from typing import NamedTuple

INK, FAINT, PAPER = "#1f2933", "#d5dae0", "#ffffff"
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
"""Okabe and Ito's, apart for every kind of colour vision."""


class Axis(NamedTuple):
    """Values ``low`` … ``high`` on pixels ``start`` … ``end``, in proportion or by their logarithms."""

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool = False

    def place(self, value: float) -> float:
        """Return the pixel of ``value``; one beyond the ends is held there."""
        scale = math.log10 if self.logarithmic else float
        low, high = scale(self.low), scale(self.high)
        share = (scale(min(max(value, self.low), self.high)) - low) / (high - low)
        return self.start + share * (self.end - self.start)

    def ticks(self) -> list[float]:
        """Return round values between the ends: powers of ten, or five steps or so of 1, 2 or 5."""
        if self.logarithmic:
            powers = range(math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9) + 1)
            return [10.0**power for power in powers]
        rough = (self.high - self.low) / 5
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(power * digit for digit in (1, 2, 5, 10) if power * digit >= rough)
        first = math.ceil(self.low / step - 1e-9)
        return [step * count for count in range(first, math.floor(self.high / step + 1e-9) + 1)]


def text(x: float, y: float, words: str, *, anchor: str = "start", fill: str = INK, weight: str = "normal") -> str:
    """Return words whose baseline is at ``y``."""
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}" font-weight="{weight}"'
    return f"<text {place}>{escape(words)}</text>"


def line(points: Iterable[tuple[float, float]], *, stroke: str = FAINT, width: float = 1.0) -> str:
    """Return a line through ``points``."""
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{stroke}" stroke-width="{width:g}"/>'


def dot(x: float, y: float, *, colour: str, filled: bool = True) -> str:
    """Return a dot; a hollow one stands for what never happened."""
    fill = colour if filled else PAPER
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{fill}" stroke="{colour}" stroke-width="1.5"/>'


def picture(width: float, height: float, title: str, parts: Iterable[str]) -> str:
    """Return a whole SVG file."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img"'
    style = 'font-family="system-ui, sans-serif" font-size="12"'
    sheet = f'<rect width="{width:g}" height="{height:g}" fill="{PAPER}"/>'
    return "\n".join([f"{head} {style}>", f"<title>{escape(title)}</title>", sheet, *parts, "</svg>\n"])


def number(value: float) -> str:
    """Return a tick's label."""
    return f"{value:,.10g}" if 1e-3 <= abs(value) < 1e6 or value == 0 else f"{value:g}"
