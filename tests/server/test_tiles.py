"""Tiles of all sessions: so many at a time, first come first served; a session has one."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future

import pytest

from rnn_playground.engine.engine import RunFailed, RunLost
from rnn_playground.engine.report import Answer
from rnn_playground.experiment import Experiment
from rnn_playground.server.tiles import MOST_LOSSES, MapOfSession, Tiles
from rnn_playground.telemetry.commands import CommandError

TILE = Experiment()


class Engine:
    """Remembers what it was asked to train, and for whom; a test answers."""

    def __init__(self):
        self.asked, self.stopped = [], []

    def tile(self, name, experiment, beside):
        future: Future[Answer] = Future()
        self.asked.append((name, beside, future))
        return future

    def stop(self, name):
        self.stopped.append(name)
        return Future()

    def beside(self):
        return [beside for _, beside, _ in self.asked]

    def answer(self, number, **body):
        self.asked[number][2].set_result(Answer(0, body))


async def settle():
    for _ in range(10):
        await asyncio.sleep(0)


def test_as_many_as_there_are_places_and_the_others_in_their_order():
    async def scene():
        engine = Engine()
        tiles = Tiles(engine, 2)
        tasks = [asyncio.create_task(tiles.train(TILE, name)) for name in "abcd"]
        await settle()
        assert engine.beside() == ["a", "b"]
        engine.answer(1, outcome="solved")
        await settle()
        assert engine.beside() == ["a", "b", "c"]
        assert tasks[1].result().body == {"outcome": "solved"}
        tasks[0].cancel()
        await settle()
        assert engine.beside() == ["a", "b", "c", "d"]
        assert engine.asked[0][0] in engine.stopped
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(scene())


def test_a_newer_tile_of_a_session_takes_the_place_of_the_one_before():
    async def scene():
        engine = Engine()
        mine = MapOfSession(Tiles(engine, 1))
        older = asyncio.create_task(mine.train(TILE, "first"))
        await settle()
        newer = asyncio.create_task(mine.train(TILE, "second"))
        with pytest.raises(CommandError) as problem:
            await older
        assert problem.value.code == "replaced"
        await settle()
        assert engine.beside() == ["first", "second"]
        assert engine.asked[0][0] in engine.stopped
        engine.answer(1)
        assert (await newer).step == 0

    asyncio.run(scene())


def test_a_tile_that_finds_no_time_gives_its_place_to_another():
    async def scene():
        engine = Engine()
        tiles = Tiles(engine, 1, patience=0.01)
        with pytest.raises(CommandError) as problem:
            await tiles.train(TILE, "a")
        assert problem.value.code == "busy"
        assert engine.stopped == [engine.asked[0][0]]
        with pytest.raises(CommandError):
            await tiles.train(TILE, "b")
        assert engine.beside() == ["a", "b"]

    asyncio.run(scene())


def test_a_tile_whose_worker_is_lost_is_trained_again():
    async def scene():
        engine = Engine()
        training = asyncio.create_task(Tiles(engine, 1).train(TILE, ""))
        for number in range(MOST_LOSSES):
            await settle()
            engine.asked[number][2].set_exception(RunLost("gone"))
        with pytest.raises(CommandError, match="gone"):
            await training
        assert engine.stopped == [name for name, _, _ in engine.asked]

    asyncio.run(scene())


def test_a_tile_that_cannot_be_trained_says_why():
    async def scene():
        engine = Engine()
        training = asyncio.create_task(Tiles(engine, 1).train(TILE, ""))
        await settle()
        engine.asked[0][2].set_exception(RunFailed("no card", {"type": "no_cuda", "parameters": {}}))
        with pytest.raises(CommandError, match="no card") as problem:
            await training
        assert problem.value.cause == {"type": "no_cuda", "parameters": {}}

    asyncio.run(scene())
