"""Where a run goes whose machine was lost, and what is kept for it."""

from __future__ import annotations

from types import SimpleNamespace

from rnn_playground.engine.ray.guests import Guests


def actor(*runs, ready=True):
    return SimpleNamespace(runs=set(runs), ready=ready)


def test_the_host_is_the_one_that_answers_with_the_fewest_runs():
    loads, full, shared = actor(ready=False), actor("a", "b"), actor("c")
    assert Guests().host([loads, full, shared]) is shared
    assert Guests().host([loads]) is None


def test_who_came_first_has_an_actor_first_and_moves_once_that_answers():
    guests, own = Guests(), actor(ready=False)
    guests.admit("a", None)
    guests.admit("b", None)
    assert guests.homeless() == "a"
    guests.admit("a", own)
    assert (guests.homeless(), guests.home("a")) == ("b", None)
    own.ready = True
    assert guests.home("a") is own
    assert guests.dismiss("a") is own
    assert guests.home("a") is None


def test_what_was_meant_for_a_guest_is_made_anew_when_it_is_lost():
    guests, own = Guests(), actor()
    guests.admit("a", own)
    assert guests.forget(own)
    assert guests.homeless() == "a"
    assert not guests.forget(own)
