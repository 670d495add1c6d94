"""The hash of a run's losses is what docs/protocol.md says, and two logs differ where their losses do."""

from __future__ import annotations

import hashlib
import re
import struct
from pathlib import Path

import numpy as np
import pytest

from rnn_playground.telemetry.losses_hash import Difference, first_difference, first_missing, losses_hash, up_to
from rnn_playground.telemetry.scalars import ScalarLog

LANES = [(0, [0.5, 0.25, 0.125]), (7, [3.0, float("inf")])]


def log_of(lanes):
    log = ScalarLog(len(lanes))
    for lane, (first, losses) in enumerate(lanes):
        for place, loss in enumerate(losses):
            log.append(lane, first + place, loss, 0.0, 0.0)
    return log


def test_the_hash_is_over_numbers_first_steps_counts_and_losses():
    expected = hashlib.sha256()
    for lane, (first, losses) in enumerate(LANES):
        expected.update(struct.pack("<qqq", lane, first, len(losses)))
        expected.update(struct.pack(f"<{len(losses)}d", *losses))
    assert losses_hash(log_of(LANES)) == expected.hexdigest()


def test_the_code_of_the_protocol_computes_it_from_a_recording():
    page = (Path(__file__).resolve().parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(import hashlib.*?)^```", page, re.MULTILINE | re.DOTALL)
    log = log_of([*LANES, (2, [1.0, float("nan")]), (0, [])])
    tensors = {f"{lane}/{name}": values for lane in range(4) for name, values in log.since(lane, -1).items()}
    names = {"experiment": {"lanes": range(4)}, "tensors": tensors}
    exec(code, names)
    assert names["losses_hash"] == losses_hash(log)


def test_a_lane_without_losses_counts_as_empty():
    expected = hashlib.sha256(struct.pack("<qqq", 0, 0, 0)).hexdigest()
    assert losses_hash(log_of([(0, [])])) == expected


def test_every_not_a_number_is_the_same_one():
    one, other = (np.uint32(bits).view(np.float32) for bits in (0x7FC00000, 0xFFC00001))
    logs = [log_of([(0, [1.0, value])]) for value in (one, other)]
    assert losses_hash(logs[0]) == losses_hash(logs[1])
    assert first_difference(*logs) is None


@pytest.mark.parametrize(
    "other",
    [
        [(0, [0.5, 0.25, np.nextafter(np.float32(0.125), 1)]), LANES[1]],
        [LANES[0], (8, LANES[1][1])],
        [LANES[0]],
        [LANES[1], LANES[0]],
        [(0, [0.5, 0.25]), LANES[1]],
    ],
)
def test_whatever_differs_changes_the_hash(other):
    assert losses_hash(log_of(other)) != losses_hash(log_of(LANES))


def test_the_earliest_step_is_told_of_all_lanes():
    other = log_of([(0, [0.5, 0.25, 0.2]), (1, [4.0])])
    assert first_difference(log_of([LANES[0], (1, [3.0])]), other) == Difference(1, 1)


def test_what_is_missing_is_told_and_what_is_more_is_cut():
    kept, shorter = log_of(LANES), log_of([(0, [0.5]), LANES[1]])
    assert first_difference(kept, shorter) is None
    assert first_missing(kept, shorter) == Difference(0, 1)
    assert first_missing(shorter, kept) is None
    assert losses_hash(up_to(kept, shorter)) == losses_hash(shorter)
