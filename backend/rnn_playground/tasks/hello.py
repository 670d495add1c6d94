"""The word whose next letter cannot be told from the present one alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from rnn_playground.experiment.tasks import HelloTask
from rnn_playground.tasks.batch import TaskBatch, every_step, one_hot


def draw_hello(task: HelloTask, batch_size: int, stream: np.random.Generator) -> TaskBatch:
    """Return the word ``batch_size`` times; nothing is random about it."""
    text = _places(task.text, task.alphabet).repeat(batch_size, axis=1)
    targets = _places(task.targets, task.classes).repeat(batch_size, axis=1)
    return TaskBatch(one_hot(text, task.input_size), torch.from_numpy(targets), every_step(*text.shape))


def _places(letters: str, among: Sequence[str]) -> NDArray[np.int64]:
    """Return (time_step, 1): where each of ``letters`` stands ``among`` others."""
    return np.array([[among.index(letter)] for letter in letters], dtype=np.int64)
