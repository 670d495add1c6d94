"""What follows from an equation: its operations in order, its parameters with their shapes, and its states."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Literal, NamedTuple

from rnn_playground.experiment.activations import ActivationKind
from rnn_playground.experiment.cells.formula.grammar import BENDS, read_equation
from rnn_playground.experiment.cells.formula.lowering import Lowering, Node

Role = Literal["of_input", "of_units", "vector"]


class Program(NamedTuple):
    """An equation, checked.

    ``nodes``: the operations, each behind its operands. ``assigned``: name → number of its node, in the order written.
    ``states``: what is carried, h first. ``parameters``: name → role, in the order of first use: a matrix ``of_input``
    (H, I), one ``of_units`` (H, H), or a vector (H). ``direct``: the products of a matrix with a last state itself;
    ``nested``: those of a matrix with anything else that was made of one. ``candidate``: the node of the function that
    proposes the new state, None where there is none.
    """

    nodes: tuple[Node, ...]
    assigned: tuple[tuple[str, int], ...]
    states: tuple[str, ...]
    parameters: tuple[tuple[str, Role], ...]
    input_products: tuple[int, ...]
    direct: tuple[int, ...]
    nested: tuple[int, ...]
    candidate: int | None

    @property
    def results(self) -> tuple[int, ...]:
        """The nodes of the new states, in the order of ``states``."""
        by_name = dict(self.assigned)
        return tuple(by_name[name] for name in self.states)

    @property
    def recurrent(self) -> tuple[str, ...]:
        """The matrices through which the last state enters, in the order of first use."""
        through = {self.nodes[number].name for number in (*self.direct, *self.nested)}
        return tuple(name for name, _ in self.parameters if name in through)

    @property
    def bend(self) -> ActivationKind:
        """The activation by which the candidate bends; without a candidate the identity."""
        return "identity" if self.candidate is None else BENDS[self.nodes[self.candidate].name]

    @property
    def main_matrix(self) -> str | None:
        """The matrix that carries the last state into the candidate; without a candidate, into anything."""
        within = self._below(self.candidate) if self.candidate is not None else set(range(len(self.nodes)))
        found = [number for number in (*self.direct, *self.nested) if number in within]
        found = found or [*self.direct, *self.nested]
        return self.nodes[found[0]].name if found else None

    def to_json(self) -> dict[str, Any]:
        """Return what a page draws of it."""
        return {
            "nodes": [
                {"kind": node.kind, "name": node.name, "operands": list(node.operands), "value": node.value}
                for node in self.nodes
            ],
            "assigned": [[name, number] for name, number in self.assigned],
            "parameters": [[name, role] for name, role in self.parameters],
            "candidate": self.candidate,
            "bend": self.bend,
            "main_matrix": self.main_matrix,
        }

    def _below(self, number: int) -> set[int]:
        """Return the node and what it is made of, not beyond a function."""
        found, waiting = {number}, list(self.nodes[number].operands)
        while waiting:
            each = waiting.pop()
            found.add(each)
            if self.nodes[each].kind != "function":
                waiting += self.nodes[each].operands
        return found


@lru_cache(maxsize=256)
def program_of(text: str) -> Program:
    """Return the program of an equation; raises FormulaRefusal, with the place, where it cannot be one."""
    lowered = Lowering(read_equation(text))
    nodes = tuple(lowered.nodes)
    carried = _made_of_states(nodes)
    products = [number for number, node in enumerate(nodes) if node.kind == "matrix"]
    of_units = [number for number in products if nodes[nodes[number].operands[0]].kind != "input"]
    return Program(
        nodes=nodes,
        assigned=tuple(lowered.assigned.items()),
        states=lowered.states,
        parameters=tuple(_roles(nodes).items()),
        input_products=tuple(number for number in products if number not in of_units),
        direct=tuple(number for number in of_units if nodes[nodes[number].operands[0]].kind == "state"),
        nested=tuple(
            number
            for number in of_units
            if nodes[nodes[number].operands[0]].kind != "state" and nodes[number].operands[0] in carried
        ),
        candidate=_candidate(nodes),
    )


def _made_of_states(nodes: tuple[Node, ...]) -> set[int]:
    found: set[int] = set()
    for number, node in enumerate(nodes):
        if node.kind == "state" or found.intersection(node.operands):
            found.add(number)
    return found


def _roles(nodes: tuple[Node, ...]) -> dict[str, Role]:
    roles: dict[str, Role] = {}
    for node in nodes:
        if node.kind == "vector":
            roles.setdefault(node.name, "vector")
        elif node.kind == "matrix":
            roles.setdefault(node.name, "of_input" if nodes[node.operands[0]].kind == "input" else "of_units")
    return roles


def _candidate(nodes: tuple[Node, ...]) -> int | None:
    """Return the last activation of a sum of products, sigmoids after all others: what a gated cell writes."""
    of_products: set[int] = set()
    for number, node in enumerate(nodes):
        if node.kind == "matrix" or (node.kind != "function" and of_products.intersection(node.operands)):
            of_products.add(number)
    bends = [number for number, node in enumerate(nodes) if node.name in BENDS and node.operands[0] in of_products]
    others = [number for number in bends if nodes[number].name != "sigmoid"]
    return max(others or bends, default=None)
