"""The scalar log: whole, gapless, in order."""

from __future__ import annotations

import hashlib
import re
import struct
from pathlib import Path

import numpy as np
import pytest

from rnn_playground.telemetry.scalars import Difference, ScalarLog, first_difference, first_missing, losses_hash, up_to


def filled(steps: int, first: int = 0) -> ScalarLog:
    log = ScalarLog(1)
    for step in range(first, first + steps):
        log.append(0, step, step + 0.5, 0.0, float("nan") if step == 3 else 1.0)
    return log


def test_joined_pieces_equal_the_log() -> None:
    log, joined, after = filled(10), ScalarLog(1), -1
    while after < log.last(0):
        piece = log.since(0, after, limit=3)
        assert len(piece["steps"]) <= 3
        joined.extend(0, piece)
        after = int(piece["steps"][-1])
    whole, again = log.since(0, -1), joined.since(0, -1)
    assert all(np.array_equal(whole[name], again[name], equal_nan=True) for name in whole)
    assert (whole["steps"].dtype, whole["loss"].dtype) == (np.dtype(np.int64), np.dtype(np.float32))


def test_what_is_known_already_is_not_added_again() -> None:
    log = filled(5)
    log.extend(0, filled(8).since(0, 1))
    assert log.since(0, -1)["steps"].tolist() == list(range(8))
    log.extend(0, filled(3).since(0, -1))
    assert log.last(0) == 7


def test_a_gap_is_an_error() -> None:
    log = filled(5)
    with pytest.raises(ValueError, match="expects step 5"):
        log.append(0, 6, 0.0, 0.0, 0.0)
    with pytest.raises(ValueError, match="a step is missing"):
        log.extend(0, filled(3, first=7).since(0, -1))


def test_what_was_forgotten_is_gone_and_the_steps_go_on() -> None:
    log, whole = filled(10), filled(12)
    log.forget([6, 6])
    assert log.since(0, -1)["steps"].tolist() == [7, 8, 9]
    log.forget([3, 3])
    log.forget([99, 99])
    assert (log.last(0), len(log.since(0, -1)["steps"])) == (9, 0)
    for step in (10, 11):
        log.append(0, step, step + 0.5, 0.0, 1.0)
    assert log.last(0) == 11
    assert log.since(0, -1)["loss"].tolist() == whole.since(0, 9)["loss"].tolist()


def test_an_empty_log_answers_with_empty_arrays() -> None:
    assert ScalarLog(2).since(1, -1)["steps"].shape == (0,)
    assert filled(3).since(0, 99)["steps"].shape == (0,)


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
