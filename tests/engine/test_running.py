"""Slices, pace, goals and questions of one run, on a clock that the test moves."""

from __future__ import annotations

import json
import math
from typing import ClassVar

import numpy as np
import pytest

from rnn_playground.engine.orders import RunControl
from rnn_playground.engine.running import Running, WaitingPoll
from rnn_playground.experiment import TuneChange
from rnn_playground.experiment.learning import TruncatedBptt
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.scalars import ScalarLog
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.observe import PanelMeasurement


class FakeTrainer:
    """An update takes a millisecond of the clock."""

    def __init__(self, clock, steps=1000):
        self.clock, self.steps, self.step, self.state = clock, steps, 0, "running"
        self.scalars, self.divergences, self.frames, self.calls = ScalarLog(1), [], 0, []
        self.growing, self.behind = (), 0
        self.scalars.append(0, 0, 0.0, 0.0, 0.0)

    def advance_by(self, updates):
        self.calls.append(updates)
        made = min(updates, self.steps - 1 - self.step)
        self.clock.now += 0.001 * max(1, made)
        if not made:
            self.state = "finished"
        for _ in range(made):
            self.step += 1
            self.scalars.append(0, self.step, 0.0, 0.0, 0.0)
        return made

    update_seconds: ClassVar = [0.00123456, None]

    @property
    def ended(self):
        return self.state != "running"

    def branch(self, lane, stops):
        """A branch that is ``behind`` by that many updates, which take a millisecond each."""
        self.growing, self.behind = (1,), 25
        return 1

    def grow(self, updates):
        made = min(updates, self.behind)
        self.behind -= made
        self.clock.now += 0.001 * made
        self.growing = (1,) if self.behind else ()
        return made

    def beside(self, watch):
        return Frame(3, {"1/hidden_state": np.zeros(1)}, {}) if self.behind == 0 else None

    def affordable(self, watch):
        return watch.heavy

    def measure_panel(self, panel, sample):
        self.clock.now += 0.1
        return PanelMeasurement(self.step, {})

    def tune(self, lane, change):
        return self.step

    def frame(self, watch, made):
        self.frames += 1
        steps = {panel: measurement.step for panel, measurement in made.items()}
        return Frame(self.step, {"sample": np.array(watch.sample)}, {"steps": steps})


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def begin(clock, control=None, steps=1000):
    run = Running(FakeTrainer(clock, steps), control or RunControl(), Watch(), clock)
    return run, run.report()


def ask(run, clock, *, after, wait=1.0, interval=0.0):
    run.poll = WaitingPoll(1, [after], 4096, clock.now + wait, clock.now + interval)


def test_no_update_precedes_the_first_report(clock):
    run = Running(FakeTrainer(clock), RunControl(), Watch(), clock)
    assert run.due() == math.inf
    report = run.report()
    assert (report.step, report.condition) == (0, "running")
    assert report.frame.step == 0
    assert run.due() <= clock.now


def test_a_slice_ends_when_its_time_is_over(clock):
    run, _ = begin(clock)
    run.slice(0.0095)
    assert run.trainer.step == 10


def test_a_slice_is_made_in_few_calls_once_an_update_was_timed(clock):
    run, _ = begin(clock)
    run.slice(0.010)
    assert run.trainer.calls[0] == 1
    assert run.trainer.step >= 10
    assert len(run.trainer.calls) <= 3


def test_a_goal_is_held_and_reported_once(clock):
    run, _ = begin(clock, RunControl(until=3))
    run.slice(1.0)
    assert run.trainer.step == 3
    assert run.due() == math.inf
    ask(run, clock, after=0, interval=9.0)
    assert run.answers(clock.now)
    report = run.report([0])
    assert (report.condition, list(report.scalars[0]["steps"])) == ("paused", [1, 2, 3])
    ask(run, clock, after=3)
    assert not run.answers(clock.now)


def test_the_end_is_reported_at_once(clock):
    run, _ = begin(clock, steps=4)
    run.slice(1.0)
    ask(run, clock, after=3, interval=9.0)
    assert run.answers(clock.now)
    assert run.report([3]).condition == "finished"


def test_mere_progress_waits_for_the_interval(clock):
    run, _ = begin(clock)
    ask(run, clock, after=0, interval=0.05)
    run.slice(0.010)
    assert not run.answers(clock.now)
    assert run.wakes() == pytest.approx(100.05)
    clock.now += 0.05
    assert run.answers(clock.now)


def test_without_news_a_question_is_answered_at_its_deadline_and_without_a_frame(clock):
    run, _ = begin(clock, RunControl(until=0))
    ask(run, clock, after=0, wait=2.0)
    assert run.wakes() == pytest.approx(102.0)
    assert not run.answers(clock.now)
    clock.now += 2.0
    assert run.answers(clock.now)
    assert run.report([0]).frame is None


def test_a_pace_spreads_the_updates(clock):
    run, _ = begin(clock, RunControl(pace=100.0))
    for _ in range(1000):
        clock.now += 0.001
        run.slice(0.010)
    assert run.trainer.step == pytest.approx(100 * (clock.now - 100.0), abs=1)


def test_a_run_that_was_lost_comes_back_at_full_speed_and_goes_on_at_its_pace(clock):
    run, _ = begin(clock, RunControl(pace=100.0, known=500))
    run.slice(0.5)
    assert run.trainer.step == 500
    run.slice(1.0)
    assert run.trainer.step == 500
    clock.now += 0.01
    run.slice(1.0)
    assert run.trainer.step == 501


def test_a_paced_run_that_fell_behind_catches_up_a_little_and_no_more(clock):
    run, _ = begin(clock, RunControl(pace=100.0))
    clock.now += 60
    run.slice(1.0)
    assert run.trainer.step <= 13


def test_another_watch_shows_the_step_again(clock):
    run, _ = begin(clock, RunControl(until=0))
    run.observe(Watch(sample=1))
    ask(run, clock, after=0, interval=9.0)
    assert run.answers(clock.now)
    report = run.report([0])
    assert np.frombuffer(report.frame.data, dtype=np.int64) == [1]
    assert len(report.scalars[0]["steps"]) == 0


def test_a_recovered_run_first_comes_back_to_where_it_was(clock):
    run, _ = begin(clock)
    assert run.hold(5) == 5
    run.report()
    run.slice(1.0)
    assert run.trainer.step == 5
    assert run.condition == "paused"


def heavy(clock, control):
    run = Running(FakeTrainer(clock), control, Watch(panels=("triangle",)), clock)
    assert run.report().frame.metadata["steps"] == {"triangle": 0}
    return run


def test_while_a_run_goes_on_a_heavy_panel_is_repeated(clock):
    run = heavy(clock, RunControl())
    run.slice(0.0095)
    assert run.report([0]).frame.metadata["steps"] == {"triangle": 0}
    run.slice(0.4)
    assert run.report([10]).frame.metadata["steps"] == {"triangle": run.trainer.step}


def test_the_step_that_is_stayed_at_is_shown_again_with_its_own_panels(clock):
    run = heavy(clock, RunControl())
    run.slice(0.0095)
    assert run.report([0]).frame.metadata["steps"] == {"triangle": 0}
    run.hold(0)
    report = run.report([10])
    assert (report.condition, report.frame.step, report.frame.metadata["steps"]) == ("paused", 10, {"triangle": 10})
    assert run.report([10]).frame is None


def test_another_watch_is_shown_with_the_panels_of_the_step(clock):
    run = heavy(clock, RunControl())
    run.slice(0.0095)
    run.observe(Watch(panels=("triangle",), sample=1))
    assert run.report([0]).frame.metadata["steps"] == {"triangle": 10}
    run.slice(0.0095)
    assert run.report([10]).frame.metadata["steps"] == {"triangle": 10}


def test_another_truncation_shows_at_the_step_where_a_run_stays(clock):
    run, first = begin(clock, RunControl(until=0))
    assert first.frame.step == 0
    assert run.tune(0, TuneChange(learning_rate=0.5)) == 0
    assert run.report().frame is None  # nothing that it shows has changed
    assert run.tune(0, TuneChange(bptt=TruncatedBptt(window=2, shift=1))) == 0
    ask(run, clock, after=0)
    assert run.answers(clock.now)
    assert run.report([0]).frame.step == 0


def test_a_frame_says_how_long_the_updates_of_each_lane_take(clock):
    _, report = begin(clock)
    assert json.loads(report.frame.metadata["update_seconds"]) == [0.00123, None]


def test_a_branch_catches_up_in_its_part_of_a_slice_while_the_run_goes_on(clock):
    run, _ = begin(clock)
    run.branch(None)
    run.report([0])
    run.slice(0.020)
    assert run.trainer.behind == pytest.approx(10, abs=2)
    assert run.trainer.step == pytest.approx(5, abs=2)


def test_a_paused_run_gives_its_branch_all_its_time_and_shows_it_once_it_has_caught_up(clock):
    run, _ = begin(clock, RunControl(until=0))
    run.branch(None)
    assert run.report([0]).growing
    assert run.due() <= clock.now
    run.slice(0.010)
    assert (run.condition, run.trainer.behind) == ("paused", pytest.approx(15, abs=1))
    run.slice(1.0)
    report = run.report([0])
    assert (report.growing, report.frame.step) == (False, 0)
    assert [frame.step for frame in report.beside] == [3]
    assert run.report([0]).beside == []
    assert run.due() == math.inf
