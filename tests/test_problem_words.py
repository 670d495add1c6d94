"""Whatever the server refuses in a sentence of its own, the page can say in both of its languages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = [path.read_text(encoding="utf-8") for path in (ROOT / "backend").rglob("*.py")]
RAISED = re.compile(r'(?:PydanticCustomError|Refusal)\(\s*"([a-z_]+)"')
AFFORDABLE = re.compile(r'require_affordable\(\s*"([a-z_]+)"')
TYPES = {type for source in SOURCES for type in RAISED.findall(source)} | {
    f"{what}_work" for source in SOURCES for what in AFFORDABLE.findall(source)
}


def test_the_types_are_found() -> None:
    assert {"work", "memory", "matrix_shape", "unknown_symbol", "lengths_work"} <= TYPES


def words_in(language: str) -> dict[str, str]:
    """Return the words of the page and of all its parts."""
    words: dict[str, str] = {}
    for path in (ROOT / "frontend" / "dist" / "files" / "text").rglob(f"{language}.json"):
        words.update(json.loads(path.read_text(encoding="utf-8")))
    return words


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_refusal_has_words(language: str) -> None:
    words = words_in(language)
    assert sorted(type for type in TYPES if not words.get(f"problem.{type}")) == []


def test_no_words_are_left_over() -> None:
    named = {key.removeprefix("problem.") for key in words_in("en") if key.startswith("problem.")}
    scripts = [path.read_text(encoding="utf-8") for path in (ROOT / "frontend" / "src").rglob("*.ts")]
    everything = "\n".join([*SOURCES, *scripts])
    assert (
        sorted(name for name in named - TYPES if f'"{name}"' not in everything and f"'{name}'" not in everything) == []
    )
