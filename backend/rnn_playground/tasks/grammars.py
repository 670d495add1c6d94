"""Strings of formal grammars, drawn side by side, and what may come next in them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from rnn_playground.experiment.tasks import BracketsTask, EmbeddedReberTask, ReberTask
from rnn_playground.experiment.tasks.grammars import BRANCHES, END, SYMBOLS, continuations, endings
from rnn_playground.tasks.batch import TaskBatch, every_step, one_hot, one_hot_or_nothing

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


def draw_reber(task: ReberTask, batch_size: int, stream: np.random.Generator) -> TaskBatch:
    """One string a sequence; the class of step t is the symbol after it. After the end nothing is read or scored."""
    strings = draw_strings(task.longest, batch_size, stream)
    scored = strings.symbols[1:] != NOTHING
    return TaskBatch(
        one_hot_or_nothing(np.where(scored, strings.symbols[:-1], NOTHING), task.input_size),
        torch.from_numpy(np.where(scored, strings.symbols[1:], 0)),
        torch.from_numpy(scored),
        legal=torch.from_numpy(legal_symbols()[strings.states[:-1]]),
    )


B, T, P, E = (SYMBOLS.index(symbol) for symbol in "BTPE")


def draw_embedded_reber(task: EmbeddedReberTask, batch_size: int, stream: np.random.Generator) -> TaskBatch:
    """B, T or P with even odds, a Reber string, the same T or P, E; the class of step t is the symbol after it.

    Hochreiter and Schmidhuber (1997), experiment 1.
    """
    outer = np.where(stream.integers(0, 2, batch_size) == 0, T, P)
    drawn = draw_strings(task.inner_longest, batch_size, stream)
    inner, states = drawn.symbols[: task.inner_room], drawn.states[: task.inner_room]
    symbols = np.full((task.length + 1, batch_size), NOTHING)
    symbols[0], symbols[1] = B, outer
    symbols[2 : 2 + task.inner_room] = inner
    every, closing = np.arange(batch_size), 2 + (inner != NOTHING).sum(axis=0)  # the place of the second T or P
    symbols[closing, every], symbols[closing + 1, every] = outer, E

    legal = np.zeros((task.length, batch_size, len(SYMBOLS)), dtype=bool)
    legal[0, :, [T, P]] = True
    legal[1, :, B] = True
    legal[2 : 2 + task.inner_room] = legal_symbols()[states][: task.length - 2]
    legal[closing - 1, every] = False  # where the inner string is cut, the automaton would go on
    legal[closing - 1, every, outer] = True
    legal[closing, every] = False
    legal[closing, every, E] = True

    scored = symbols[1:] != NOTHING
    decision = np.zeros((task.length, batch_size), dtype=bool)
    decision[closing - 1, every] = True
    return TaskBatch(
        one_hot_or_nothing(np.where(scored, symbols[:-1], NOTHING), task.input_size),
        torch.from_numpy(np.where(scored, symbols[1:], 0)),
        torch.from_numpy(scored),
        torch.from_numpy(decision),
        torch.from_numpy(legal),
    )


def draw_brackets(task: BracketsTask, batch_size: int, stream: np.random.Generator) -> TaskBatch:
    """A walk of the depth, up or down with even odds between 0 and ``deepest``; kinds are drawn evenly.

    The class of step t is 1 + the kind of the innermost bracket open after it, 0 where none is.
    """
    up = stream.integers(0, 2, (task.length, batch_size)) == 1
    kinds = stream.integers(0, task.pairs, (task.length, batch_size))
    every, depth = np.arange(batch_size), np.zeros(batch_size, dtype=np.int64)
    open_kinds = np.zeros((task.deepest + 1, batch_size), dtype=np.int64)  # by depth; at depth 0 the class of none
    symbols, targets = np.empty((2, task.length, batch_size), dtype=np.int64)
    for step in range(task.length):
        opens = (depth == 0) | (up[step] & (depth < task.deepest))
        innermost = open_kinds[depth, every]
        symbols[step] = np.where(opens, kinds[step], task.pairs + innermost - 1)
        depth = np.where(opens, depth + 1, depth - 1)
        open_kinds[depth, every] = np.where(opens, 1 + kinds[step], open_kinds[depth, every])
        targets[step] = open_kinds[depth, every]
    return TaskBatch(one_hot(symbols, task.input_size), torch.from_numpy(targets), every_step(task.length, batch_size))
