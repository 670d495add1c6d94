"""What a figure reads from the page's own files: its words in two languages, the colours of its style sheet."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Literal, get_args

from rnn_playground.experiment.installed_file import page_directory

Language = Literal["en", "ko"]
Translate = Callable[..., str]
_PARTS = ("", "after", "measurements")


def translate(language: Language) -> Translate:
    """Return ``t(id, **parameters)``, which says a text of the page with its ``{names}`` filled in.

    Raises ValueError where the page does not speak ``language``, and KeyError where it has no such text.
    """
    if language not in get_args(Language):
        raise ValueError(f"language is {language!r}; the page speaks {' and '.join(get_args(Language))}; choose one")
    words = _words(language)

    def t(key: str, **parameters: object) -> str:
        text = words[key]
        for name, value in parameters.items():
            text = text.replace(f"{{{name}}}", str(value))
        return text

    return t


@cache
def _words(language: Language) -> dict[str, str]:
    words: dict[str, str] = {}
    for part in _PARTS:
        path = page_directory() / "files" / "text" / part / f"{language}.json"
        words.update(json.loads(path.read_text(encoding="utf-8")))
    return words


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
