"""The simulation: learners come at the bell, load the page, ask for a place, watch, and leave.

Events in order of time, on nodes that do not know each other; a learner goes to one at random and stays there, as
behind a balancer that keeps to an address. A visit waits for the web process, first come first served, at what the
frames of the runs leave of its core, and then for the line. Without a place one waits in the node's line; where that is
full one asks again, and goes for good once the patience is over. Everything drawn follows from the seed.
"""

from __future__ import annotations

import heapq
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from scale.costs import Costs, Node, Watching, memory_of, web_share, worker_share

AGAIN = 30.0  # seconds after which who was refused asks again
LEFT_FOR_VISITS = 0.05  # of the web process's core, however many frames it sends


@dataclass(frozen=True)
class Bell:
    """``learners`` come within ``spread`` seconds (the middle most), stay ``stay`` on average and at most ``longest``.

    Who has no place after ``patience`` seconds goes.
    """

    learners: int = 10_000
    spread: float = 120.0
    stay: float = 1500.0
    longest: float = 3000.0
    patience: float = 300.0
    seed: int = 0


@dataclass(eq=False)
class Learner:
    """When one came, saw the first frame and went; −1: did not."""

    came: float
    stays: float
    node: int
    started: float = -1.0
    went: float = -1.0
    gone: str = ""


@dataclass
class House:
    """One node as it stands, and the most that it held."""

    node: Node
    web_free: float = 0.0
    line_free: float = 0.0
    sockets: int = 0
    running: int = 0
    line: deque[Learner] = field(default_factory=deque)
    refused: int = 0
    bytes: float = 0.0
    run_seconds: float = 0.0
    most_sockets: int = 0
    most_running: int = 0
    most_waiting: int = 0


@dataclass(frozen=True)
class Outcome:
    """What came of it: every learner, every node, and when the last one went, in seconds after the first came."""

    learners: list[Learner]
    houses: list[House]
    end: float


class Simulation:
    """One run of the bell on ``count`` nodes of one kind."""

    def __init__(self, bell: Bell, node: Node, count: int, costs: Costs, watching: Watching) -> None:
        self._bell, self._costs, self._watching = bell, costs, watching
        self._houses = [House(node) for _ in range(count)]
        self._events: list[tuple[float, int, Callable[[float], None]]] = []
        self._number = 0
        self._share = web_share(costs, watching)

    def outcome(self) -> Outcome:
        """Let everybody come, and run until the last has gone."""
        chance = random.Random(self._bell.seed)
        learners = [self._drawn(chance) for _ in range(self._bell.learners)]
        for learner in learners:
            self._at(learner.came, partial(self._visit, learner=learner))
        now = 0.0
        while self._events:
            now, _, event = heapq.heappop(self._events)
            event(now)
        return Outcome(learners, self._houses, now)

    def _drawn(self, chance: random.Random) -> Learner:
        bell = self._bell
        came = chance.triangular(0, bell.spread)
        return Learner(came, min(bell.longest, chance.expovariate(1 / bell.stay)), chance.randrange(len(self._houses)))

    def _at(self, time: float, event: Callable[[float], None]) -> None:
        self._number += 1  # events of one moment in the order in which they were made
        heapq.heappush(self._events, (time, self._number, event))

    def _visit(self, now: float, learner: Learner) -> None:
        """Load the page: the processor first, then the line, each of which serves one after the other."""
        house, costs = self._houses[learner.node], self._costs
        left = max(LEFT_FOR_VISITS, 1 - house.running * self._share)
        house.web_free = max(now, house.web_free) + costs.visit_seconds / left
        house.line_free = max(house.web_free, house.line_free) + costs.visit_bytes / house.node.line_bytes_a_second
        house.bytes += costs.visit_bytes
        self._at(house.line_free, lambda then: self._ask(then, learner))

    def _ask(self, now: float, learner: Learner) -> None:
        """Ask for a place: take it, wait for it, be refused, or give up."""
        house = self._houses[learner.node]
        if now - learner.came > self._bell.patience:
            self._leave(now, learner, "gave up")
        elif house.sockets >= house.node.connections:
            self._refuse(now, learner, house)
        elif house.running < house.node.places:
            self._enter(house)
            self._start(now, learner, house)
        elif len(house.line) < house.node.waiting:
            self._enter(house)
            house.line.append(learner)
            house.most_waiting = max(house.most_waiting, len(house.line))
            self._at(learner.came + self._bell.patience, lambda then: self._lose_patience(then, learner, house))
        else:
            self._refuse(now, learner, house)

    def _refuse(self, now: float, learner: Learner, house: House) -> None:
        house.refused += 1
        self._at(now + AGAIN, lambda then: self._ask(then, learner))

    def _enter(self, house: House) -> None:
        house.sockets += 1
        house.most_sockets = max(house.most_sockets, house.sockets)

    def _start(self, now: float, learner: Learner, house: House) -> None:
        learner.started = now
        house.running += 1
        house.most_running = max(house.most_running, house.running)
        self._at(now + learner.stays, lambda then: self._finish(then, learner, house))

    def _finish(self, now: float, learner: Learner, house: House) -> None:
        house.running -= 1
        house.sockets -= 1
        house.run_seconds += now - learner.started
        house.bytes += (now - learner.started) * self._watching.frames * self._costs.frame_bytes
        self._leave(now, learner, "finished")
        if house.line:
            self._start(now, house.line.popleft(), house)

    def _lose_patience(self, now: float, learner: Learner, house: House) -> None:
        if learner in house.line:
            house.line.remove(learner)
            house.sockets -= 1
            self._leave(now, learner, "gave up")

    def _leave(self, now: float, learner: Learner, how: str) -> None:
        learner.went, learner.gone = now, how


def loads(outcome: Outcome, costs: Costs, watching: Watching) -> dict[str, float]:
    """Return the most that any node was asked for, as parts of what it has: above 1 frames or updates are fewer."""
    return {
        "web process": max(house.most_running for house in outcome.houses) * web_share(costs, watching),
        "workers": max(
            house.most_running * worker_share(costs, watching) / house.node.worker_cores for house in outcome.houses
        ),
        "memory": max(
            memory_of(costs, house.node, house.most_sockets, house.most_running) / house.node.memory
            for house in outcome.houses
        ),
        "line": max(
            house.most_running * watching.frames * costs.frame_bytes / house.node.line_bytes_a_second
            for house in outcome.houses
        ),
    }
