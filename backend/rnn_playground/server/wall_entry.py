"""A copy on a wall: its document in brief, its thumbnail, and what is told of it, only where it changed."""

from __future__ import annotations

import base64
import hashlib
import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from rnn_playground.experiment import Experiment, Lane
from rnn_playground.experiment.document import Document
from rnn_playground.experiment.learning import window_reach
from rnn_playground.server.run import Run
from rnn_playground.telemetry.codec import Array
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.spread import spread

if TYPE_CHECKING:
    from rnn_playground.server.session import Session


# A value that is written longer than this is told by its fingerprint: whether two are the same is all that is asked.
LONGEST = 48
# How far a run goes and what computes it are no differences between two runs.
LEFT_OUT = frozenset({"version", "steps", "kernel", "device"})


def brief(experiment: Experiment) -> dict[str, Any]:
    """Return the document without defaults, every ``kind`` included; each lane as its changes have left it."""
    lanes = [_brief_part(_as_changed(lane)) for lane in experiment.lanes]
    own = {name: value for name, value in _brief_part(experiment).items() if name not in LEFT_OUT}
    return {**own, "lanes": lanes}


def _as_changed(lane: Lane) -> Lane:
    """Return the lane with the last of its turned knobs in the place of the first."""
    optimizer, clip, bptt = lane.optimizer, lane.clip, lane.bptt
    for change in lane.changes:
        if change.learning_rate is not None:
            optimizer = optimizer.model_copy(update={"learning_rate": change.learning_rate})
        clip, bptt = change.clip or clip, change.bptt or bptt
    return lane.model_copy(update={"optimizer": optimizer, "clip": clip, "bptt": bptt, "changes": ()})


def _brief_part(part: Document) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        if isinstance(value, Document):
            told[name] = _brief_part(value)
        elif name == "kind" or value != field.get_default(call_default_factory=True):
            told[name] = _short(part.model_dump(mode="json", include={name}).get(name))
    return told


def _short(value: Any) -> Any:
    written = json.dumps(value, ensure_ascii=False, sort_keys=True)
    if len(written) <= LONGEST:
        return value
    return {"fingerprint": hashlib.sha256(written.encode()).hexdigest()[:8]}


# Points of a drawing: of one or two lanes, and of more.
MANY, FEW, LANES_WITH_MANY = 64, 32, 2
# A point of the loss is the mean of at most so many updates.
WINDOW = 16
# Levels of a drawing above the lowest; byte 0 is a gap.
LEVELS = 254

Drawing = list[Any]


def thumbnail(run: Run) -> dict[str, Any]:
    """Return what there is to draw of ``run``, ready for JSON; all of it was measured on that network.

    ``time_steps`` None: no frame has come yet.
    """
    frame = None if run.newest is None else run.newest.unpacked()
    lost = {divergence.lane: divergence.step for divergence in run.divergences}
    points = MANY if run.log.lanes <= LANES_WITH_MANY else FEW
    lanes = [_lane(run, frame, number, points, lost.get(number)) for number in range(run.log.lanes)]
    steps = None if frame is None else len(frame["input"])
    return {"state": run.state, "step": run.step, "time_steps": steps, "lanes": lanes}


def _lane(run: Run, frame: Frame | None, number: int, points: int, diverged: int | None) -> dict[str, Any]:
    losses = run.log.thinned(number, "loss", points, WINDOW)
    carries = run.facts["lanes"][number]["carries"]
    name = f"{number}/{'state' if carries == 'state' else 'hidden'}_gradient_norm"
    profile = None if frame is None or name not in frame else frame[name][-1]
    return {
        "steps": [run.log.first(number), run.log.last(number)],
        "diverged": diverged,
        "loss": _rounded(float(losses[-1])) if len(losses) else None,
        "losses": drawing(losses),
        "reach": None if frame is None else _reach(run, frame, number),
        "profile": None if profile is None else drawing(profile[spread(len(profile), points)]),
    }


def _reach(run: Run, frame: Frame, number: int) -> int | None:
    """Return how many time steps back the last loss is felt in training: the memory horizon, cut where its window is.

    None where no finite one was measured.
    """
    horizon = frame.tensors.get(f"{number}/memory_horizon")
    if horizon is None or not np.isfinite(horizon):
        return None
    (scored,) = frame["loss_mask"].nonzero()
    bptt = run.experiment.lanes[number].bptt_at(frame.step)
    return min(int(horizon), window_reach(bptt, int(scored[-1]), len(frame["input"])))


def drawing(values: Array) -> Drawing | None:
    """Return positive numbers on a log scale of their own: its ends as powers of ten, and a byte for each in base64.

    Byte 1 is the lower end, 255 the upper; 0 is a number that is not positive or not finite. None where all are such.
    """
    wide = np.asarray(values, dtype=np.float64)
    there = np.isfinite(wide) & (wide > 0)
    if not there.any():
        return None
    logarithms = np.log10(wide, where=there, out=np.zeros_like(wide))
    low, high = float(logarithms[there].min()), float(logarithms[there].max())
    levels = 1 + np.rint(LEVELS * (logarithms - low) / (high - low if high > low else 1.0))
    coded = base64.b64encode(np.where(there, levels, 0).astype(np.uint8).tobytes()).decode()
    return [round(low, 3), round(high, 3), coded]


def _rounded(value: float) -> float | None:
    return float(f"{value:.4g}") if math.isfinite(value) else None


def written(value: Any) -> str:
    """Return ``value`` as JSON."""
    return json.dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":"))


class WallEntry:
    """``about``: its number, what opens it to a guest and its document; ``thumbnail``: what is measured. Both JSON.

    The run that is copied is an entry, too, number 0: whoever sees the wall may see that already.
    """

    def __init__(self, number: int, session: Session) -> None:
        self.number, self.session = number, session
        self.about = self.thumbnail = ""
        self._experiment: object = None
        self._seen: object = None

    def look(self) -> None:
        """Write what has changed; nothing is asked of the run's worker."""
        run = self.session.run
        if run is None:
            return
        if run.experiment is not self._experiment:
            self._experiment = run.experiment
            opener = {"session": self.session.id, "key": self.session.guest_key} if self.number else {}
            self.about = written({"number": self.number, **opener, "document": brief(run.experiment)})
        if (seen := _seen(run)) != self._seen:
            self._seen = seen
            self.thumbnail = written({"number": self.number, **thumbnail(run)})


def _seen(run: Run) -> object:
    """Return what differs as soon as the thumbnail does."""
    newest = None if run.newest is None else run.newest.step
    return run.id, run.state, run.step, newest, run.log.newest, len(run.divergences)
