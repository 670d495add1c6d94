"""Checkpoints: a trainer between two updates, as safetensors with JSON in the header; never pickle."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeVar

import numpy as np
import torch
from torch import Tensor

from rnn_playground.experiment import Experiment
from rnn_playground.learning.start import ZERO_STATE, Start
from rnn_playground.telemetry import codec
from rnn_playground.telemetry.codec import Array
from rnn_playground.telemetry.scalars import Divergence, ScalarLog
from rnn_playground.training.arithmetic import Device, KernelReason
from rnn_playground.training.lane import TrainingLane
from rnn_playground.training.validation import ValidationState

FORMAT = "rnn-playground checkpoint 3"
DTYPES = {str(dtype): dtype for dtype in (torch.float32, torch.float64)}

T = TypeVar("T")
RunState = Literal["running", "finished", "diverged"]


class LaneSnapshot(NamedTuple):
    """Copies of a lane's parameter vector and of what its rule holds; ``trained`` is a finished lane's last vector.

    ``start`` is where the measured step began: the state that was carried into it, if any. Learning
    rate and clip are not in it: they follow from the document and the step.
    """

    vector: Tensor
    optimizer: dict[str, Tensor]
    trained: Tensor | None
    start: Start

    @property
    def bytes(self) -> int:
        """The memory that its tensors take."""
        states = [tensor for state in self.start.states or () for tensor in state]
        return sum(tensor.nbytes for tensor in [self.vector, *self.optimizer.values(), *states])

    def apply_to(self, lane: TrainingLane, step: int) -> None:
        """Put ``lane`` into the state in which it was before the update of ``step``."""
        lane.state.parameters.vector.copy_(self.vector)
        lane.state.rule.state = self.optimizer
        lane.start_from(self.start)
        lane.apply_changes_before(step)


class Seed(NamedTuple):
    """The state of ``lane`` before the update of ``step``; None: as it is drawn."""

    lane: int
    step: int
    state: LaneSnapshot | None


class Snapshot(NamedTuple):
    """A whole trainer at a measured step. The measurement is not in it: it is made again, with the same bits.

    ``lanes`` are those that have come to this step or ended before, by number; ``growths`` those that are behind,
    each with the state that it, or the lane that it still follows, had; ``measured`` those that this step shows.
    ``ended``: the last update has been made.
    """

    experiment: Experiment
    dtype: torch.dtype
    step: int
    ended: bool
    divergences: Sequence[Divergence]
    scalars: ScalarLog
    lanes: Mapping[int, LaneSnapshot]
    growths: Mapping[int, Seed]
    measured: Sequence[int]
    reasons: Sequence[KernelReason | None]
    device: Device
    validations: Mapping[int, ValidationState]


def snapshot(lane: TrainingLane, trained: Tensor | None = None) -> LaneSnapshot:
    """Return a copy of what ``lane`` is made of."""
    return LaneSnapshot(lane.state.parameters.vector.clone(), lane.state.rule.state, trained, lane.start)


def encode(taken: Snapshot) -> bytes:
    """Return the bytes of a snapshot."""
    tensors: dict[str, Any] = {}
    for number, lane in taken.lanes.items():
        tensors.update(_lane_arrays(f"{number}/", lane))
    for index, seed in enumerate(taken.growths.values()):
        if seed.state is not None:
            tensors.update(_lane_arrays(f"growth {index}/", seed.state))
    for number in range(len(taken.experiment.lanes)):
        log = taken.scalars.since(number, -1, limit=taken.step + 1)
        tensors.update({f"{number}/scalars/{name}": values for name, values in log.items()})
    header = {
        "format": FORMAT,
        "experiment": taken.experiment.model_dump_json(),
        "dtype": str(taken.dtype),
        "step": str(taken.step),
        "ended": json.dumps(taken.ended),
        "divergences": json.dumps(taken.divergences),
        "lanes": json.dumps(list(taken.lanes)),
        "growths": json.dumps([(number, seed.lane, seed.step) for number, seed in taken.growths.items()]),
        "measured": json.dumps(list(taken.measured)),
        # For a server of an older version, which may have the run next.
        "fused": json.dumps([reason is None for reason in taken.reasons]),
        "kernel_reasons": json.dumps(taken.reasons),
        "validations": json.dumps(taken.validations),
        "device": taken.device,
    }
    return codec.encode(tensors, header)


def decode(blob: bytes) -> Snapshot:
    """Return the snapshot that ``blob`` holds. Raises ValueError where it is not a checkpoint of this version."""
    arrays, header = codec.decode(blob)
    if header.get("format") != FORMAT:
        raise ValueError(f"the format is {header.get('format')!r}; only {FORMAT!r} can be restored")
    experiment = Experiment.model_validate_json(header["experiment"])
    scalars = ScalarLog(len(experiment.lanes))
    for number in range(len(experiment.lanes)):
        scalars.extend(number, _under(f"{number}/scalars/", arrays))
    growths = {
        number: Seed(lane, step, _lane_of(f"growth {index}/", arrays))
        for index, (number, lane, step) in enumerate(json.loads(header["growths"]))
    }
    device: Any = header["device"]
    return Snapshot(
        experiment,
        DTYPES[header["dtype"]],
        int(header["step"]),
        json.loads(header["ended"]),
        [Divergence(*entry) for entry in json.loads(header["divergences"])],
        scalars,
        {number: _lane_of(f"{number}/", arrays) for number in json.loads(header["lanes"])},
        growths,
        json.loads(header["measured"]),
        _reasons_in(header),
        device,
        # A checkpoint of before lanes were validated has none.
        {int(number): ValidationState(*state) for number, state in json.loads(header.get("validations", "{}")).items()},
    )


def _reasons_in(header: Mapping[str, str]) -> list[KernelReason | None]:
    """Return why the reference computes each lane; a checkpoint of before that was asked knows only whether it does."""
    if "kernel_reasons" in header:
        reasons: list[KernelReason | None] = json.loads(header["kernel_reasons"])
        return reasons
    return [None if fused else "kept" for fused in json.loads(header["fused"])]


def prolonged(taken: Snapshot, steps: int) -> Snapshot:
    """Return the snapshot as that of a run with ``steps`` updates; its last update, once made, is then still to come.

    One that has as many already, or more, stays as it is.
    """
    if steps <= taken.experiment.steps:
        return taken
    experiment = taken.experiment.model_copy(update={"steps": steps})
    lanes = {number: lane._replace(trained=None) for number, lane in taken.lanes.items()}
    return taken._replace(experiment=experiment, ended=False, lanes=lanes)


def _lane_arrays(prefix: str, lane: LaneSnapshot) -> dict[str, Any]:
    """Return the tensors of a lane under names that begin with ``prefix``."""
    arrays = {"vector": lane.vector.numpy()}
    arrays.update({f"optimizer/{name}": value.numpy() for name, value in lane.optimizer.items()})
    if lane.trained is not None:
        arrays["trained"] = lane.trained.numpy()
    arrays.update({f"start/{name}": value for name, value in _start_arrays(lane.start).items()})
    return {f"{prefix}{name}": value for name, value in arrays.items()}


def _lane_of(prefix: str, arrays: Mapping[str, Array]) -> LaneSnapshot:
    """Return the lane whose tensors ``_lane_arrays`` named."""
    own = _under(prefix, arrays)
    tensors = {name: torch.from_numpy(value.copy()) for name, value in own.items() if not name.startswith("scalars/")}
    optimizer, start = (_under(prefix, tensors) for prefix in ("optimizer/", "start/"))
    return LaneSnapshot(tensors["vector"], optimizer, tensors.get("trained"), _start_of(start))


def _under(prefix: str, tensors: Mapping[str, T]) -> dict[str, T]:
    """Return the tensors whose names begin with ``prefix``, by the rest of these."""
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}


def _start_arrays(start: Start) -> dict[str, Any]:
    """Return ``time_step`` and the states by ``layer/tensor``; nothing where the step began from the zero state."""
    if start.states is None:
        return {}
    states = {
        f"{layer}/{index}": tensor.numpy()
        for layer, state in enumerate(start.states)
        for index, tensor in enumerate(state)
    }
    return {"time_step": np.array(start.time_step, dtype=np.int64), **states}


def _start_of(tensors: dict[str, Tensor]) -> Start:
    """Return the start whose tensors ``_start_arrays`` named."""
    if not tensors:
        return ZERO_STATE
    time_step = int(tensors["time_step"])
    indices = sorted(tuple(map(int, name.split("/"))) for name in tensors if name != "time_step")
    layers = sorted({layer for layer, _ in indices})
    states = tuple(tuple(tensors[f"{layer}/{index}"] for at, index in indices if at == layer) for layer in layers)
    return Start(states, time_step)
