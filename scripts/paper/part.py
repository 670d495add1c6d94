"""A part of the study: what it trains, and what its section of the page says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from paper.results import Measurable, Results
from paper.significance import LEVEL, Significance

BUILD = Path(__file__).parents[2] / "build" / "paper"


class Claim(NamedTuple):
    """Who says what, what was measured here, whether the two agree, and the test that says so."""

    source: str
    says: str
    measured: str
    agrees: bool
    test: Significance

    @property
    def verdict(self) -> str:
        """Yes or no only where the test tells the two sides apart."""
        if self.test.p >= LEVEL:
            return "not distinguishable"
        return "yes" if self.agrees else "**no**"

    def row(self) -> str:
        """Return the line of a table."""
        return f"| {self.source} | {self.says} | {self.measured} | {self.verdict} | {self.test} |"


class Section(NamedTuple):
    """What is shown: Markdown, claims, and figures (SVG) by the name of their file."""

    body: str
    claims: Sequence[Claim]
    figures: Mapping[str, str]


def nothing() -> None:
    """Prepare nothing: the runs draw what they read."""


class Part(NamedTuple):
    """``letter`` chooses it on the command line; ``section`` describes finished runs.

    ``folder`` has the file of its finished runs. ``prepare`` brings what they read.
    """

    letter: str
    title: str
    runs: tuple[Measurable, ...]
    section: Callable[[Results, Sequence[Measurable]], Section]
    folder: Path = BUILD
    prepare: Callable[[], None] = nothing

    def results(self) -> Results:
        """Return its finished runs."""
        return Results(self.folder / f"{self.letter}.jsonl")


def table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)
