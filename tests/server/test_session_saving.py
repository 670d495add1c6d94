"""A run that would be saved while its session ends: the last save is the last one, and nothing breaks."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

from rnn_playground.engine.local import LocalEngine
from rnn_playground.server.counters import Counters
from rnn_playground.server.session import Session
from rnn_playground.server.settings import Settings


class SlowStore:
    """Takes what is saved when it is let."""

    def __init__(self) -> None:
        self.began, self.may, self.saved = asyncio.Event(), asyncio.Event(), 0

    async def save(self, _session: Any) -> None:
        self.began.set()
        await self.may.wait()
        self.saved += 1


class Paused:
    """A run of which there is nothing new to save."""

    held, over, checkpoint = True, False, None

    async def take_checkpoint(self) -> None:
        """There is none to take."""

    def unsaved(self) -> tuple[Any, Any]:
        return [], 0

    def frames_to_save(self) -> list[Any]:
        return []

    def standing(self, *, held: bool) -> Any:
        return SimpleNamespace(held=held)

    def note_saved(self, _until: Any) -> None:
        """Nothing is noted."""


def test_a_save_that_waits_while_its_session_ends_is_let_go() -> None:
    async def end_while_saving() -> int:
        store: Any = SlowStore()
        settings, nothing = Settings(), SimpleNamespace()
        session = Session(
            LocalEngine(1),
            settings,
            Counters(),
            line=nothing,
            tiles=nothing,
            keeping=nothing,
            history_bytes=lambda: 0,
            store=store,
        )
        session.run = Paused()
        ending = asyncio.create_task(session.close())
        await store.began.wait()
        waiting = asyncio.create_task(session.save())
        await asyncio.sleep(0)
        store.may.set()
        await asyncio.gather(ending, waiting)
        return store.saved

    assert asyncio.run(end_while_saving()) == 1
