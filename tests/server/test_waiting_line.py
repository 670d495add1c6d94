"""First come, first served; who is away is passed over and keeps its position; beyond the bound one is sent away."""

from __future__ import annotations

import asyncio

import pytest

from rnn_playground.server.waiting_line import WaitingLine
from rnn_playground.telemetry.commands import CommandError


class Place:
    """Places that a test gives; positions as they were told; a clock that stands."""

    def __init__(self):
        self.free, self.told, self.now = 0, {}, 0.0

    def take(self):
        taken = self.free > 0
        self.free -= taken
        return taken

    def line(self, longest=3):
        self.waiting_line = WaitingLine(longest, self.take, lambda: self.now)
        return self.waiting_line

    def enter(self, name, is_there=lambda: True):
        return self.waiting_line.enter(name, is_there, lambda position: self.told.setdefault(name, []).append(position))


@pytest.fixture
def place():
    return Place()


def test_who_finds_a_place_does_not_wait(place):
    async def scene():
        place.line()
        place.free = 1
        assert place.enter("a").done()
        assert not place.enter("b").done()
        assert place.told == {"b": [1]}

    asyncio.run(scene())


def test_places_go_in_order_and_everybody_is_told_where_they_stand(place):
    async def scene():
        line = place.line()
        places = [place.enter(name) for name in "abc"]
        place.free = 1
        line.serve()
        assert [each.done() for each in places] == [True, False, False]
        assert place.told == {"a": [1], "b": [2, 1], "c": [3, 2]}
        place.free = 5
        line.serve()
        assert all(each.done() for each in places)
        assert len(line) == 0

    asyncio.run(scene())


def test_who_waits_is_not_overtaken_by_who_comes(place):
    async def scene():
        line = place.line()
        first = place.enter("a")
        place.free = 1
        assert not place.enter("b").done()
        line.serve()
        assert first.done()

    asyncio.run(scene())


def test_who_is_away_is_passed_over_and_keeps_its_position(place):
    async def scene():
        line = place.line()
        away = {"a"}
        first, second = place.enter("a", lambda: not away), place.enter("b")
        place.free = 1
        line.serve()
        assert (first.done(), second.done()) == (False, True)
        away.clear()
        place.free = 1
        line.serve()
        assert first.done()

    asyncio.run(scene())


def test_another_run_of_the_same_session_keeps_the_position_and_one_that_gave_up_leaves_it(place):
    async def scene():
        line = place.line()
        before = place.enter("a")
        place.enter("b")
        before.cancel()
        again = place.enter("a")
        place.free = 1
        line.serve()
        assert again.done()
        assert place.told["b"][-1] == 1

    asyncio.run(scene())


def test_beyond_the_bound_one_is_told_when_to_come_again(place):
    async def scene():
        line = place.line(longest=2)
        for name in "ab":
            place.enter(name)
        with pytest.raises(CommandError) as refused:
            place.enter("c")
        assert refused.value.code == "full"
        assert refused.value.cause["parameters"] == {"waiting": 2, "bound": 2, "seconds": 30}
        for _ in range(2):
            place.free = 1
            line.serve()
            place.now += 100
        for name in "ab":
            place.enter(name)
        with pytest.raises(CommandError) as refused:
            place.enter("c")
        assert refused.value.cause["parameters"]["seconds"] == 100

    asyncio.run(scene())
