"""The scalar log: whole, gapless, in order."""

import numpy as np
import pytest

from rnn_playground.telemetry.scalars import ScalarLog


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
