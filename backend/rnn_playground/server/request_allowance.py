"""How fast one address may ask for what has to be computed: who asks faster is told when to come again."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from rnn_playground.server.address_allowances import AddressAllowances

# The routes that read or make something; files, the catalog and health are there already.
COMPUTED = ("/api/experiment", "/api/script", "/api/recording", "/api/kept", "/replay.html")
# So many seconds' worth may be asked for at once: a class behind one address begins its lesson.
BURST_SECONDS = 10


class RequestAllowance:
    """ASGI middleware: ``rate`` such requests a second of one address, after ten times as many at once."""

    def __init__(self, app: ASGIApp, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._app, self._rate = app, rate
        self._allowances = AddressAllowances(rate, math.ceil(BURST_SECONDS * rate), clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer 429."""
        if scope["type"] != "http" or not scope["path"].startswith(COMPUTED):
            return await self._app(scope, receive, send)
        address = visitor_of(scope)
        if wait := self._allowances.wait(address):
            return await self._refusal(math.ceil(wait))(scope, receive, send)
        self._allowances.spend(address)
        return await self._app(scope, receive, send)

    def _refusal(self, seconds: int) -> JSONResponse:
        message = (
            f"your address asks for more than {self._rate:g} documents, scripts, recordings or kept runs a second, "
            f"the bound; try again in {seconds} s"
        )
        cause = {"type": "too_many_requests", "parameters": {"bound": self._rate, "seconds": seconds}}
        errors = [{"path": [], "message": message, "cause": cause}]
        return JSONResponse({"errors": errors}, 429, {"retry-after": str(seconds)})


def visitor_of(scope: Scope) -> str:
    """Return the address that a request comes from, as far as a proxy tells."""
    client = scope.get("client")
    return client[0] if client else ""
