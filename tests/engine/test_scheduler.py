"""Time is shared evenly, however long a single turn takes."""

from __future__ import annotations

import pytest

from rnn_playground.engine.scheduler import Scheduler


@pytest.fixture
def scheduler():
    scheduler = Scheduler()
    for name in ("heavy", "light"):
        scheduler.enter(name)
    return scheduler


def play(scheduler, costs, *, until):
    had = dict.fromkeys(costs, 0.0)
    while sum(had.values()) < until:
        name = scheduler.next(costs)
        scheduler.account(name, costs[name])
        had[name] += costs[name]
    return had


def test_a_light_run_has_as_much_time_as_a_heavy_one(scheduler):
    had = play(scheduler, {"heavy": 0.150, "light": 0.010}, until=10.0)
    assert had["light"] == pytest.approx(had["heavy"], abs=0.160)


def test_equals_alternate(scheduler):
    order = []
    for _ in range(6):
        order.append(scheduler.next(["heavy", "light"]))
        scheduler.account(order[-1], 0.01)
    assert order == ["heavy", "light"] * 3


def test_who_waits_saves_nothing_up(scheduler):
    play(scheduler, {"heavy": 0.150}, until=60.0)
    had = play(scheduler, {"heavy": 0.150, "light": 0.010}, until=3.0)
    assert had["light"] == pytest.approx(had["heavy"], abs=0.310)


def test_who_comes_late_owes_nothing(scheduler):
    play(scheduler, {"heavy": 0.150, "light": 0.010}, until=60.0)
    scheduler.enter("new")
    had = play(scheduler, {"heavy": 0.150, "new": 0.010}, until=3.0)
    assert had["new"] == pytest.approx(had["heavy"], abs=0.310)


def test_nobody_wants_a_turn(scheduler):
    scheduler.leave("light")
    scheduler.account("light", 1.0)
    assert scheduler.next([]) is None


TILE = {"tile": "light"}


def shares(scheduler, costs, idle_class, *, turns_taken):
    had = dict.fromkeys([*costs, *idle_class], 0.0)
    for _ in range(turns_taken):
        name = scheduler.next(costs, idle_class)
        scheduler.account(name, 0.01)
        had[name] += 0.01
    return had


def test_a_tile_has_no_time_at_all_while_another_run_wants_it(scheduler):
    scheduler.enter("tile")
    assert shares(scheduler, {"heavy": 0.01, "light": 0.01}, TILE, turns_taken=1000)["tile"] == 0.0
    assert shares(scheduler, {"heavy": 0.01}, TILE, turns_taken=1000)["tile"] == 0.0


def test_a_tile_takes_turns_with_the_run_of_its_own_session(scheduler):
    scheduler.enter("tile")
    had = shares(scheduler, {"light": 0.01}, TILE, turns_taken=1000)
    assert had["tile"] == pytest.approx(had["light"], abs=0.011)


def test_a_tile_has_all_the_time_that_nobody_wants_and_nobody_pays_for_it_later(scheduler):
    scheduler.enter("tile")
    assert shares(scheduler, {}, TILE, turns_taken=1000)["tile"] == pytest.approx(10.0)
    had = play(scheduler, {"heavy": 0.010, "light": 0.010}, until=3.0)
    assert had["light"] == pytest.approx(had["heavy"], abs=0.011)


def test_tiles_share_what_nobody_wants(scheduler):
    scheduler.enter("tile")
    scheduler.enter("other")
    had = shares(scheduler, {}, {**TILE, "other": "heavy"}, turns_taken=1000)
    assert had["tile"] == pytest.approx(had["other"], abs=0.011)
    assert shares(scheduler, {"light": 0.01}, {**TILE, "other": "heavy"}, turns_taken=1000)["other"] == 0.0
