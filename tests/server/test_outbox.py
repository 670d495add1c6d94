"""The order and the credits of what a connection is sent, without a socket."""

from __future__ import annotations

import json

import numpy as np
import pytest

from rnn_playground.server.outbox import MOST_BYTES, MOST_RUNS, MOST_TEXTS, Outbox
from rnn_playground.telemetry.codec import decode
from rnn_playground.telemetry.commands import CommandError
from rnn_playground.telemetry.frame import Frame, PackedFrame
from rnn_playground.telemetry.scalars import ScalarLog


class FakeRun:
    def __init__(self, name="r"):
        self.id, self.log, self.newest = name, ScalarLog(1), None

    def reach(self, step):
        for number in range(self.log.last(0) + 1, step + 1):
            self.log.append(0, number, number / 2, 0.0, 1.0)
        frame = Frame(step, {"input": np.zeros((1, 1), dtype=np.float32)}, {"step": str(step)})
        self.newest = PackedFrame.of(frame)
        return self.newest


def sent(outbox):
    """Take all that may be sent: texts as their ``say``, frames as (number, step, steps, dropped)."""
    taken = []
    while (message := outbox.take()) is not None:
        if isinstance(message, str):
            taken.append(json.loads(message)["say"])
        else:
            tensors, metadata = decode(message if isinstance(message, bytes) else b"".join(message))
            steps = tensors["0/steps"]
            whole = (int(steps[0]), int(steps[-1])) if len(steps) else ()
            taken.append((int(metadata["frame"]), int(metadata["step"]), whole, int(metadata["dropped"])))
    return taken


@pytest.fixture
def run():
    return FakeRun()


@pytest.fixture
def outbox(run):
    box = Outbox()
    box.attach(run, -1, {"say": "begin"})
    assert sent(box) == ["begin"]
    return box


def test_four_frames_then_the_newest(outbox, run):
    for step in range(4):
        outbox.set_frame(run.reach(step))
        assert sent(outbox) == [(step + 1, step, (step, step), 0)]
    for step in (4, 5, 6):
        outbox.set_frame(run.reach(step))
        assert sent(outbox) == []
    outbox.acknowledge(2)
    assert sent(outbox) == [(5, 6, (4, 6), 2)]


def test_words_stand_behind_the_frame_that_was_there_before_them(outbox, run):
    outbox.set_frame(run.reach(0))
    outbox.enqueue_run_event({"say": "paused"})
    assert sent(outbox) == [(1, 0, (0, 0), 0), "paused"]


def test_words_do_not_wait_for_credits(outbox, run):
    for step in range(5):
        outbox.set_frame(run.reach(step))
        sent(outbox)
    outbox.enqueue_run_event({"say": "paused"})
    outbox.enqueue_event({"say": "pong"})
    assert sent(outbox) == ["paused", "pong"]


def test_a_frame_carries_at_most_4096_steps_and_the_rest_follows_before_the_final_word(outbox, run):
    outbox.set_frame(run.reach(9999))
    outbox.finish({"say": "finished"})
    assert sent(outbox) == [(1, 9999, (0, 4095), 0), (2, 9999, (4096, 8191), 0), (3, 9999, (8192, 9999), 0), "finished"]


def test_scalars_without_a_frame_of_their_own_still_come_before_the_final_word(outbox, run):
    outbox.set_frame(run.reach(0))
    sent(outbox)
    run.reach(3)
    outbox.finish({"say": "failed"})
    assert sent(outbox) == [(2, 3, (1, 3), 0), "failed"]


def test_a_run_that_failed_before_its_first_frame_still_ends(outbox):
    outbox.finish({"say": "failed"})
    assert sent(outbox) == ["failed"]


def test_a_later_run_waits_for_the_last_frame_of_the_one_before(outbox, run):
    for step in range(5):
        outbox.set_frame(run.reach(step))
        sent(outbox)
    outbox.finish({"say": "stopped"})
    other = FakeRun("other")
    outbox.attach(other, -1, {"say": "next"})
    outbox.enqueue_run_event({"say": "running"})
    outbox.set_frame(other.reach(0))
    assert sent(outbox) == []
    outbox.acknowledge(2)
    assert sent(outbox) == [(5, 4, (4, 4), 0), "stopped", "next", "running", (6, 0, (0, 0), 0)]


def test_a_cursor_begins_where_the_client_says(run):
    run.reach(9)
    outbox = Outbox()
    outbox.attach(run, 6, {"say": "paused"})
    outbox.set_frame(run.newest)
    assert sent(outbox) == ["paused", (1, 9, (7, 9), 0)]
    outbox.set_frame(run.newest)
    assert sent(outbox) == [(2, 9, (), 0)]


@pytest.mark.parametrize("number", [-1, 0, 2])
def test_only_sent_frames_can_be_acknowledged(outbox, run, number):
    outbox.set_frame(run.reach(0))
    sent(outbox)
    with pytest.raises(CommandError, match=f"ack {number}: .* up to 1"):
        outbox.acknowledge(number)


def test_a_client_that_reads_nothing_overflows(outbox):
    for _ in range(MOST_TEXTS + 1):
        assert not outbox.overflows
        outbox.enqueue_event({"say": "pong"})
    assert outbox.above_high_water
    assert outbox.overflows


def test_runs_without_end_that_nobody_acknowledges_overflow(outbox, run):
    for step in range(4):
        outbox.set_frame(run.reach(step))
    for _ in range(MOST_RUNS + 4):
        outbox.set_frame(run.reach(run.log.last(0) + 1))
        outbox.finish({"say": "stopped"})
        run = FakeRun()
        outbox.attach(run, -1, {"say": "queued"})
        sent(outbox)
    assert outbox.overflows


def test_what_waits_is_bounded_in_bytes_as_well(outbox):
    outbox.enqueue_reply(b"x" * (2 * MOST_BYTES))
    assert outbox.above_high_water
    assert not outbox.overflows  # one answer may be large by itself
    outbox.enqueue_event({"say": "more"})
    assert outbox.overflows
    while outbox.take() is not None:
        pass
    assert not outbox.above_high_water
    assert not outbox.overflows


def test_a_large_answer_is_given_by_itself(outbox):
    large = b"x" * (MOST_BYTES + 1)
    outbox.enqueue_reply(large)
    with pytest.raises(CommandError, match=f"{len(large)} bytes are on their way"):
        outbox.enqueue_reply(large)
    assert outbox.take() == large
    with pytest.raises(CommandError, match="take what comes"):  # nobody has taken it yet
        outbox.enqueue_reply(large)
    outbox.enqueue_reply(b"small")
    assert outbox.take() == b"small"
    assert outbox.take() is None
    outbox.enqueue_reply(large)
    assert outbox.take() == large


def test_words_about_a_run_that_waits_behind_another_count_too(outbox, run):
    outbox.set_frame(run.reach(3))
    outbox.finish({"say": "over"})
    outbox.attach(FakeRun("next"), -1, {"say": "x" * MOST_BYTES})
    outbox.enqueue_run_event({"say": "y"})
    assert outbox.overflows
