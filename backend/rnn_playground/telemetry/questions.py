"""The questions that a worker answers about a run, checked before anybody works on them.

Each is a ``request`` of the protocol, its ``id`` included, and travels as it is to the worker that knows the answer.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from rnn_playground.experiment.activations import ActivationKind
from rnn_playground.experiment.document import Document, Matrix
from rnn_playground.experiment.limits import LOCAL

LaneNumber = Annotated[int, Field(ge=0, le=3)]
Identifier = Annotated[str, Field(min_length=1, max_length=64)]
Seed = Annotated[int, Field(ge=0, le=2**32 - 1)]
Length = Annotated[int, Field(ge=LOCAL.length[0], le=LOCAL.length[1])]
LONGEST = LOCAL.length[1]
Label = Annotated[str, Field(min_length=1, max_length=32)]


def _characters(value: Any) -> Any:
    return tuple(value) if isinstance(value, str) else value


Symbols = Annotated[
    tuple[Label, ...], Field(strict=False, min_length=1, max_length=LONGEST), BeforeValidator(_characters)
]
Table = Annotated[Matrix, Field(min_length=1, max_length=LONGEST)]


class CheckQuestion(Document):
    """A finite difference of a named number beside backpropagation's.

    ``name`` is a parameter, or ``hidden_state``; ``index`` its position: (layer, time step, unit) for a hidden state.
    """

    type: Literal["request"] = "request"
    kind: Literal["check"] = "check"
    id: Identifier
    lane: LaneNumber
    name: Identifier
    index: Annotated[
        tuple[Annotated[int, Field(ge=0, le=100_000)], ...], Field(strict=False, min_length=1, max_length=3)
    ]
    epsilon: Annotated[float, Field(gt=0.0, le=1.0)] = 1e-3


class LengthsQuestion(Document):
    """Loss and metric of every lane as it stands, on fresh sequences of other lengths, ``samples`` of each."""

    type: Literal["request"] = "request"
    kind: Literal["lengths"] = "lengths"
    id: Identifier
    lengths: Annotated[tuple[Length, ...], Field(strict=False, min_length=1, max_length=12)]
    samples: Annotated[int, Field(ge=1, le=512)] = 128


class EvaluateQuestion(Document):
    """What every lane makes of a sequence of the asker's own.

    ``text`` for a task of symbols: a string of symbols of one character, or a list of symbols. ``values`` for a task
    of values: one row a time step; for an image its rows.
    """

    type: Literal["request"] = "request"
    kind: Literal["evaluate"] = "evaluate"
    id: Identifier
    text: Symbols | None = None
    values: Table | None = None

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if (self.text is None) == (self.values is None):
            raise PydanticCustomError("one_input", "give either text, for symbols, or values, for numbers and images")
        return self


class SampleQuestion(Document):
    """A sequence that a lane writes by itself: symbols drawn from its predictions, or values that it reads back.

    ``prompt``, or ``values`` for a task of values, is read first; ``count`` symbols or values follow it.
    """

    type: Literal["request"] = "request"
    kind: Literal["sample"] = "sample"
    id: Identifier
    lane: LaneNumber = 0
    prompt: Annotated[str, Field(max_length=LONGEST)] = ""
    values: Table | None = None
    count: Annotated[int, Field(ge=1, le=LONGEST)] = 200
    temperature: Annotated[float, Field(ge=0.0, le=100.0)] = 1.0
    seed: Seed = 0


class SurfaceQuestion(Document):
    """The loss of the present batch on a square around a lane's parameters, along two directions."""

    type: Literal["request"] = "request"
    kind: Literal["surface"] = "surface"
    id: Identifier
    lane: LaneNumber = 0
    points: Annotated[int, Field(ge=3, le=101)] = 25
    span: Annotated[float, Field(gt=0.0, le=100.0)] = 1.0
    seed: Seed = 0


class WallQuestion(Document):
    """The error of a network of one unit, h_t = W f(h_{t−1}) + b, over W and b; it needs no run."""

    type: Literal["request"] = "request"
    kind: Literal["wall"] = "wall"
    id: Identifier
    activation: ActivationKind = "sigmoid"
    points: Annotated[int, Field(ge=2, le=120)] = 60
    steps: Annotated[int, Field(ge=1, le=200)] = 50
    target: Annotated[float, Field(ge=-10.0, le=10.0)] = 0.7
    start: Annotated[float, Field(ge=-10.0, le=10.0)] = 0.5


RunQuestion = CheckQuestion | LengthsQuestion | EvaluateQuestion | SampleQuestion | SurfaceQuestion
Question = RunQuestion | WallQuestion
