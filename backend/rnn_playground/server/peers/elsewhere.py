"""A session that another server has: asked for there, until it answers or is known to be gone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeVar

from rnn_playground.server.store_problems import NotNow, StoreFailed

T = TypeVar("T")
U = TypeVar("U")
# Who asks for a session whose server does not answer waits until that is known to be gone, this long at the most, and
# looks again this often, in seconds.
PATIENCE, PAUSE = 8.0, 0.1


class Peer(NamedTuple):
    """Another server: ``address`` is where it is reached from here, as in http://10.0.0.2:8000."""

    id: str
    address: str


class Elsewhere(Exception):
    """A session is held by a living other server."""

    def __init__(self, peer: Peer) -> None:
        super().__init__(f"another server has the session, at {peer.address}")
        self.peer = peer


async def found_or_reached(find: Callable[[], Awaitable[T]], reach: Callable[[Peer], Awaitable[U | None]]) -> T | U:
    """Return what ``find`` finds here, or what ``reach`` brings from the server that has it.

    Where that does not answer, it is asked again until it does, or is known to be gone. Raises NotNow after a while.
    """
    clock = asyncio.get_running_loop().time
    deadline = clock() + PATIENCE
    while True:
        try:
            return await find()
        except Elsewhere as elsewhere:
            if (reached := await reach(elsewhere.peer)) is not None:
                return reached
        except StoreFailed as problem:
            raise NotNow(f"the database does not answer: {problem}; come back in a moment") from None
        if clock() > deadline:
            raise NotNow("the server that has the session does not answer; come back in a moment")
        await asyncio.sleep(PAUSE)
