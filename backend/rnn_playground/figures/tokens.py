"""The colours of the page, read from its style sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal, get_args

from rnn_playground.experiment.installed_file import page_directory

Theme = Literal["light", "dark"]
# How a lane's line is dashed, and the marker of its points, as in views/tokens.ts and views/lane_key.ts of the page.
DASHES = ("solid", "6px,3px", "2px,2px", "8px,3px,2px,3px")
MARKERS = ("circle", "square", "triangle-up", "diamond")
LETTERS = "ABCD"


def tokens(theme: Theme) -> Mapping[str, str]:
    """Return every token of ``styles/tokens.css`` as it is in ``theme``: name without the dashes → value.

    Raises ValueError where there is no such theme.
    """
    if theme not in get_args(Theme):
        raise ValueError(f"theme is {theme!r}; the page has {' and '.join(get_args(Theme))}; choose one")
    return _tokens(theme)


@cache
def _tokens(theme: Theme) -> Mapping[str, str]:
    sheet = (page_directory() / "files" / "styles" / "tokens.css").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for name, value in re.findall(r"--([\w-]+):\s*([^;]+);", sheet):
        found.setdefault(name, value)

    def plain(value: str) -> str:
        pair = re.fullmatch(r"light-dark\((.+), (.+)\)", value)
        if pair:
            value = pair[1 if theme == "light" else 2]
        reference = re.fullmatch(r"var\(--(.+)\)", value)
        return plain(found[reference[1]]) if reference else re.sub(r"\s+", " ", value)

    return {name: plain(value) for name, value in found.items()}


def lane_colour(colours: Mapping[str, str], lane: int) -> str:
    """Return the colour of lane ``lane``, from 0."""
    return colours[f"lane-{LETTERS[lane].lower()}"]
