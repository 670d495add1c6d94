"""The word whose next letter cannot be told from the present one alone."""

from __future__ import annotations

import numpy as np
import torch

from rnn_playground.experiment.tasks import HelloTask
from rnn_playground.tasks.batch import TaskBatch, every_step, one_hot


def draw_hello(task: HelloTask, batch_size: int, stream: np.random.Generator) -> TaskBatch:
    """Return the word ``batch_size`` times; nothing is random about it."""
    place = {letter: index for index, letter in enumerate(task.alphabet)}
    text = np.array([[place[letter]] for letter in task.text]).repeat(batch_size, axis=1)
    targets = np.array([[place[letter]] for letter in task.targets]).repeat(batch_size, axis=1)
    return TaskBatch(one_hot(text, task.input_size), torch.from_numpy(targets), every_step(*text.shape))
