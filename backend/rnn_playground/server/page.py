"""The page: its document, and its built files under addresses that change with what they hold."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import re
from pathlib import Path

from servestatic import ServeStaticASGI
from servestatic.utils import parse_accept_encoding
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from rnn_playground.server.replay_page import replay_template

HEADERS = {"cache-control": "no-cache", "vary": "accept-encoding"}


class Asset:
    """Holds ``plain`` in both codings; ``headers`` are sent with it. ``level`` is gzip's."""

    def __init__(self, plain: bytes, media_type: str, *, level: int = 9, **headers: str) -> None:
        self._bodies = {"identity": plain, "gzip": gzip.compress(plain, level, mtime=0)}
        self._digest = hashlib.sha256(plain).hexdigest()[:20]
        self._media_type, self._headers = media_type, HEADERS | headers

    def body(self, coding: str) -> bytes:
        """Return the bytes in a coding, "identity" or "gzip"."""
        return self._bodies[coding]

    async def answer(self, request: Request) -> Response:
        """Return the response: 304 to whoever has it."""
        accepted = parse_accept_encoding(request.headers.get("accept-encoding", ""))
        coding = "gzip" if "gzip" in accepted else "identity"
        headers = self._headers | {"etag": f'"{self._digest}-{coding}"'}
        if self._known(request.headers.get("if-none-match", "")):
            return Response(status_code=304, headers=headers)
        if coding != "identity":
            headers["content-encoding"] = coding
        return Response(self._bodies[coding], headers=headers, media_type=self._media_type)

    def _known(self, tags: str) -> bool:
        held = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return "*" in held or not held.isdisjoint(f'"{self._digest}-{coding}"' for coding in self._bodies)


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
