"""How fast somebody may do something: a bucket that fills at a steady rate, for all, an address or a guessed code."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send


class Allowance:
    """``rate`` times a second, ``burst`` at once; who wants more waits."""

    def __init__(self, rate: float, burst: int, clock: Callable[[], float]) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._left, self._at = float(burst), clock()

    def spend(self) -> float:
        """Take one; return how long to wait before the next, in seconds, where it was more than there was."""
        self._fill()
        self._left -= 1
        return max(0.0, -self._left / self._rate)

    def wait(self) -> float:
        """Return how long it takes until there is one to take, in seconds; 0 where there is."""
        self._fill()
        return max(0.0, (1 - self._left) / self._rate)

    @property
    def full(self) -> bool:
        """Whether nothing has been taken lately."""
        self._fill()
        return self._left >= self._burst

    def _fill(self) -> None:
        now = self._clock()
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now


# So many addresses are remembered.
MOST_ADDRESSES = 4096


class AddressAllowances:
    """``rate`` times a second, ``burst`` at once. Whoever has done nothing lately is forgotten."""

    def __init__(self, rate: float, burst: int, clock: Callable[[], float]) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._by_address: dict[str, Allowance] = {}

    def __len__(self) -> int:
        return len(self._by_address)

    def wait(self, address: str) -> float:
        """Return how long it takes until there is one to take, in seconds; 0 where there is."""
        mine = self._by_address.get(address)
        return 0.0 if mine is None else mine.wait()

    def spend(self, address: str) -> None:
        """Take one."""
        if address not in self._by_address:
            self._by_address[address] = Allowance(self._rate, self._burst, self._clock)
        self._by_address[address].spend()
        if len(self._by_address) > MOST_ADDRESSES:
            self._forget()

    def _forget(self) -> None:
        """Forget whose allowance is full, else who has been known for longest."""
        self._by_address = {name: mine for name, mine in self._by_address.items() if not mine.full}
        while len(self._by_address) > MOST_ADDRESSES:
            del self._by_address[next(iter(self._by_address))]


# Wrong codes at once, and then a second. A class has one address, behind its router: it may mistype as often as a class
# does. Who has many addresses is held up by what all may do together: four digits take an hour, eight letters for ever.
ONE = (30, 0.5)
ALL = (120, 2.0)


class Guesses:
    """Only wrong codes count. Who has made too many waits, and is not told whether a code is right meanwhile."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._all = Allowance(ALL[1], ALL[0], clock)
        self._by_address = AddressAllowances(ONE[1], ONE[0], clock)

    def wait(self, address: str) -> int:
        """Return in how many seconds ``address`` may guess again; 0 where it may now."""
        return math.ceil(max(self._all.wait(), self._by_address.wait(address)))

    def note_wrong(self, address: str) -> None:
        """Count a wrong code."""
        self._all.spend()
        self._by_address.spend(address)


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
