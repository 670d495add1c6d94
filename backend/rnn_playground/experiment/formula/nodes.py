"""One operation of an equation."""

from __future__ import annotations

from typing import Literal, NamedTuple

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
