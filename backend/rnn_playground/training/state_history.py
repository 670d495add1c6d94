"""States of lanes that are kept while a run goes on, so that a branch need not train its trunk from the beginning."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, final

from rnn_playground.training.checkpoint import LaneSnapshot

MOST_MOMENTS = 64
FIRST_STRIDE = 64


class _Moment(NamedTuple):
    step: int
    lanes: Mapping[int, LaneSnapshot]
    bytes: int


@final
class StateHistory:
    """Bounded in number and in bytes, spread evenly over the run: when there is too much, every other moment goes.

    ``most_bytes`` tells what it may take at present: less, as more runs share it.
    """

    def __init__(self, most_bytes: Callable[[], int]) -> None:
        self._most_bytes, self._stride = most_bytes, FIRST_STRIDE
        self._moments: list[_Moment] = []
        self._next = FIRST_STRIDE

    def wants(self, step: int) -> bool:
        """Tell whether the states before the update of ``step`` should be kept."""
        return step >= self._next

    def add(self, step: int, lanes: Mapping[int, LaneSnapshot]) -> None:
        """Keep the states of ``lanes`` before the update of ``step``, a later one than any before."""
        self._moments.append(_Moment(step, lanes, sum(lane.bytes for lane in lanes.values())))
        self.thin()
        self._next = step + self._stride

    def thin(self) -> None:
        """Keep no more than the bounds of now: there may be more runs than when the last moment came."""
        while self._moments and (len(self._moments) > MOST_MOMENTS or self._bytes > self._most_bytes()):
            self._stride *= 2
            self._moments = self._thinned() if len(self._moments) > 1 else []

    def nearest(self, lane: int, step: int) -> tuple[int, LaneSnapshot] | None:
        """Return the newest kept state of a lane that is no later than ``step``, with its step."""
        kept = (moment for moment in reversed(self._moments) if moment.step <= step and lane in moment.lanes)
        moment = next(kept, None)
        return None if moment is None else (moment.step, moment.lanes[lane])

    @property
    def _bytes(self) -> int:
        return sum(moment.bytes for moment in self._moments)

    def _thinned(self) -> list[_Moment]:
        return self._moments[1::2]
