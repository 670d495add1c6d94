"""Checkpoints: a trainer between two updates, as safetensors with JSON in the header; never pickle."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
import torch
from torch import Tensor

from rnn_playground.experiment import Experiment
from rnn_playground.learning.start import BEGINNING, Start
from rnn_playground.telemetry import codec
from rnn_playground.telemetry.scalars import QUANTITIES, ScalarLog
from rnn_playground.training.device_choice import Device
from rnn_playground.training.divergence import Divergence
from rnn_playground.training.lane import TrainingLane

FORMAT = "rnn-playground checkpoint 2"
DTYPES = {str(dtype): dtype for dtype in (torch.float32, torch.float64)}

State = Literal["running", "finished", "diverged"]


class LaneSnapshot(NamedTuple):
    """Copies of a lane's parameter vector and of its optimiser's tensors; ``trained`` is a finished lane's last vector.

    ``start`` is where the measured step began: the state that was carried into it, if any. Learning
    rate and clip are not in it: they follow from the document and the step.
    """

    vector: Tensor
    optimizer: dict[str, Tensor]
    trained: Tensor | None
    start: Start

    def apply_to(self, lane: TrainingLane, step: int) -> None:
        """Put ``lane`` into the state in which it was before the update of ``step``."""
        lane.parameters.vector.copy_(self.vector)
        lane.optimizer.state[lane.parameters.vector] = {name: value.clone() for name, value in self.optimizer.items()}
        lane.start_from(self.start)
        for earlier in range(step):
            lane.apply_changes(earlier)


class Snapshot(NamedTuple):
    """A whole trainer at a measured step. The measurement is not in it: it is made again, with the same bits."""

    experiment: Experiment
    dtype: torch.dtype
    step: int
    state: State
    divergences: Sequence[Divergence]
    scalars: ScalarLog
    lanes: Sequence[LaneSnapshot]
    fused: Sequence[bool]
    device: Device


def snapshot(lane: TrainingLane, trained: Tensor | None) -> LaneSnapshot:
    """Return a copy of what ``lane`` is made of."""
    vector = lane.parameters.vector
    kept = {name: value.clone() for name, value in lane.optimizer.state[vector].items() if isinstance(value, Tensor)}
    return LaneSnapshot(vector.clone(), kept, trained, lane.start)


def encode(taken: Snapshot) -> bytes:
    """Return the bytes of a snapshot."""
    tensors: dict[str, Any] = {}
    for number, lane in enumerate(taken.lanes):
        tensors[f"{number}/vector"] = lane.vector.numpy()
        tensors.update({f"{number}/optimizer/{name}": value.numpy() for name, value in lane.optimizer.items()})
        if lane.trained is not None:
            tensors[f"{number}/trained"] = lane.trained.numpy()
        tensors.update({f"{number}/start/{name}": value for name, value in _start_arrays(lane.start).items()})
        log = taken.scalars.since(number, -1, limit=taken.step + 1)
        tensors.update({f"{number}/scalars/{name}": values for name, values in log.items()})
    header = {
        "format": FORMAT,
        "experiment": taken.experiment.model_dump_json(),
        "dtype": str(taken.dtype),
        "step": str(taken.step),
        "state": taken.state,
        "divergences": json.dumps(taken.divergences),
        "fused": json.dumps(taken.fused),
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
    tensors = {name: torch.from_numpy(value.copy()) for name, value in arrays.items()}
    lanes = []
    for number in range(len(experiment.lanes)):
        scalars.extend(number, {name: arrays[f"{number}/scalars/{name}"] for name in ("steps", *QUANTITIES)})
        optimizer = f"{number}/optimizer/"
        kept = {name.removeprefix(optimizer): value for name, value in tensors.items() if name.startswith(optimizer)}
        begin = f"{number}/start/"
        start = _start_of(
            {name.removeprefix(begin): value for name, value in tensors.items() if name.startswith(begin)}
        )
        lanes.append(LaneSnapshot(tensors[f"{number}/vector"], kept, tensors.get(f"{number}/trained"), start))
    divergences = [Divergence(*entry) for entry in json.loads(header["divergences"])]
    state: Any = header["state"]
    fused = json.loads(header["fused"])
    device: Any = header["device"]
    return Snapshot(
        experiment, DTYPES[header["dtype"]], int(header["step"]), state, divergences, scalars, lanes, fused, device
    )


def _start_arrays(start: Start) -> dict[str, Any]:
    """Return ``time_step`` and the states by ``layer/place``; nothing where the step began from nothing."""
    if start.states is None:
        return {}
    states = {
        f"{layer}/{place}": tensor.numpy()
        for layer, state in enumerate(start.states)
        for place, tensor in enumerate(state)
    }
    return {"time_step": np.array(start.time_step, dtype=np.int64), **states}


def _start_of(tensors: dict[str, Tensor]) -> Start:
    """Return what ``_start_arrays`` took apart."""
    if not tensors:
        return BEGINNING
    time_step = int(tensors["time_step"])
    places = sorted(tuple(map(int, name.split("/"))) for name in tensors if name != "time_step")
    layers = sorted({layer for layer, _ in places})
    states = tuple(tuple(tensors[f"{layer}/{place}"] for at, place in places if at == layer) for layer in layers)
    return Start(states, time_step)
