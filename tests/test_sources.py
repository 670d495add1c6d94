"""Every work that is named anywhere stands in the list of docs/science.md, with an identifier and a place."""

import json
import re
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from rnn_playground.experiment import catalog

ROOT = Path(__file__).parents[1]
LIST = (ROOT / "docs" / "science.md").read_text(encoding="utf-8").partition("\n## Sources\n")[2]
LINES = re.findall(r"^- .*", LIST, re.MULTILINE)
ROWS = {work: (identifiers, places) for work, identifiers, places in (line[2:].split(" · ") for line in LINES)}
"""By authors and year: the identifiers, and the places with what rests on each."""

IDENTIFIER = re.compile(
    r"doi:10\.\d{4,5}/\S+|arXiv:(\d{4}\.\d{4,5}|[a-z-]+/\d{7})|ISBN \d-\d{3}-\d{5}-[\dX]|https://\S+\.\S+"
)
PLACE = re.compile(
    r"(pp\.|equations?|sections?|figure|table|algorithm|theorem|lemma|proposition|experiment|appendix|lecture|part) \S"
    r"|abstract|the definition of |the test set"
)
NUMBERED_REPORTS = {"Bergstra et al., 2009"}
WHOLE_THESES = {"Collobert, 2004", "Ville, 1939"}

CITED = re.compile(
    r"(?<![\w-])([A-Z][\w-]+)(?: et al\.|(?:,\s+[A-Z][\w-]+)*\s+and\s+(?:[A-Z]\. )?[A-Z][\w-]+)?"
    r"(?:,\s+|\s+\()((?:19|20)\d\d)\b"
)
"""The first author and the year of a work, as texts name it."""
TEXTS = sorted(
    path
    for folder, pattern in (
        ("backend/rnn_playground", "**/*.py"),
        ("scripts", "**/*.py"),
        ("frontend/src", "**/*.json"),
        ("frontend/src", "**/*.ts"),
        ("docs", "*.md"),
    )
    for path in (ROOT / folder).glob(pattern)
)


def first(work: str) -> tuple[str, str]:
    """Return the first author and the year."""
    return re.split(r",| et al\.| and ", work)[0], work[-4:]


def said(path: Path) -> str:
    """Return a text, without the list itself."""
    return path.read_text(encoding="utf-8").partition("\n## Sources\n")[0]


KEYS = {first(work) for work in ROWS}
CATALOG = catalog()
ENTRIES = [*chain(*CATALOG["families"].values()), *CATALOG["panels"]]


def works(source: str) -> list[tuple[str, str]]:
    """Return the works in a ``source`` of the catalog, each with its identifier or ``""``."""
    named = (re.search(rf"(.*?\d{{4}})(?:, ({IDENTIFIER.pattern}))?(?:, |$)", part) for part in re.split("; ", source))
    whole = [(found[1], found[2] or "") for found in named if found]
    return [(re.sub(r"^(?:[\w ]+: |after |read pixel by pixel as )", "", work), name) for work, name in whole]


def test_every_line_of_the_list_is_read() -> None:
    assert len(ROWS) == len(LINES) > 60
    assert [first(work) for work in ROWS] == sorted(first(work) for work in ROWS)


@pytest.mark.parametrize("work", ROWS)
def test_a_work_has_an_identifier_and_a_place(work: str) -> None:
    identifiers, places = ROWS[work]
    if work in NUMBERED_REPORTS:
        assert re.match(r"technical report \d+, ", identifiers)
    else:
        assert all(IDENTIFIER.fullmatch(each) for each in identifiers.split(", ")), identifiers
    assert places.endswith(".")
    for part in re.split(r"; (?![^()]*\))", places):
        place, colon, what = part.partition(": ")
        assert colon
        assert what
        assert PLACE.search(place) or (work in WHOLE_THESES and place == "the whole thesis"), part


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["kind"])
def test_the_sources_of_the_catalog_stand_in_it_with_their_kind(entry: dict[str, Any]) -> None:
    assert len(works(entry["source"])) == len(re.findall(r"\b(?:19|20)\d\d(?=,|;|$)", entry["source"]))
    for work, identifier in works(entry["source"]):
        identifiers, places = ROWS[work]
        assert identifier in identifiers
        assert f"`{entry['kind']}`" in places, (work, entry["kind"])


def test_what_the_list_names_is_there() -> None:
    words = json.loads(
        (ROOT / "frontend" / "dist" / "files" / "text" / "glossary" / "en.json").read_text(encoding="utf-8")
    )
    terms = {text for key, text in words.items() if re.fullmatch(r"term\.\w+\.name", key)}
    assert set(re.findall(r"\*([^*]+)\*", "".join(LINES))) <= terms
    assert set(re.findall(r"`([^`]+)`", "".join(LINES))) <= {entry["kind"] for entry in ENTRIES}


def test_a_work_that_a_text_names_stands_in_the_list() -> None:
    unlisted = {(path.name, key) for path in TEXTS for key in CITED.findall(said(path)) if key not in KEYS}
    assert unlisted == set()


def test_works_are_seen_as_texts_name_them() -> None:
    text = "(Nobody, 1997; Gers et al., 2000) as Hochreiter and Schmidhuber (1997), Le, Jaitly and\nHinton, 2015"
    assert CITED.findall(text) == [("Nobody", "1997"), ("Gers", "2000"), ("Hochreiter", "1997"), ("Le", "2015")]


def test_every_work_of_the_list_is_named_somewhere() -> None:
    assert {key for path in TEXTS for key in CITED.findall(said(path))} >= KEYS
