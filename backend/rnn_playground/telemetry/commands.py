"""The messages a client may send, checked before anybody acts on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import Field, TypeAdapter, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from rnn_playground.experiment import Experiment, TuneChange, explain, read_json
from rnn_playground.experiment.branches import Origin, StepNumber
from rnn_playground.experiment.document import LOCAL, Document
from rnn_playground.experiment.errors import Refusal
from rnn_playground.experiment.experiment import Lane
from rnn_playground.experiment.variations import MOST_SEEDS, MOST_VALUES, SeedRun, Sweep
from rnn_playground.telemetry.questions import Identifier, LaneNumber, Question, Request
from rnn_playground.telemetry.watch import ClassGuess, CopyWallRequest, Look, MaxRate, OnWall, Panels, Sample


class Start(Document):
    """Begin a new run in this session."""

    type: Literal["start"] = "start"
    experiment: Experiment
    paused: bool = False


class GoOn(Document):
    """Begin a new run in this session where a kept one ended, with ``steps`` updates in all.

    ``kept`` None: where the session's own run did. ``steps`` None: those of its document, or twice as many where it
    had made them.
    """

    type: Literal["go_on"] = "go_on"
    kept: Identifier | None = None
    steps: Annotated[int, Field(ge=LOCAL.steps[0], le=LOCAL.steps[1])] | None = None
    paused: bool = False


class Pause(Document):
    """Stop updating; the current step stays."""

    type: Literal["pause"] = "pause"


class Resume(Document):
    """Go on."""

    type: Literal["resume"] = "resume"


class Stop(Document):
    """End the run."""

    type: Literal["stop"] = "stop"


class Step(Document):
    """While paused: apply ``count`` updates and publish the step reached."""

    type: Literal["step"] = "step"
    count: Annotated[int, Field(ge=1, le=10_000)] = 1


class Pace(Document):
    """How fast to train; None is as fast as it goes."""

    type: Literal["pace"] = "pace"
    updates_per_second: Annotated[float, Field(gt=0.0, le=1e6)] | None


class Tune(TuneChange):
    """Change learning rate, clip or BPTT of a lane without a restart."""

    type: Literal["tune"] = "tune"
    lane: LaneNumber

    @property
    def change(self) -> TuneChange:
        """The change without the envelope."""
        return TuneChange(learning_rate=self.learning_rate, clip=self.clip, bptt=self.bptt)


class Branch(Document):
    """Add a lane that grows from another lane's step."""

    type: Literal["branch"] = "branch"
    origin: Origin
    lane: Lane

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if self.lane.origin not in (None, self.origin):
            raise PydanticCustomError(
                "two_origins",
                "origin and lane.origin name two places; leave lane.origin out",
                {"path": ["lane", "origin"]},
            )
        return self


class WatchCommand(Document):
    """Which panels, which sample, how many frames a second; what is left out stays as it was."""

    type: Literal["watch"] = "watch"
    panels: Panels | None = None
    sample: Sample | None = None
    max_rate: MaxRate | None = None


class Ack(Document):
    """Everything up to ``frame`` has been drawn."""

    type: Literal["ack"] = "ack"
    frame: Annotated[int, Field(ge=0, le=2**53)]


class Attach(Document):
    """Carry on with a session; scalars after ``after_step`` come again."""

    type: Literal["attach"] = "attach"
    session: Identifier
    key: Identifier
    after_step: Annotated[int, Field(ge=-1, le=LOCAL.steps[1])] = -1


class FrameRequest(Request):
    """The recorded frame at or before ``step``."""

    kind: Literal["frame"] = "frame"
    step: StepNumber


class DocumentRequest(Request):
    """The run's document, tunes included."""

    kind: Literal["document"] = "document"


class CopyRequest(Request):
    """The run as it is now in a session of one's own, which this connection then owns; ``shown`` on the wall or not."""

    kind: Literal["copy"] = "copy"
    shown: bool = True


class ProbeRequest(Request):
    """One measured step of a document, no update."""

    kind: Literal["probe"] = "probe"
    experiment: Experiment
    panels: Panels = ()
    sample: Sample = 0


class TileRequest(Request):
    """A cell of a sweep, trained in spare time: ``seed`` is added to both seeds of the base."""

    kind: Literal["tile"] = "tile"
    atlas: Sweep
    row: Annotated[int, Field(ge=0, lt=MOST_VALUES)]
    column: Annotated[int, Field(ge=0, lt=MOST_VALUES)]
    seed: Annotated[int, Field(ge=0, lt=MOST_SEEDS)] = 0

    @model_validator(mode="after")
    def _in_the_sweep(self) -> Self:
        for name, place, values in (
            ("row", self.row, self.atlas.y.values),
            ("column", self.column, self.atlas.x.values),
        ):
            if place >= len(values):
                raise PydanticCustomError(
                    "off_the_map",
                    "{name} is {place}; the map has {count} of them; choose {last} or less",
                    {"name": name, "place": place, "count": len(values), "last": len(values) - 1, "path": [name]},
                )
        return self

    def document(self) -> Experiment:
        """Return the experiment to train; raises what ``Sweep.sweep_cell`` does."""
        return self.atlas.sweep_cell(self.row, self.column, self.seed)

    @property
    def place(self) -> dict[str, Any]:
        """Which cell of the sweep it is."""
        return {"row": self.row, "column": self.column, "seed": self.seed}


class SeedRunRequest(Request, SeedRun):
    """One of the runs of an experiment over many seeds, trained in spare time as a cell of a sweep is."""

    kind: Literal["seed_run"] = "seed_run"

    @property
    def place(self) -> dict[str, Any]:
        """Which run it is."""
        return {"seed": self.seed, "weights": self.weights, "data": self.data}


class Cancel(Document):
    """Give up the request ``id`` of this connection."""

    type: Literal["cancel"] = "cancel"
    id: Identifier


class Ping(Document):
    """Answered by a pong with the same ``at``."""

    type: Literal["ping"] = "ping"
    at: float


SpareTimeRequest = TileRequest | SeedRunRequest
AnyRequest = FrameRequest | DocumentRequest | CopyRequest | ProbeRequest | SpareTimeRequest | Question
REQUEST_KINDS: tuple[str, ...] = tuple(model.model_fields["kind"].default for model in get_args(AnyRequest))
_Plain = (
    Start
    | GoOn
    | Pause
    | Resume
    | Stop
    | Step
    | Pace
    | Tune
    | Branch
    | WatchCommand
    | Look
    | ClassGuess
    | CopyWallRequest
    | OnWall
    | Ack
    | Attach
    | Cancel
    | Ping
)
Command = _Plain | AnyRequest
_COMMANDS: TypeAdapter[Command] = TypeAdapter(
    Annotated[_Plain | Annotated[AnyRequest, Field(discriminator="kind")], Field(discriminator="type")]
)
COMMAND_TYPES: tuple[str, ...] = (*(model.model_fields["type"].default for model in get_args(_Plain)), "request")


class CommandError(Exception):
    """A message that cannot be taken: code, sentence (value, bound, remedy), the field's path, the request's id.

    ``cause`` is what a page needs to say it in another language: ``type`` and ``parameters``, where there are such.
    """

    def __init__(
        self,
        code: str,
        message: str,
        path: list[str | int] | None = None,
        id: str | None = None,
        *,
        cause: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.path, self.id = code, message, path or [], id
        self.cause = cause


def parse_command(text: str) -> Command:
    """Return the command that a text message holds; raises CommandError with what is wrong with it."""
    try:
        raw = read_json(text)
    except (ValueError, RecursionError) as error:
        raise CommandError("invalid_json", f"the message is not JSON: {error}; send one JSON object") from None
    if not isinstance(raw, dict):
        raise CommandError(
            "invalid_message", f"the message is a {type(raw).__name__}; send one JSON object with a type"
        )
    identifier = raw.get("id") if isinstance(raw.get("id"), str) else None
    try:
        return _COMMANDS.validate_python(raw)
    except ValidationError as error:
        raise _command_error(error, raw, identifier) from None
    except RecursionError:
        raise CommandError("invalid_message", "the message is nested too deeply; flatten it", id=identifier) from None


def tile_of(request: SpareTimeRequest) -> Experiment:
    """Return the experiment to train; raises CommandError that says why there is none."""
    try:
        return request.document()
    except ValidationError as error:
        first = explain(error)[0]
        raise CommandError("invalid_tile", first["message"], first["path"], cause=first.get("cause")) from None
    except Refusal as refusal:
        raise CommandError("invalid_tile", str(refusal), cause=refusal.cause()) from None


def _command_error(error: ValidationError, raw: dict[str, Any], identifier: str | None) -> CommandError:
    # Inside the union every path begins with the type; inside a request, with its kind as well.
    depth = 0
    if raw.get("type") in COMMAND_TYPES:
        known_kind = raw.get("type") == "request" and raw.get("kind") in REQUEST_KINDS
        depth = 2 if known_kind else 1
    explained = explain(error, skip=depth)
    first = explained[0]
    others = f" (and {len(explained) - 1} more)" if len(explained) > 1 else ""
    return CommandError(
        "invalid_message", first["message"] + others, first["path"], identifier, cause=first.get("cause")
    )
