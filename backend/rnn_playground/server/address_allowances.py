"""How fast each address may do something: an allowance for each, as long as it is not full again."""

from __future__ import annotations

from collections.abc import Callable

from rnn_playground.server.allowance import Allowance

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
