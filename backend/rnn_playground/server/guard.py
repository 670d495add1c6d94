"""Who may ask: the Host must be allowed and the Origin must be this server's, on every route and on the socket.

A page on another site can make a browser send requests here, also through a name that it lets point here (DNS
rebinding). Both show in the headers, and are refused before any application code runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

DEFAULT_PORTS = {"http": 80, "https": 443}


class Guard:
    """ASGI middleware for HTTP and WebSocket scopes alike."""

    def __init__(self, app: ASGIApp, allowed_hosts: Sequence[str], allowed_origins: Sequence[str]) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in allowed_hosts)
        self._origins = frozenset(origin.lower().rstrip("/") for origin in allowed_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or refuse it with a sentence."""
        if scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)
        refusal = self.refusal(scope["headers"])
        if refusal is None:
            return await self._app(scope, receive, send)
        return await _refuse(scope, receive, send, refusal)

    def refusal(self, headers: Sequence[tuple[bytes, bytes]]) -> str | None:
        """Return why a request with these headers is refused; None lets it through."""
        hosts = [value.decode("latin-1") for name, value in headers if name.lower() == b"host"]
        origins = [value.decode("latin-1") for name, value in headers if name.lower() == b"origin"]
        if len(hosts) != 1:
            return f"{len(hosts)} Host headers; send exactly one"
        host, origin = hosts[0].strip(), origins[0] if origins else None
        if not self._knows(host):
            return (
                f"Host '{host}' is not allowed here; allowed are {', '.join(sorted(self._hosts))}; "
                "use one of them, or add yours to RNN_PLAYGROUND_ALLOWED_HOSTS"
            )
        if len(origins) > 1:
            return f"{len(origins)} Origin headers; send at most one"
        if origin is None or origin.lower() in self._origins or _same(origin, host):
            return None
        return (
            f"Origin '{origin}' does not match Host '{host}'; open the page at that host, "
            "or add the origin to RNN_PLAYGROUND_ALLOWED_ORIGINS"
        )

    def _knows(self, host: str) -> bool:
        parts = _host_and_port(f"//{host}")
        if parts is None:
            return False
        name, port = parts
        return name in self._hosts or (port is not None and f"{name}:{port}" in self._hosts)


def _same(origin: str, host: str) -> bool:
    """Tell whether the origin's host and port are those of the Host header; its scheme supplies the default port."""
    scheme, separator, _ = origin.lower().partition("://")
    if not separator or scheme not in DEFAULT_PORTS:
        return False
    theirs, ours = _host_and_port(origin), _host_and_port(f"//{host}")
    if theirs is None or ours is None:
        return False
    default = DEFAULT_PORTS[scheme]
    return (theirs[0], theirs[1] or default) == (ours[0], ours[1] or default)


def _host_and_port(url: str) -> tuple[str, int | None] | None:
    """Return the lower-case name (IPv6 in brackets) and the port; None for anything but a plain host[:port]."""
    try:
        parts = urlsplit(url)
        name, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not name or "@" in parts.netloc or parts.path or parts.query or parts.fragment:
        return None
    return (f"[{name}]" if ":" in name else name), port


async def _refuse(scope: Scope, receive: Receive, send: Send, reason: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        if "websocket.http.response" not in scope.get("extensions", {}):
            return await send({"type": "websocket.close", "code": 1008, "reason": reason[:120]})
    return await PlainTextResponse(reason, 403, {"x-content-type-options": "nosniff"})(scope, receive, send)
