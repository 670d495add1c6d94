"""How often a classroom's code may be guessed wrong, by one address and by all of them together."""

from __future__ import annotations

import math
from collections.abc import Callable

from rnn_playground.server.address_allowances import AddressAllowances
from rnn_playground.server.allowance import Allowance

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
