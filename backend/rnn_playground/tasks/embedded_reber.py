"""A Reber string between two equal symbols: the second can only be told by who remembers the first."""

from __future__ import annotations

import numpy as np
import torch

from rnn_playground.experiment.tasks import EmbeddedReberTask
from rnn_playground.experiment.tasks.reber_grammar import SYMBOLS
from rnn_playground.tasks.batch import TaskBatch, one_hot_or_nothing
from rnn_playground.tasks.reber_strings import NOTHING, draw_strings, legal_symbols

BEGIN, T, P, END = (SYMBOLS.index(symbol) for symbol in "BTPE")


def draw_embedded_reber(task: EmbeddedReberTask, batch_size: int, stream: np.random.Generator) -> TaskBatch:
    """B, T or P with even odds, a Reber string, the same T or P, E; the class of step t is the symbol after it.

    Hochreiter and Schmidhuber (1997), experiment 1.
    """
    outer = np.where(stream.integers(0, 2, batch_size) == 0, T, P)
    drawn = draw_strings(task.inner_longest, batch_size, stream)
    inner, states = drawn.symbols[: task.inner_room], drawn.states[: task.inner_room]
    symbols = np.full((task.length + 1, batch_size), NOTHING)
    symbols[0], symbols[1] = BEGIN, outer
    symbols[2 : 2 + task.inner_room] = inner
    every, closing = np.arange(batch_size), 2 + (inner != NOTHING).sum(axis=0)  # the place of the second T or P
    symbols[closing, every], symbols[closing + 1, every] = outer, END

    legal = np.zeros((task.length, batch_size, len(SYMBOLS)), dtype=bool)
    legal[0, :, [T, P]] = True
    legal[1, :, BEGIN] = True
    legal[2 : 2 + task.inner_room] = legal_symbols()[states][: task.length - 2]
    legal[closing - 1, every] = False  # where the inner string is cut, the automaton would go on
    legal[closing - 1, every, outer] = True
    legal[closing, every] = False
    legal[closing, every, END] = True

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
