"""The routes of the page: its document, and its built files under addresses that change with what they hold."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from servestatic import ServeStaticASGI
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from rnn_playground.server.asset import Asset
from rnn_playground.server.replay_page import replay_template

HTML = "text/html; charset=utf-8"
# Gzip at a low level: at a high one whoever asks first would wait.
QUICK = 3
_ROOT = re.compile(r'"(static/[0-9a-f]{20})/')


class Page:
    """Serves what ``make page`` built into ``directory``; built anew, it is served from the next visit on."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._replaying = asyncio.Lock()
        self._replay: Asset | None = None
        self._read()

    async def document(self, request: Request) -> Response:
        """Answer ``GET /``."""
        if self._time() != self._read_at:
            await asyncio.to_thread(self._read)
        return await self._document.answer(request)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer ``GET /static/{path}``, where the path begins with the hash of all files."""
        await self._files(scope, receive, send)

    async def replay(self, request: Request) -> Response:
        """Answer ``GET /replay.html``: the page without a server, to be kept as a file."""
        async with self._replaying:  # it is put together once, whoever else asks for it meanwhile
            if self._replay is None:
                self._replay = await asyncio.to_thread(self._put_together)
            replay = self._replay
        return await replay.answer(request)

    def _read(self) -> None:
        self._read_at = self._time()
        document = (self._directory / "index.html").read_bytes()
        self._document = Asset(document, HTML)
        self._replay = None
        (root, *_) = _ROOT.findall(document.decode())
        self._files = ServeStaticASGI(
            _not_there,
            self._directory / "files",
            root,
            allow_all_origins=False,
            immutable_file_test=lambda *_: True,
        )

    def _put_together(self) -> Asset:
        name = 'attachment; filename="replay.html"'
        plain = replay_template(self._directory).encode()
        return Asset(plain, HTML, level=QUICK, **{"content-disposition": name})

    def _time(self) -> int:
        return (self._directory / "index.html").stat().st_mtime_ns


async def _not_there(scope: Scope, receive: Receive, send: Send) -> None:
    await Response("there is no such file", 404, {"cache-control": "no-store"})(scope, receive, send)
