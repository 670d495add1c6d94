"""Branches: lanes that begin as a copy of another lane at one of its steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Protocol

from pydantic import Field
from pydantic_core import PydanticCustomError

from rnn_playground.experiment.cells import Shape
from rnn_playground.experiment.document import LOCAL, Document

StepNumber = Annotated[int, Field(ge=0, le=LOCAL.steps[1])]


class Origin(Document):
    """Where a branch begins: as ``lane`` is before the update of ``step``."""

    lane: int = Field(ge=0, le=3)
    step: StepNumber


class Branching(Protocol):
    """What is asked of a lane here."""

    @property
    def origin(self) -> Origin | None:
        """Where it begins; None where it is drawn."""

    @property
    def initial_weights(self) -> object:
        """Weights of its own, if any."""


def check_origin(number: int, lanes: Sequence[Branching], shapes: Sequence[dict[str, Shape]], steps: int) -> None:
    """Raise PydanticCustomError where lane ``number`` cannot begin where its origin says.

    ``shapes`` are the parameters' of each lane. A branch stands behind its trunk in the list, so none can grow from
    itself, and every document can be trained from the first step on.
    """
    origin = lanes[number].origin
    if origin is None:
        return
    if origin.lane >= number:
        raise PydanticCustomError(
            "origin_lane",
            "origin.lane of lane {number} is {lane}; a branch grows from a lane that stands before it in the list; "
            "choose a smaller number, or leave origin out of the first lane",
            _about(number, ["lane"], lane=origin.lane),
        )
    if origin.step >= steps:
        raise PydanticCustomError(
            "origin_beyond",
            "origin.step is {step}; the last step of the run is {last}; choose {last} or less, or more steps",
            _about(number, ["step"], step=origin.step, last=steps - 1),
        )
    trunk = lanes[origin.lane].origin
    if trunk is not None and origin.step < trunk.step:
        raise PydanticCustomError(
            "origin_before",
            "origin.step is {step}; lane {lane} is a branch itself and begins at step {first}; choose {first} or more, "
            "or grow from lane {trunk}",
            _about(number, ["step"], step=origin.step, lane=origin.lane, first=trunk.step, trunk=trunk.lane),
        )
    if lanes[number].initial_weights:
        raise PydanticCustomError(
            "origin_weights",
            "origin and initial_weights both say with which weights lane {number} begins; leave one of them out",
            _about(number, []),
        )
    if shapes[number] != shapes[origin.lane]:
        raise PydanticCustomError(
            "origin_shape",
            "the parameters of lane {number} are {own}, those of lane {lane}, from which it grows, are {theirs}; they "
            "are copied, so choose kind, hidden_size and layers such that names and shapes stay the same",
            _about(
                number,
                [],
                lane=origin.lane,
                own=_in_words(shapes[number]),
                theirs=_in_words(shapes[origin.lane]),
            ),
        )


def _in_words(shapes: dict[str, Shape]) -> str:
    return ", ".join(f"{name} {' × '.join(map(str, shape))}" for name, shape in shapes.items())


def _about(number: int, path: list[str], **parameters: str | int) -> dict[str, Any]:
    return {"number": number, **parameters, "path": ["lanes", number, "origin", *path]}
