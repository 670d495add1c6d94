"""What a lane is called, where it lives, what of it a frame has."""

from __future__ import annotations

import json

from rnn_playground.experiment.cells import CwrnnCell
from rnn_playground.figures.drawing import Look
from rnn_playground.figures.film import Film
from rnn_playground.figures.tokens import LETTERS
from rnn_playground.telemetry.frame import Frame


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
