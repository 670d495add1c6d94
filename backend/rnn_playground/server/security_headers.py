"""Headers that keep a browser to this server: scripts, styles, frames and connections are from here alone."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
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
