"""A profile of the gradient that a viewer drew before it is measured."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from rnn_playground.experiment.document import Document
from rnn_playground.telemetry.questions import LaneNumber

Exponent = Annotated[float, Field(ge=-40.0, le=10.0)]


class ClassGuess(Document):
    """``sketch``: powers of ten of what is left of the gradient, at five evenly spaced time steps."""

    type: Literal["guess"] = "guess"
    lane: LaneNumber = 0
    sketch: Annotated[tuple[Exponent, ...], Field(strict=False, min_length=5, max_length=5)]
