from __future__ import annotations

import pytest

from rnn_playground.experiment import Experiment
from rnn_playground.training import Trainer
from rnn_playground.training.lane import TIMES_REMEMBERED, UpdateTime

TWO = {
    "task": {"kind": "hello"},
    "lanes": [{"cell": {"kind": "rnn", "hidden_size": 3}}, {"cell": {"kind": "gru", "hidden_size": 3}}],
    "batch_size": 1,
    "steps": 6,
}


class Ticks:
    """A clock that goes on by one more second each time it is asked."""

    def __init__(self) -> None:
        self.asked, self.now = 0, 0.0

    def __call__(self) -> float:
        self.asked += 1
        self.now += self.asked
        return self.now


def test_the_mean_counts_every_update_of_a_call_alike() -> None:
    time = UpdateTime()
    assert time.mean is None
    time.add(1.0, 1)
    time.add(5.0, 3)
    assert time.mean == pytest.approx(1.5)


def test_what_was_slow_at_first_is_forgotten() -> None:
    time = UpdateTime()
    time.add(1000.0, 1)
    for _ in range(20 * TIMES_REMEMBERED):
        time.add(1.0, 1)
    assert time.mean == pytest.approx(1.0, abs=1e-3)


def test_each_lane_is_timed_by_itself_and_a_step_that_was_only_measured_is_no_update() -> None:
    trainer = Trainer(Experiment.model_validate(TWO), clock=Ticks())
    assert trainer.update_seconds == [None, None]
    trainer.advance()
    assert trainer.update_seconds == [2.0, 4.0]
    trainer.advance()  # the slower lane comes first now: it takes 6 s more, the other one 8 s
    assert trainer.update_seconds == [5.0, 5.0]
    trainer.advance()
    assert trainer.update_seconds == pytest.approx([20 / 3, 22 / 3])


def test_how_long_updates_take_is_no_part_of_a_frame_or_a_checkpoint() -> None:
    one, other = (Trainer(Experiment.model_validate(TWO), clock=clock) for clock in (Ticks(), lambda: 0.0))
    for trainer in (one, other):
        trainer.advance()
    assert one.checkpoint() == other.checkpoint()
    assert Trainer.restore(one.checkpoint()).update_seconds == [None, None]
