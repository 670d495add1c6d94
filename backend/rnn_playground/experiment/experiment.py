"""The document that describes a run completely."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import (
    Discriminator,
    Field,
    SerializerFunctionWrapHandler,
    Tag,
    ValidationInfo,
    field_validator,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError

from rnn_playground.experiment.branches import Origin, StepNumber, check_origin
from rnn_playground.experiment.cells import CellConfig, CwrnnCell, RnnCell
from rnn_playground.experiment.cells.clockwork import default_periods
from rnn_playground.experiment.cells.sized import parameter_count, parameter_shapes
from rnn_playground.experiment.clamps import MOST_CLAMPS, Clamp, check_clamps
from rnn_playground.experiment.document import LOCAL, MOST_CHANGES, MOST_LANES, Document, Matrix, Row, bounded
from rnn_playground.experiment.initialisations import MatrixInit, no_radius
from rnn_playground.experiment.learning import (
    Adam,
    Bptt,
    Clip,
    FullBptt,
    LearningRate,
    NormClip,
    Optimizer,
    backward_steps,
)
from rnn_playground.experiment.tasks import Task, TemporalOrderTask, forcing_of

Kernel = Literal["auto", "reference", "fused"]
Device = Literal["auto", "cpu", "cuda"]
Precision = Literal["float32", "float64"]


def _row_or_matrix(value: Any) -> str:
    """Return which of the two a weight is meant to be, so that an error is told of that one alone."""
    entries = value if isinstance(value, list | tuple) else ()
    return "matrix" if any(isinstance(entry, list | tuple) for entry in entries) else "row"


Weight = Annotated[
    Annotated[Matrix, Tag("matrix")] | Annotated[Row, Tag("row")],
    Discriminator(_row_or_matrix),
]


class TuneChange(Document):
    """What can be changed without a restart; at least one of the three."""

    learning_rate: LearningRate | None = None
    clip: Clip | None = None
    bptt: Bptt | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if self.learning_rate is None and self.clip is None and self.bptt is None:
            raise PydanticCustomError("empty_change", "the change is empty; give learning_rate, clip or bptt")
        return self


class Change(TuneChange):
    """A change applied before the update of ``step``."""

    step: StepNumber


class Lane(Document):
    """One network and how it learns.

    With an ``origin`` it is a branch: parameters, optimiser and carried states are copied from that lane at that step.
    What the document says holds from there on, all changes due before that step included.
    """

    cell: CellConfig = Field(default_factory=RnnCell)
    optimizer: Optimizer = Field(default_factory=Adam)
    clip: Clip = Field(default_factory=NormClip)
    bptt: Bptt = Field(default_factory=FullBptt)
    changes: Annotated[tuple[Change, ...], Field(strict=False, max_length=MOST_CHANGES)] = ()
    origin: Origin | None = None
    initial_weights: dict[str, Weight] | None = None
    clamps: Annotated[tuple[Clamp, ...], Field(strict=False, max_length=MOST_CLAMPS)] = ()

    @model_serializer(mode="wrap")
    def _without_empty_clamps(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # A document that was written before there were clamps is the same document, to the letter.
        written: dict[str, Any] = serialize(self)
        if not self.clamps:
            written.pop("clamps", None)
        return written

    @property
    def has_kernel(self) -> bool:
        """Whether a fused kernel computes this lane: none knows of a cell's options, or of clamps."""
        return self.cell.has_kernel and not self.cell.options and not self.clamps

    def bptt_at(self, step: int) -> Bptt:
        """Return the truncation that is in force at an update: what the lane was given, with the changes up to it."""
        turned = [change for change in self.changes if change.bptt is not None and change.step <= step]
        return max(turned, key=lambda change: change.step).bptt or self.bptt if turned else self.bptt


class Experiment(Document):
    """A task, one to four lanes that train on it in lock-step, and the seeds.

    Equal documents run by the same kernel give equal losses, bit for bit, on one machine and build.
    """

    version: Literal[1] = 1
    task: Task = Field(default_factory=TemporalOrderTask)
    lanes: Annotated[tuple[Lane, ...], Field(min_length=1, max_length=MOST_LANES, strict=False)] = (Lane(),)
    batch_size: int = bounded(32, *LOCAL.batch_size, unit="sequences", scale="log", advanced=True)
    steps: int = bounded(2000, *LOCAL.steps, unit="updates", scale="log", advanced=True)
    data_seed: int = bounded(0, 0, 2**32 - 1, advanced=True)
    weight_seed: int = bounded(0, 0, 2**32 - 1, advanced=True)
    kernel: Kernel = "auto"
    device: Device = "auto"
    precision: Precision = "float32"

    @model_serializer(mode="wrap")
    def _without_the_usual_precision(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # As for clamps: a document that was written before there was a choice is the same document, to the letter.
        written: dict[str, Any] = serialize(self)
        if self.precision == "float32":
            written.pop("precision", None)
        return written

    @field_validator("lanes")
    @classmethod
    def _clocks_are_named(cls, lanes: tuple[Lane, ...], info: ValidationInfo) -> tuple[Lane, ...]:
        task = info.data.get("task")
        return lanes if task is None else tuple(_with_clocks(lane, task.sequence_length) for lane in lanes)

    @model_validator(mode="after")
    def _weights_fit(self) -> Self:
        shapes = [parameter_shapes(lane.cell, self.task.input_size, self.task.output_size) for lane in self.lanes]
        for number, lane in enumerate(self.lanes):
            check_origin(number, self.lanes, shapes, self.steps)
            _check_initial_weights(number, lane, shapes[number])
            _check_matrix(number, lane)
            check_clamps(lane.clamps, lane.cell, self.task.sequence_length, ["lanes", number, "clamps"])
        return self

    @model_validator(mode="after")
    def _forced_networks_have_one_layer(self) -> Self:
        forcing = forcing_of(self.task)
        for number, lane in enumerate(self.lanes):
            if forcing < 1.0 and lane.cell.layers > 1:
                raise PydanticCustomError(
                    "forced_layers",
                    "lane {lane} has {layers} layers, but a network reads its own predictions, with a forcing of "
                    "{forcing}, in one layer alone; set layers to 1, or forcing to 1",
                    {
                        "lane": number,
                        "layers": lane.cell.layers,
                        "forcing": forcing,
                        "path": ["lanes", number, "cell", "layers"],
                    },
                )
        return self

    def has_kernel(self, lane: Lane) -> bool:
        """Whether a fused kernel computes ``lane`` here: none feeds predictions back."""
        return lane.has_kernel and forcing_of(self.task) == 1.0

    @model_validator(mode="after")
    def _kernels_exist(self) -> Self:
        for number, lane in enumerate(self.lanes):
            if self.device == "cuda" and lane.clamps:
                raise PydanticCustomError(
                    "clamps_on_cuda",
                    "lane {lane} has clamps, which are computed on the processor; set device to 'auto' or 'cpu'",
                    {"lane": number, "path": ["device"]},
                )
            if self.kernel == "fused" and not self.has_kernel(lane):
                raise PydanticCustomError(
                    "no_kernel",
                    "no fused kernel computes lane {lane}, cell '{cell}', its options, its clamps or its forcing; set "
                    "kernel to 'auto', which takes the reference for such lanes, or to 'reference'",
                    {"lane": number, "cell": lane.cell.kind, "path": ["kernel"]},
                )
        if self.kernel == "fused" and self.precision == "float64":
            raise PydanticCustomError(
                "fused_in_float64",
                "the fused kernels compute in float32, precision is 'float64'; set kernel to 'auto' or 'reference', or "
                "precision to 'float32'",
                {"path": ["precision"]},
            )
        if self.kernel == "fused" and self.device == "cuda":
            raise PydanticCustomError(
                "fused_on_cuda",
                "the fused kernels run on the processor, device is 'cuda'; set device to 'auto' or 'cpu', or kernel to "
                "'auto'",
                {"path": ["device"]},
            )
        return self

    @model_validator(mode="after")
    def _affordable(self) -> Self:
        self.require_affordable()
        return self

    def with_lane(self, lane: Lane) -> Experiment:
        """Return the document with one lane more. Raises ValidationError where the two do not fit."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return Experiment(**{**fields, "lanes": (*self.lanes, lane)})

    def require_affordable(self) -> None:
        """Raise PydanticCustomError where a step would cost more work or memory than the bounds allow."""
        work, memory = self.work(), self.memory_bytes()
        if work > LOCAL.work:
            raise PydanticCustomError(
                "work",
                "the work of a step, parameters × time steps × batch_size = {work}, is above the bound {bound}; "
                "choose fewer hidden units, a shorter sequence, a smaller batch, fewer lanes or a larger shift",
                {"work": work, "bound": LOCAL.work},
            )
        if memory > LOCAL.memory_bytes:
            raise PydanticCustomError(
                "memory",
                "a step needs about {memory} bytes for its sequences and states, above the bound {bound}; "
                "choose fewer hidden units, a shorter sequence, a smaller batch, fewer lanes or a larger shift",
                {"memory": memory, "bound": LOCAL.memory_bytes},
            )

    def is_affordable(self, padded_to: int) -> bool:
        """Return whether the states of a step fit into memory with the batch padded to a multiple of ``padded_to``."""
        padded = -(-self.batch_size // padded_to) * padded_to
        return self.memory_bytes() * padded <= LOCAL.memory_bytes * self.batch_size

    def work(self) -> int:
        """Return Σ over lanes of parameters × time steps × batch and preparation: the multiply-adds of a forward pass.

        Time steps that lie in several windows of truncated backpropagation are run, and counted, once for each.
        """
        return sum(
            parameter_count(lane.cell, self.task.input_size, self.task.output_size) * self._steps(lane)
            + lane.cell.layers * lane.cell.preparation_work()
            for lane in self.lanes
        )

    def memory_bytes(self) -> int:
        """Return an upper estimate of the bytes of one step: the batch, and states, gates and gradients.

        The batch is drawn in float64 and copied; the predictions of a lane come and go with their gradients. The last
        loss that a frame follows back by itself has room in it.
        """
        read, written = 12 * self.task.input_size + 8, 16 * self.task.output_size
        batch = self.task.sequence_length * self.batch_size * (read + written)
        lanes = sum(self._steps(lane) * lane.cell.layers * _step_numbers(lane.cell) for lane in self.lanes)
        return batch + lanes * (8 if self.precision == "float64" else 4)

    def _steps(self, lane: Lane) -> int:
        """Return time steps × batch of the costliest BPTT that the lane will use."""
        chosen = {lane.bptt, *(change.bptt for change in lane.changes if change.bptt is not None)}
        return max(backward_steps(bptt, self.task.sequence_length) for bptt in chosen) * self.batch_size


def _with_clocks(lane: Lane, sequence_length: int) -> Lane:
    """Return the lane with the periods of a clockwork cell named, as they follow from its size and the sequence."""
    cell = lane.cell
    if not isinstance(cell, CwrnnCell) or cell.periods is not None:
        return lane
    periods = default_periods(cell.hidden_size, sequence_length)
    return lane.model_copy(update={"cell": cell.model_copy(update={"periods": periods})})


def _step_numbers(cell: CellConfig) -> int:
    """Return an upper estimate of how many numbers one time step of one layer keeps of one sequence."""
    states = sum(math.prod(shape) for shape in cell.state_shapes().values())
    return 4 * states + (4 + 6 * cell.arithmetic) * cell.hidden_size


def _check_initial_weights(number: int, lane: Lane, shapes: dict[str, tuple[int, ...]]) -> None:
    for name, value in (lane.initial_weights or {}).items():
        path = ["lanes", number, "initial_weights", name]
        if name not in shapes:
            raise PydanticCustomError(
                "unknown_weight",
                "no parameter is called '{name}'; this lane has {names}",
                {"name": name, "names": ", ".join(shapes), "path": path},
            )
        found = set(_row_shapes(value))
        if found != {shapes[name]}:
            raise PydanticCustomError(
                "weight_shape",
                "{name} has {found}; it must be {expected}; write that many rows and columns",
                {
                    "name": name,
                    "found": "rows of different lengths" if len(found) > 1 else f"shape {_times(next(iter(found)))}",
                    "expected": _times(shapes[name]),
                    "path": path,
                },
            )


def _times(shape: tuple[int, ...]) -> str:
    return " × ".join(str(size) for size in shape)


def _row_shapes(value: tuple[float, ...] | tuple[tuple[float, ...], ...]) -> Iterator[tuple[int, ...]]:
    """Yield (rows,) for a vector, (rows, width) for every row of a matrix: more than one shape means it is ragged."""
    for row in value:
        yield (len(value), len(row)) if isinstance(row, tuple) else (len(value),)
    if not value:
        yield (0,)


def _check_matrix(number: int, lane: Lane) -> None:
    init = getattr(lane.cell, "recurrent_init", None)
    if not isinstance(init, MatrixInit):
        return
    hidden = lane.cell.hidden_size
    rows = hidden * max(1, len(lane.cell.gates))
    if (len(init.matrix), len(init.matrix[0])) != (rows, hidden):
        raise PydanticCustomError(
            "matrix_shape",
            "the matrix is {rows} × {width}; W_hh of this cell is {expected_rows} × {hidden}",
            {
                "rows": len(init.matrix),
                "width": len(init.matrix[0]),
                "expected_rows": rows,
                "hidden": hidden,
                "path": ["lanes", number, "cell", "recurrent_init", "matrix"],
            },
        )
    if init.spectral_radius and lane.cell.recurrence != "off":
        blocks = np.array(init.matrix, dtype=np.float64).reshape(-1, hidden, hidden)
        if isinstance(lane.cell, CwrnnCell):
            blocks = blocks * _module_links(lane.cell)
        least = 1e-6 * np.linalg.norm(blocks, axis=(1, 2))
        if (_radii_at_least(blocks) <= least).any() and (np.abs(np.linalg.eigvals(blocks)).max(axis=1) <= least).any():
            path: list[str | int] = ["lanes", number, "cell", "recurrent_init", "spectral_radius"]
            raise no_radius("a block of the matrix has only the eigenvalue 0", init.spectral_radius, path)


def _radii_at_least(blocks: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (blocks,), below each one's spectral radius: the mean of its eigenvalues, or of their squares.

    The eigenvalues themselves keep the interpreter's lock, of a 180 × 180 matrix for 20 ms.
    """
    means = np.trace(blocks, axis1=1, axis2=2), np.einsum("bij,bji->b", blocks, blocks)
    first, second = (np.abs(each) / blocks.shape[1] for each in means)
    bounds: NDArray[np.float64] = np.maximum(first, np.sqrt(second))
    return bounds


def _module_links(cell: CwrnnCell) -> NDArray[np.bool_]:
    """Return (hidden, hidden): whether a unit, the row, listens to another, of its own module or of a slower one."""
    module = np.arange(cell.hidden_size) * len(cell.module_periods) // cell.hidden_size
    links: NDArray[np.bool_] = module[:, None] <= module
    return links
