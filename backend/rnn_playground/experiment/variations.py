"""Documents made of another one: its runs over many seeds, a sweep of two of its fields, lanes of equal cost."""

from __future__ import annotations

from typing import Annotated, Any, Final, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from rnn_playground.experiment.catalog import INITIALISATIONS
from rnn_playground.experiment.cells import CELLS, CellConfig, CwrnnCell
from rnn_playground.experiment.cells.clockwork import default_periods
from rnn_playground.experiment.cells.sized import parameter_count
from rnn_playground.experiment.document import LOCAL, Document, Limits
from rnn_playground.experiment.errors import Refusal
from rnn_playground.experiment.experiment import Experiment, Lane
from rnn_playground.experiment.initialisations import MatrixInit
from rnn_playground.experiment.learning import BPTTS, CLIPS, OPTIMIZERS
from rnn_playground.experiment.tasks import TASKS, Task
from rnn_playground.experiment.work import ONE_SECOND, forward_work

MOST_SEED_RUNS, MOST_STEPS = 32, 2000
_COUNT: Final = 2**32


class SeedRun(Document):
    """One of the runs: ``seed`` is added to the seed of the weights, of the data or of both; 0 is the document itself.

    ``steps`` are its updates.
    """

    experiment: Experiment
    steps: Annotated[int, Field(ge=1, le=MOST_STEPS)] = 300
    weights: bool = True
    data: bool = True
    seed: Annotated[int, Field(ge=0, lt=MOST_SEED_RUNS)] = 0

    @model_validator(mode="after")
    def _one_lane_another_seed(self) -> Self:
        if len(self.experiment.lanes) > 1:
            raise PydanticCustomError(
                "seed_run_lanes",
                "the experiment has {lanes} lanes; seeds are tried of one; leave the others out",
                {"lanes": len(self.experiment.lanes), "path": ["experiment", "lanes"]},
            )
        if self.seed and not (self.weights or self.data):
            raise PydanticCustomError(
                "seed_run_same",
                "seed is {seed}, but neither weights nor data take it; set one of them to true",
                {"seed": self.seed, "path": ["seed"]},
            )
        return self

    def document(self) -> Experiment:
        """Return the document of the run; raises ValidationError where it does not fit ``steps``."""
        document = {**self.experiment.model_dump(mode="json"), "steps": self.steps}
        add_to_seeds(document, self.seed, weights=self.weights, data=self.data)
        return Experiment.model_validate(document)


def add_to_seeds(document: dict[str, Any], seed: int, *, weights: bool = True, data: bool = True) -> None:
    """Add ``seed`` to the seeds of an experiment's document, modulo 2³²."""
    for name, varies in (("weight_seed", weights), ("data_seed", data)):
        if varies:
            document[name] = (document[name] + seed) % _COUNT


MOST_VALUES, MOST_SEEDS = 12, 8
# An update is never cut short, so who trains beside a sweep waits for one of its: a fifth of a second at most.
MOST_UPDATE_WORK: Final = ONE_SECOND // 5
# Forwards once, backwards twice that.
_PASSES = 3

Value = bool | int | float | Annotated[str, Field(max_length=64)]
_FAMILIES: Final[dict[str, tuple[type[Document], ...]]] = {
    "task": TASKS,
    "cell": CELLS,
    "optimizer": OPTIMIZERS,
    "clip": CLIPS,
    "bptt": BPTTS,
    "recurrent_init": INITIALISATIONS,
}


class Axis(Document):
    """A field of the experiment, by its dotted path (``lanes.0.optimizer.learning_rate``), and its values in order."""

    field: Annotated[str, Field(min_length=1, max_length=100)]
    values: Annotated[tuple[Value, ...], Field(strict=False, min_length=1, max_length=MOST_VALUES)]


class Sweep(Document):
    """A base of one lane, two axes, and how many updates each cell trains. Column j is ``x.values[j]``, row i y's."""

    base: Experiment
    x: Axis
    y: Axis
    steps: Annotated[int, Field(ge=1, le=MOST_STEPS)] = 300

    @model_validator(mode="after")
    def _one_lane_two_fields(self) -> Self:
        if len(self.base.lanes) > 1:
            raise PydanticCustomError(
                "atlas_lanes",
                "the base has {lanes} lanes; a map is of one; leave the others out",
                {"lanes": len(self.base.lanes), "path": ["base", "lanes"]},
            )
        if self.x.field == self.y.field:
            raise PydanticCustomError(
                "atlas_axes",
                "both axes are {field}; choose two different fields",
                {"field": self.x.field, "path": ["y", "field"]},
            )
        return self

    def sweep_cell(self, row: int, column: int, seed: int = 0) -> Experiment:
        """Return the experiment of a row and a column; ``seed`` is added to both seeds of the base.

        Raises ValidationError where the values do not fit the document, Refusal where it has no such field.
        """
        document: dict[str, Any] = {**_with_open_clocks(self.base), "steps": self.steps}
        places = [(self.x.field, self.x.values[column]), (self.y.field, self.y.values[row])]
        # A kind decides which other fields there are.
        for field, value in sorted(places, key=lambda place: not place[0].endswith("kind")):
            _put(document, field, value)
        add_to_seeds(document, seed)
        return Experiment.model_validate(document)


def require_small(experiment: Experiment, limits: Limits) -> None:
    """Raise Refusal where a run, or one of its updates, would take longer than spare time allows."""
    task, steps, batch = experiment.task, experiment.task.sequence_length, experiment.batch_size
    forward = sum(
        forward_work(lane.cell, task.input_size, task.output_size, time_steps=steps, sequences=batch)
        for lane in experiment.lanes
    )
    update = _PASSES * forward
    if update > MOST_UPDATE_WORK:
        raise Refusal(
            "tile_update_work",
            "an update of this run would cost about {work} multiply-adds, above the bound {bound}; "
            "choose shorter sequences, fewer hidden units or a smaller batch",
            {"work": update, "bound": MOST_UPDATE_WORK},
        )
    if update * experiment.steps > limits.tile_work:
        raise Refusal(
            "tile_work",
            "this run would cost about {work} multiply-adds, above the bound {bound} of this server; "
            "choose {most} updates or fewer, or shorter sequences",
            {"work": update * experiment.steps, "bound": limits.tile_work, "most": limits.tile_work // update},
        )


def _with_open_clocks(base: Experiment) -> dict[str, Any]:
    """Return the base as JSON; clocks that are the default of its size and sequence follow those of each cell."""
    document = base.model_dump(mode="json")
    for lane, written in zip(base.lanes, document["lanes"], strict=True):
        cell = lane.cell
        if isinstance(cell, CwrnnCell) and cell.periods == default_periods(cell.hidden_size, base.task.sequence_length):
            written["cell"]["periods"] = None
    return document


def _put(document: dict[str, Any], field: str, value: bool | int | float | str) -> None:
    *way, name = field.split(".")
    place: Any = document
    for part in way:
        place = _entry(place, part)
    if not isinstance(place, dict) or name not in place or isinstance(place[name], dict | list):
        raise Refusal(
            "atlas_field",
            "{field} is no field of the base that holds a number or a choice; choose one that the document has, as "
            "lanes.0.optimizer.learning_rate",
            {"field": field},
        )
    if name == "kind" and way:
        # What another kind has not is left out.
        known = [
            model.model_fields for model in _FAMILIES.get(way[-1], ()) if model.model_fields[name].default == value
        ]
        for gone in [each for each in place if known and each not in known[0]]:
            del place[gone]
    place[name] = value


def _entry(place: Any, part: str) -> Any:
    """Return what lies one step further on the way; None where nothing does."""
    if isinstance(place, list) and part.isdecimal() and int(part) < len(place):
        return place[int(part)]
    return place.get(part) if isinstance(place, dict) else None


def with_equal_parameters(experiment: Experiment, lane: object) -> Experiment:
    """Return ``experiment`` with the ``hidden_size`` of every lane but ``lane`` chosen.

    Of two sizes that come equally near, the one nearer to the present size is taken. A lane with given weights or a
    given matrix keeps its size, since those fit no other, and so do a branch and its trunk, which share their weights;
    a clockwork cell keeps its modules. Raises ValueError where there is no such lane, ValidationError where a step of
    the result would cost more than the bounds allow.
    """
    if type(lane) is not int or not 0 <= lane < len(experiment.lanes):
        raise ValueError(f"equal_parameters is {lane!r}; it must number a lane, 0 … {len(experiment.lanes) - 1}")
    wanted = _count(experiment.lanes[lane].cell, experiment.task)
    trunks = {each.origin.lane for each in experiment.lanes if each.origin is not None}
    lanes = [
        each if number == lane or number in trunks or _has_fixed_size(each) else _resized(each, experiment.task, wanted)
        for number, each in enumerate(experiment.lanes)
    ]
    return Experiment.model_validate(experiment.model_dump() | {"lanes": [each.model_dump() for each in lanes]})


def _resized(lane: Lane, task: Task, wanted: int) -> Lane:
    present = lane.cell.hidden_size
    sizes = range(LOCAL.hidden_size[0], LOCAL.hidden_size[1] + 1)
    groups = len(lane.cell.module_periods) if isinstance(lane.cell, CwrnnCell) else lane.cell.recurrent_blocks
    candidates = [lane.cell.model_copy(update={"hidden_size": size}) for size in sizes if size % groups == 0]
    best = min(candidates, key=lambda cell: (abs(_count(cell, task) - wanted), abs(cell.hidden_size - present)))
    return lane.model_copy(update={"cell": best})


def _has_fixed_size(lane: Lane) -> bool:
    is_given = isinstance(getattr(lane.cell, "recurrent_init", None), MatrixInit)
    return is_given or lane.initial_weights is not None or lane.origin is not None


def _count(cell: CellConfig, task: Task) -> int:
    return parameter_count(cell, task.input_size, task.output_size)
