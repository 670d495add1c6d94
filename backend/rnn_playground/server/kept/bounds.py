"""How much a visitor may keep, and how long a check may train, in each profile."""

from __future__ import annotations

from typing import NamedTuple

from rnn_playground.experiment.document import ProfileName

# What a kept run takes beside its recording and its checkpoint, in bytes.
OVERHEAD = 4096
MOST_NAME = 80


class KeepingBounds(NamedTuple):
    """``run_bytes``: what one kept run may take. ``session_runs``: how many one session may keep.

    ``check_seconds``: how long a check may take, waiting for spare time included.
    """

    run_bytes: int
    session_runs: int
    check_seconds: float


KEEPING: dict[ProfileName, KeepingBounds] = {
    "local": KeepingBounds(64 * 2**20, 1000, 3600.0),
    "classroom": KeepingBounds(8 * 2**20, 50, 600.0),
    "public": KeepingBounds(4 * 2**20, 10, 300.0),
}
