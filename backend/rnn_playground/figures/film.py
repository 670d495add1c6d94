"""What is drawn: frames of one run in order, the document that they belong to, what its lanes are called."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rnn_playground.experiment import Experiment, describe
from rnn_playground.experiment.cells import CwrnnCell
from rnn_playground.experiment.learning import window_reach
from rnn_playground.figures.drawing import Look
from rnn_playground.figures.page_files import LETTERS
from rnn_playground.telemetry.codec import Array
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.recording import Recording
from rnn_playground.telemetry.scalars import QUANTITIES, VALIDATED

Frames = Frame | Recording | Iterable[Frame]


@dataclass(frozen=True)
class Film:
    """``frames`` in order, ``facts`` as ``describe`` tells them, ``scalars``: for each lane name → (update)."""

    experiment: Experiment
    facts: dict[str, Any]
    frames: Sequence[Frame]
    scalars: Sequence[dict[str, Array]]

    @property
    def count(self) -> int:
        """Time steps of a sequence."""
        return int(self.facts["task"]["sequence_length"])

    @property
    def lanes(self) -> range:
        """The numbers of all lanes."""
        return range(len(self.experiment.lanes))

    def tensor(self, frame: Frame, lane: int, name: str) -> Array | None:
        """Return a tensor of a lane; None where the frame does not carry it."""
        return frame.tensors.get(f"{lane}/{name}")

    def reach(self, frame: Frame, lane: int, last_loss: int) -> int | None:
        """Return how many time steps back the last loss is felt in training, no further than truncation lets it.

        None where no horizon was measured.
        """
        horizon = self.tensor(frame, lane, "memory_horizon")
        if horizon is None or not np.isfinite(horizon):
            return None
        return min(int(horizon), window_reach(self.experiment.lanes[lane].bptt_at(frame.step), last_loss, self.count))


def film_of(frames: Frames, experiment: Experiment | None) -> Film:
    """Return what ``frames`` hold: a recording, one frame, or any number of them, in order.

    ``experiment`` is needed where the frames do not say of which document they are: those of ``train`` and of a
    recording do. Raises ValueError where there is no frame or no document, TypeError where something is no frame.
    """
    if isinstance(frames, Recording):
        lanes = range(frames.scalars.lanes)
        kept = [frames.scalars.since(lane, -1, limit=frames.scalars.last(lane) + 1) for lane in lanes]
        return _film(frames.experiment, list(frames.frames), kept)
    given = [frames] if isinstance(frames, Frame) else list(frames)
    for frame in given:
        if not isinstance(frame, Frame):
            raise TypeError(f"{type(frame).__name__} is no frame; give the frames of train(experiment), or a Recording")
    document = experiment or (_document_of(given[-1]) if given else None)
    if document is None:
        raise ValueError(
            "the frames do not say of which experiment they are; give it: figure(frames, experiment=…)"
            if given
            else "there is no frame to draw; an iterator of frames is used up once it was read: keep list(train(…))"
        )
    return _film(document, given, [_joined(given, lane) for lane in range(len(document.lanes))])


def _film(experiment: Experiment, frames: Sequence[Frame], scalars: Sequence[dict[str, Array]]) -> Film:
    if not frames:
        raise ValueError("there is no frame to draw: the recording kept none; record the run again")
    return Film(experiment, describe(experiment), frames, scalars)


def _document_of(frame: Frame) -> Experiment | None:
    text = frame.metadata.get("experiment")
    return Experiment.model_validate_json(text) if text else None


def _joined(frames: Sequence[Frame], lane: int) -> dict[str, Array]:
    """Return the scalars of a lane that the frames carry, one after the other."""
    parts = [frame for frame in frames if f"{lane}/steps" in frame]
    names = ("steps", *QUANTITIES, "validation_steps", *(f"validation_{name}" for name in VALIDATED))
    found: dict[str, list[Any]] = {
        name: [frame[f"{lane}/{name}"] for frame in parts if f"{lane}/{name}" in frame] for name in names
    }
    return {name: np.concatenate(pieces) for name, pieces in found.items() if pieces}


def lane_name(film: Film, lane: int, look: Look) -> str:
    """Return a lane's letter and its name in a few words: "A RNN · tanh", "B LSTM · 2 layers"."""
    cell, t = film.experiment.lanes[lane].cell, look.t
    parts = [t(f"cell.{cell.kind}.label")]
    if activation := getattr(cell, "activation", None):
        parts.append(t(f"activation.{activation}.label"))
    if isinstance(cell, CwrnnCell) and len(cell.module_periods) == 1:
        parts.append(t("lane.one_module"))
    if cell.layers > 1:
        parts.append(t("lane.layers", layers=cell.layers))
    if cell.recurrence == "off":
        parts.append(t("lane.no_memory"))
    return f"{LETTERS[lane]} {' · '.join(parts)}"


def carries_state(film: Film, lane: int) -> bool:
    """Tell whether the memory lives in another state than h, whose gradient is then what the picture shows."""
    return bool(film.facts["lanes"][lane]["carries"] == "state")


def gradient_name(film: Film, lane: int) -> str:
    """Return what a lane's gradient is taken by: h, or the whole state as "(h, c)"."""
    return f"({', '.join(film.facts['lanes'][lane]['states'])})" if carries_state(film, lane) else "h"


def last_loss(frame: Frame, count: int) -> int:
    """Return the time step, from 0, of the last loss; without a mask the last of all."""
    mask = frame.tensors.get("loss_mask")
    return int(mask.nonzero()[0][-1]) if mask is not None and mask.any() else count - 1


def measured_at(frame: Frame, panel: str, look: Look) -> str:
    """Return of which update a heavy measurement is, where that is not the frame's own."""
    step = json.loads(frame.metadata.get("panel_steps", "{}")).get(panel, frame.step)
    return "" if step == frame.step else look.t("measure.older", step=step)


def absence(film: Film, frame: Frame, lane: int) -> str:
    """Return why a frame has nothing of a lane, as the ending of a text id: it diverged, or is a branch to come."""
    origin = film.experiment.lanes[lane].origin
    return "not_begun" if origin is not None and frame.step < origin.step else "diverged"
