"""Strings of the Reber grammar, drawn side by side."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnn_playground.experiment.tasks.reber_grammar import BRANCHES, END, SYMBOLS, continuations, endings

NOTHING = -1


class Strings(NamedTuple):
    """``symbols`` (position, string), ``NOTHING`` after the end; ``states`` (position, string) that they lead to."""

    symbols: NDArray[np.int64]
    states: NDArray[np.int64]


def draw_strings(longest: int, batch_size: int, stream: np.random.Generator) -> Strings:
    """Draw strings as the automaton makes them, given that they end within ``longest`` symbols."""
    table = endings(longest)
    chances = stream.random((longest, batch_size))
    symbols, states = np.full((longest, batch_size), NOTHING), np.full((longest, batch_size), END)
    state = np.zeros(batch_size, dtype=np.int64)
    for position in range(longest):
        moved = np.full(batch_size, END)
        for current in np.unique(state[state != END]):
            here = np.flatnonzero(state == current)
            ways = continuations(int(current), longest - position, table)
            bounds = np.cumsum([way.probability for way in ways])[:-1]
            taken = np.searchsorted(bounds, chances[position, here], side="right")
            symbols[position, here] = np.array([way.symbol for way in ways])[taken]
            moved[here] = np.array([way.state for way in ways])[taken]
        state = states[position] = moved
        if (state == END).all():
            break
    return Strings(symbols, states)


def legal_symbols() -> NDArray[np.bool_]:
    """Return (state, symbol): whether the grammar lets the symbol follow; none follows the end."""
    table = np.zeros((END + 1, len(SYMBOLS)), dtype=bool)
    for state, branches in enumerate(BRANCHES):
        for symbol, _ in branches:
            table[state, SYMBOLS.index(symbol)] = True
    return table
