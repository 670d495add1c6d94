"""What stands for all losses of a run: equal hashes, equal losses, bit for bit."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import numpy as np

from rnn_playground.telemetry.codec import Array
from rnn_playground.telemetry.scalars import ScalarLog


class Difference(NamedTuple):
    """The first loss that is not the same in two logs: its lane and training step."""

    lane: int
    step: int


def losses_hash(log: ScalarLog) -> str:
    """Return the SHA-256 of the losses, in hexadecimal.

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
