"""Whose turn it is in a worker: runs share its time evenly, and what is asked beside has its part of it and no more."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple, final

NO_IDLE_CLASS: Final[Mapping[str, str | None]] = MappingProxyType({})
# Of the time in which runs of others go on: for each owner who has a run, and for all together who have none.
OWNERS_SHARE, NOBODYS_SHARE = 0.25, 0.1
# Stands for all who ask without having a run.
NOBODY = "nobody"


@final
class Scheduler:
    """Fair: the next turn is that of the run that has had the least time, so a long update is waited for longer.

    Time is the processor's, in seconds: a turn in two threads counts twice.

    A run that does not want its turn saves nothing up: it comes back level with the run that had the last turn.
    """

    def __init__(self) -> None:
        self._vruntime: dict[str, float] = {}
        self._min_vruntime = 0.0

    def enter(self, name: str) -> None:
        """Take up a run."""
        self._vruntime[name] = self._min_vruntime

    def leave(self, name: str) -> None:
        """Forget a run."""
        self._vruntime.pop(name, None)

    def account(self, name: str, seconds: float) -> None:
        """Note that a run took so much time."""
        if name in self._vruntime:
            self._vruntime[name] += seconds

    def next(self, wanting: Iterable[str], idle_class: Mapping[str, str | None] = NO_IDLE_CLASS) -> str | None:
        """Return which of those that want a turn has it; None where none does.

        ``idle_class`` names runs that have a turn only where no other wants one, and for each the run that it is
        paired with: with that one it takes turns. None: it gives way to no run, and none gives way to it.
        """
        first = list(wanting)
        level = [
            name
            for name, paired_with in idle_class.items()
            if paired_with is None or all(other == paired_with for other in first)
        ]
        vruntime = {name: max(self._vruntime.get(name, 0.0), self._min_vruntime) for name in [*first, *level]}
        if not vruntime:
            return None
        self._vruntime.update(vruntime)
        name = min(vruntime, key=vruntime.__getitem__)
        self._min_vruntime = vruntime[name]
        return name


class Request(NamedTuple):
    """``run`` is what it is about: it goes when that goes. ``id`` is the call that ``act`` answers.

    ``begins``: it begins that run.
    """

    owner: str
    run: str
    id: int
    act: Callable[[], None]
    begins: bool = False


@final
class Requests:
    """First come, first served within an owner; owners take turns.

    Beside runs of others the next request of an owner is ready when the last one has cost no more than its share of
    the time since it began. Times are of the worker's clock, in seconds.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Request]] = {}
        self._not_before: dict[str, float] = {}

    def put(self, request: Request) -> None:
        """Let a request wait; one that begins a run goes before the questions of its owner."""
        queue = self._waiting.setdefault(request.owner, deque())
        if request.begins:
            queue.appendleft(request)
        else:
            queue.append(request)

    def ready(self, now: float, homes: Collection[str], going: Collection[str]) -> list[Request]:
        """Return the next request of each owner whose turn may be now, in the order in which owners are served.

        ``homes`` are the owners who have a run here, ``going`` those whose run goes on.
        """
        return [queue[0] for queue in self._waiting.values() if self._due(queue[0], homes, going) <= now]

    def due(self, homes: Collection[str], going: Collection[str]) -> list[float]:
        """Return when the next request of each owner is ready."""
        return [self._due(queue[0], homes, going) for queue in self._waiting.values()]

    def take(self, request: Request) -> None:
        """Take the next request of its owner, who is served last from now on."""
        queue = self._waiting.pop(request.owner)
        queue.popleft()
        if queue:
            self._waiting[request.owner] = queue

    def account(self, payer: str, begun: float, cost: float) -> None:
        """Note that something began at ``begun`` and took so long; see ``payer``."""
        self._not_before = {name: moment for name, moment in self._not_before.items() if moment > begun}
        self._not_before[payer] = begun + cost / (NOBODYS_SHARE if payer == NOBODY else OWNERS_SHARE)

    def owner_of(self, run: str) -> str | None:
        """Return whose request waits that is about that run; None where there is none."""
        about = (request for queue in self._waiting.values() for request in queue if request.run == run)
        return next((request.owner for request in about), None)

    def drop(self, run: str) -> list[Request]:
        """Give up what is about a run, and return it."""
        dropped = [request for queue in self._waiting.values() for request in queue if request.run == run]
        for request in dropped:
            queue = self._waiting[request.owner]
            queue.remove(request)
            if not queue:
                del self._waiting[request.owner]
        return dropped

    def _due(self, request: Request, homes: Collection[str], going: Collection[str]) -> float:
        """Return when a request is ready: at once where no run of another goes on."""
        if all(owner == request.owner for owner in going):
            return 0.0
        return self._not_before.get(payer(request, homes), 0.0)


def payer(request: Request, homes: Collection[str]) -> str:
    """Return on whose account a request is: its owner's who has a run, or is to have one by it, else nobody's."""
    return request.owner if request.begins or request.owner in homes else NOBODY
