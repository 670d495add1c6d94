"""The questions that a worker answers about a run, checked before anybody works on them.

Each is a ``request`` of the protocol, its ``id`` included, and travels as it is to the worker that knows the answer.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from rnn_playground.experiment.activations import ActivationKind
from rnn_playground.experiment.clamps import MOST_CLAMPS, Clamp
from rnn_playground.experiment.document import LOCAL, Document, Matrix

LaneNumber = Annotated[int, Field(ge=0, le=3)]
Identifier = Annotated[str, Field(min_length=1, max_length=64)]
Seed = Annotated[int, Field(ge=0, le=2**32 - 1)]
Length = Annotated[int, Field(ge=LOCAL.length[0], le=LOCAL.length[1])]
LONGEST = LOCAL.length[1]
MOST_FEATURES = 10_000
TimeStep = Annotated[int, Field(ge=0, lt=LONGEST)]
Label = Annotated[str, Field(min_length=1, max_length=32)]


def _characters(value: Any) -> Any:
    return tuple(value) if isinstance(value, str) else value


Symbols = Annotated[
    tuple[Label, ...], Field(strict=False, min_length=1, max_length=LONGEST), BeforeValidator(_characters)
]
Table = Annotated[Matrix, Field(min_length=1, max_length=LONGEST)]


class Request(Document):
    """What a client asks; the answer names its ``id``."""

    type: Literal["request"] = "request"
    kind: str
    id: Identifier


class LaneQuestion(Request):
    """A question about one lane."""

    lane: LaneNumber = 0


class CheckQuestion(Request):
    """A finite difference of a named number beside backpropagation's.

    ``name`` is a parameter, or ``hidden_state``; ``index`` its position: (layer, time step, unit) for a hidden state.
    """

    kind: Literal["check"] = "check"
    lane: LaneNumber
    name: Identifier
    index: Annotated[
        tuple[Annotated[int, Field(ge=0, le=100_000)], ...], Field(strict=False, min_length=1, max_length=3)
    ]
    epsilon: Annotated[float, Field(gt=0.0, le=1.0)] = 1e-3


class LengthsQuestion(Request):
    """Loss and metric of every lane as it stands, on fresh sequences of other lengths, ``samples`` of each."""

    kind: Literal["lengths"] = "lengths"
    lengths: Annotated[tuple[Length, ...], Field(strict=False, min_length=1, max_length=12)]
    samples: Annotated[int, Field(ge=1, le=512)] = 128


class EvaluateQuestion(Request):
    """What every lane makes of a sequence of the asker's own.

    ``text`` for a task of symbols: a string of symbols of one character, or a list of symbols. ``values`` for a task
    of values: one row a time step; for an image its rows.
    """

    kind: Literal["evaluate"] = "evaluate"
    text: Symbols | None = None
    values: Table | None = None

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if (self.text is None) == (self.values is None):
            raise PydanticCustomError("one_input", "give either text, for symbols, or values, for numbers and images")
        return self


class SampleQuestion(LaneQuestion):
    """A sequence that a lane writes by itself: symbols drawn from its predictions, or values that it reads back.

    ``prompt``, or ``values`` for a task of values, is read first; ``count`` symbols or values follow it.
    """

    kind: Literal["sample"] = "sample"
    prompt: Annotated[str, Field(max_length=LONGEST)] = ""
    values: Table | None = None
    count: Annotated[int, Field(ge=1, le=LONGEST)] = 200
    temperature: Annotated[float, Field(ge=0.0, le=100.0)] = 1.0
    seed: Seed = 0


class SurfaceQuestion(LaneQuestion):
    """The loss of the present batch on a square around a lane's parameters, along two directions."""

    kind: Literal["surface"] = "surface"
    points: Annotated[int, Field(ge=3, le=101)] = 25
    span: Annotated[float, Field(gt=0.0, le=100.0)] = 1.0
    seed: Seed = 0


class PokeQuestion(LaneQuestion):
    """What ``size``, added to one input of the watched sample, does to all later states and to its loss.

    ``time_step`` and ``feature``, the place among the inputs of a time step, are counted from 0.
    """

    kind: Literal["poke"] = "poke"
    time_step: TimeStep
    feature: Annotated[int, Field(ge=0, lt=MOST_FEATURES)] = 0
    size: Annotated[float, Field(ge=-100.0, le=100.0)] = 0.1


class BackwardStepQuestion(LaneQuestion):
    """What one backward step of the watched sample's gradient is made of: from a layer's state at ``time_step`` back.

    ``layer`` and ``time_step`` are counted from 0.
    """

    kind: Literal["backward_step"] = "backward_step"
    layer: Annotated[int, Field(ge=0, le=2)] = 0
    time_step: TimeStep


class Transplant(Document):
    """The state that lane ``origin`` has after ``time_step``, counted from 0, in the place of the lane's own."""

    origin: LaneNumber
    time_step: TimeStep


class ClampQuestion(LaneQuestion):
    """The watched sample under clamps and transplants: prediction, states, and the gradient through what is left."""

    kind: Literal["clamp"] = "clamp"
    clamps: Annotated[tuple[Clamp, ...], Field(strict=False, max_length=MOST_CLAMPS)] = ()
    transplants: Annotated[tuple[Transplant, ...], Field(strict=False, max_length=MOST_CLAMPS)] = ()


Place = Annotated[float, Field(ge=-1e6, le=1e6)]
Coordinates = Annotated[tuple[Place, ...], Field(strict=False, min_length=2, max_length=512)]


class PortraitQuestion(LaneQuestion):
    """Where a layer's state goes under the input of ``time_step``: field, fixed points, basins, and trajectories.

    ``centre`` and ``axes`` keep a plane from one answer to the next; ``reach`` is how far the picture goes from its
    middle. ``start`` is a place in the plane from which the sequence is run through once more.
    """

    kind: Literal["portrait"] = "portrait"
    layer: Annotated[int, Field(ge=0, le=2)] = 0
    time_step: TimeStep
    points: Annotated[int, Field(ge=3, le=41)] = 17
    reach: Annotated[float, Field(gt=0.0, le=1e6)] | None = None
    centre: Coordinates | None = None
    axes: Annotated[tuple[Coordinates, Coordinates], Field(strict=False)] | None = None
    start: Annotated[tuple[Place, Place], Field(strict=False)] | None = None


class WallQuestion(Request):
    """The error of a network of one unit, h_t = W f(h_{t−1}) + b, over W and b; it needs no run."""

    kind: Literal["wall"] = "wall"
    activation: ActivationKind = "sigmoid"
    points: Annotated[int, Field(ge=2, le=120)] = 60
    steps: Annotated[int, Field(ge=1, le=200)] = 50
    target: Annotated[float, Field(ge=-10.0, le=10.0)] = 0.7
    start: Annotated[float, Field(ge=-10.0, le=10.0)] = 0.5


RunQuestion = (
    CheckQuestion
    | LengthsQuestion
    | EvaluateQuestion
    | SampleQuestion
    | SurfaceQuestion
    | PokeQuestion
    | BackwardStepQuestion
    | ClampQuestion
    | PortraitQuestion
)
Question = RunQuestion | WallQuestion
