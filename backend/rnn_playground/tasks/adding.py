"""The adding problem: the sum of two marked values, asked for at the end."""

from __future__ import annotations

import numpy as np
import torch

from rnn_playground.experiment.tasks import AddingTask
from rnn_playground.tasks.batch import TaskBatch, last_step


def draw_adding(task: AddingTask, batch_size: int, stream: np.random.Generator) -> TaskBatch:
    """Values from U[0, 1) in channel 0, marks in channel 1, one in each half of the sequence.

    Hochreiter and Schmidhuber (1997), experiment 4, in the form of Arjovsky, Shah and Bengio (2016).
    """
    length, half = task.length, task.length // 2
    values = stream.random((length, batch_size))
    first = stream.integers(0, half, batch_size)
    second = stream.integers(half, length, batch_size)
    every = np.arange(batch_size)
    marks = np.zeros((length, batch_size))
    marks[first, every] = marks[second, every] = 1.0
    targets = np.zeros((length, batch_size, 1))
    targets[-1, :, 0] = values[first, every] + values[second, every]
    return TaskBatch(
        torch.from_numpy(np.stack([values, marks], axis=2)), torch.from_numpy(targets), last_step(length, batch_size)
    )
