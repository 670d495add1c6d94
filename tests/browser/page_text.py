"""The texts of the page, by the keys by which the page itself has them."""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path

TEXTS = Path(__file__).parents[2] / "frontend" / "dist" / "files" / "text"


@functools.cache
def texts(language: str) -> dict[str, str]:
    """Return all texts of a language by key, those of parts that are fetched later among them."""
    files = TEXTS.rglob(f"{language}.json")
    return {key: text for file in files for key, text in json.loads(file.read_text("utf-8")).items()}


def words(key: str, language: str = "en", **values: object) -> str:
    """Return a text of the page with its ``{places}`` filled; raises KeyError where the page has no such text."""
    return re.sub(r"\{(\w+)\}", lambda place: str(values.get(place[1], place[0])), texts(language)[key])


def pattern(key: str, language: str = "en", **values: str) -> re.Pattern[str]:
    """Return what matches a text of the page; places take the patterns given, and anything where none is."""
    parts = re.split(r"\{(\w+)\}", texts(language)[key])
    parts[::2] = [re.escape(part) for part in parts[::2]]
    parts[1::2] = [values.get(place, ".+?") for place in parts[1::2]]
    return re.compile("".join(parts), re.DOTALL)
