"""The routes of the page: its document, and its files under addresses that change with what they hold."""

from __future__ import annotations

import asyncio
import importlib.util
import math
import time
from collections.abc import Callable
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from rnn_playground.server.assets.assembly import Assembly, Stamp, assemble, stamp
from rnn_playground.server.assets.asset import FOR_EVER, REVALIDATE, TYPES
from rnn_playground.server.assets.negotiation import IDENTITY, chosen
from rnn_playground.server.replay_page import replay_file

# Whether a file has changed is looked up this often at the most: there are hundreds; in seconds.
LOOK_PERIOD = 1.0


def plotly_path() -> Path:
    """Return the Plotly.js that the installed ``plotly`` package carries; the package itself is not imported."""
    found = importlib.util.find_spec("plotly")
    if found is None or found.origin is None:
        raise FileNotFoundError("the package 'plotly' is not installed; install it: pip install plotly")
    return Path(found.origin).parent / "package_data" / "plotly.min.js"


class Page:
    """Serves the page below ``directory`` from memory, put together anew when its document is asked for after a change.

    ``as_written`` serves its files one by one, as they are. ``clock`` counts seconds.
    """

    def __init__(
        self,
        directory: Path,
        plotly: Path,
        *,
        as_written: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._directory, self._plotly, self._as_written = directory.resolve(), plotly, as_written
        self._clock, self._looked_at = clock, -math.inf
        self._assembly: Assembly | None = None
        self._stamp: Stamp = ()
        self._assembling, self._replaying = asyncio.Lock(), asyncio.Lock()

    async def warm_up(self) -> None:
        """Put the page together and compress it, so that the first visit does not wait for that."""
        assembly = await self._current()
        await asyncio.to_thread(assembly.warm_up)

    async def document(self, request: Request) -> Response:
        """Answer ``GET /``."""
        return await (await self._current()).document.answer(request, REVALIDATE)

    async def file(self, request: Request) -> Response:
        """Answer ``GET /static/{path}``, where the path begins with the hash of what is asked for."""
        assembly = self._assembly or await self._current()
        asset = assembly.files.get(request.path_params["path"])
        if asset is None:
            raise HTTPException(404, headers={"cache-control": "no-store"})
        return await asset.answer(request, FOR_EVER)

    async def replay(self, request: Request) -> Response:
        """Answer ``GET /replay.html``: the page without a server, to be kept as a file."""
        async with self._replaying:  # it is put together once, whoever else asks for it meanwhile
            now = await asyncio.to_thread(stamp, self._directory)
            plain, gzipped = await asyncio.to_thread(replay_file, self._directory, self._plotly, now)
        headers = {
            "cache-control": REVALIDATE,
            "content-disposition": 'attachment; filename="replay.html"',
            "vary": "accept-encoding",
        }
        if chosen(request.headers.get("accept-encoding", ""), ("gzip", IDENTITY)) == "gzip":
            return Response(gzipped, headers={**headers, "content-encoding": "gzip"}, media_type=TYPES[".html"])
        return Response(plain, headers=headers, media_type=TYPES[".html"])

    async def _current(self) -> Assembly:
        async with self._assembling:
            if self._assembly is None or self._clock() - self._looked_at >= LOOK_PERIOD:
                self._looked_at = self._clock()
                await self._look()
            assert self._assembly is not None
            return self._assembly

    async def _look(self) -> None:
        """Put the page together where it has not been, or where a file has changed."""
        now = await asyncio.to_thread(stamp, self._directory)
        if self._assembly is None or now != self._stamp:
            self._assembly = await asyncio.to_thread(
                assemble, self._directory, self._plotly, as_written=self._as_written
            )
            self._stamp = now
