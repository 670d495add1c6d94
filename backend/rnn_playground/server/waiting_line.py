"""The line in which runs wait for a place: first come, first served, and everybody knows where they stand."""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rnn_playground.telemetry.commands import CommandError

# What a place takes to become free while nothing is known of it, and the bounds of what is said of it, in seconds.
UNKNOWN, SHORTEST, LONGEST = 30.0, 5, 3600
REMEMBERED = 16


@dataclass
class _Waiting:
    """Who waits. ``is_there`` tells whether somebody would see the run; ``tell`` takes the position, from 1."""

    session: str
    slot: asyncio.Future[None]
    is_there: Callable[[], bool]
    tell: Callable[[int], None]
    told: int = 0


class WaitingLine:
    """At most ``longest`` wait. ``make_room`` tells whether there is a place, and may free one.

    Who went away is passed over and keeps its position until it is back.
    """

    def __init__(self, longest: int, make_room: Callable[[], bool], clock: Callable[[], float]) -> None:
        self._longest, self._make_room, self._clock = longest, make_room, clock
        self._line: list[_Waiting] = []
        self._served: deque[float] = deque(maxlen=REMEMBERED)

    def __len__(self) -> int:
        return sum(not waiting.slot.done() for waiting in self._line)

    def enter(self, session: str, is_there: Callable[[], bool], tell: Callable[[int], None]) -> asyncio.Future[None]:
        """Return what is done once there is a place; whoever waits already keeps its position for its new run.

        Raises CommandError when the line is full, with how long to stay away.
        """
        slot: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        newcomer = _Waiting(session, slot, is_there, tell)
        for number, waiting in enumerate(self._line):
            if waiting.session == session:
                self._line[number] = newcomer
                break
        else:
            if self.has_room():
                slot.set_result(None)
                return slot
            if len(self) >= self._longest:
                raise self._full()
            self._line.append(newcomer)
        self._tell()
        return slot

    def has_room(self) -> bool:
        """Tell whether a place is to be had without waiting."""
        return not len(self) and self._make_room()

    def serve(self) -> None:
        """Give places to those who are there, as long as there are some; tell the others where they stand."""
        self._line = [waiting for waiting in self._line if not waiting.slot.done()]
        while (first := next(self._there(), None)) is not None and self._make_room():
            self._line.remove(first)
            self._served.append(self._clock())
            first.slot.set_result(None)
        self._tell()

    def _there(self) -> Iterator[_Waiting]:
        return (waiting for waiting in self._line if waiting.is_there())

    def _tell(self) -> None:
        waiting = [each for each in self._line if not each.slot.done()]
        for position, each in enumerate(waiting, start=1):
            if each.told != position:
                each.told = position
                each.tell(position)

    def _full(self) -> CommandError:
        seconds = self._expected_seconds()
        message = (
            f"every place is taken and {len(self)} wait, the bound is {self._longest}; try again in {seconds} seconds"
        )
        parameters = {"waiting": len(self), "bound": self._longest, "seconds": seconds}
        return CommandError("full", message, cause={"type": "full_line", "parameters": parameters})

    def _expected_seconds(self) -> int:
        """Return when the line may have moved on by one, judged by the last places that became free."""
        a_place = UNKNOWN
        if len(self._served) > 1:
            a_place = (self._clock() - self._served[0]) / len(self._served)
        return min(LONGEST, max(SHORTEST, math.ceil(a_place)))
