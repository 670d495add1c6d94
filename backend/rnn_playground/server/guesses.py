"""How often a classroom's code may be guessed wrong, by one address and by all of them together."""

from __future__ import annotations

import math
from collections.abc import Callable

from rnn_playground.server.allowance import Allowance

# Wrong codes at once, and then a second. A class has one address, behind its router: it may mistype as often as a class
# does. Who has many addresses is held up by what all may do together: four digits take an hour, eight letters for ever.
ONE = (30, 0.5)
ALL = (120, 2.0)
# So many addresses are remembered.
MOST_ADDRESSES = 4096


class Guesses:
    """Only wrong codes count. Who has made too many waits, and is not told whether a code is right meanwhile."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._all = self._allowance(ALL)
        self._by_address: dict[str, Allowance] = {}

    def wait(self, address: str) -> int:
        """Return in how many seconds ``address`` may guess again; 0 where it may now."""
        mine = self._by_address.get(address)
        return math.ceil(max(self._all.wait(), 0.0 if mine is None else mine.wait()))

    def note_wrong(self, address: str) -> None:
        """Count a wrong code."""
        self._all.spend()
        self._by_address.setdefault(address, self._allowance(ONE)).spend()
        if len(self._by_address) > MOST_ADDRESSES:
            self._forget()

    def _forget(self) -> None:
        """Forget who has not guessed lately, else who has been known for longest: all together are still bounded."""
        self._by_address = {name: mine for name, mine in self._by_address.items() if not mine.full}
        while len(self._by_address) > MOST_ADDRESSES:
            del self._by_address[next(iter(self._by_address))]

    def _allowance(self, bounds: tuple[int, float]) -> Allowance:
        burst, rate = bounds
        return Allowance(rate, burst, self._clock)
