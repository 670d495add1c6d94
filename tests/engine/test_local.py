"""The engine of this machine: where runs go."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from rnn_playground.engine.engine import RunLost
from rnn_playground.engine.local import LocalEngine
from rnn_playground.engine.supervisor import STARTING, least_busy
from rnn_playground.telemetry.questions import WallQuestion

from .pretended import DOCUMENT, PretendedEngine

WALL = {"type": "request", "kind": "wall", "id": "w", "points": 2, "steps": 1}


def test_runs_that_come_while_a_worker_starts_are_spread_once_the_other_is_busy():
    ready, starting = SimpleNamespace(runs=set(), ready=True), SimpleNamespace(runs=set(), ready=False)
    for number in range(STARTING + 10):
        least_busy([ready, starting]).runs.add(str(number))
        assert len(starting.runs) == 0 or number > STARTING
    assert (len(ready.runs), len(starting.runs)) == (STARTING + 5, 5)


def test_what_is_asked_goes_where_the_fewest_runs_of_others_are_and_beside_the_own_run_among_equals():
    crowded, own, other = (SimpleNamespace(runs=runs, ready=True) for runs in ({"a", "b"}, {"mine", "c"}, {"d"}))
    assert least_busy([crowded, other, own], {"mine"}) is own
    assert least_busy([crowded, other, own]) is other


def test_an_engine_that_is_closed_starts_no_worker_for_what_is_asked_then():
    engine = LocalEngine(1, kernels=False)
    engine.open()
    engine.close()
    with pytest.raises(RunLost):
        engine.ask(WallQuestion.model_validate(WALL), "").result(60)
    assert (engine.workers, engine.restarts) == ([], 0)


@pytest.fixture
def spawning():
    engine = PretendedEngine(workers=3, fork=False)
    engine.open()
    yield engine
    engine.close()


def test_spawned_workers_come_with_the_runs_and_stay(spawning):
    counts = [len(spawning.workers)]
    for run in "abcd":
        spawning.begin(run)
        counts.append(len(spawning.workers))
    for run in "abcd":
        spawning.stop(run)
    assert [*counts, len(spawning.workers)] == [1, 1, 2, 3, 3, 3]


def test_a_map_beside_a_run_has_a_worker_spawned(spawning):
    spawning.begin("a")
    spawning.tile("tile", DOCUMENT, "a")
    assert len(spawning.workers) == 2


def test_a_spawned_worker_that_is_lost_is_replaced(spawning):
    spawning.begin("a", "b")
    for transport in list(spawning.transports):
        transport.kill()
    assert (len(spawning.workers), len(spawning.transports)) == (2, 4)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks workers")
def test_forked_workers_are_all_there_at_once():
    engine = PretendedEngine(workers=3)
    engine.open()
    assert len(engine.workers) == 3
    engine.close()
