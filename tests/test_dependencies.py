"""What an installation brings is what the package imports, is at most fifteen packages, and each has its reason."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PAGE = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
DIRECT = [Requirement(each).name for each in PROJECT["dependencies"]]
# What a direct dependency brings under another name, and what is imported only where an extra has brought it.
BROUGHT = {"llvmlite": "numba", "pydantic_core": "pydantic", "starlette": "fastapi"}
OPTIONAL = {"ray"}


def rows(heading: str) -> list[str]:
    """Return the first column of a table of the page; every row has all its columns."""
    table = PAGE.partition(f"| {heading} |")[2].partition("\n\n")[0]
    cells = [re.split(r" \| ", line.strip("| ")) for line in table.splitlines()[2:]]
    assert all(cell for row in cells for cell in row)
    assert len({len(row) for row in cells}) == 1
    return [row[0].strip("`") for row in cells]


def imported() -> Iterator[str]:
    """Return the packages that the modules of ours import, also inside of functions."""
    for path in (ROOT / "backend").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Import(names=names):
                    yield from (name.name.partition(".")[0] for name in names)
                case ast.ImportFrom(module=str(module)):
                    yield module.partition(".")[0]
                case _:
                    pass


def test_there_are_at_most_fifteen_and_each_has_its_reason() -> None:
    assert len(DIRECT) <= 15
    assert rows("package") == DIRECT == sorted(DIRECT)


def test_every_extra_has_its_reason() -> None:
    assert sorted(rows("extra")) == sorted(PROJECT["optional-dependencies"])


def test_what_is_imported_is_what_is_brought() -> None:
    foreign = set(imported()) - sys.stdlib_module_names - {"rnn_playground"}
    assert foreign >= BROUGHT.keys() | OPTIONAL
    assert {BROUGHT.get(name, name) for name in foreign - OPTIONAL} == {name.replace("-", "_") for name in DIRECT}
