"""The cores of a machine, shared among the workers that train there."""

from __future__ import annotations

from concurrent.futures import Future

import pytest

from rnn_playground.engine.thread_budget import threads_of_a_worker

from .pretended import DOCUMENT, PretendedEngine


@pytest.fixture
def engine():
    running = PretendedEngine()
    running.open()
    yield running
    running.close()


def budgets(engine):
    return [worker.threads for worker in engine.workers]


def poll(engine, run, condition, *, growing=False):
    reported = engine.poll(run, [], 1, 0.0, 0.0)
    engine.answer(condition, growing=growing)
    assert reported.result(0).condition == condition


@pytest.mark.parametrize(
    ("cores", "budget"),
    [(1, [1, 1, 1]), (2, [2, 2, 1]), (3, [2, 2, 1]), (4, [3, 3, 1]), (8, [7, 7, 3, 2, 1, 1, 1, 1, 1])],
)
def test_workers_share_the_cores(cores, budget):
    assert [threads_of_a_worker(cores, training) for training in range(len(budget))] == budget


@pytest.mark.parametrize("cores", range(1, 65))
def test_no_more_threads_compute_than_there_are_cores_and_with_as_many_workers_one_each(cores):
    assert all(training * threads_of_a_worker(cores, training) <= cores for training in range(1, cores + 1))
    assert threads_of_a_worker(cores, cores) == 1


def test_a_run_alone_has_both_cores_until_another_worker_trains(engine):
    engine.begin("a")
    assert budgets(engine) == [2, 2]
    engine.begin("b")
    assert budgets(engine) == [1, 1]
    engine.stop("b")
    assert budgets(engine) == [2, 2]
    assert [transport.told for transport in engine.transports] == [[2, 1, 2], [2, 1, 2]]


def test_a_run_that_pauses_or_is_over_leaves_its_cores_to_others(engine):
    engine.begin("a", "b")
    for condition in ("paused", "running", "finished", "running", "diverged"):
        poll(engine, "b", condition)
        assert budgets(engine) == ([1, 1] if condition == "running" else [2, 2])


def test_a_branch_that_catches_up_trains(engine):
    engine.begin("a", "b")
    poll(engine, "b", "finished")
    poll(engine, "b", "finished", growing=True)
    assert budgets(engine) == [1, 1]


def test_runs_of_one_worker_take_turns_and_count_once(engine):
    engine.begin("a", "b", "c", "d")
    for run in "bd":  # they are in the other worker than a and c
        poll(engine, run, "paused")
    assert budgets(engine) == [2, 2]


def test_a_map_that_is_trained_beside_has_its_core(engine):
    engine.begin("a")
    tile: Future = engine.tile("tile", DOCUMENT, "b")
    assert not tile.done()
    assert budgets(engine) == [1, 1]
    engine.stop("tile")
    assert budgets(engine) == [2, 2]


def test_a_worker_that_takes_anothers_place_is_told_and_a_lost_run_counts_no_more(engine):
    engine.begin("a", "b")
    gone = engine.transports[1]
    gone.kill()
    assert gone not in [worker.transport for worker in engine.workers]
    assert budgets(engine) == [2, 2]
    assert engine.transports[2].told == [2]


def test_a_report_that_comes_after_the_end_of_its_run_counts_for_nothing(engine):
    engine.begin("a")
    engine.stop("a")
    engine.begin("b")
    engine._note("a", trains=True)
    assert budgets(engine) == [2, 2]
