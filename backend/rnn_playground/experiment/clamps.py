"""Clamps: units, gates and edges of a network held at a value, and recurrent weights cut, for some time steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field
from pydantic_core import PydanticCustomError

from rnn_playground.experiment.cells import CellConfig, FormulaCell
from rnn_playground.experiment.cells.gated import LARGEST_GATE
from rnn_playground.experiment.document import LOCAL, Document

MOST_CLAMPS = 16
LATEST = LOCAL.length[1] - 1
Unit = Annotated[int, Field(ge=0, lt=LOCAL.hidden_size[1])]
Layer = Annotated[int, Field(ge=0, lt=LOCAL.layers[1])]
Value = Annotated[float, Field(ge=-100.0, le=100.0)]
GateValue = Annotated[float, Field(ge=-100.0, le=LARGEST_GATE)]
Path = list[str | int]


class Span(Document):
    """From time step ``first`` to ``last``, both included, counted from 0, in layer ``layer``."""

    layer: Layer = 0
    first: Annotated[int, Field(ge=0, le=LATEST)] = 0
    last: Annotated[int, Field(ge=0, le=LATEST)]

    def check(self, cell: CellConfig, path: Path) -> None:
        """Raise PydanticCustomError where ``cell`` has not got what the clamp names."""


class UnitClamp(Span):
    """A unit of a state is ``value`` after each of these time steps, whatever the cell made of it."""

    kind: Literal["unit"] = "unit"
    state: str = "h"
    unit: Unit
    value: Value

    def check(self, cell: CellConfig, path: Path) -> None:
        """Raise PydanticCustomError where ``cell`` has no such unit."""
        if self.state not in cell.held_states:
            raise PydanticCustomError(
                "clamp_state",
                "state is '{state}'; the states of this cell that a clamp can hold are {states}; choose one of them",
                {"state": self.state, "states": ", ".join(cell.held_states), "path": [*path, "state"]},
            )
        _check_number(self.unit, cell.state_shapes()[self.state][0], [*path, "unit"])


class GateClamp(Span):
    """A gate is ``value`` at each of these time steps: that of one unit, or of all where ``unit`` is None."""

    kind: Literal["gate"] = "gate"
    gate: str
    unit: Unit | None = None
    value: GateValue

    def check(self, cell: CellConfig, path: Path) -> None:
        """Raise PydanticCustomError where ``cell`` has no such gate."""
        if self.gate not in cell.gates:
            raise PydanticCustomError(
                "clamp_gate",
                "gate is '{gate}'; the gates of the cell '{cell}' are {gates}; choose one of them, or clamp a unit",
                {
                    "gate": self.gate,
                    "cell": cell.kind,
                    "gates": ", ".join(cell.gates) or "–",
                    "path": [*path, "gate"],
                },
            )
        if self.unit is not None:
            _check_number(self.unit, cell.hidden_size, [*path, "unit"])
        low, high = cell.gate_range(self.gate)
        if not low <= self.value <= high:
            raise PydanticCustomError(
                "clamp_value",
                "value is {value}; gate '{gate}' lies between {low} and {high}; choose a value there",
                {"value": self.value, "gate": self.gate, "low": low, "high": high, "path": [*path, "value"]},
            )


class EdgeClamp(Span):
    """The entry of W_hh in ``row`` and ``column`` counts as ``value`` at each of these time steps.

    ``row`` counts on through the blocks of a gated cell.
    """

    kind: Literal["edge"] = "edge"
    row: Annotated[int, Field(ge=0)]
    column: Unit
    value: Value

    def check(self, cell: CellConfig, path: Path) -> None:
        """Raise PydanticCustomError where ``cell`` has no such entry."""
        if isinstance(cell, FormulaCell) or "W_hh" not in cell.recurrent or cell.recurrence == "off":
            raise PydanticCustomError(
                "clamp_edge",
                "the cell '{cell}' has no recurrent matrix W_hh whose entries could be held; clamp a unit or a gate",
                {"cell": cell.kind, "path": path},
            )
        _check_number(self.row, cell.hidden_size * max(1, len(cell.gates)), [*path, "row"])
        _check_number(self.column, cell.hidden_size, [*path, "column"])


class Cut(Span):
    """The state comes through no recurrent weight into each of these time steps, as if it were 0 before them."""

    kind: Literal["cut"] = "cut"

    def check(self, cell: CellConfig, path: Path) -> None:
        """Raise PydanticCustomError where ``cell`` has no such weights."""
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
                "the matrix {matrix} multiplies what the same time step has made of the last state, where a cut does "
                "not reach; clamp units instead",
                {"matrix": matrix, "path": path},
            )


Clamp = Annotated[UnitClamp | GateClamp | EdgeClamp | Cut, Field(discriminator="kind")]


def check_clamps(clamps: Sequence[Clamp], cell: CellConfig, time_steps: int, path: Path) -> None:
    """Raise PydanticCustomError where a clamp names what the cell, or the sequence, has not got."""
    for place, clamp in enumerate(clamps):
        _check_span(clamp, cell, time_steps, [*path, place])
        clamp.check(cell, [*path, place])
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


def _check_span(span: Span, cell: CellConfig, time_steps: int, path: Path) -> None:
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


def _check_number(number: int, count: int, path: Path) -> None:
    if number >= count:
        raise PydanticCustomError(
            "clamp_number",
            "{name} is {number}; there are {count}, counted from 0; choose {last} or less",
            {"name": str(path[-1]), "number": number, "count": count, "last": count - 1, "path": path},
        )
