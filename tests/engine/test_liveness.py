"""A worker that is stopped or blocked is ended in time; one that computes, waits for a disk or is idle never is."""

from __future__ import annotations

import multiprocessing
import os
import threading

import pytest

from rnn_playground.engine.liveness import (
    BLOCKED,
    ENDLESS,
    LATE,
    SAMPLE_INTERVAL,
    STOPPED,
    UNKNOWN,
    Activity,
    Beat,
    Liveness,
    ProcessState,
    beat_for,
    process_state,
)
from rnn_playground.engine.message import unpack

HOUR = 3600.0
MOST_BEATS = 60


def samples(liveness, seconds, beat=lambda now: None, state=lambda now: None):
    """Take samples for so long, of what each moment gives; return when the worker was to be ended and why, or None."""
    for number in range(1, int(seconds / SAMPLE_INTERVAL) + 1):
        now = number * SAMPLE_INTERVAL
        if (reason := liveness.sample(beat(now), state(now))) is not None:
            return now, reason
    return None


def idle(now):
    return Beat(turn=7, at_work=False, used=1.0)


def test_a_stopped_process_is_ended_after_three_seconds_and_is_not_ready_before():
    liveness = Liveness()
    assert samples(liveness, 10, idle, lambda now: ProcessState(False, now)) is None
    assert not liveness.late
    stopped = ProcessState(False, 10.0)
    assert samples(liveness, LATE, state=lambda now: stopped) is None
    assert liveness.late
    ended, reason = samples(liveness, 60, state=lambda now: stopped)
    assert ended == STOPPED - LATE
    assert "no sign of life for 3 s" in reason


@pytest.mark.parametrize(
    "state", [lambda now: ProcessState(False, now / 100), lambda now: ProcessState(True, 5.0)], ids=["computes", "disk"]
)
def test_one_that_cannot_beat_but_computes_or_waits_for_a_disk_is_never_ended(state):
    liveness = Liveness()
    assert samples(liveness, HOUR, state=state) is None
    assert liveness.late


def test_where_the_system_tells_nothing_it_takes_longer():
    ended, _ = samples(Liveness(), HOUR)
    assert ended == UNKNOWN


def test_an_idle_loop_is_never_ended():
    assert samples(Liveness(), HOUR, idle, lambda now: ProcessState(False, 10.0)) is None


def test_a_loop_that_waits_in_the_middle_of_its_work_is_ended():
    ended, reason = samples(Liveness(), HOUR, lambda now: Beat(7, True, 1.0), lambda now: ProcessState(False, now))
    assert ended == BLOCKED + SAMPLE_INTERVAL
    assert "blocked for 10 s" in reason


def test_a_loop_that_comes_round_slowly_with_little_of_the_processor_is_not():
    slow = samples(Liveness(), HOUR, lambda now: Beat(int(now // 9.5), True, 1.0), lambda now: ProcessState(False, now))
    starved = samples(Liveness(), HOUR, lambda now: Beat(7, True, now / 100), lambda now: ProcessState(False, now))
    assert (slow, starved) == (None, None)


def test_a_turn_may_compute_for_minutes_but_not_for_ever():
    ended, reason = samples(Liveness(), HOUR, lambda now: Beat(7, True, now / 2), lambda now: ProcessState(False, now))
    assert ended == pytest.approx(2 * ENDLESS, abs=2 * SAMPLE_INTERVAL)
    assert "600 s of processor time" in reason


def test_the_system_says_what_this_process_does(tmp_path):
    state = process_state(os.getpid())
    if state is not None:
        assert not state.on_disk
        assert state.used > 0
    assert process_state(1, tmp_path) is None


def test_a_loop_that_waits_for_a_thread_that_computes_for_it_has_the_processor():
    ours, theirs = multiprocessing.Pipe(duplex=False)
    over = threading.Event()

    def compute():
        while not over.is_set():
            sum(range(1000))

    thread = threading.Thread(target=compute)
    thread.start()
    beat_for(theirs, Activity())
    used = [Beat(**unpack(ours.recv_bytes())[0]).used]
    while len(used) < MOST_BEATS and used[-1] - used[0] < 0.2:  # far more than it takes to receive a beat
        used.append(Beat(**unpack(ours.recv_bytes())[0]).used)
    over.set()
    thread.join()
    ours.close()
    assert used[-1] - used[0] >= 0.2
