"""The Reber grammar: an automaton whose strings are to be predicted, and exact counts of what follows what in them."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

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


def even_odds() -> float:
    """Return the loss in nats of giving every symbol the same probability."""
    return math.log(len(SYMBOLS))
