"""This server among those that share its database: it says that it is there, holds sessions, and hears of lost ones."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from rnn_playground.server.journal import note
from rnn_playground.server.peers.elsewhere import PAUSE, Elsewhere
from rnn_playground.server.peers.pipe import Pipe
from rnn_playground.server.peers.roll import PERIOD, Roll
from rnn_playground.server.store_problems import StoreFailed, StoreUnusable

logger = logging.getLogger(__name__)


class Peers:
    """``lose`` is told of sessions that another server took: they are to be dropped, and nothing of them written.

    ``waits`` tells whether learners wait here for room, ``give_way`` is called while some do elsewhere and none here.
    """

    def __init__(self, roll: Roll) -> None:
        self.roll = roll
        self.lose: Callable[[str], None] = lambda _session: None
        self.waits: Callable[[], bool] = lambda: False
        self.give_way: Callable[[], None] = lambda: None
        self.pipes: set[Pipe] = set()
        self._beating: asyncio.Task[None] | None = None
        self._away = False

    async def enter(self, address: str) -> None:
        """Be there for the others from now on; raises StoreUnusable where a living server has that address.

        A server that has entered stays under the address it entered with.
        """
        if self._beating is not None:
            return
        try:
            await self._enter(address)
        except StoreFailed as problem:
            raise StoreUnusable(f"RNN_PLAYGROUND_DATABASE_URL: {problem}; see that the database answers") from None
        note("server entered", address=address)
        self._beating = asyncio.create_task(self._beat())

    async def _enter(self, address: str) -> None:
        """Enter once nobody has that address: who was killed there a moment ago is not heard of again."""
        seen = await self.roll.enter(address)
        while seen is not None:
            await asyncio.sleep(PAUSE)
            before, seen = seen, await self.roll.enter(address)
            if seen is not None and seen > before:
                raise StoreUnusable(
                    f"RNN_PLAYGROUND_PEER_ADDRESS {address}: another server of this database lives under that address; "
                    "give each server one that leads to it alone, as in http://10.0.0.2:8000, or end the other server"
                )

    async def leave(self) -> None:
        """Be gone, so that the others take at once what is still held."""
        if self._beating is not None:
            self._beating.cancel()
        try:
            await self.roll.leave()
        except StoreFailed as problem:
            logger.error("not struck off", extra={"fields": {"reason": str(problem)}})

    async def hold(self, session: str) -> None:
        """Hold a session that begins here; while the database is away nobody waits, and the first save enters it."""
        if self._away:
            return
        try:
            await self.roll.take(session)
        except StoreFailed as problem:
            logger.error("not entered", extra={"fields": {"session": session, "reason": str(problem)}})

    async def release(self, session: str) -> None:
        """Let any server have a session."""
        try:
            await self.roll.release(session)
        except StoreFailed as problem:
            logger.error("not released", extra={"fields": {"session": session, "reason": str(problem)}})

    async def take(self, session: str, key: str) -> bool:
        """Tell whether this server may go on with a stored session that ``key`` opens: then it holds it.

        Raises Elsewhere, where a living server has it, and StoreFailed.
        """
        while True:
            whereabouts = await self.roll.where(session)
            if whereabouts.holder is not None:
                raise Elsewhere(whereabouts.holder)
            if whereabouts.locks is None or not whereabouts.locks.admits(key):
                return False
            if await self.roll.take(session):
                return True

    async def _beat(self) -> None:
        while True:
            try:
                await self._beat_once()
            except StoreFailed as problem:
                if not self._away:
                    logger.error("the database is away", extra={"fields": {"reason": str(problem)}})
                self._away = True
            except Exception as problem:
                logger.error("a heartbeat failed; the next one comes", exc_info=problem)
            await asyncio.sleep(PERIOD)

    async def _beat_once(self) -> None:
        waits = self.waits()
        beat = await self.roll.beat(frozenset(self.roll.held), waits=waits)
        self._away = False
        for session in beat.lost & self.roll.held:
            self.lose(session)
        for pipe in [pipe for pipe in self.pipes if pipe.peer.id not in beat.living]:
            pipe.cut("the server that had the session is gone; come back")
        if beat.others_wait and not waits:
            self.give_way()
