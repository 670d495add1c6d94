"""A heartbeat that fails for a reason that nobody foresaw is logged, and the next one comes."""

from __future__ import annotations

import asyncio

from rnn_playground.server.peers.leases import HeartbeatAnswer
from rnn_playground.server.peers.peers import Peers

PATIENCE = 60


class Leases:
    """Beats wrongly once."""

    def __init__(self):
        self.held, self.beats = set(), 0
        self.beaten = asyncio.Event()

    async def enter(self, address):
        pass

    async def leave(self):
        pass

    async def heartbeat(self, held, *, waits):
        self.beats += 1
        if self.beats == 1:
            raise KeyError("no such key")
        self.beaten.set()
        return HeartbeatAnswer(frozenset(), others_wait=False)


def test_the_next_heartbeat_comes(caplog):
    async def live():
        leases = Leases()
        peers = Peers(leases, ask=None)
        await peers.enter("http://10.0.0.1:8000")
        async with asyncio.timeout(PATIENCE):
            await leases.beaten.wait()
        await peers.leave()

    asyncio.run(live())
    assert "KeyError: 'no such key'" in caplog.text
