"""A recording: the document, the marks, all scalars and the kept frames of one run, in one safetensors file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rnn_playground.experiment import Experiment, describe
from rnn_playground.experiment.catalog import PROTOCOL
from rnn_playground.telemetry.codec import Array, decode, encode
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.scalars import ScalarLog


@dataclass(frozen=True)
class Recording:
    """``frames`` are stacked under ``frames/…``; a tensor that a frame lacks is NaN there, or 0 of integers.

    ``absent`` in the metadata says which frames lack it: nobody watched it then, or its lane had diverged.
    """

    experiment: Experiment
    marks: Sequence[Mapping[str, Any]]
    scalars: ScalarLog
    frames: Sequence[Frame]

    def encode(self) -> bytes:
        """Return the file's bytes."""
        tensors: dict[str, Array] = {}
        for lane in range(self.scalars.lanes):
            whole = self.scalars.since(lane, -1, limit=self.scalars.last(lane) + 1)
            tensors.update({f"{lane}/{name}": values for name, values in whole.items()})
        tensors["frames/step"] = np.array([frame.step for frame in self.frames], dtype=np.int64)
        for name in _names(self.frames):
            tensors[f"frames/{name}"] = _stack(name, self.frames)
        metadata = {
            **self._about_frames(),
            "protocol": str(PROTOCOL),
            "experiment": self.experiment.model_dump_json(),
            "facts": json.dumps(describe(self.experiment)),
            "marks": json.dumps(list(self.marks)),
            "kernel": self.frames[0].metadata.get("kernel", "reference") if self.frames else "reference",
        }
        return encode(tensors, metadata)

    def _about_frames(self) -> dict[str, str]:
        """Return which frames lack which tensors, and of which step their heavy panels are, where there is any such."""
        absent = {name: lacking for name in _names(self.frames) if (lacking := _lacking(name, self.frames))}
        steps = [json.loads(frame.metadata.get("panel_steps", "{}")) for frame in self.frames]
        return {
            **({"absent": json.dumps(absent)} if absent else {}),
            **({"panel_steps": json.dumps(steps)} if any(steps) else {}),
        }

    def write(self, path: Path) -> None:
        """Write the file at ``path``."""
        path.write_bytes(self.encode())

    @classmethod
    def decode(cls, blob: bytes) -> Recording:
        """Return the recording that ``blob`` holds."""
        tensors, metadata = decode(blob)
        experiment = Experiment.model_validate_json(metadata["experiment"])
        scalars = ScalarLog(len(experiment.lanes))
        for lane in range(len(experiment.lanes)):
            prefix = f"{lane}/"
            own = {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}
            scalars.extend(lane, own)
        stacked = {name.removeprefix("frames/"): value for name, value in tensors.items() if name.startswith("frames/")}
        steps = stacked.pop("step")
        absent = json.loads(metadata.get("absent", "{}"))
        panel_steps = json.loads(metadata.get("panel_steps", "[]"))
        frames = [
            Frame(
                int(step),
                {name: value[index] for name, value in stacked.items() if not _among(index, absent.get(name, []))},
                {
                    "kernel": metadata["kernel"],
                    **({"panel_steps": json.dumps(panel_steps[index])} if panel_steps else {}),
                },
            )
            for index, step in enumerate(steps)
        ]
        return cls(experiment, json.loads(metadata["marks"]), scalars, frames)

    @classmethod
    def read(cls, path: Path) -> Recording:
        """Return the recording in the file at ``path``."""
        return cls.decode(path.read_bytes())


class FrameKeeper:
    """Keeps at most ``capacity`` frames, spread evenly over a run of unknown length: when full, every other goes."""

    def __init__(self, capacity: int = 128) -> None:
        self._capacity, self._stride = capacity, 1
        self.frames: list[Frame] = []

    def wants(self, step: int) -> bool:
        """Tell whether a frame of this step would be kept."""
        return step % self._stride == 0

    def add(self, frame: Frame) -> None:
        """Keep ``frame``, and thin if there are too many."""
        self.frames.append(frame)
        while len(self.frames) > self._capacity:
            self._stride *= 2
            self.frames = [kept for kept in self.frames if kept.step % self._stride == 0]


def _names(frames: Sequence[Frame]) -> list[str]:
    return list(dict.fromkeys(name for frame in frames for name in frame.tensors))


def _lacking(name: str, frames: Sequence[Frame]) -> list[list[int]]:
    """Return the stretches of frames, first and last, that lack a tensor."""
    stretches: list[list[int]] = []
    for index, frame in enumerate(frames):
        if name not in frame.tensors:
            if stretches and stretches[-1][1] == index - 1:
                stretches[-1][1] = index
            else:
                stretches.append([index, index])
    return stretches


def _among(index: int, stretches: Sequence[Sequence[int]]) -> bool:
    return any(first <= index <= last for first, last in stretches)


def _stack(name: str, frames: Sequence[Frame]) -> Any:
    present = next(frame[name] for frame in frames if name in frame)
    missing: Array = np.full_like(present, np.nan if present.dtype == np.float32 else 0)
    return np.stack([frame.tensors.get(name, missing) for frame in frames])
