"""The words of the page, in its two languages."""

from __future__ import annotations

import json
from collections.abc import Callable
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
