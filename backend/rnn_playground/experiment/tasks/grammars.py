"""Strings of formal grammars, read symbol by symbol: the Reber grammar, alone and embedded, and nested brackets."""

from __future__ import annotations

from functools import lru_cache
from typing import ClassVar, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnn_playground.experiment.document import bounded
from rnn_playground.experiment.tasks.facts import Figure, TaskFacts, TimedTask, entropy

SYMBOLS = ("B", "T", "S", "X", "P", "V", "E")
BRANCHES: tuple[tuple[tuple[str, int], ...], ...] = (
    (("B", 1),),
    (("T", 2), ("P", 3)),
    (("S", 2), ("X", 4)),
    (("T", 3), ("V", 5)),
    (("X", 3), ("S", 6)),
    (("P", 4), ("V", 6)),
    (("E", 7),),
)
"""State → the symbols that may follow, equally likely, each with the state that it leads to (Reber, 1967)."""
END = 7
SHORTEST = 5


class Continuation(NamedTuple):
    """One way on from a state: its ``symbol`` (place in ``SYMBOLS``), its ``state``, its ``probability``."""

    symbol: int
    state: int
    probability: float


class Counts(NamedTuple):
    """Expected counts in one string.

    ``followers`` (symbol, next symbol); ``choices``: sum over the predictions of how many symbols were legal;
    ``last`` (symbol): distribution of the last symbol.
    """

    followers: NDArray[np.float64]
    choices: float
    last: NDArray[np.float64]


@lru_cache(maxsize=64)
def endings(longest: int) -> NDArray[np.float64]:
    """Return (``longest`` + 1, 8): the probability that from a state the string ends within so many symbols more."""
    table = np.zeros((longest + 1, END + 1))
    table[:, END] = 1.0
    for left in range(1, longest + 1):
        for state, branches in enumerate(BRANCHES):
            table[left, state] = sum(table[left - 1, following] for _, following in branches) / len(branches)
    table.flags.writeable = False
    return table


def continuations(state: int, left: int, table: NDArray[np.float64]) -> list[Continuation]:
    """Return the ways on from ``state`` of a string that ends within ``left`` symbols, as ``table`` of endings says."""
    branches = BRANCHES[state]
    whole = table[left, state] * len(branches)
    return [
        Continuation(SYMBOLS.index(symbol), following, float(table[left - 1, following] / whole))
        for symbol, following in branches
        if table[left - 1, following] > 0.0
    ]


@lru_cache(maxsize=64)
def count(longest: int, cut: int) -> Counts:
    """Return what is to be expected of a string of at most ``longest`` symbols that is cut after ``cut`` symbols."""
    table = endings(longest)
    followers, last, choices = np.zeros((len(SYMBOLS), len(SYMBOLS))), np.zeros(len(SYMBOLS)), 0.0
    standing = {(0, -1): 1.0}  # (state, symbol before) → probability
    for position in range(min(longest, cut)):
        moved: dict[tuple[int, int], float] = {}
        for (state, before), weight in standing.items():
            for symbol, following, probability in continuations(state, longest - position, table):
                mass = weight * probability
                if before >= 0:
                    followers[before, symbol] += mass
                    choices += mass * len(BRANCHES[state])
                if following == END:
                    last[symbol] += mass
                else:
                    moved[following, symbol] = moved.get((following, symbol), 0.0) + mass
        standing = moved
    for (_, before), weight in standing.items():
        last[before] += weight
    return Counts(followers, choices, last)


def memoryless_loss(followers: NDArray[np.float64]) -> float:
    """Return the cross-entropy in nats of the best prediction of the next symbol from the present one alone."""
    seen = followers.sum(axis=1, keepdims=True)
    share = np.divide(followers, seen, out=np.ones_like(followers), where=followers > 0.0)
    return float(-(followers * np.log(share)).sum() / followers.sum())


@lru_cache(maxsize=1)
def memory_needed() -> int:
    """Return the least k such that the last k + 1 symbols always tell which symbols may come next."""
    contexts: set[tuple[tuple[str, ...], int]] = {
        ((symbol,), state) for branches in BRANCHES for symbol, state in branches
    }
    for lag in range(len(BRANCHES)):
        legal: dict[tuple[str, ...], set[frozenset[str]]] = {}
        for context, state in contexts:
            if state != END:
                legal.setdefault(context, set()).add(frozenset(symbol for symbol, _ in BRANCHES[state]))
        if all(len(sets) == 1 for sets in legal.values()):
            return lag
        contexts = {
            ((*context, symbol), following)
            for context, state in contexts
            if state != END
            for symbol, following in BRANCHES[state]
        }
    raise ValueError(f"more than {len(BRANCHES)} symbols are needed; choose a grammar with definite states")


class ReberTask(TimedTask):
    """Read a string of the Reber grammar and predict its next symbol; any symbol that the grammar allows is right.

    One string a sequence, drawn among those that fit; after its end nothing is read or scored.
    """

    input_labels = SYMBOLS
    output_labels = SYMBOLS
    equation = ("p(x_{t+1} | x_1 … x_t)",)
    source = "Reber, 1967, doi:10.1016/S0022-5371(67)80149-X"

    kind: Literal["reber"] = "reber"
    length: int = bounded(20, 4, 2000, unit="time steps", scale="log")

    @property
    def longest(self) -> int:
        """Symbols of the longest string that fits: all but its last are read."""
        return self.length + 1

    def facts(self) -> TaskFacts:
        """Return what is known beforehand; the floor is the entropy of the next symbol given the present one."""
        counts = count(self.longest, self.longest)
        return self._facts(
            floor=memoryless_loss(counts.followers),
            required_lag=memory_needed(),
            solved=0.99,
            metric_chance=counts.choices / float(counts.followers.sum()) / self.output_size,
        )


class EmbeddedReberTask(TimedTask):
    """Predict the next symbol of B, T or P, a whole Reber string, the same T or P again, E.

    The metric is the accuracy of that second T or P alone; the figure ``legal`` is the share of all predictions that
    the grammar allows. One string a sequence, drawn among those that fit; where not even the shortest fits, its inner
    string is cut.
    """

    figures: ClassVar[tuple[Figure, ...]] = ("legal",)
    input_labels = SYMBOLS
    output_labels = SYMBOLS
    equation = ("p(x_{t+1} | x_1 … x_t)", "x_{T−1} = x_2")
    source = "Hochreiter and Schmidhuber, 1997, doi:10.1162/neco.1997.9.8.1735, experiment 1"
    criterion: ClassVar[float] = 0.9995
    """Solved is every string, as in the source: one wrong in 2000, which is to guess at one in 1000."""

    kind: Literal["embedded_reber"] = "embedded_reber"
    length: int = bounded(24, 4, 2000, unit="time steps", scale="log")

    @property
    def inner_room(self) -> int:
        """Symbols of the inner string that fit."""
        return self.length - 3

    @property
    def inner_longest(self) -> int:
        """Symbols of the longest inner string that is drawn, before it is cut to the room there is."""
        return max(SHORTEST, self.inner_room)

    def facts(self) -> TaskFacts:
        """Return what is known beforehand; the floor is the entropy of the next symbol given the present one.

        The second T or P is asked for as many time steps after the first as the inner string has symbols. Whoever does
        not see that far is right in half of these sequences, so one string in 1000, the longest, may be longer.
        """
        return self._facts(
            floor=self._memoryless_loss(),
            required_lag=self._longest_needed(),
            solved=self.criterion,
            figures=self.figures,
            metric_chance=0.5,
        )

    def _longest_needed(self) -> int:
        ended = endings(self.inner_longest)[:, 0]
        return min(self.inner_room, int(np.argmax(ended >= (2.0 * self.criterion - 1.0) * ended[-1])))

    def _memoryless_loss(self) -> float:
        inner = count(self.inner_longest, self.inner_room)
        followers = inner.followers.copy()
        begin, end = SYMBOLS.index("B"), SYMBOLS.index("E")
        for outer in (SYMBOLS.index("T"), SYMBOLS.index("P")):
            followers[begin, outer] += 0.5
            followers[outer, begin] += 0.5
            followers[:, outer] += 0.5 * inner.last
            followers[outer, end] += 0.5
        return memoryless_loss(np.asarray(followers))


PAIRS = ("()", "[]", "{}", "<>")


class BracketsTask(TimedTask):
    """Read brackets that never close wrongly; say at every step which kind is the innermost open one, or none.

    Each step opens a bracket of a kind drawn evenly, or closes the innermost one, with even odds; with none open it
    opens, at ``max_depth`` it closes.
    """

    equation = ("y_t = the innermost bracket open after x_1 … x_t",)
    source = "Chomsky and Schützenberger, 1963, doi:10.1016/S0049-237X(08)72023-8"
    criterion: ClassVar[float] = 0.99

    kind: Literal["brackets"] = "brackets"
    length: int = bounded(24, 4, 2000, unit="time steps", scale="log")
    pairs: int = bounded(2, 1, len(PAIRS))
    max_depth: int | None = bounded(None, 2, 100, advanced=True)

    @property
    def deepest(self) -> int:
        """Most brackets that are open at a time: as given, or a third of the length, from 2 to 8."""
        return min(8, max(2, self.length // 3)) if self.max_depth is None else self.max_depth

    @property
    def input_labels(self) -> tuple[str, ...]:  # type: ignore[override]
        """The opening brackets, then the closing ones in the same order."""
        return tuple(pair[side] for side in (0, 1) for pair in PAIRS[: self.pairs])

    @property
    def output_labels(self) -> tuple[str, ...]:  # type: ignore[override]
        """None open, or the kind of the innermost."""
        return ("∅", *self.input_labels[: self.pairs])

    def facts(self) -> TaskFacts:
        """Return what is known beforehand.

        Chance says none and each kind as often as they are right; the floor also looks whether a bracket opens, which
        tells the answer, or closes. A balanced stretch of even length hides what was open before it; the required lag
        is the shortest sight whose best guess behind longer stretches meets the criterion.
        """
        walk = depth_shares(self.length, self.deepest)
        emptied = walk.emptied / walk.closing
        return self._facts(
            chance=entropy(self._answers(walk.emptied)),
            floor=walk.closing * entropy(self._answers(emptied)),
            required_lag=sight_needed(self.length, self.deepest, self.pairs),
            solved=self.criterion,
            metric_chance=max(self._answers(walk.emptied)),
        )

    def _answers(self, none: float) -> tuple[float, ...]:
        """Return the probability of every class where none is open with probability ``none``."""
        return (none, *[(1.0 - none) / self.pairs] * self.pairs)


class DepthShares(NamedTuple):
    """Shares of all steps: those that close a bracket, and those that close the last one open."""

    closing: float
    emptied: float


@lru_cache(maxsize=64)
def depth_shares(length: int, deepest: int) -> DepthShares:
    """Return the exact shares over walks of ``length`` steps between the depths 0 and ``deepest``."""
    opens = _opening(deepest)
    depth = np.zeros(deepest + 1)
    depth[0] = 1.0
    closing = emptied = 0.0
    for _ in range(length):
        opened, closed = depth * opens, depth * (1.0 - opens)
        closing += float(closed.sum())
        emptied += float(closed[1])
        depth = np.zeros(deepest + 1)
        depth[1:] += opened[:-1]
        depth[:-1] += closed[1:]
    return DepthShares(closing / length, emptied / length)


@lru_cache(maxsize=64)
def sight_needed(length: int, deepest: int, pairs: int) -> int:
    """Return the least k such that who sees the last k + 1 brackets can be right in the criterion's share of all steps.

    What is open is in sight unless the depth was nowhere lower since before the k + 1 brackets, and they are not the
    first; then the more frequent answer is given: none, or one of the kinds.
    """
    opens = _opening(deepest)
    stood = _time_at_depths(length, opens)
    ends = np.eye(deepest + 1)  # (lowest, depth): odds to go from the depth to the lowest, without falling below it
    allowed = np.triu(np.ones_like(ends))
    for sight in range(length):
        raised = np.pad(ends[:, 1:], ((0, 0), (0, 1)))
        lowered = np.pad(ends[:, :-1], ((0, 0), (1, 0)))
        ends = allowed * (opens * raised + (1.0 - opens) * lowered)
        hidden = ends @ stood[length - sight - 1]
        none, some = float(hidden[0]), float(hidden[1:].sum())
        if min(some, none + some * (1.0 - 1.0 / pairs)) <= (1.0 - BracketsTask.criterion) * length + 1e-9:
            return sight
    raise ValueError("whoever sees the whole sequence is always right")


def _opening(deepest: int) -> NDArray[np.float64]:
    """Return the odds (depth) that the next bracket opens."""
    opens = np.full(deepest + 1, 0.5)
    opens[0], opens[deepest] = 1.0, 0.0
    return opens


def _time_at_depths(length: int, opens: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (n, depth): after how many of the steps 1 … n, n < ``length``, so many brackets are open."""
    depth, times = np.eye(len(opens))[0], np.zeros((length, len(opens)))
    for step in range(1, length):
        opened, closed = depth * opens, depth * (1.0 - opens)
        depth = np.pad(opened[:-1], (1, 0)) + np.pad(closed[1:], (0, 1))
        times[step] = times[step - 1] + depth
    return times
