"""The text of what is kept of a module, with the names that it has in a script of all modules together."""

from __future__ import annotations

import ast
import json
from collections.abc import Collection, Mapping

from rnn_playground.export.script.closure import Closure, is_class_variable
from rnn_playground.export.script.edits import Edits, Place
from rnn_playground.export.script.module_source import PACKAGE, Definition, ModuleSource, Origin
from rnn_playground.export.script.references import annotations_in

DOCUMENT_DECORATOR = "@dataclass(frozen=True, kw_only=True)\n"


def render_module(
    source: ModuleSource, closure: Closure, names: Mapping[Origin, str], left_out: Collection[str] = ()
) -> str:
    """Return the kept definitions of ``source``; ``left_out`` names those that stand elsewhere in the script."""
    edits = Edits(source.text)
    covered: set[int] = set()
    for definition in source.definitions:
        if closure.kept.get(Origin(source.name, definition.names[0])) is not definition:
            continue
        if not set(definition.names) & set(left_out):
            covered.update(range(_first_line(definition, edits), definition.last_line + 1))
            _edit(definition, closure, names, edits)
    total = source.text.count("\n") + 1
    for line in range(1, total + 1):
        if line not in covered and edits.line(line).strip():
            edits.drop_lines(line, line)
    return tidy(edits.applied())


def tidy(text: str) -> str:
    """Return ``text`` with two blank lines around top-level functions and classes and at most one elsewhere."""
    kept: list[str] = []
    for line in text.split("\n"):
        if not line.strip():
            kept += [""] if kept and kept[-1] else []
        else:
            if _stands_apart(line, kept):
                while not kept[-1]:
                    kept.pop()
                kept += ["", ""]
            kept.append(line)
    return "\n".join(kept).strip("\n")


def _stands_apart(line: str, before: list[str]) -> bool:
    """Tell whether a line begins, or follows, a function or a class that is no part of another one."""
    if not before or line[0].isspace() or line[0] in ")]}" or before[-1].startswith(("@", "#")):
        return False
    last = next(each for each in reversed(before) if each)
    return line.startswith(("@", "def ", "class ", "#")) or last[0].isspace()


def _first_line(definition: Definition, edits: Edits) -> int:
    """Return where a definition begins, the comments above it among it."""
    first = _first_line_of(definition.node)
    while first > 1 and edits.line(first - 1).startswith("#"):
        first -= 1
    return first


def _first_line_of(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _edit(definition: Definition, closure: Closure, names: Mapping[Origin, str], edits: Edits) -> None:
    parts = closure.parts(definition)
    if isinstance(definition.node, ast.ClassDef):
        _edit_class(definition.node, parts, closure, definition.module, edits)
    _rename_header(definition, names, edits)
    found = closure.references(definition)
    dropped: set[int] = set()
    is_document = closure.is_document(definition.names[0])
    for part in parts:
        if is_document and isinstance(part, ast.AnnAssign) and not is_class_variable(part):
            continue
        for owner, annotation in annotations_in(part):
            if not closure.is_plain(definition.module, annotation):
                _drop_annotation(owner, annotation, edits, in_class=owner in parts)
                dropped.update(id(each) for each in ast.walk(annotation))
    for node in [*found.names, *found.annotated]:
        origin = closure.resolve(definition.module, node.id)
        if origin is None or id(node) in dropped:
            continue
        if origin in names and names[origin] != node.id:
            edits.replace(edits.begin(node), edits.end(node), names[origin])
        elif origin not in names:
            assert not origin.module.startswith(PACKAGE), f"{definition.module} needs {origin}, which is not kept"
            closure.imports[node.id] = origin


def _edit_class(node: ast.ClassDef, parts: list[ast.AST], closure: Closure, module: str, edits: Edits) -> None:
    for member in node.body:
        if member not in parts:
            edits.drop_lines(_first_line_of(member), member.end_lineno or member.lineno)
    if closure.is_document(node.name):
        closure.imports["dataclass"] = Origin("dataclasses", "dataclass")
        begin = edits.begin(node)
        bases = [base.id for base in node.bases if isinstance(base, ast.Name) and base.id != "Document"]
        end = edits.end(node.bases[-1])
        header = f"{DOCUMENT_DECORATOR}class {node.name}{'(' + ', '.join(bases) + ')' if bases else ''}"
        edits.replace(begin, Place(end.line, end.column + 1), header)
        _plain_fields(node, parts, closure, module, edits)


def _plain_fields(node: ast.ClassDef, parts: list[ast.AST], closure: Closure, module: str, edits: Edits) -> None:
    """Leave of a document's fields name, type and plain default, without bounds and descriptions."""
    for member in node.body:
        if isinstance(member, ast.AnnAssign) and member in parts and not is_class_variable(member):
            plain = closure.is_plain(module, member.annotation)
            kind = edits.text_of(member.annotation) if plain else "object"
            default = _plain_default(member.value)
            text = "" if default is None else f" = {default}"
            edits.replace(edits.end(member.target), edits.end(member), f": {kind}{text}")


def _plain_default(value: ast.expr | None) -> str | None:
    """Return the number, the text or the None that ``bounded(…)`` or ``Field(default=…)`` begins with."""
    match value:
        case ast.Call(args=[first, *_]) | ast.Call(keywords=[ast.keyword(arg="default", value=first), *_]):
            return _plain_default(first)
        case ast.Constant(value=str(text)):
            return json.dumps(text, ensure_ascii=False)
        case ast.Constant() | ast.UnaryOp():
            return ast.unparse(value)
        case _:
            return None


def _rename_header(definition: Definition, names: Mapping[Origin, str], edits: Edits) -> None:
    node = definition.node
    if isinstance(node, ast.AnnAssign):
        edits.replace(
            edits.begin(node.target), edits.end(node.target), names[Origin(definition.module, definition.names[0])]
        )
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        name = names[Origin(definition.module, node.name)]
        if name != node.name:
            begin = edits.begin(node)
            first = begin.column + (4 if isinstance(node, ast.FunctionDef) else 6)
            edits.replace(Place(begin.line, first), Place(begin.line, first + len(node.name)), name)


def _drop_annotation(owner: ast.AST, annotation: ast.expr, edits: Edits, *, in_class: bool) -> None:
    """Leave out an annotation that names what is not kept; a field of a class needs one, and gets ``object``."""
    first, last = edits.begin(annotation), edits.end(annotation)
    match owner:
        case ast.FunctionDef():
            edits.replace(Place(first.line, first.column - len(" -> ")), last, "")
        case ast.AnnAssign(value=None) if not in_class:
            edits.drop_lines(owner.lineno, owner.end_lineno or owner.lineno)
        case ast.AnnAssign() if in_class:
            edits.replace(first, last, "object")
        case _:
            edits.replace(Place(first.line, first.column - len(": ")), last, "")
