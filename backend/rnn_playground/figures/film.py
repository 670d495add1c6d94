"""What is drawn: frames of one run in order, the document that they belong to, the page's words and colours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rnn_playground.experiment import Experiment, describe
from rnn_playground.experiment.cells import CwrnnCell
from rnn_playground.experiment.learning import window_reach
from rnn_playground.figures.page_files import LETTERS, Language, Theme, Translate, tokens, translate
from rnn_playground.telemetry.codec import Array
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.recording import Recording
from rnn_playground.telemetry.scalars import QUANTITIES, VALIDATED

_TEMPLATES: dict[Theme, str] = {"light": "plotly_white", "dark": "plotly_dark"}
# A sign of Hangul is as wide as two letters.
_LINE_LETTERS: dict[Language, int] = {"en": 108, "ko": 60}
Frames = Frame | Recording | Iterable[Frame]


@dataclass(frozen=True)
class Film:
    """``frames`` in order, ``facts`` as ``describe`` tells them, ``scalars``: for each lane name → (update).

    ``t`` says a text of the page in one language, of which a line of a caption has ``line_letters``; ``colours`` are
    the page's of one theme, ``template`` is Plotly's.
    """

    experiment: Experiment
    facts: dict[str, Any]
    frames: Sequence[Frame]
    scalars: Sequence[Mapping[str, Array]]
    t: Translate
    colours: Mapping[str, str]
    template: str
    line_letters: int

    @property
    def count(self) -> int:
        """Time steps of a sequence."""
        return int(self.facts["task"]["sequence_length"])

    @property
    def lanes(self) -> range:
        """The numbers of all lanes."""
        return range(len(self.experiment.lanes))

    def colour(self, lane: int) -> str:
        """Return the colour of a lane."""
        return self.colours[f"lane-{LETTERS[lane].lower()}"]

    def name(self, lane: int) -> str:
        """Return a lane's letter and its name in a few words: "A RNN · tanh", "B LSTM · 2 layers"."""
        cell, t = self.experiment.lanes[lane].cell, self.t
        parts = [t(f"cell.{cell.kind}.label")]
        if activation := getattr(cell, "activation", None):
            parts.append(t(f"activation.{activation}.label"))
        if isinstance(cell, CwrnnCell) and len(cell.module_periods) == 1:
            parts.append(t("lane.one_module"))
        if cell.layers > 1:
            parts.append(t("lane.layers", layers=cell.layers))
        if cell.recurrence == "off":
            parts.append(t("lane.no_memory"))
        if cell.recurrence == "frozen":
            parts.append(t("lane.frozen"))
        parts.extend(t(f"lane.{option}") for option in cell.options)
        return f"{LETTERS[lane]} {' · '.join(parts)}"

    def tensor(self, frame: Frame, lane: int, name: str) -> Array | None:
        """Return a tensor of a lane; None where the frame does not carry it."""
        return frame.tensors.get(f"{lane}/{name}")

    def required(self, frame: Frame, lane: int, name: str) -> Array:
        """Return a tensor of a lane; raises ValueError where the frame does not carry it."""
        found = self.tensor(frame, lane, name)
        if found is None:
            raise ValueError(f"the frame of update {frame.step} carries no {name} of lane {lane}")
        return found

    def carries_state(self, lane: int) -> bool:
        """Tell whether the memory lives in another state than h, whose gradient is then what the picture shows."""
        return bool(self.facts["lanes"][lane]["carries"] == "state")

    def gradient_name(self, lane: int) -> str:
        """Return what a lane's gradient is taken by: h, or the whole state as "(h, c)"."""
        return f"({', '.join(self.facts['lanes'][lane]['states'])})" if self.carries_state(lane) else "h"

    def reach(self, frame: Frame, lane: int, last_loss: int) -> int | None:
        """Return how many time steps back the last loss is felt in training, no further than truncation lets it.

        None where no horizon was measured.
        """
        horizon = self.tensor(frame, lane, "memory_horizon")
        if horizon is None or not np.isfinite(horizon):
            return None
        return min(int(horizon), window_reach(self.experiment.lanes[lane].bptt_at(frame.step), last_loss, self.count))

    def last_loss(self, frame: Frame) -> int:
        """Return the time step, from 0, of the last loss; without a mask the last of all."""
        mask = frame.tensors.get("loss_mask")
        return int(mask.nonzero()[0][-1]) if mask is not None and mask.any() else self.count - 1

    def absence(self, frame: Frame, lane: int) -> str:
        """Return why a frame has nothing of a lane, as the ending of a text id: it diverged, or is a branch to come."""
        origin = self.experiment.lanes[lane].origin
        return "not_begun" if origin is not None and frame.step < origin.step else "diverged"


def film_of(
    frames: Frames, experiment: Experiment | None = None, language: Language = "en", theme: Theme = "light"
) -> Film:
    """Return what ``frames`` hold: a recording, one frame, or any number of them, in order.

    ``experiment`` is needed where the frames do not say of which document they are: those of ``train`` and of a
    recording do. Raises ValueError where there is no frame or no document, TypeError where something is no frame.
    """
    look = translate(language), tokens(theme), _TEMPLATES[theme], _LINE_LETTERS[language]
    if isinstance(frames, Recording):
        if not frames.frames:
            raise ValueError("there is no frame to draw: the recording kept none; record the run again")
        lanes = range(frames.scalars.lanes)
        kept = [frames.scalars.since(lane, -1, limit=frames.scalars.last(lane) + 1) for lane in lanes]
        return Film(frames.experiment, describe(frames.experiment), list(frames.frames), kept, *look)
    given = [frames] if isinstance(frames, Frame) else list(frames)
    for frame in given:
        if not isinstance(frame, Frame):
            raise TypeError(f"{type(frame).__name__} is no frame; give the frames of train(experiment), or a Recording")
    if not given:
        raise ValueError(
            "there is no frame to draw; an iterator of frames is used up once it was read: keep list(train(…))"
        )
    document = experiment or _document_of(given[-1])
    joined = [_joined(given, lane) for lane in range(len(document.lanes))]
    return Film(document, describe(document), given, joined, *look)


def _document_of(frame: Frame) -> Experiment:
    if "experiment" not in frame.metadata:
        raise ValueError("the frames do not say of which experiment they are; give it: figure(frames, experiment=…)")
    return Experiment.model_validate_json(frame.metadata["experiment"])


def _joined(frames: Sequence[Frame], lane: int) -> dict[str, Array]:
    """Return the scalars of a lane that the frames carry, one after the other."""
    parts = [frame for frame in frames if f"{lane}/steps" in frame]
    names = ("steps", *QUANTITIES, "validation_steps", *(f"validation_{name}" for name in VALIDATED))
    found: dict[str, list[Any]] = {
        name: [frame[f"{lane}/{name}"] for frame in parts if f"{lane}/{name}" in frame] for name in names
    }
    return {name: np.concatenate(pieces) for name, pieces in found.items() if pieces}
