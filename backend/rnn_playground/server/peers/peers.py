"""This server among those that share its database: its heartbeat, its leases, and what it takes over."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from rnn_playground.server.event_log import log_event
from rnn_playground.server.peers.handover import Handover, Peer, Wanted
from rnn_playground.server.peers.leases import HEARTBEAT_INTERVAL, Leases
from rnn_playground.server.store_problems import NotNow, StoreFailed, StoreUnusable

logger = logging.getLogger(__name__)
# A client that wants a session whose holder does not hand it over waits until that does, or is known to be gone: this
# long at the most, with a look this often. In seconds.
PATIENCE, PAUSE = 8.0, 0.1
# A session that was handed to a server stays there for this long at least: two clients that a balancer sends to two
# servers do not throw it to and fro. In seconds.
STAY = 10.0


class Peers:
    """``lose`` is told of sessions that another server took: they are to be dropped, and nothing of them written.

    ``waits`` tells whether learners wait here for room, ``give_way`` is called while some do elsewhere and none here.
    ``ask`` asks another server for a session.
    """

    def __init__(self, leases: Leases, ask: Callable[[Peer, Wanted], Awaitable[Handover]]) -> None:
        self.leases, self._ask = leases, ask
        self.lose: Callable[[str], None] = lambda _session: None
        self.waits: Callable[[], bool] = lambda: False
        self.give_way: Callable[[], None] = lambda: None
        self._arrivals: dict[str, float] = {}
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
        log_event("server entered", address=address)
        self._beating = asyncio.create_task(self._beat())

    async def _enter(self, address: str) -> None:
        """Enter once nobody has that address: who was killed there a moment ago is not heard of again."""
        seen = await self.leases.enter(address)
        while seen is not None:
            await asyncio.sleep(PAUSE)
            before, seen = seen, await self.leases.enter(address)
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
            await self.leases.leave()
        except StoreFailed as problem:
            logger.error("not struck off", extra={"fields": {"reason": str(problem)}})

    async def acquire(self, session: str) -> None:
        """Hold a session that begins here; while the database is away nobody waits, and the first save enters it."""
        if self._away:
            return
        try:
            await self.leases.acquire(session)
        except StoreFailed as problem:
            logger.error("not entered", extra={"fields": {"session": session, "reason": str(problem)}})

    async def release(self, session: str) -> None:
        """Let any server have a session."""
        self._arrivals.pop(session, None)
        try:
            await self.leases.release(session)
        except StoreFailed as problem:
            logger.error("not released", extra={"fields": {"session": session, "reason": str(problem)}})

    async def take_over(self, session: str, key: str, came_at: float) -> Handover | None:
        """Hold a session that ``key`` opens for its owner or a viewer; return how it came, or None where there is none.

        A living server that holds it is asked to hand it over. Raises StoreFailed, and NotNow where that server does
        not within PATIENCE after the client came, at ``came_at`` by the loop's clock.
        """
        clock, came = asyncio.get_running_loop().time, Handover(outcome="done")
        while True:
            key_hashes, holder = await self.leases.where(session)
            if key_hashes is not None and not key_hashes.admits(key):
                return None
            if holder is None:
                if key_hashes is None and came.without_run is None:
                    return None
                if await self.leases.acquire(session):
                    return came
                continue
            if clock() > came_at + PATIENCE:
                raise NotNow("the server that has the session does not hand it over; come back in a moment")
            answer = await self._ask(holder, Wanted(session=session, key=key))
            match answer.outcome:
                case "refused":
                    return None
                case "done":
                    came, self._arrivals[session] = answer, clock()
                case "later":
                    await asyncio.sleep(PAUSE)

    def has_just_come(self, session: str) -> bool:
        """Tell whether another server handed a session over so lately that it stays here for now."""
        return asyncio.get_running_loop().time() - self._arrivals.get(session, -STAY) < STAY

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
            await asyncio.sleep(HEARTBEAT_INTERVAL)

    async def _beat_once(self) -> None:
        waits = self.waits()
        answer = await self.leases.heartbeat(frozenset(self.leases.held), waits=waits)
        self._away = False
        for session in answer.lost & self.leases.held:
            self.lose(session)
        if answer.others_wait and not waits:
            self.give_way()
