"""The copy problem: symbols, a silence, and the same symbols again."""

from __future__ import annotations

import numpy as np
import torch

from rnn_playground.experiment.tasks import CopyTask
from rnn_playground.tasks.batch import TaskBatch, every_step, one_hot


def draw_copy(task: CopyTask, batch_size: int, stream: np.random.Generator) -> TaskBatch:
    """Evenly drawn symbols, blanks, the delimiter ``copied`` steps before the end, blanks; the recall is last.

    Arjovsky, Shah and Bengio (2016), section “Copying memory problem”.
    """
    length, copied = task.sequence_length, task.copied
    blank, delimiter = task.symbols, task.symbols + 1
    drawn = stream.integers(0, task.symbols, (copied, batch_size))
    symbols = np.full((length, batch_size), blank)
    symbols[:copied] = drawn
    symbols[length - copied - 1] = delimiter
    targets = np.full((length, batch_size), blank)
    targets[length - copied :] = drawn
    recall = torch.zeros(length, batch_size, dtype=torch.bool)
    recall[length - copied :] = True
    return TaskBatch(
        one_hot(symbols, task.input_size), torch.from_numpy(targets), every_step(length, batch_size), recall
    )
