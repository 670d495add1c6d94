"""What those who watch a run ask for, and what they are told of each other; none of it changes the run.

A look is where the owner of a session looks, as its viewers are told. A guess is a profile of the gradient that a
viewer drew before it is measured. On the wall hang the copies of a run.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from rnn_playground.experiment.branches import StepNumber
from rnn_playground.experiment.document import LOCAL, Document
from rnn_playground.experiment.panels import HEAVY, PanelKind
from rnn_playground.telemetry.questions import LaneNumber

Panels = Annotated[tuple[PanelKind, ...], Field(strict=False, max_length=16)]
Sample = Annotated[int, Field(ge=0, le=511)]
MaxRate = Annotated[float, Field(gt=0.0, le=60.0)]


class Watch(Document):
    """``panels`` to compute beside what is always sent, ``sample`` of the batch to show, ``max_rate`` in frames/s."""

    panels: Panels = ()
    sample: Sample = 0
    max_rate: MaxRate = 30.0

    @property
    def light(self) -> tuple[PanelKind, ...]:
        """The panels that every frame measures anew, each once."""
        return tuple(panel for panel in dict.fromkeys(self.panels) if panel not in HEAVY)

    @property
    def heavy(self) -> tuple[PanelKind, ...]:
        """The panels that take long, each once."""
        return tuple(panel for panel in dict.fromkeys(self.panels) if panel in HEAVY)


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


Exponent = Annotated[float, Field(ge=-40.0, le=10.0)]


class ClassGuess(Document):
    """``sketch``: powers of ten of what is left of the gradient, at five evenly spaced time steps."""

    type: Literal["guess"] = "guess"
    lane: LaneNumber = 0
    sketch: Annotated[tuple[Exponent, ...], Field(strict=False, min_length=5, max_length=5)]


class CopyWallRequest(Document):
    """Be told of the copies of this run from now on, or no longer."""

    type: Literal["copy_wall"] = "copy_wall"
    open: bool


class OnWall(Document):
    """Show this copy on the wall of the run that it was taken of, or take it off."""

    type: Literal["on_wall"] = "on_wall"
    shown: bool
