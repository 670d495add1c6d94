"""The cell that somebody typed: its operations, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import assert_never, final

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.activations import ACTIVATIONS, ActivationCurve
from rnn_playground.cells.cell import CellStep, State, Weights
from rnn_playground.cells.described import DescribedCell
from rnn_playground.cells.initialisation import Array, Entry, draw_recurrent
from rnn_playground.experiment.activations import ActivationKind
from rnn_playground.experiment.cells import FormulaCell
from rnn_playground.experiment.cells.formula.lowering import Node
from rnn_playground.experiment.cells.formula.program import Program

CONSTANT = ("number", "input")
"""What has a value before anything is read: x itself counts as 0, since only matrices read it, in ``drive``."""
SHARED: tuple[ActivationKind, ...] = ("tanh", "sigmoid", "relu", "leaky_relu", "elu", "gelu", "softsign", "hard_tanh")
FORMULA_FUNCTIONS: dict[str, Callable[[Tensor], Tensor]] = {
    **{name: ACTIVATIONS[name].function for name in SHARED},
    "softplus": functional.softplus,
    "sin": torch.sin,
    "cos": torch.cos,
    "exp": torch.exp,
    "abs": torch.abs,
}
"""By their names in an equation."""


@final
@dataclass(frozen=True)
class Formula(DescribedCell):
    """The states' equations as ``program`` lists their operations.

    What ``recur`` brings are the products of matrices with the last states themselves, one block (hidden) after the
    other; a matrix that multiplies something made of them, as U (r * h), multiplies it in ``step``. Off: the recurrent
    matrices count as 0, and where there are none the last states do.
    """

    document: FormulaCell
    program: Program

    def prepare(self, weights: Weights) -> Weights:
        """Join what reads the input, make tensors of the numbers, count what is off as 0."""
        off = () if self.is_recurrent else self.program.recurrent
        cut = {name: torch.where(torch.ones_like(weights[name], dtype=torch.bool), 0.0, weights[name]) for name in off}
        nodes = self.program.nodes
        reading = torch.cat([weights[nodes[number].name] for number in self.program.input_products])
        numbers = {_number(node): torch.full_like(reading[0, 0], node.value) for node in nodes if node.kind in CONSTANT}
        return {**weights, **cut, **numbers, "of input": reading}

    def drive(self, weights: Weights, inputs: Tensor) -> Tensor:
        """W x_t of every matrix that reads the input, one block after the other."""
        return functional.linear(inputs, weights["of input"])

    def recur(self, weights: Weights, drive: Tensor, state: State) -> Tensor:
        """U h_{t−1} of every matrix that multiplies a last state; the drive where there is none."""
        nodes, last = self.program.nodes, dict(zip(self.program.states, state, strict=True))
        products = [
            functional.linear(last[nodes[nodes[number].operands[0]].name], weights[nodes[number].name])
            for number in self.program.direct
        ]
        return torch.cat(products, dim=1) if products else drive

    def step(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, state: State, time_step: int | Tensor
    ) -> CellStep:
        """One time step."""
        program = self.program
        brought = _blocks(program.input_products, drive if program.direct else recurrent)
        if program.direct:
            brought |= _blocks(program.direct, recurrent)
        last = dict(zip(program.states, map(self._read, state), strict=True))
        values: list[Tensor] = []
        for number, node in enumerate(program.nodes):
            values.append(brought[number] if number in brought else _value(node, values, weights, last))
        # Views, so that a state that is another one, or was the last, is still a tensor of its own.
        new = tuple(_rows(values[number], state[0]).view_as(state[0]) for number in program.results)
        if program.candidate is None:
            return CellStep(new, (), new[0], new[0])
        operand = program.nodes[program.candidate].operands[0]
        return CellStep(new, (), _rows(values[operand], state[0]), _rows(values[program.candidate], state[0]))

    @property
    def candidate_activation(self) -> ActivationCurve:
        """The last function on the way to the state."""
        return ACTIVATIONS[self.program.bend].curve

    def draw(self, entry: Entry) -> Array:
        """Every recurrent matrix by itself as the document's ``recurrent_init`` says, all else U(−1/√H, 1/√H)."""
        if entry.base not in self.program.recurrent:
            return entry.uniform()
        everything = np.full(entry.shape, self.is_recurrent)
        return draw_recurrent(self.document.recurrent_init, 1, entry.hidden_size, entry.stream, everything)

    def recurrent_matrix(self, weights: Weights) -> Tensor | None:
        """The one that carries the last state into the candidate."""
        name = self.program.main_matrix
        return None if name is None else weights[name] * (1.0 if self.is_recurrent else 0.0)

    def _read(self, last: Tensor) -> Tensor:
        return last if self.is_recurrent or self.program.recurrent else torch.zeros_like(last)


def _value(node: Node, values: Sequence[Tensor], weights: Weights, last: Weights) -> Tensor:
    of = [values[number] for number in node.operands]
    match node.kind:
        case "state":
            return last[node.name]
        case "vector":
            return weights[node.name]
        case "input" | "number":
            return weights[_number(node)]
        case "matrix":
            return functional.linear(of[0], weights[node.name])
        case "function":
            return FORMULA_FUNCTIONS[node.name](of[0])
        case "negation":
            return -of[0]
        case "+":
            return of[0] + of[1]
        case "-":
            return of[0] - of[1]
        case "*":
            return of[0] * of[1]
        case "/":
            return of[0] / of[1]
        case _ as unreachable:
            assert_never(unreachable)


def _blocks(numbers: Sequence[int], joined: Tensor) -> dict[int, Tensor]:
    return dict(zip(numbers, joined.chunk(len(numbers), dim=1), strict=True))


def _number(node: Node) -> str:
    return f"number {node.value!r}"


def _rows(value: Tensor, like: Tensor) -> Tensor:
    """Return ``value`` for every row: what was made of vectors alone is the same in all of them."""
    return value.expand_as(like)
