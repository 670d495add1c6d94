"""The log of a run's scalars: every step of every lane, never thinned; forgotten only by who has passed them on."""

from __future__ import annotations

import copy
import hashlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np

from rnn_playground.telemetry.codec import Array

QUANTITIES = ("loss", "metric", "gradient_norm")
VALIDATED = ("loss", "metric")
SCALARS_PER_FRAME = 4096
Quantity = Literal["parameters", "loss", "gradient_norm"]


class Divergence(NamedTuple):
    """``quantity`` was found infinite or not a number when ``step`` was measured: the lane's last step."""

    lane: int
    step: int
    quantity: Quantity


@dataclass
class _LaneLog:
    first: int = 0
    values: dict[str, array[float]] = field(default_factory=lambda: {name: array("f") for name in QUANTITIES})
    validations: list[tuple[int, float, float]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.values["loss"])


class ScalarLog:
    """Loss, metric and gradient norm of consecutive steps, a lane each, and of few of these steps a validation: loss
    and metric on sequences that no step trains on. All float32 as in frames."""

    def __init__(self, lanes: int) -> None:
        self._lanes = [_LaneLog() for _ in range(lanes)]

    def append(self, lane: int, step: int, loss: float, metric: float, gradient_norm: float) -> None:
        """Add one step. Steps follow each other without gaps; raises ValueError otherwise."""
        log = self._lanes[lane]
        losses, metrics, gradient_norms = log.values.values()
        count = len(losses)
        if not count:
            log.first = step
        if step != log.first + count:
            raise ValueError(f"lane {lane} expects step {log.first + count}, got {step}; append the steps in order")
        losses.append(loss)
        metrics.append(metric)
        gradient_norms.append(gradient_norm)

    def validate(self, lane: int, loss: float, metric: float) -> None:
        """Add the validation of the newest step."""
        self._lanes[lane].validations.append((self.last(lane), loss, metric))

    def extend(self, lane: int, tensors: Mapping[str, Array]) -> None:
        """Add the steps of ``since``'s answer that are not in the log yet."""
        log, steps = self._lanes[lane], tensors["steps"]
        if not len(steps):
            return
        if not len(log):
            log.first = int(steps[0])
        newest = log.first + len(log) - 1
        known = newest + 1 - int(steps[0])
        if known < 0:
            raise ValueError(f"lane {lane} expects step {log.first + len(log)}, got {int(steps[0])}; a step is missing")
        for name in QUANTITIES:
            log.values[name].frombytes(np.ascontiguousarray(tensors[name][known:], dtype=np.float32).tobytes())
        log.validations += [validation for validation in _validations(tensors) if validation[0] > newest]

    def forget(self, until: Sequence[int]) -> None:
        """Drop of each lane the steps up to ``until``; what is asked for then begins after it."""
        for log, last in zip(self._lanes, until, strict=False):
            gone = max(0, min(len(log), last + 1 - log.first))
            log.first += gone
            for values in log.values.values():
                del values[:gone]
            log.validations = [validation for validation in log.validations if validation[0] >= log.first]

    def first(self, lane: int) -> int:
        """Return the oldest step of a lane that is in the log."""
        return self._lanes[lane].first

    def last(self, lane: int) -> int:
        """Return the newest step of a lane, −1 before the first."""
        log = self._lanes[lane]
        return log.first + len(log) - 1

    def since(self, lane: int, after: int, limit: int = SCALARS_PER_FRAME) -> dict[str, Array]:
        """Return ``steps`` (int64) and each quantity (float32) of at most ``limit`` steps after step ``after``.

        Where some of these were validated also ``validation_steps``, ``validation_loss`` and ``validation_metric``.
        """
        log = self._lanes[lane]
        begin = max(0, after + 1 - log.first)
        end = min(len(log), begin + limit)
        result: dict[str, Array] = {"steps": np.arange(log.first + begin, log.first + max(begin, end), dtype=np.int64)}
        for name in QUANTITIES:
            result[name] = np.array(log.values[name][begin:end], dtype=np.float32)
        among = [each for each in log.validations if log.first + begin <= each[0] < log.first + end]
        if among:
            steps, *figures = zip(*among, strict=True)
            result["validation_steps"] = np.array(steps, dtype=np.int64)
            for name, values in zip(VALIDATED, figures, strict=True):
                result[f"validation_{name}"] = np.array(values, dtype=np.float32)
        return result

    def thinned(self, lane: int, quantity: str, points: int, window: int) -> Array:
        """Return at most ``points`` values of a lane, evenly spaced, the first and the last among them.

        Each is the mean of the ``window`` values up to there, or of as many as lie between two, where that is less.
        """
        values = self._lanes[lane].values[quantity]
        count = len(values)
        wide = max(1, min(window, count // points))
        ends = sorted({round(place) for place in np.linspace(1, count, min(count, points)).tolist()}) if count else []
        return np.array([_mean(values[max(0, end - wide) : end]) for end in ends], dtype=np.float32)

    def copy(self) -> ScalarLog:
        """Return what is in the log now; what is added later is not in it."""
        return copy.deepcopy(self)

    def add_lane(self) -> None:
        """Make room for one lane more; its first step may be any."""
        self._lanes.append(_LaneLog())

    def reached(self, lane: int, after: int, limit: int) -> int:
        """Return the last step of what ``since`` answers; ``after`` where that is nothing."""
        begin = max(after, self._lanes[lane].first - 1)
        return max(after, min(begin + limit, self.last(lane)))

    @property
    def newest(self) -> list[int]:
        """The newest step of each lane."""
        return [self.last(lane) for lane in range(self.lanes)]

    @property
    def lanes(self) -> int:
        """Number of lanes."""
        return len(self._lanes)


def _validations(tensors: Mapping[str, Array]) -> list[tuple[int, float, float]]:
    names = ("validation_steps", *(f"validation_{name}" for name in VALIDATED))
    return list(zip(*(tensors[name].tolist() for name in names), strict=True)) if names[0] in tensors else []


def _mean(values: array[float]) -> float:
    return sum(values) / len(values)


class Difference(NamedTuple):
    """The first loss that is not the same in two logs: its lane and training step."""

    lane: int
    step: int


def losses_hash(log: ScalarLog) -> str:
    """Return the SHA-256 of the losses, in hexadecimal: equal hashes, equal losses, bit for bit.

    Hashed are, of one lane after the other: its number, the training step of its first loss and how many it has, each
    as a signed 64-bit integer, then its losses by step as 64-bit floats; everything little-endian. A lane without a
    loss has the first step 0. Whatever is not a number counts as the one whose bits are 0x7ff8000000000000.
    """
    digest = hashlib.sha256()
    for lane in range(log.lanes):
        losses = _losses(log, lane).astype("<f8")
        losses[np.isnan(losses)] = np.float64("nan")
        first = log.first(lane) if len(losses) else 0
        digest.update(np.array([lane, first, len(losses)], dtype="<i8").tobytes())
        digest.update(losses.tobytes())
    return digest.hexdigest()


def first_difference(kept: ScalarLog, again: ScalarLog) -> Difference | None:
    """Return the earliest step at which both have a loss and it is not the same; None where there is none."""
    found: list[Difference] = []
    for lane in range(min(kept.lanes, again.lanes)):
        first = max(kept.first(lane), again.first(lane))
        one, other = (_losses(log, lane)[first - log.first(lane) :] for log in (kept, again))
        count = min(len(one), len(other))
        one, other = one[:count], other[:count]
        places = np.flatnonzero(~((one.view(np.uint32) == other.view(np.uint32)) | (np.isnan(one) & np.isnan(other))))
        if len(places):
            found.append(Difference(lane, first + int(places[0])))
    return min(found, key=lambda difference: difference.step, default=None)


def first_missing(kept: ScalarLog, again: ScalarLog) -> Difference | None:
    """Return the earliest loss of ``kept`` that ``again`` does not have; None where it has them all."""
    missing = [
        Difference(lane, again.last(lane) + 1 if lane < again.lanes else kept.first(lane))
        for lane in range(kept.lanes)
        if lane >= again.lanes or again.last(lane) < kept.last(lane)
    ]
    return min(missing, key=lambda difference: difference.step, default=None)


def up_to(log: ScalarLog, model: ScalarLog) -> ScalarLog:
    """Return of ``log`` no more steps of each lane than ``model`` has."""
    cut = ScalarLog(model.lanes)
    for lane in range(min(log.lanes, model.lanes)):
        cut.extend(lane, log.since(lane, -1, limit=max(0, model.last(lane) + 1 - log.first(lane))))
    return cut


def _losses(log: ScalarLog, lane: int) -> Array:
    return log.since(lane, -1, limit=log.last(lane) + 1)["loss"]
