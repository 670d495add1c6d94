"""Which of two symbols came first: asked for at the end of a sequence of distractors."""

from __future__ import annotations

import numpy as np
import torch

from rnn_playground.experiment.tasks import TemporalOrderTask
from rnn_playground.tasks.batch import TaskBatch, last_step, one_hot

DISTRACTORS = 4
A = DISTRACTORS  # the symbols are c, d, e, f, A, B


def draw_temporal_order(task: TemporalOrderTask, batch_size: int, stream: np.random.Generator) -> TaskBatch:
    """Symbols c, d, e, f, and in two places A (0) or B (1): s_1 early, s_2 near the middle; the class is 2 s_2 + s_1.

    Hochreiter and Schmidhuber (1997), experiment 6a, with a fixed length as in Pascanu, Mikolov and Bengio (2013).
    """
    length, every = task.length, np.arange(batch_size)
    symbols = stream.integers(0, DISTRACTORS, (length, batch_size))
    relevant = stream.integers(0, 2, (2, batch_size))
    first = stream.integers(task.first_positions.start, task.first_positions.stop, batch_size)
    second = stream.integers(task.second_positions.start, task.second_positions.stop, batch_size)
    symbols[first, every] = A + relevant[0]
    symbols[second, every] = A + relevant[1]
    targets = np.zeros((length, batch_size), dtype=np.int64)
    targets[-1] = 2 * relevant[1] + relevant[0]
    return TaskBatch(one_hot(symbols, task.input_size), torch.from_numpy(targets), last_step(length, batch_size))
