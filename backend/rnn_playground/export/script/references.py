"""What a piece of source refers to: names of its module and attributes, in code and in annotations."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class References:
    """``names``: nodes that name something outside the piece; ``annotated``: those in annotations alone.

    ``attributes``: every name after a dot, in a class pattern or in ``getattr``.
    """

    names: list[ast.Name] = field(default_factory=list)
    annotated: list[ast.Name] = field(default_factory=list)
    attributes: set[str] = field(default_factory=set)


def references(*nodes: ast.AST) -> References:
    """Return what ``nodes`` refer to; the local names of functions are not among them."""
    found = References()
    for node in nodes:
        _Visitor(found).visit(node)
    return found


def annotations_in(node: ast.AST) -> Iterator[tuple[ast.AST, ast.expr]]:
    """Yield every annotation within ``node`` with what it belongs to: an argument, a function, a variable."""
    for each in ast.walk(node):
        match each:
            case ast.arg(annotation=annotation) | ast.AnnAssign(annotation=annotation) if annotation is not None:
                yield each, annotation
            case ast.FunctionDef(returns=returns) if returns is not None:
                yield each, returns


class _Visitor(ast.NodeVisitor):
    def __init__(self, found: References) -> None:
        self._found = found
        self._locals: list[set[str]] = []
        self._in_annotation = False

    def visit_Name(self, node: ast.Name) -> None:
        if any(node.id in names for names in self._locals):
            return
        (self._found.annotated if self._in_annotation else self._found.names).append(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self._found.attributes.add(node.attr)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        match node:
            case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(value=str(name)), *_]):
                self._found.attributes.add(name)
        self.generic_visit(node)

    def visit_MatchClass(self, node: ast.MatchClass) -> None:
        self._found.attributes.update(node.kwd_attrs)
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for decorator in node.decorator_list:
            self.visit(decorator)
        for default in [*node.args.defaults, *(each for each in node.args.kw_defaults if each is not None)]:
            self.visit(default)
        self._annotation(node.returns)
        for each in _arguments(node.args):
            self._annotation(each.annotation)
        self._locals.append(_local_names(node))
        for statement in node.body:
            self.visit(statement)
        self._locals.pop()

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._locals.append({each.arg for each in _arguments(node.args)})
        self.visit(node.body)
        self._locals.pop()

    def visit_ListComp(self, node: ast.ListComp) -> None:
        self._comprehension(node)

    def visit_SetComp(self, node: ast.SetComp) -> None:
        self._comprehension(node)

    def visit_DictComp(self, node: ast.DictComp) -> None:
        self._comprehension(node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> None:
        self._comprehension(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self._annotation(node.annotation)
        if node.value is not None:
            self.visit(node.value)

    def _comprehension(self, node: ast.AST) -> None:
        self._locals.append({each.id for each in ast.walk(node) if _is_stored(each)})  # type: ignore[attr-defined]
        self.generic_visit(node)
        self._locals.pop()

    def _annotation(self, node: ast.expr | None) -> None:
        if node is not None:
            self._in_annotation = True
            self.visit(node)
            self._in_annotation = False


def _arguments(arguments: ast.arguments) -> list[ast.arg]:
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    return [each for each in every if each is not None]


def _local_names(node: ast.FunctionDef) -> set[str]:
    declared = {name for each in ast.walk(node) if isinstance(each, ast.Global) for name in each.names}
    names = {each.arg for each in _arguments(node.args)}
    for each in ast.walk(node):
        match each:
            case ast.Name(id=name) if _is_stored(each):
                names.add(name)
            case ast.MatchAs(name=name) | ast.MatchStar(name=name) | ast.ExceptHandler(name=name) if name:
                names.add(name)
            case ast.FunctionDef(name=name) if each is not node:
                names.add(name)
                names.update(argument.arg for argument in _arguments(each.args))
    return names - declared


def _is_stored(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
