"""The simulated bell: the same from the same seed, nothing lost on the way, and docs/scale.md says what comes out."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from scale.bell import AGAIN, Bell, Outcome, Simulation, loads
from scale.costs import Costs, Node, Watching, capacities
from scale.measured import MEASURED
from scale.tables import tables

PAGE = Path(__file__).parents[2] / "docs" / "scale.md"
SMALL = Node("small", 2, 4e9, 125e6, places=20, waiting=10, connections=28)
WATCHING = Watching(updates=30.0, frames=10.0)
BELL = Bell(learners=400, spread=60.0, stay=200.0, longest=600.0, patience=120.0, seed=3)


def lived(bell: Bell = BELL, node: Node = SMALL, count: int = 4, costs: Costs = MEASURED) -> Outcome:
    return Simulation(bell, node, count, costs, WATCHING).outcome()


def diary(outcome: Outcome) -> list[tuple[float, float, float, int, str]]:
    return [(one.came, one.started, one.went, one.node, one.gone) for one in outcome.learners]


def test_one_seed_is_one_bell() -> None:
    assert diary(lived()) == diary(lived())
    assert diary(lived()) != diary(lived(replace(BELL, seed=4)))


def test_everybody_who_came_finished_or_gave_up() -> None:
    outcome = lived()
    assert len(outcome.learners) == BELL.learners
    went = Counter(learner.gone for learner in outcome.learners)
    assert went["finished"] + went["gave up"] == BELL.learners
    assert min(went["finished"], went["gave up"]) > 0
    for learner in outcome.learners:
        assert learner.came <= learner.went <= outcome.end
        assert (learner.started >= learner.came) == (learner.gone == "finished")


def test_nothing_is_left_on_the_nodes_and_no_bound_was_passed() -> None:
    for house in lived().houses:
        assert (house.sockets, house.running, len(house.line)) == (0, 0, 0)
        assert house.most_running == SMALL.places
        assert house.most_waiting <= SMALL.waiting
        assert house.most_sockets == SMALL.connections  # fewer than places and line together: they bind first


def test_what_was_sent_is_the_visits_and_the_frames() -> None:
    outcome = lived()
    watched = sum(learner.went - learner.started for learner in outcome.learners if learner.started >= 0)
    assert sum(house.run_seconds for house in outcome.houses) == pytest.approx(watched)
    sent = BELL.learners * MEASURED.visit_bytes + watched * WATCHING.frames * MEASURED.frame_bytes
    assert sum(house.bytes for house in outcome.houses) == pytest.approx(sent)


def test_never_more_run_than_there_are_places() -> None:
    outcome = lived()
    changes = sorted(
        (time, change, learner.node)
        for learner in outcome.learners
        if learner.started >= 0
        for time, change in ((learner.started, 1), (learner.went, -1))
    )
    running = Counter[int]()
    for _, change, node in changes:
        running[node] += change
        assert 0 <= running[node] <= SMALL.places


def test_places_go_to_who_waited_first() -> None:
    node = replace(SMALL, connections=1000, waiting=1000)
    outcome = lived(node=node, count=1)
    asked = sorted((one for one in outcome.learners if one.started >= 0), key=lambda one: one.came)
    assert [one.started for one in asked] == sorted(one.started for one in asked)


def test_with_room_for_all_nobody_waits_but_for_the_page() -> None:
    room = replace(SMALL, places=1000, connections=1000)
    costs = replace(MEASURED, frame_seconds=0.0, run_seconds_a_second=0.0)
    outcome = lived(node=room, count=1, costs=costs)
    assert {learner.gone for learner in outcome.learners} == {"finished"}
    assert outcome.houses[0].refused == outcome.houses[0].most_waiting == 0


def test_who_is_refused_asks_again_until_the_patience_is_over() -> None:
    closed = replace(SMALL, places=0, waiting=0)
    bell = replace(BELL, learners=1)
    outcome = lived(bell, closed, 1)
    assert outcome.houses[0].refused == BELL.patience // AGAIN
    assert outcome.learners[0].went - outcome.learners[0].came > BELL.patience


def test_what_breaks_first_is_what_is_asked_for_most() -> None:
    fits = capacities(MEASURED, SMALL, WATCHING)
    room = replace(SMALL, places=10_000, connections=10_000)
    asked = loads(lived(node=room, count=1), MEASURED, WATCHING)
    running = lived(node=room, count=1).houses[0].most_running
    assert asked["web process"] == pytest.approx(running / fits["web process"], rel=0.02)
    assert asked["workers"] == pytest.approx(running / fits["workers"], rel=0.02)


def test_the_page_says_what_the_simulation_says() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for table in tables():
        assert table in page
