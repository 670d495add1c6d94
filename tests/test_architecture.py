"""The map and the decisions: what they name is there, and every record is whole."""

from __future__ import annotations

import ast
import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "backend" / "rnn_playground"
HOMES = [ROOT, PACKAGE, ROOT / "frontend", ROOT / "frontend" / "src"]
MAP = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
DECISIONS = ROOT / "docs" / "decisions"
RECORDS = sorted(DECISIONS.glob("[0-9]*.md"))
SPANS = sorted(set(re.findall(r"`([^`\n]+)`", MAP)))
# Of the package, as in `server.outbox.Outbox.take`; of the page, as in `src/hero/hero.ts:mountHero`.
NAMES = [span for span in SPANS if re.fullmatch(r"[a-z]\w*(\.\w+)+", span) and not span.endswith((".py", ".toml"))]
FUNCTIONS = [span for span in SPANS if re.fullmatch(r"[\w./-]+\.ts:\w+", span)]
PATHS = [span for span in SPANS if re.fullmatch(r"[\w./-]+(/|\.(py|ts|json|md|toml))", span)]
QUESTIONS = re.findall(r"^\| ([^|]+\?) \| `([^`]+)` \| `([^`]+)` \|$", MAP, re.MULTILINE)
WAY = MAP.partition("## One experiment's way")[2].partition("\n## ")[0]


def found(path: str) -> Path | None:
    """Return the file or folder that the page calls ``path``."""
    return next((home / path for home in HOMES if (home / path).exists()), None)


@cache
def tree(path: Path) -> ast.Module:
    """Return the module at ``path``, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"))


def defines(path: Path, name: str) -> bool:
    """Tell whether a file defines a function or class ``name``, as in ``take`` or ``Outbox.take``."""
    if path.suffix == ".ts":
        return bool(
            re.search(rf"\bfunction\*? {name}\b|^\s+{name}\(.*\{{$", path.read_text(encoding="utf-8"), re.MULTILINE)
        )
    body: list[ast.stmt] = tree(path).body
    for part in name.split("."):
        named = (each for each in body if isinstance(each, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef))
        if (inner := next((each for each in named if each.name == part), None)) is None:
            return False
        body = inner.body
    return True


def is_there(name: str) -> bool:
    """Tell whether the package has a module ``a.b``, or one that defines the rest of ``a.b.Class.method``."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        module = PACKAGE.joinpath(*parts[:length]).with_suffix(".py")
        if module.exists():
            return length == len(parts) or defines(module, ".".join(parts[length:]))
    return False


def test_the_map_is_one_page() -> None:
    assert len(MAP.splitlines()) <= 120


@pytest.mark.parametrize("name", NAMES)
def test_what_the_map_names_in_the_package_is_there(name: str) -> None:
    assert is_there(name)


@pytest.mark.parametrize("span", FUNCTIONS)
def test_what_the_map_names_in_the_page_is_there(span: str) -> None:
    path, _, name = span.partition(":")
    file = found(path)
    assert file is not None
    assert defines(file, name)


@pytest.mark.parametrize("path", PATHS)
def test_the_files_and_folders_of_the_map_are_there(path: str) -> None:
    assert found(path)


def test_a_name_that_is_not_there_is_found_out() -> None:
    assert is_there("server.outbox.Outbox.take")
    assert not is_there("server.outbox.Outbox.taken")
    assert not is_there("server.outbox.take")
    assert not is_there("server.inbox.Outbox")


def test_every_package_stands_in_the_map() -> None:
    packages = [path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()]
    features = [path.name for path in (ROOT / "frontend" / "src").iterdir() if path.is_dir()]
    for name in packages + features:
        assert f"`{name}/`" in MAP, name


def test_the_way_of_an_experiment_is_told_in_ten_sentences_from_page_to_page() -> None:
    sentences = re.findall(r"^\d+\. (.*)$", WAY, re.MULTILINE)
    assert len(sentences) == 10
    for sentence in sentences:
        assert any(f"`{span}`" in sentence for span in NAMES + FUNCTIONS), sentence
    for part in ("server.", "engine.", "training.", "telemetry.", "src/core/", "src/hero/"):
        assert f"`{part}" in WAY, part


def test_at_least_ten_questions_are_answered_by_a_file_and_what_is_in_it() -> None:
    assert len({question for question, _, _ in QUESTIONS}) >= 10
    section = MAP.partition("## Where is …?")[2].partition("\n## ")[0]
    assert len(QUESTIONS) == section.count("\n|") - 2, "a row is not | question? | `file` | `function` |"


@pytest.mark.parametrize(("question", "path", "name"), QUESTIONS)
def test_the_answer_to_a_question_is_there(question: str, path: str, name: str) -> None:
    file = found(path)
    assert file is not None
    assert file.is_file()
    assert defines(file, name)


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_a_record_has_its_parts_and_a_date(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    number, title = re.match(r"# (\d{4})\. (.+)\n", text).groups()  # type: ignore[union-attr]
    assert record.name.startswith(f"{number}-")
    assert title
    written = re.search(r"^Date: (\S+)$", text, re.MULTILINE)
    assert written is not None
    assert date.fromisoformat(written[1]).year >= 2026
    parts = re.findall(r"^## (.+)\n\n(.+)", text, re.MULTILINE)
    assert [heading for heading, _ in parts] == ["Context", "Decision", "Consequence"]
    assert len(text.splitlines()) <= 40


def test_records_are_numbered_and_listed() -> None:
    assert [int(record.name[:4]) for record in RECORDS] == list(range(1, len(RECORDS) + 1))
    rows = re.findall(
        r"^\| (\d{4}) \| \[(.+)\]\((.+)\) \| (\S+) \|$", (DECISIONS / "README.md").read_text(), re.MULTILINE
    )
    assert [name for _, _, name, _ in rows] == [record.name for record in RECORDS]
    for number, title, name, day in rows:
        text = (DECISIONS / name).read_text(encoding="utf-8")
        assert text.startswith(f"# {number}. {title}\n\nDate: {day}\n"), name
