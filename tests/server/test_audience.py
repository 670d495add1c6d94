"""The newest word of each kind goes to everybody it is for, at most ten times a second, and to who comes later."""

from __future__ import annotations

import asyncio

from rnn_playground.server.audience import PERIOD, RetainedBroadcast, Role


class Listener:
    """A connection that notes what it is told."""

    def __init__(self):
        self.told = []

    def say(self, event):
        self.told.append(event)


def look(step):
    return {"type": "look", "step": step}


def test_of_many_words_the_first_and_the_newest_are_told():
    async def scene():
        viewer = Listener()
        broadcast = RetainedBroadcast({viewer: Role.VIEWER})
        for step in range(100):
            broadcast.put(look(step))
        at_once = list(viewer.told)
        await asyncio.sleep(2.5 * PERIOD)
        return at_once, viewer.told

    at_once, told = asyncio.run(scene())
    assert at_once == [look(0)]
    assert told == [look(0), look(99)]


def test_the_same_word_is_told_once():
    async def scene():
        viewer = Listener()
        broadcast = RetainedBroadcast({viewer: Role.VIEWER})
        broadcast.put(look(1))
        broadcast.put(look(1))
        await asyncio.sleep(1.5 * PERIOD)
        return viewer.told

    assert asyncio.run(scene()) == [look(1)]


def test_the_owner_is_not_told_where_it_looks_but_how_many_watch():
    async def scene():
        owner, viewer = Listener(), Listener()
        broadcast = RetainedBroadcast({owner: Role.OWNER, viewer: Role.VIEWER})
        broadcast.put({"type": "viewers", "count": 1})
        broadcast.put(look(3))
        await asyncio.sleep(1.5 * PERIOD)
        return owner.told, viewer.told

    owner, viewer = asyncio.run(scene())
    assert owner == [{"type": "viewers", "count": 1}]
    assert viewer == [{"type": "viewers", "count": 1}, look(3)]


def test_who_comes_later_is_told_what_is_kept_and_no_more():
    async def scene():
        roles, late = {}, Listener()
        broadcast = RetainedBroadcast(roles)
        broadcast.put(look(3))
        broadcast.put({"type": "guesses", "count": 2})
        broadcast.forget("guesses")
        roles[late] = Role.VIEWER
        broadcast.catch_up(late)
        return late.told

    assert asyncio.run(scene()) == [look(3)]
