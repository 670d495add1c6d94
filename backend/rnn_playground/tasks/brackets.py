"""Brackets that never close wrongly, and which of them is open."""

from __future__ import annotations

import numpy as np
import torch

from rnn_playground.experiment.tasks import BracketsTask
from rnn_playground.tasks.batch import TaskBatch, every_step, one_hot


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
