"""Where the owner of a session looks, as its viewers are told: small, bounded, and of no interest to the run."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from rnn_playground.experiment.branches import StepNumber
from rnn_playground.experiment.document import LOCAL, Document
from rnn_playground.telemetry.questions import LaneNumber
from rnn_playground.telemetry.watch import Panels

TimeStep = Annotated[int, Field(ge=0, le=10_000)]


class LookCursor(Document):
    """The unit that is pointed at; all places are counted from 0."""

    lane: LaneNumber
    layer: Annotated[int, Field(ge=0, lt=LOCAL.layers[1])] = 0
    time_step: TimeStep
    unit: Annotated[int, Field(ge=0, lt=LOCAL.hidden_size[1])] = 0


class Look(Document):
    """``step`` None: the newest; ``loss``: the time step whose loss is followed back; ``lesson``: "4.2", from 1.

    ``claim``: the one that is open, by its name; ``held_copy``: the number of the copy that is held up on the wall.
    """

    type: Literal["look"] = "look"
    cursor: LookCursor | None = None
    pinned: bool = False
    lane: LaneNumber = 0
    step: StepNumber | None = None
    loss: TimeStep | None = None
    view: Literal["unrolled", "folded", "wires"] = "unrolled"
    panels: Panels = ()
    lesson: Annotated[str, Field(pattern=r"^\d{1,3}\.\d{1,3}$")] | None = None
    claim: Annotated[str, Field(pattern=r"^[a-z_]+$", max_length=64)] | None = None
    held_copy: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
