"""An ES module taken apart: what it imports and exports, what it loads later, and its code in between."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser, Query, QueryCursor

JAVASCRIPT = Language(tree_sitter_javascript.language())
_LATER = Query(JAVASCRIPT, '(call_expression function: (import)) @import (meta_property) @meta "await" @await')
OWN = "$m"
"""How the names begin that joining adds; no module may have such a name."""


class NotUnderstood(ValueError):
    """A module is written in a way that cannot be joined; the text says where and what to write instead."""


class Import(NamedTuple):
    """One import statement; ``names`` are (exported there, called here), ``whole`` is the name of a namespace."""

    path: str
    names: tuple[tuple[str, str], ...]
    whole: str | None


class Piece(NamedTuple):
    """A stretch of the source that depends on where the code comes to stand.

    ``path`` is the module that an ``import()`` there loads; without one the piece stands for ``import.meta.url``.
    """

    start: int
    end: int
    path: str | None


@dataclass(frozen=True)
class Module:
    """A module; ``cuts`` are the parts of ``source`` that go when it is joined, ``later`` those that are rewritten."""

    path: str
    source: bytes
    imports: tuple[Import, ...]
    exports: Mapping[str, str]
    functions: frozenset[str]
    cuts: tuple[tuple[int, int], ...]
    later: tuple[Piece, ...]

    @property
    def loads(self) -> tuple[str, ...]:
        """The modules that it loads when they are wanted."""
        return tuple(piece.path for piece in self.later if piece.path is not None)


def parse_module(path: str, source: bytes) -> Module:
    """Take apart the module that lies at ``path``; raises NotUnderstood."""
    root = Parser(JAVASCRIPT).parse(source).root_node
    if root.has_error:
        raise NotUnderstood(f"{path}: is no JavaScript that the parser knows")
    if OWN.encode() in source:
        raise NotUnderstood(f"{path}: '{OWN}' begins a name of the server's own; rename it")
    imports, cuts = [], []
    exports: dict[str, str] = {}
    functions: set[str] = set()
    for statement in root.children:
        if statement.type == "import_statement":
            imports.append(_import(path, statement))
            cuts.append((statement.start_byte, statement.end_byte))
        elif statement.type == "export_statement":
            exports |= {name: name for name in _exported(path, statement, functions)}
            cuts.append((statement.start_byte, statement.start_byte + len("export")))
    later = tuple(sorted(_later(path, root)))
    return Module(path, source, tuple(imports), exports, frozenset(functions), tuple(cuts), later)


def _import(path: str, statement: Node) -> Import:
    source = statement.child_by_field_name("source")
    assert source is not None
    target = _target(path, source)
    names, whole = [], None
    for clause in (child for child in statement.named_children if child.type == "import_clause"):
        for part in clause.named_children:
            if part.type == "namespace_import":
                whole = _text(part.named_children[0])
            elif part.type == "named_imports":
                names += [_renamed(name) for name in part.named_children if name.type == "import_specifier"]
            else:
                raise _refused(path, statement, "a default import; export and import it by its name")
    return Import(target, tuple(names), whole)


def _renamed(specifier: Node) -> tuple[str, str]:
    name, alias = specifier.child_by_field_name("name"), specifier.child_by_field_name("alias")
    assert name is not None
    return _text(name), _text(alias or name)


def _exported(path: str, statement: Node, functions: set[str]) -> Iterator[str]:
    declaration = statement.child_by_field_name("declaration")
    if declaration is None or any(child.type == "default" for child in statement.children):
        raise _refused(path, statement, "an export without a declaration; write 'export' before what it names")
    match declaration.type:
        case "function_declaration" | "generator_function_declaration" | "class_declaration":
            name = declaration.child_by_field_name("name")
            assert name is not None
            if declaration.type != "class_declaration":
                functions.add(_text(name))
            yield _text(name)
        case "lexical_declaration" if _text(declaration).startswith("const"):
            for declarator in (child for child in declaration.named_children if child.type == "variable_declarator"):
                name = declarator.child_by_field_name("name")
                assert name is not None
                if name.type != "identifier":
                    raise _refused(path, statement, "a pattern that is exported; export each name by itself")
                yield _text(name)
        case _:
            raise _refused(path, statement, "an export that may change; export a function that returns it")


def _later(path: str, root: Node) -> Iterator[Piece]:
    found = QueryCursor(_LATER).captures(root)
    for word in found.get("await", []):
        if not _within_function(word):
            # A part that imports from this file waits until it is evaluated: were it awaited here, for ever.
            raise _refused(path, word, "an await outside of any function; put it into one")
    for call in found.get("import", []):
        arguments = call.child_by_field_name("arguments")
        assert arguments is not None
        named = arguments.named_children
        if len(named) != 1 or named[0].type != "string":
            raise _refused(path, call, "import() of what is not a text in quotes; name each module")
        yield Piece(named[0].start_byte, named[0].end_byte, _target(path, named[0]))
    for meta in found.get("meta", []):
        member = meta.parent
        if member is None or _text(member) != "import.meta.url":
            raise _refused(path, meta, "import.meta without .url")
        yield Piece(member.start_byte, member.end_byte, None)


def _within_function(node: Node) -> bool:
    while node.parent is not None:
        node = node.parent
        if "function" in node.type or node.type == "method_definition":
            return True
    return False


def _target(path: str, literal: Node) -> str:
    specifier = _text(literal)[1:-1]
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), specifier))
    if not specifier.startswith((".", "..")) or target.startswith(".."):
        raise _refused(
            path, literal, f"'{specifier}', which is no path to a module of the page; begin it with ./ or ../"
        )
    return target


def _refused(path: str, node: Node, what: str) -> NotUnderstood:
    return NotUnderstood(f"{path}, line {node.start_point[0] + 1}: {what}")


def _text(node: Node) -> str:
    assert node.text is not None
    return node.text.decode()
