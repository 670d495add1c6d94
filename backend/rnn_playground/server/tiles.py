"""The tiles of all sessions' maps: trained in spare time, a few at once, in the order in which they were asked for."""

from __future__ import annotations

import asyncio
import secrets

from rnn_playground.engine.engine import Engine, OrderRefused, RunFailed, RunLost
from rnn_playground.engine.report import Answer
from rnn_playground.experiment import Experiment
from rnn_playground.telemetry.commands import CommandError

# A tile that found too little time for so long gives its place to another, in seconds.
PATIENCE = 60.0
# A tile whose worker is lost this often has failed.
MOST_LOSSES = 3


class Tiles:
    """At most ``places`` are trained at a time, those of all sessions together."""

    def __init__(self, engine: Engine, places: int, patience: float = PATIENCE) -> None:
        self._engine, self._places, self._patience = engine, asyncio.Semaphore(places), patience

    async def train(self, experiment: Experiment, beside: str) -> Answer:
        """Return what a tile shows, once it is trained; raises CommandError where it cannot be, or found no time.

        ``beside`` is the run of the session that asks. Cancelled, the tile is given up.
        """
        async with self._places:
            try:
                async with asyncio.timeout(self._patience):
                    return await self._trained(experiment, beside)
            except TimeoutError:
                message = f"other runs left no time for this tile within {self._patience:g} s; ask for it again"
                raise CommandError("busy", message) from None

    async def _trained(self, experiment: Experiment, beside: str) -> Answer:
        for _ in range(MOST_LOSSES):
            name = f"tile-{secrets.token_hex(6)}"
            try:
                return await asyncio.wrap_future(self._engine.tile(name, experiment, beside))
            except RunLost as loss:
                reason = loss
            except (RunFailed, OrderRefused) as failure:
                raise CommandError("refused", f"the tile failed: {failure}", cause=failure.cause) from None
            finally:
                self._engine.stop(name)
        raise CommandError("refused", f"the tile failed: {reason}, {MOST_LOSSES} times; choose a smaller one")


class MapOfSession:
    """The one tile that a session has under way: a newer one takes its place."""

    def __init__(self, tiles: Tiles) -> None:
        self._tiles = tiles
        self._replaced: asyncio.Future[None] | None = None

    async def train(self, experiment: Experiment, beside: str) -> Answer:
        """See ``Tiles.train``; raises CommandError where a newer tile was asked for meanwhile."""
        if self._replaced is not None and not self._replaced.done():
            self._replaced.set_result(None)
        replaced = self._replaced = asyncio.get_running_loop().create_future()
        training = asyncio.create_task(self._tiles.train(experiment, beside))
        try:
            await asyncio.wait({training, replaced}, return_when=asyncio.FIRST_COMPLETED)
            if not training.done():
                raise CommandError("replaced", "a newer tile took the place of this one; ask for one at a time")
            return training.result()
        finally:
            training.cancel()
