"""Where a run goes whose machine was lost, and what is kept for it."""

from __future__ import annotations

from types import SimpleNamespace

from rnn_playground.engine.displaced_runs import DisplacedRuns


def worker(*names, ready=True):
    return SimpleNamespace(runs=set(names), ready=ready)


def test_the_host_is_the_one_that_answers_with_the_fewest_runs():
    loads, full, shared = worker(ready=False), worker("a", "b"), worker("c")
    assert DisplacedRuns().host([loads, full, shared]) is shared
    assert DisplacedRuns().host([loads]) is None


def test_who_came_first_has_an_actor_first_and_moves_once_that_answers():
    runs, own = DisplacedRuns(), worker(ready=False)
    runs.add("a", None)
    runs.add("b", None)
    assert runs.first_without() == "a"
    runs.add("a", own)
    assert (runs.first_without(), runs.can_move("a")) == ("b", False)
    own.ready = True
    assert runs.can_move("a")
    assert runs.remove("a") is own
    assert not runs.can_move("a")


def test_what_was_meant_for_a_guest_is_made_anew_when_it_is_lost():
    runs, own = DisplacedRuns(), worker()
    runs.add("a", own)
    assert runs.forget(own)
    assert runs.first_without() == "a"
    assert not runs.forget(own)
