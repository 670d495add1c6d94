"""A burst is free, then the rate holds; silence fills the bucket, and no further than a burst."""

from __future__ import annotations

import pytest

from rnn_playground.server.allowance import Allowance


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_burst_is_free_and_then_each_message_waits_for_its_share():
    clock = Clock()
    allowance = Allowance(10, 3, clock)
    assert [allowance.spend() for _ in range(3)] == [0, 0, 0]
    assert allowance.spend() == pytest.approx(0.1)
    clock.now += 0.1
    assert allowance.spend() == pytest.approx(0.1)


def test_silence_saves_up_no_more_than_a_burst():
    clock = Clock()
    allowance = Allowance(10, 3, clock)
    clock.now = 1e6
    assert [allowance.spend() > 0 for _ in range(5)] == [False, False, False, True, True]


def test_it_tells_how_long_until_there_is_one_to_take():
    clock = Clock()
    allowance = Allowance(10, 1, clock)
    assert (allowance.wait(), allowance.full) == (0, True)
    allowance.spend()
    assert (allowance.wait(), allowance.full) == (pytest.approx(0.1), False)
    clock.now += 0.1
    assert allowance.wait() == pytest.approx(0, abs=1e-9)
