"""From the tree of an equation to its operations in order, each once, with every name found out and every shape."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Sequence
from typing import Final, Literal, NamedTuple

from rnn_playground.experiment.cells.formula.grammar import (
    FUNCTION_NAMES,
    INPUT,
    LARGEST_NUMBER,
    MOST_PARAMETERS,
    MOST_STATES,
    RESERVED,
    STATE,
    Assignment,
    FormulaRefusal,
    Token,
    Tree,
    is_matrix,
)

NodeKind = Literal["input", "state", "vector", "number", "matrix", "function", "negation", "+", "-", "*", "/"]


class Node(NamedTuple):
    """An operation on the nodes numbered ``operands``.

    ``name`` is that of the input x, a last state, a vector, a matrix that multiplies, or a function; ``value`` that of
    a number.
    """

    kind: NodeKind
    name: str = ""
    operands: tuple[int, ...] = ()
    value: float = 0.0


_ARITHMETIC: Final[dict[str, Callable[[float, float], float]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


class Lowering:
    """``nodes`` in order, ``assigned`` name → number of its node, ``states`` what is carried, h first."""

    def __init__(self, assignments: Sequence[Assignment]) -> None:
        names = _names_given(assignments)
        self.states = _carried(assignments, names)
        self.nodes: list[Node] = []
        self.assigned: dict[str, int] = {}
        self._numbers: dict[Node, int] = {}
        self._given = names
        self._matrices: dict[str, bool] = {}
        for assignment in assignments:
            value = self._lowered(assignment.value)
            if assignment.name.text in self.states:
                self._need_vector(value, assignment.value)
            self._refuse_input(value, assignment.value)
            self.assigned[assignment.name.text] = value
        _need_use(assignments, self.states)
        if not any(node.kind == "input" for node in self.nodes):
            last = assignments[-1]
            raise FormulaRefusal("formula_no_input", last.name.start, last.value.end)

    def _lowered(self, tree: Tree) -> int:
        match tree.kind:
            case "number":
                return self._add(Node("number", value=float(tree.text)))
            case "name":
                return self._named(tree)
            case "matrix":
                return self._product(tree)
            case "function":
                inner = self._operand(tree.parts[0])
                self._need_vector(inner, tree.parts[0])
                return self._add(Node("function", tree.text, (inner,)))
            case "negation":
                inner = self._operand(tree.parts[0])
                if self.nodes[inner].kind == "number":
                    return self._add(Node("number", value=-self.nodes[inner].value))
                return self._add(Node("negation", operands=(inner,)))
            case "+" | "-" | "*" | "/":
                return self._combined(tree, tree.kind)

    def _named(self, tree: Tree) -> int:
        name = tree.text
        if name in self.assigned:
            return self.assigned[name]
        if name in self.states:
            return self._add(Node("state", name))
        if name == INPUT:
            return self._add(Node("input", name))
        if is_matrix(name):
            raise FormulaRefusal("formula_matrix", tree.start, tree.end, found=name)
        _refuse_taken(name, tree.start, tree.end)
        self._count_parameters(Node("vector", name), tree)
        return self._add(Node("vector", name))

    def _product(self, tree: Tree) -> int:
        if tree.text in self._given:
            raise FormulaRefusal("formula_twice", tree.start, tree.start + len(tree.text), found=tree.text)
        _refuse_taken(tree.text, tree.start, tree.start + len(tree.text))
        inner = self._lowered(tree.parts[0])
        if self.nodes[inner].kind == "number":
            raise FormulaRefusal("formula_scalar", tree.parts[0].start, tree.parts[0].end, found=_shown(tree.parts[0]))
        of_input = self.nodes[inner].kind == "input"
        if self._matrices.setdefault(tree.text, of_input) != of_input:
            raise FormulaRefusal("formula_shared", tree.start, tree.end, found=tree.text)
        product = Node("matrix", tree.text, (inner,))
        self._count_parameters(product, tree)
        return self._add(product)

    def _combined(self, tree: Tree, kind: NodeKind) -> int:
        left, right = (self._operand(part) for part in tree.parts)
        numbers = [self.nodes[each].value for each in (left, right) if self.nodes[each].kind == "number"]
        if kind == "/" and self.nodes[right] == Node("number", value=0.0):
            raise FormulaRefusal("formula_zero", tree.parts[1].start, tree.parts[1].end)
        if len(numbers) < 2:
            return self._add(Node(kind, operands=(left, right)))
        value = _ARITHMETIC[kind](*numbers)
        if not math.isfinite(value) or abs(value) > LARGEST_NUMBER:
            raise FormulaRefusal(
                "formula_number", tree.start, tree.end, found=f"{value:g}", bound=f"{LARGEST_NUMBER:g}"
            )
        return self._add(Node("number", value=value))

    def _operand(self, tree: Tree) -> int:
        number = self._lowered(tree)
        self._refuse_input(number, tree)
        return number

    def _refuse_input(self, number: int, tree: Tree) -> None:
        if self.nodes[number].kind == "input":
            raise FormulaRefusal("formula_input", tree.start, tree.end)

    def _need_vector(self, number: int, tree: Tree) -> None:
        if self.nodes[number].kind == "number":
            raise FormulaRefusal("formula_scalar", tree.start, tree.end, found=_shown(tree))

    def _count_parameters(self, node: Node, tree: Tree) -> None:
        names = {each.name for each in (*self.nodes, node) if each.kind in {"vector", "matrix"}}
        if len(names) > MOST_PARAMETERS:
            raise FormulaRefusal("formula_parameters", tree.start, tree.end, bound=MOST_PARAMETERS)

    def _add(self, node: Node) -> int:
        if node not in self._numbers:
            self._numbers[node] = len(self.nodes)
            self.nodes.append(node)
        return self._numbers[node]


def _names_given(assignments: Sequence[Assignment]) -> dict[str, int]:
    """Return name → which assignment gives it; raises FormulaRefusal where one cannot be, or the last is not h."""
    given: dict[str, int] = {}
    for place, (name, _) in enumerate(assignments):
        if name.text in given:
            raise FormulaRefusal("formula_twice", name.start, name.end, found=name.text)
        if name.text == INPUT or name.text in FUNCTION_NAMES:
            raise FormulaRefusal("formula_reserved", name.start, name.end, found=name.text)
        if is_matrix(name.text):
            raise FormulaRefusal("formula_matrix", name.start, name.end, found=name.text)
        _refuse_taken(name.text, name.start, name.end)
        given[name.text] = place
    last = assignments[-1].name
    if last.text != STATE:
        raise FormulaRefusal("formula_result", last.start, last.end, found=last.text)
    return given


def _refuse_taken(name: str, start: int, end: int) -> None:
    if name in RESERVED:
        raise FormulaRefusal("formula_reserved", start, end, found=name)
    if name.startswith((f"{INPUT}_", f"{STATE}_")):
        raise FormulaRefusal("formula_last", start, end, found=name, name=name[0])


def _carried(assignments: Sequence[Assignment], given: dict[str, int]) -> tuple[str, ...]:
    """Return the states, h first: what is read before it is assigned, or in its own assignment, is the last one."""
    found: dict[str, Token] = {STATE: assignments[-1].name}
    for place, assignment in enumerate(assignments):
        for name in _names_in(assignment.value):
            if given.get(name, -1) >= place:
                found.setdefault(name, assignments[given[name]].name)
    if len(found) > MOST_STATES:
        extra = list(found.values())[MOST_STATES]
        raise FormulaRefusal("formula_states", extra.start, extra.end, states=", ".join(found), bound=MOST_STATES)
    return tuple(found)


def _need_use(assignments: Sequence[Assignment], states: tuple[str, ...]) -> None:
    """Raise FormulaRefusal where something assigned never reaches h, at once or by way of a later time step."""
    read = {name.text: set(_names_in(value)) for name, value in assignments}
    reached, waiting = {STATE}, [STATE]
    while waiting:
        for name in read[waiting.pop()] - reached:
            if name in read:
                reached.add(name)
                waiting.append(name)
    for given, _ in assignments:
        if given.text not in reached:
            raise FormulaRefusal("formula_unused", given.start, given.end, found=given.text)


def _names_in(tree: Tree) -> Iterator[str]:
    if tree.kind == "name":
        yield tree.text
    for part in tree.parts:
        yield from _names_in(part)


def _shown(tree: Tree) -> str:
    return tree.text if tree.kind in {"name", "number"} else "this"
