"""From an equation's text to its tree: a reader that descends once from sums to names.

    equation   = assignment { (";" | new line) assignment }
    assignment = name "=" sum
    sum        = term { ("+" | "-") term }
    term       = factor { ("*" | "/") factor }
    factor     = "-" factor | applied
    applied    = matrix ["@"] applied | function "(" sum ")" | name | number | "(" sum ")"

A matrix is a name that begins with a capital letter; ``*`` and ``/`` are elementwise. Nothing is ever evaluated.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from rnn_playground.experiment.formula.refusals import FormulaRefusal
from rnn_playground.experiment.formula.tokens import Token, tokens_of
from rnn_playground.experiment.formula.vocabulary import DEEPEST, FUNCTION_NAMES, MOST_OPERATIONS

TreeKind = Literal["number", "name", "negation", "+", "-", "*", "/", "function", "matrix"]


class Tree(NamedTuple):
    """A part of an equation: ``text`` is its name or number, of a matrix product the matrix."""

    kind: TreeKind
    text: str
    parts: tuple[Tree, ...]
    start: int
    end: int


class Assignment(NamedTuple):
    """``name`` = ``value``."""

    name: Token
    value: Tree


def read_equation(text: str) -> list[Assignment]:
    """Return the assignments of ``text``, one at least; raises FormulaRefusal where it is not of the grammar."""
    reader = _Reader(list(tokens_of(text)))
    assignments = reader.assignments()
    if not assignments:
        raise FormulaRefusal("formula_empty", 0, len(text))
    return assignments


def is_matrix(name: str) -> bool:
    """Return whether a name stands for a matrix."""
    return name[0].isupper()


class _Reader:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens, self.place = tokens, 0
        self.depth = self.operations = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.place]

    def assignments(self) -> list[Assignment]:
        found = []
        while self.next.kind != "end":
            if self.next.kind == "separator":
                self.take()
                continue
            found.append(self.assignment())
            if self.next.kind not in {"separator", "end"}:
                raise self.side_by_side()
        return found

    def assignment(self) -> Assignment:
        name = self.take()
        if name.kind != "name" or self.next.text != "=":
            wrong = self.next if name.kind == "name" else name
            raise FormulaRefusal("formula_equals", wrong.start, wrong.end, found=wrong.shown)
        self.take()
        return Assignment(name, self.sum())

    def sum(self) -> Tree:
        left = self.term()
        while self.next.text in {"+", "-"}:
            left = self.joined(left, self.take(), self.term())
        return left

    def term(self) -> Tree:
        left = self.factor()
        while self.next.text in {"*", "/"}:
            left = self.joined(left, self.take(), self.factor())
        return left

    def factor(self) -> Tree:
        if self.next.text != "-":
            return self.applied()
        sign = self.take()
        self.deeper(sign)
        inner = self.factor()
        self.depth -= 1
        return self.counted(Tree("negation", "-", (inner,), sign.start, inner.end))

    def applied(self) -> Tree:
        token = self.take()
        if token.text == "(" and token.kind == "sign":
            return self.bracketed(token)
        if token.kind == "number":
            return Tree("number", token.text, (), token.start, token.end)
        if token.kind != "name":
            raise FormulaRefusal("formula_operand", token.start, token.end, found=token.shown)
        if token.text in FUNCTION_NAMES:
            return self.function(token)
        if is_matrix(token.text) and (self.next.kind in {"name", "number"} or self.next.text in {"(", "@"}):
            return self.product(token)
        if self.next.text == "(":
            raise FormulaRefusal("formula_function", token.start, token.end, found=token.text)
        return Tree("name", token.text, (), token.start, token.end)

    def bracketed(self, opening: Token) -> Tree:
        self.deeper(opening)
        inner = self.sum()
        if self.next.text != ")":
            if self.next.kind in {"name", "number"} or self.next.text == "(":
                raise self.side_by_side()
            raise FormulaRefusal("formula_bracket", opening.start, opening.end, found=self.next.shown)
        self.depth -= 1
        return inner._replace(start=opening.start, end=self.take().end)

    def function(self, name: Token) -> Tree:
        if self.next.text != "(":
            raise FormulaRefusal("formula_argument", name.start, name.end, found=name.text)
        inner = self.bracketed(self.take())
        return self.counted(Tree("function", name.text, (inner,), name.start, inner.end))

    def product(self, matrix: Token) -> Tree:
        if self.next.text == "@":
            self.take()
        self.deeper(matrix)
        inner = self.applied()
        self.depth -= 1
        return self.counted(Tree("matrix", matrix.text, (inner,), matrix.start, inner.end))

    def joined(self, left: Tree, sign: Token, right: Tree) -> Tree:
        kind: TreeKind = "+" if sign.text == "+" else "-" if sign.text == "-" else "*" if sign.text == "*" else "/"
        return self.counted(Tree(kind, sign.text, (left, right), left.start, right.end))

    def take(self) -> Token:
        token = self.next
        self.place = min(self.place + 1, len(self.tokens) - 1)
        return token

    def side_by_side(self) -> FormulaRefusal:
        token, before = self.next, self.tokens[self.place - 1]
        if token.kind == "sign" and token.text != "(":
            signs = {"=": "formula_equals", ")": "formula_closing"}
            return FormulaRefusal(signs.get(token.text, "formula_operand"), token.start, token.end, found=token.shown)
        left = "(…)" if before.text == ")" else before.text
        return FormulaRefusal("formula_sign", before.start, token.end, left=left, found=token.shown)

    def deeper(self, token: Token) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise FormulaRefusal("formula_depth", token.start, token.end, bound=DEEPEST)

    def counted(self, tree: Tree) -> Tree:
        self.operations += 1
        if self.operations > MOST_OPERATIONS:
            raise FormulaRefusal("formula_operations", tree.start, tree.end, bound=MOST_OPERATIONS)
        return tree
