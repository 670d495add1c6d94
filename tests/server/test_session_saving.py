"""How a session saves its run: the last save is the last one, and what the store has lost it gets again."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rnn_playground import Experiment
from rnn_playground.engine.local import LocalEngine
from rnn_playground.server.counters import Counters
from rnn_playground.server.database_address import sqlite_file
from rnn_playground.server.run import Run
from rnn_playground.server.session import Session
from rnn_playground.server.settings import Settings
from rnn_playground.server.store import Store
from rnn_playground.server.tables import RUNS
from rnn_playground.server.writer import Writer
from rnn_playground.telemetry.commands import CommandError
from rnn_playground.telemetry.scalars import ScalarLog
from rnn_playground.telemetry.watch import Watch


class SlowStore:
    """Takes what is saved when it is let."""

    def __init__(self) -> None:
        self.began, self.may, self.saved = asyncio.Event(), asyncio.Event(), 0

    async def save(self, _session: Any, *, begun: bool) -> None:
        self.began.set()
        await self.may.wait()
        self.saved += 1


def opened(store: Any) -> Session:
    """Return a session that saves its run there."""
    nothing: Any = SimpleNamespace()
    return Session(
        LocalEngine(1),
        Settings(),
        Counters(),
        line=nothing,
        tiles=nothing,
        archive=nothing,
        history_bytes=lambda: 2**20,
        identifier="s",
        store=store,
    )


def run_of(session: Session) -> Run:
    """Return a run that has a slot."""
    slot = asyncio.get_running_loop().create_future()
    slot.set_result(None)
    return Run("r", Experiment(), watch=Watch(), pace=None, paused=True, history_bytes=lambda: 2**20, slot=slot)


def test_a_save_that_waits_while_its_session_ends_is_let_go() -> None:
    async def end_while_saving() -> int:
        store: Any = SlowStore()
        session = opened(store)
        session.run = run_of(session)
        session.run.gone = True
        ending = asyncio.create_task(session.close())
        await store.began.wait()
        waiting = asyncio.create_task(session.actor.order(session.save))
        await asyncio.sleep(0)
        store.may.set()
        with pytest.raises(CommandError, match="the session has ended"):
            await waiting
        await ending
        return store.saved

    assert asyncio.run(end_while_saving()) == 1


def test_a_run_whose_stored_beginning_is_gone_is_saved_whole(tmp_path: Path) -> None:
    async def save_forget_and_save() -> tuple[list[int], ScalarLog]:
        store = Store(
            Writer(sqlite_file(tmp_path / "runs.sqlite"), RUNS, setting="DATA"), keep_seconds=1e9, most_bytes=2**24
        )
        session = opened(store)
        session.run = run = run_of(session)
        for steps in (range(30), range(30, 50)):
            await session.actor.order(session.save)
            await store.forget(session.id)
            for step in steps:
                run.log.append(0, step, step / 2, 0.0, 1.0)
            run.step = steps[-1]
        await session.actor.order(session.save)
        loaded = await store.load(session.id)
        assert loaded is not None
        again = run_of(session)
        again.restore(loaded)
        return list(again.log.since(0, -1, 100)["steps"]), again.log

    steps, log = asyncio.run(save_forget_and_save())
    assert steps == list(range(50))
    assert log.newest == [49]
