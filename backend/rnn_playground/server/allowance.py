"""How fast somebody may do something: a bucket that fills at a steady rate and holds a burst."""

from __future__ import annotations

from collections.abc import Callable


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
