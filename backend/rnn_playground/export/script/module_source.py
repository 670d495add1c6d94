"""The source of one module of this package: its definitions, and where the names in them come from. Nothing is run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

PACKAGE = "rnn_playground"


class Origin(NamedTuple):
    """Where an imported name is defined; ``name`` is empty where the module itself was imported."""

    module: str
    name: str


@dataclass
class Definition:
    """A top-level statement that binds ``names``, with a string that explains it where one follows."""

    module: str
    names: tuple[str, ...]
    node: ast.stmt
    last_line: int


@dataclass
class ModuleSource:
    """``imports``: local name → its origin; ``definitions`` in their order."""

    name: str
    text: str
    summary: str
    imports: dict[str, Origin] = field(default_factory=dict)
    definitions: list[Definition] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """The lines of the source."""
        return self.text.splitlines()

    def defining(self, name: str) -> Definition | None:
        """Return the definition that binds ``name``."""
        return next((each for each in self.definitions if name in each.names), None)


@lru_cache(maxsize=256)
def read_source(module: str) -> str:
    """Return the source of a module of this package without importing it (only the packages that hold it).

    Raises FileNotFoundError where there is none.
    """
    root = find_spec(PACKAGE)
    assert root is not None
    assert root.origin is not None
    path = Path(root.origin).parent.joinpath(*module.split(".")[1:])
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return file.read_text(encoding="utf-8")


def parse_module(name: str, text: str) -> ModuleSource:
    """Return what ``text``, the source of ``name``, defines and imports."""
    tree = ast.parse(text)
    source = ModuleSource(name, text, (ast.get_docstring(tree) or "").split("\n")[0])
    statements = list(_flattened(tree.body))
    for number, node in enumerate(statements):
        if isinstance(node, ast.ImportFrom) and node.module:
            source.imports |= {each.asname or each.name: Origin(node.module, each.name) for each in node.names}
        elif isinstance(node, ast.Import):
            source.imports |= {each.asname or each.name: Origin(each.name, "") for each in node.names}
        elif names := _bound(node):
            after = statements[number + 1] if number + 1 < len(statements) else None
            last = after.end_lineno if after is not None and _is_text(after) else node.end_lineno
            source.definitions.append(Definition(name, names, node, last or node.lineno))
    return source


def _flattened(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements, those under ``if TYPE_CHECKING`` among them: their imports say what annotations mean."""
    for node in body:
        if isinstance(node, ast.If):
            yield from node.body
        else:
            yield node


def _bound(node: ast.stmt) -> tuple[str, ...]:
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return (name,)
        case ast.Assign(targets=targets):
            return tuple(each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name), value=value) if value is not None:
            return (name,)
        case _:
            return ()


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
