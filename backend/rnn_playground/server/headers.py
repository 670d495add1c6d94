"""What every HTTP answer gets: headers that keep a browser to this server, the path that a proxy shows it under."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send


# Styles are set through the object model alone, which the policy allows; Plotly's own style sheet is in panels.css.
def content_security_policy(frame_ancestors: Sequence[str], form_action: str = "'none'") -> str:
    """Return the policy; pages of ``frame_ancestors`` alone may show this one inside of them.

    ``form_action``: where a form may send what it holds.
    """
    directives = [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        f"form-action {form_action}",
        f"frame-ancestors {' '.join(frame_ancestors)}",
    ]
    return "; ".join(directives)


class SecurityHeaders:
    """ASGI middleware that adds the headers to every HTTP response."""

    def __init__(self, app: ASGIApp, frame_ancestors: Sequence[str], form_action: str = "'none'") -> None:
        self._app, self._policy = app, content_security_policy(frame_ancestors, form_action)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                headers = MutableHeaders(scope=message)
                headers["content-security-policy"] = self._policy
                headers["x-content-type-options"] = "nosniff"
                headers["referrer-policy"] = "no-referrer"
            await send(message)

        await self._app(scope, receive, send_with_headers)


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
            # Every address in the page is relative to a folder: without the slash it would be one too high.
            return await RedirectResponse(f"{self._prefix}/", 308)(scope, receive, send)
        here = path.removeprefix(self._prefix)
        return await self._app({**scope, "path": here, "raw_path": here.encode()}, receive, send)
