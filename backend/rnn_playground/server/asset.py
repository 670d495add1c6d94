"""A document made in memory, as it is sent: plain or gzipped, and asked for anew each time."""

from __future__ import annotations

import gzip
import hashlib

from servestatic.utils import parse_accept_encoding
from starlette.requests import Request
from starlette.responses import Response

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
