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

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple, get_args

from rnn_playground.experiment.activations import ActivationKind
from rnn_playground.experiment.errors import Refusal

FunctionName = Literal[
    "tanh", "sigmoid", "relu", "leaky_relu", "elu", "gelu", "softplus", "softsign", "hard_tanh", "sin", "cos", "exp",
    "abs",
]  # fmt: skip
FUNCTION_NAMES: tuple[FunctionName, ...] = get_args(FunctionName)
BENDS: dict[str, ActivationKind] = {
    "tanh": "tanh",
    "sigmoid": "sigmoid",
    "relu": "relu",
    "leaky_relu": "leaky_relu",
    "elu": "elu",
    "gelu": "gelu",
    "softsign": "softsign",
    "hard_tanh": "hard_tanh",
    "sin": "sine",
}
"""The functions that are activations of the vanilla RNN too."""
ALIASES = {"σ": "sigmoid", "−": "-", "⊙": "*", "∘": "*", "·": "*", "×": "*"}

INPUT, STATE = "x", "h"
RESERVED = ("W_hy", "b_y")
"""What the read-out's own parameters are called."""

MOST_CHARACTERS = 600
MOST_OPERATIONS = 64
MOST_PARAMETERS = 24
MOST_STATES = 2
DEEPEST = 24
LONGEST_NAME = 12
LARGEST_NUMBER = 1e6


_SENTENCES: Final = {
    "formula_empty": "the equation is empty; write at least h = … with x and h in it, such as h = tanh(W x + U h + b)",
    "formula_character": "'{found}' is no part of an equation; use names, numbers, + - * / ( ) = and ; or a new line",
    "formula_name": "'{found}' has more than {bound} characters; shorten the name",
    "formula_number": "the number {found} is outside ±{bound}; write a smaller one",
    "formula_equals": "an assignment begins name =, here stands '{found}'; write the name it gives, then =",
    "formula_operand": "a name, a number or a bracket is missing before '{found}'; write it",
    "formula_bracket": "this bracket is not closed before '{found}'; write )",
    "formula_closing": "this bracket was never opened; leave it out, or write ( before it",
    "formula_sign": "'{left}' and '{found}' stand side by side; only a matrix, a name with a capital letter, "
    "multiplies without a sign: write {left} * {found}, or begin a new line or use ;",
    "formula_function": "'{found}' is no function; use one of {functions}, or write {found} * (…) to multiply",
    "formula_argument": "the function {found} needs its argument in brackets; write {found}(…)",
    "formula_depth": "the equation is nested more than {bound} deep; give a part of it a name of its own",
    "formula_operations": "the equation has more than {bound} operations; shorten it",
    "formula_parameters": "the equation has more than {bound} matrices and vectors; share some of them",
    "formula_reserved": "the name '{found}' is taken; choose another one",
    "formula_last": "h_t, x_t and the like are written without time: h is the last state, x the input; write {name} "
    "for '{found}', or choose another name",
    "formula_twice": "'{found}' is assigned twice; give the second one another name",
    "formula_result": "the last assignment gives '{found}'; it must give h, the new state",
    "formula_unused": "'{found}' never reaches h; use it or leave it out",
    "formula_states": "the equation carries the states {states}; at most {bound} are carried; assign the others "
    "before they are read",
    "formula_input": "x has as many entries as the task has inputs and h one a unit; put a matrix before x, such "
    "as W x",
    "formula_no_input": "the equation never reads the input; put W x in it",
    "formula_matrix": "{found} begins with a capital letter and is a matrix; apply it, as in {found} h, or write the "
    "name in lower case for a vector",
    "formula_shared": "the matrix {found} reads x in one place and units in another; use two matrices",
    "formula_scalar": "{found} is a single number here; a vector, one entry a unit, is needed",
    "formula_zero": "this divides by 0; divide by another number",
}  # fmt: skip


class FormulaRefusal(Refusal):
    """What an equation cannot be: ``start`` and ``end`` among its parameters say which characters are meant."""

    def __init__(self, type: str, start: int, end: int, **parameters: str | int | float) -> None:
        given = {**parameters, "start": start, "end": end}
        if type == "formula_function":
            given["functions"] = ", ".join(FUNCTION_NAMES)
        place = f" (at character {start + 1})"
        super().__init__(type, _SENTENCES[type] + place, given)


TokenKind = Literal["name", "number", "sign", "separator", "end"]
_PATTERN = re.compile(
    r"(?P<space>[ \t\r]+)|(?P<separator>[;\n])|(?P<name>[A-Za-z][A-Za-z0-9_]*|σ)"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?P<sign>[-+*/()=@−⊙∘·×])"
)


class Token(NamedTuple):
    """A word or a sign; ``start`` and ``end`` count the equation's characters from 0."""

    kind: TokenKind
    text: str
    start: int
    end: int

    @property
    def shown(self) -> str:
        """What a sentence calls it."""
        return {"end": "the end", "separator": "the end of the line"}.get(self.kind, self.text)


def tokens_of(text: str) -> Iterator[Token]:
    """Yield the tokens of ``text``, an ``end`` last; raises FormulaRefusal at the first character that is none."""
    place = 0
    while place < len(text):
        found = _PATTERN.match(text, place)
        if found is None:
            raise FormulaRefusal("formula_character", place, place + 1, found=text[place])
        kind, written, start, place = found.lastgroup, found.group(), place, found.end()
        if kind == "name":
            if len(written) > LONGEST_NAME:
                raise FormulaRefusal("formula_name", start, place, found=written, bound=LONGEST_NAME)
            yield Token("name", ALIASES.get(written, written), start, place)
        elif kind == "number":
            if float(written) > LARGEST_NUMBER:
                raise FormulaRefusal("formula_number", start, place, found=written, bound=f"{LARGEST_NUMBER:g}")
            yield Token("number", written, start, place)
        elif kind == "sign":
            yield Token("sign", ALIASES.get(written, written), start, place)
        elif kind == "separator":
            yield Token("separator", written, start, place)
    yield Token("end", "", len(text), len(text))


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
