"""What can be asked of a run, as frozen documents that cross the process border as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from rnn_playground.experiment import Experiment, Lane, TuneChange
from rnn_playground.experiment.document import Document
from rnn_playground.telemetry.questions import RunQuestion
from rnn_playground.telemetry.watch import Watch


class RunControl(Document):
    """How a run goes on: up to step ``until`` (None: to its end), at ``pace`` updates per second (None: full speed).

    Up to step ``known``, where a run that was lost had been before, it goes at full speed in any case.
    """

    kind: Literal["control"] = "control"
    until: int | None = None
    pace: float | None = None
    known: int = 0


class HoldAt(Document):
    """Stay at the present step, but at none before ``at_least``: a recovered run first comes back to where it was."""

    kind: Literal["hold"] = "hold"
    at_least: int = 0


class Observe(Document):
    """What frames show from now on; the present step is reported again."""

    kind: Literal["observe"] = "observe"
    watch: Watch


class TuneOrder(Document):
    """Change a lane's learning before the next update."""

    kind: Literal["tune"] = "tune"
    lane: int
    change: TuneChange


class BranchOrder(Document):
    """Add a lane that grows from its origin; frames of the steps ``shown``, made before, are to show it as well."""

    kind: Literal["branch"] = "branch"
    lane: Lane
    shown: Annotated[tuple[int, ...], Field(strict=False)] = ()


class AskOrder(Document):
    """Answer a question about the present step."""

    kind: Literal["ask"] = "ask"
    question: Annotated[RunQuestion, Field(discriminator="kind")]


Order = RunControl | HoldAt | Observe | TuneOrder | BranchOrder | AskOrder
ORDERS: TypeAdapter[Order] = TypeAdapter(Annotated[Order, Field(discriminator="kind")])


@dataclass(frozen=True)
class StartRequest:
    """How a run begins: from its document, or from a checkpoint of itself, which then has ``steps`` updates in all.

    ``beside``: it stands back behind every run but that one, of that name, with which it takes turns; None: behind
    nobody.

    ``passing``: it is measured once and stopped, and needs no place of its own.

    ``owner``: whoever begins it. What they ask beside is paid for by their run; empty: it has an owner of its own.
    """

    origin: Experiment | bytes
    control: RunControl
    watch: Watch
    steps: int | None = None
    beside: str | None = None
    passing: bool = False
    owner: str = ""
