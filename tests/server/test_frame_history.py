"""The kept frames: bounded in bytes, spread over the run, the newest always among them."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_playground.server.frame_history import FrameHistory
from rnn_playground.telemetry.frame import Frame, PackedFrame


def frame(step, mark=0.0):
    return PackedFrame.of(Frame(step, {"x": np.full(250, mark, dtype=np.float32)}))


BYTES = frame(0).size


@pytest.mark.parametrize("steps", [1, 7, 8, 9, 100, 1000])
def test_it_keeps_within_its_bound_evenly_and_from_the_first_step(steps):
    history = FrameHistory(lambda: 8 * BYTES)
    for step in range(steps):
        history.add(frame(step))
    kept = [entry.step for entry in history.frames]
    assert len(kept) <= 8
    assert kept[0] == 0
    assert len(set(np.diff(kept))) <= 1
    assert history.newest.step == steps - 1
    assert history.at(10**6) is history.newest


def test_at_gives_the_frame_at_or_before():
    history = FrameHistory(lambda: 8 * BYTES)
    for step in (0, 10, 20):
        history.add(frame(step))
    assert [history.at(step).step for step in (0, 9, 10, 19, 20, 99)] == [0, 0, 10, 10, 20, 20]
    assert FrameHistory(lambda: 8 * BYTES).at(5) is None


def test_the_same_step_again_takes_its_place():
    history = FrameHistory(lambda: 8 * BYTES)
    for step, mark in ((0, 1.0), (1, 1.0), (1, 2.0)):
        history.add(frame(step, mark))
    assert [entry.step for entry in history.frames] == [0, 1]
    assert np.frombuffer(history.at(1).data, dtype=np.float32)[0] == 2.0


def test_an_earlier_step_is_not_news():
    history = FrameHistory(lambda: 8 * BYTES)
    history.add(frame(5))
    history.add(frame(4))
    assert history.newest.step == 5


def test_a_bound_that_shrinks_is_kept_with_the_next_frame():
    most = 8 * BYTES
    history = FrameHistory(lambda: most)
    for step in range(8):
        history.add(frame(step))
    most = 2 * BYTES
    history.add(frame(8))
    assert [entry.step for entry in history.frames] == [0, 8]


def test_a_frame_larger_than_the_bound_is_kept_alone():
    history = FrameHistory(lambda: BYTES // 2)
    for step in range(3):
        history.add(frame(step))
    assert [entry.step for entry in history.frames] == [0]
    assert history.newest.step == 2
