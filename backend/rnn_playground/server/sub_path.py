"""The path under which a proxy shows this server, where the proxy keeps it in what it asks for."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send


class SubPath:
    """ASGI middleware that takes ``prefix``, as in "/rnn", off the front of every path; "" changes nothing.

    A path without it is let through as well: a proxy that takes it off itself needs no setting, and probes ask at
    the root.
    """

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self._app, self._prefix = app, prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on under its path here; who forgot the slash at the end is told to add it."""
        path = scope.get("path", "")
        if not self._prefix or not (path + "/").startswith(self._prefix + "/"):
            return await self._app(scope, receive, send)
        if path == self._prefix and scope["type"] == "http":
            return await _redirect(send, f"{self._prefix}/")
        here = path.removeprefix(self._prefix)
        return await self._app({**scope, "path": here, "raw_path": here.encode()}, receive, send)


async def _redirect(send: Send, place: str) -> None:
    """Every address in the page is relative to a folder: without the slash it would be one too high."""
    headers = [(b"location", place.encode()), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 308, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
