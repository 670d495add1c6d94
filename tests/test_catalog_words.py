"""The words in the catalog's equations and sources stand in the page's text files, so that it can say them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from rnn_playground.experiment.catalog import catalog

ROOT = Path(__file__).resolve().parents[1]
ENGLISH: dict[str, str] = json.loads(
    (ROOT / "frontend" / "dist" / "files" / "text" / "en.json").read_text(encoding="utf-8")
)
FUNCTIONS = {"tanh", "max", "min", "exp", "sgn", "mod", "sin", "cos", "log", "diag", "softplus"}
NAMES = {"and", "al", "et", "chrono", "torch", "modReLU"}
IDENTIFIER = re.compile(r"(?<![\w])(?:doi|arXiv):[^\s;,]+")
ENTRIES: list[dict[str, Any]] = [
    *(entry for family in catalog()["families"].values() for entry in family),
    *catalog()["panels"],
]


def rest(text: str, family: str) -> set[str]:
    """Return the words of ``text`` in small letters that no phrase of the page covers."""
    phrases = sorted((ENGLISH[key] for key in ENGLISH if key.startswith(f"{family}.")), key=len, reverse=True)
    for phrase in phrases:
        text = re.sub(rf"(?<![\w{{]){re.escape(phrase)}(?![A-Za-z])", " ", text)
    without_indices = re.sub(r"[_^](\{[^}]*\}|\w+)", " ", text)
    return set(re.findall(r"(?<![\w.])[a-z][A-Za-z]{2,}", without_indices))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["text"])
def test_equations_and_sources_have_words(entry: dict[str, Any]) -> None:
    equations = [*entry["equation"], *filter(None, [entry.get("derivative")])]
    assert equations
    assert entry["source"]
    assert set().union(*(rest(equation, "equation") for equation in equations)) <= FUNCTIONS
    assert rest(IDENTIFIER.sub("", entry["source"]), "source") <= NAMES


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["text"])
def test_an_identifier_is_a_doi_or_a_number_of_the_arxiv(entry: dict[str, Any]) -> None:
    for identifier in re.findall(r"(?:doi|arxiv):?\s*[^\s;,]*", entry["source"], re.IGNORECASE):
        assert re.fullmatch(r"doi:10\.\d{4,5}/\S+|arXiv:\d{4}\.\d{4,5}", identifier), identifier


def test_what_is_left_is_found() -> None:
    assert rest("W_gate = the unknown words of x", "equation") == {"the", "unknown", "words"}
