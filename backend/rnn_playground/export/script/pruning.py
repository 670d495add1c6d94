"""A source without the branches for kinds that a document does not have."""

from __future__ import annotations

import ast
from collections.abc import Collection

from rnn_playground.export.script.edits import Edits

NONE_LEFT = "the experiment has nothing of this kind"


def prune(text: str, kinds: Collection[str], used: Collection[str]) -> str:
    """Return ``text`` without the cases and tests for those of the classes ``kinds`` that are not ``used``.

    A ``match`` of which one case is left, and a test that cannot hold, give way to what would be run.
    """
    unused = set(kinds) - set(used)
    while True:  # an edit may uncover another one
        edits = Edits(text)
        _Pruner(edits, set(kinds), unused).visit(ast.parse(text))
        pruned = edits.applied()
        if pruned == text:
            return text
        text = pruned


class _Pruner(ast.NodeVisitor):
    """Enters the outermost edits; what lies within them is left for the next round."""

    def __init__(self, edits: Edits, kinds: set[str], unused: set[str]) -> None:
        self._edits, self._kinds, self._unused = edits, kinds, unused
        self._functions: list[ast.FunctionDef] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Enter a function."""
        self._functions.append(node)
        self.generic_visit(node)
        self._functions.pop()

    def visit_Match(self, node: ast.Match) -> None:
        """Leave out cases."""
        named = {name for case in node.cases for name in _classes(case.pattern)}
        if not named & self._kinds:
            self.generic_visit(node)
            return
        kept = [case for case in node.cases if not self._is_dead(case.pattern)]
        if not kept:
            self._give_up(self._functions[-1])
            return
        if len(kept) == 1 and _is_plain(kept[0].pattern):
            self._inline(node, kept[0].body)
            return
        for case in node.cases:
            pattern = case.pattern
            if case not in kept:
                self._edits.drop_lines(pattern.lineno, case.body[-1].end_lineno or pattern.lineno)
            elif isinstance(pattern, ast.MatchOr) and any(self._is_dead(each) for each in pattern.patterns):
                left = [self._edits.text_of(each) for each in pattern.patterns if not self._is_dead(each)]
                self._edits.replace(self._edits.begin(pattern), self._edits.end(pattern), " | ".join(left))
                return
        if len(kept) == len(node.cases):
            self.generic_visit(node)

    def visit_If(self, node: ast.If) -> None:
        """Leave out a test for a kind that is not there; the branches of ``elif`` chains are left alone."""
        if self._is_false(node.test) and not node.orelse and self._edits.line(node.lineno).lstrip().startswith("if "):
            self._edits.drop_lines(node.lineno, node.end_lineno or node.lineno)
        else:
            self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        """Take the other branch of a test for a kind that is not there."""
        if self._is_false(node.test):
            self._edits.replace(self._edits.begin(node), self._edits.end(node), self._edits.text_of(node.orelse))
        else:
            self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        """Say False of a conjunction that cannot hold."""
        if self._is_false(node):
            self._edits.replace(self._edits.begin(node), self._edits.end(node), "False")
        else:
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """Name in ``isinstance`` only kinds that are there."""
        tested = _tested(node)
        left = [name for name in tested if name not in self._unused]
        if tested and left and len(left) < len(tested):
            self._edits.replace(self._edits.begin(node.args[1]), self._edits.end(node.args[1]), " | ".join(left))
        else:
            self.generic_visit(node)

    def _is_dead(self, pattern: ast.pattern) -> bool:
        match pattern:
            case ast.MatchOr(patterns=patterns):
                return all(self._is_dead(each) for each in patterns)
            case ast.MatchClass(cls=ast.Name(id=name)):
                return name in self._unused
            case ast.MatchAs(name="unreachable"):
                return True  # the type checker's, of a match over all kinds
            case _:
                return False

    def _is_false(self, test: ast.expr) -> bool:
        if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
            return any(self._is_false(value) for value in test.values)
        tested = _tested(test)
        return bool(tested) and set(tested) <= self._unused

    def _give_up(self, node: ast.FunctionDef) -> None:
        """Let a function that serves none of the kinds there are say so: nothing calls it."""
        body = node.body[1:] if ast.get_docstring(node) else node.body
        message = f'raise AssertionError("{NONE_LEFT}")'
        self._edits.replace(self._edits.begin(body[0]), self._edits.end(body[-1]), message)

    def _inline(self, node: ast.Match, body: list[ast.stmt]) -> None:
        first, last = body[0].lineno, body[-1].end_lineno or body[-1].lineno
        self._edits.drop_lines(node.lineno, first - 1)
        self._edits.dedent(first, last, body[0].col_offset - node.col_offset)
        self._edits.drop_lines(last + 1, node.end_lineno or last)


def _tested(node: ast.expr) -> list[str]:
    """Return the classes of which ``node`` asks whether something is one; none where it asks something else."""
    match node:
        case ast.Call(func=ast.Name(id="isinstance"), args=[_, classes]):
            return [each.id for each in ast.walk(classes) if isinstance(each, ast.Name)]
        case _:
            return []


def _classes(pattern: ast.pattern) -> list[str]:
    found = [each.cls for each in ast.walk(pattern) if isinstance(each, ast.MatchClass)]
    return [cls.id for cls in found if isinstance(cls, ast.Name)]


def _is_plain(pattern: ast.pattern) -> bool:
    """Tell whether ``pattern`` takes nothing out of what it matches."""
    match pattern:
        case ast.MatchOr(patterns=patterns):
            return all(_is_plain(each) for each in patterns)
        case ast.MatchClass(patterns=[], kwd_patterns=[]):
            return True
        case _:
            return False
