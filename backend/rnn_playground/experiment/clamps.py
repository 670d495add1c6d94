"""Clamps: units, gates and edges of a network held at a value, and recurrent weights cut, for some time steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, assert_never

from pydantic import Field
from pydantic_core import PydanticCustomError

from rnn_playground.experiment.cells import Cell, FormulaCell
from rnn_playground.experiment.document import LOCAL, Document

MOST_CLAMPS = 16
LATEST = LOCAL.length[1] - 1
Unit = Annotated[int, Field(ge=0, lt=LOCAL.hidden_size[1])]
Layer = Annotated[int, Field(ge=0, lt=LOCAL.layers[1])]


class Span(Document):
    """From time step ``first`` to ``last``, both included, counted from 0, in layer ``layer``."""

    layer: Layer = 0
    first: Annotated[int, Field(ge=0, le=LATEST)] = 0
    last: Annotated[int, Field(ge=0, le=LATEST)]


class UnitClamp(Span):
    """A unit of a state is ``value`` after each of these time steps, whatever the cell made of it."""

    kind: Literal["unit"] = "unit"
    state: str = "h"
    unit: Unit
    value: Annotated[float, Field(ge=-100.0, le=100.0)]


class GateClamp(Span):
    """A gate is ``value`` at each of these time steps: that of one unit, or of all where ``unit`` is None."""

    kind: Literal["gate"] = "gate"
    gate: str
    unit: Unit | None = None
    value: Annotated[float, Field(ge=-100.0, le=100.0)]


class EdgeClamp(Span):
    """The entry of W_hh in ``row`` and ``column`` counts as ``value`` at each of these time steps.

    ``row`` counts on through the blocks of a gated cell.
    """

    kind: Literal["edge"] = "edge"
    row: Annotated[int, Field(ge=0)]
    column: Unit
    value: Annotated[float, Field(ge=-100.0, le=100.0)]


class Cut(Span):
    """The state comes through no recurrent weight into each of these time steps, as if it were 0 before them."""

    kind: Literal["cut"] = "cut"


Clamp = Annotated[UnitClamp | GateClamp | EdgeClamp | Cut, Field(discriminator="kind")]


def check_clamps(clamps: Sequence[Clamp], cell: Cell, time_steps: int, path: list[str | int]) -> None:
    """Raise PydanticCustomError where a clamp names what the cell, or the sequence, has not got."""
    for place, clamp in enumerate(clamps):
        _check_span(clamp, cell, time_steps, [*path, place])
        match clamp:
            case UnitClamp():
                _check_unit(clamp, cell, [*path, place])
            case GateClamp():
                _check_gate(clamp, cell, [*path, place])
            case EdgeClamp():
                _check_edge(clamp, cell, [*path, place])
            case Cut():
                _check_cut(cell, [*path, place])
            case _ as unreachable:
                assert_never(unreachable)
    edges = [clamp for clamp in clamps if isinstance(clamp, EdgeClamp)]
    if any(_overlap(one, other) for place, one in enumerate(edges) for other in edges[:place]):
        raise PydanticCustomError(
            "clamp_twice",
            "two clamps hold the same edge at the same time step; leave one of them out, or let them take turns",
            {"path": path},
        )


def _overlap(one: EdgeClamp, other: EdgeClamp) -> bool:
    same = (one.layer, one.row, one.column) == (other.layer, other.row, other.column)
    return same and one.first <= other.last and other.first <= one.last


def _check_span(span: Span, cell: Cell, time_steps: int, path: list[str | int]) -> None:
    if span.layer >= cell.layers:
        raise PydanticCustomError(
            "clamp_layer",
            "layer is {layer}; the network has {count}, counted from 0; choose {last} or less",
            {"layer": span.layer, "count": cell.layers, "last": cell.layers - 1, "path": [*path, "layer"]},
        )
    if span.last >= time_steps or span.first > span.last:
        raise PydanticCustomError(
            "clamp_span",
            "the clamp holds from time step {first} to {last}; the sequence has {count}, counted from 0; choose a "
            "first that is no later than the last, and a last of {most} or less",
            {"first": span.first, "last": span.last, "count": time_steps, "most": time_steps - 1, "path": path},
        )


def _check_unit(clamp: UnitClamp, cell: Cell, path: list[str | int]) -> None:
    plain = [name for name, shape in cell.state_shapes().items() if len(shape) == 1]
    if clamp.state not in plain:
        raise PydanticCustomError(
            "clamp_state",
            "state is '{state}'; the states of this cell that a clamp can hold are {states}; choose one of them",
            {"state": clamp.state, "states": ", ".join(plain), "path": [*path, "state"]},
        )
    _check_number(clamp.unit, cell.state_shapes()[clamp.state][0], [*path, "unit"])


def _check_gate(clamp: GateClamp, cell: Cell, path: list[str | int]) -> None:
    if clamp.gate not in cell.gates:
        raise PydanticCustomError(
            "clamp_gate",
            "gate is '{gate}'; the gates of the cell '{cell}' are {gates}; choose one of them, or clamp a unit",
            {
                "gate": clamp.gate,
                "cell": cell.kind,
                "gates": ", ".join(cell.gates) or "–",
                "path": [*path, "gate"],
            },
        )
    if clamp.unit is not None:
        _check_number(clamp.unit, cell.hidden_size, [*path, "unit"])
    low, high = gate_range(cell, clamp.gate)
    if not low <= clamp.value <= high:
        raise PydanticCustomError(
            "clamp_value",
            "value is {value}; gate '{gate}' lies between {low} and {high}; choose a value there",
            {"value": clamp.value, "gate": clamp.gate, "low": low, "high": high, "path": [*path, "value"]},
        )


def _check_edge(clamp: EdgeClamp, cell: Cell, path: list[str | int]) -> None:
    if isinstance(cell, FormulaCell) or "W_hh" not in cell.recurrent or cell.recurrence == "off":
        raise PydanticCustomError(
            "clamp_edge",
            "the cell '{cell}' has no recurrent matrix W_hh whose entries could be held; clamp a unit or a gate",
            {"cell": cell.kind, "path": path},
        )
    _check_number(clamp.row, cell.hidden_size * max(1, len(cell.gates)), [*path, "row"])
    _check_number(clamp.column, cell.hidden_size, [*path, "column"])


def _check_cut(cell: Cell, path: list[str | int]) -> None:
    if not cell.recurrent:
        raise PydanticCustomError(
            "clamp_cut",
            "the cell '{cell}' has no recurrent weights that could be cut; clamp its gate at 0 instead",
            {"cell": cell.kind, "path": path},
        )
    if isinstance(cell, FormulaCell) and cell.program.nested:
        matrix = cell.program.nodes[cell.program.nested[0]].name
        raise PydanticCustomError(
            "clamp_cut_nested",
            "the matrix {matrix} multiplies what the same time step has made of the last state, where a cut does not "
            "reach; clamp units instead",
            {"matrix": matrix, "path": path},
        )


def _check_number(number: int, count: int, path: list[str | int]) -> None:
    if number >= count:
        raise PydanticCustomError(
            "clamp_number",
            "{name} is {number}; there are {count}, counted from 0; choose {last} or less",
            {"name": str(path[-1]), "number": number, "count": count, "last": count - 1, "path": path},
        )


def gate_range(cell: Cell, gate: str) -> tuple[float, float]:
    """Return the least and the largest value that a clamp may give a gate."""
    if gate != cell.candidate:
        return 0.0, 1.0
    return (-100.0, 100.0) if cell.kind == "mingru" else (-1.0, 1.0)
