"""A cell whose equation somebody types."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from rnn_playground.experiment.cells.formula.grammar import MOST_CHARACTERS, FormulaRefusal
from rnn_playground.experiment.cells.formula.program import Program, program_of
from rnn_playground.experiment.cells.sized import Shape, SizedCell
from rnn_playground.experiment.initialisations import RecurrentInit, UniformInit

DEFAULT = "z = sigmoid(W x + U h + b); h = (1 - z) * h + z * tanh(V x + R h + a)"


def _is_equation(text: str) -> str:
    try:
        program_of(text)
    except FormulaRefusal as refusal:
        # The sentence is complete, and braces in it are the equation's own.
        raise PydanticCustomError(refusal.type, "{message}", {**refusal.parameters, "message": str(refusal)}) from None
    return text


class FormulaCell(SizedCell):
    """The last assignment gives h; a name that is read before it is assigned is a second state, as last assigned.

    A name with a capital letter is a matrix, (H, I) before x and (H, H) before anything else, and stands before what it
    multiplies; other unknown names are vectors (H). ``*`` and ``/`` are elementwise, functions are a closed list, and
    nothing is evaluated: the text is read by ``formula/grammar.py``.
    """

    equation = ("h_t = F(x_t, h_{t−1})",)
    source = "the user's own equation"

    kind: Literal["formula"] = "formula"
    formula: Annotated[str, AfterValidator(_is_equation)] = Field(
        default=DEFAULT,
        min_length=1,
        max_length=MOST_CHARACTERS,
        json_schema_extra={"multiline": True, "maximum_bytes": MOST_CHARACTERS, "advanced": False},
    )
    recurrent_init: RecurrentInit = Field(default_factory=UniformInit, json_schema_extra={"advanced": True})

    @property
    def program(self) -> Program:
        """What the equation says."""
        return program_of(self.formula)

    @property
    def states(self) -> tuple[str, ...]:  # type: ignore[override]
        """H, and the second state where the equation has one."""
        return self.program.states

    @property
    def recurrent(self) -> tuple[str, ...]:  # type: ignore[override]
        """The matrices that multiply a last state, or what was made of one."""
        return self.program.recurrent

    @property
    def arithmetic(self) -> int:
        """A gate's worth for every two operations whose operands the way back needs: all but sums."""
        kept = sum(node.kind in {"function", "*", "/"} for node in self.program.nodes) + len(self.program.nested)
        return -(-kept // 2)

    def layer_shapes(self, input_size: int) -> dict[str, Shape]:
        """Matrices and vectors by the names that the equation gives them, in the order of first use."""
        H = self.hidden_size
        shapes: dict[str, Shape] = {"of_input": (H, input_size), "of_units": (H, H), "vector": (H,)}
        return {name: shapes[role] for name, role in self.program.parameters}
