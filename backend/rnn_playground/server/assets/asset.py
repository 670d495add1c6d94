"""A file as it is sent: its bytes, and where it pays the same compressed, each made once and kept in memory."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import threading
from pathlib import PurePosixPath

import brotli
import zopfli.gzip
from starlette.requests import Request
from starlette.responses import Response

from rnn_playground.server.assets.negotiation import IDENTITY, chosen

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".safetensors": "application/octet-stream",
}
COMPRESSED = {".html", ".js", ".css", ".json", ".svg", ".safetensors"}
REVALIDATE, FOR_EVER = "no-cache", "public, max-age=31536000, immutable"
# Above this size the last levels of Brotli, and gzip at its smallest, would take seconds.
LARGE = 2**20


class Asset:
    """What is served under one address; ``name`` says by its ending what it is."""

    def __init__(self, name: str, plain: bytes) -> None:
        suffix = PurePosixPath(name).suffix
        self.media_type = TYPES[suffix]
        self.plain = plain
        self.digest = hashlib.sha256(plain).hexdigest()[:20]
        self.codings = ("br", "gzip", IDENTITY) if suffix in COMPRESSED else (IDENTITY,)
        self._encoded = {IDENTITY: plain}
        self._encoding = threading.Lock()

    def body(self, coding: str) -> bytes:
        """Return the bytes in one of its codings; the first call for a coding takes its time."""
        with self._encoding:
            if coding not in self._encoded:
                self._encoded[coding] = _ENCODE[coding](self.plain)
            return self._encoded[coding]

    async def answer(self, request: Request, cache: str) -> Response:
        """Return the response: 304 to whoever has it, 406 to whoever takes none of its codings."""
        headers = {"cache-control": cache, "vary": "accept-encoding"}
        coding = chosen(request.headers.get("accept-encoding", ""), self.codings)
        if coding is None:
            return Response(f"offered are the codings {', '.join(self.codings)}", 406, headers, "text/plain")
        headers["etag"] = f'"{self.digest}-{coding}"'
        if self._known(request.headers.get("if-none-match", "")):
            return Response(status_code=304, headers=headers)
        if coding != IDENTITY:
            headers["content-encoding"] = coding
        known = self._encoded.get(coding)
        body = await asyncio.to_thread(self.body, coding) if known is None else known
        return Response(body, headers=headers, media_type=self.media_type)

    def _known(self, tags: str) -> bool:
        held = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return "*" in held or not held.isdisjoint(f'"{self.digest}-{coding}"' for coding in self.codings)


def _brotli(plain: bytes) -> bytes:
    compressed: bytes = brotli.compress(plain, quality=9 if len(plain) > LARGE else 11)
    return compressed


def _gzip(plain: bytes) -> bytes:
    """Zopfli writes the same format, 4 % smaller than level 9: a classroom's browsers have no other coding."""
    compressed: bytes = gzip.compress(plain, 9, mtime=0) if len(plain) > LARGE else zopfli.gzip.compress(plain)
    return compressed


_ENCODE = {"br": _brotli, "gzip": _gzip}
