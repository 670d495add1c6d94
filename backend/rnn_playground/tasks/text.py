"""Letters and those that follow them: a word, and windows of a text that several readers go round without a stop."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from rnn_playground.experiment.tasks import HelloTask, TextTask
from rnn_playground.tasks.batch import TaskBatch, every_step, one_hot


def draw_hello(task: HelloTask, batch_size: int, stream: np.random.Generator) -> TaskBatch:
    """Return the word ``batch_size`` times; nothing is random about it."""
    text = _indices(task.text, task.alphabet).repeat(batch_size, axis=1)
    targets = _indices(task.targets, task.classes).repeat(batch_size, axis=1)
    return TaskBatch(one_hot(text, task.input_size), torch.from_numpy(targets), every_step(*text.shape))


def _indices(letters: str, among: Sequence[str]) -> NDArray[np.int64]:
    """Return (time_step, 1): where each of ``letters`` stands ``among`` others."""
    return np.array([[among.index(letter)] for letter in letters], dtype=np.int64)


# 2³² / golden ratio: successive seeds begin far from each other (Knuth, 1973, section 6.4).
STRIDE, MODULUS = 2_654_435_769, 2**32


def draw_text(task: TextTask, batch_size: int, data_seed: int, step: int) -> TaskBatch:
    """Return the ``step``-th window of every reader; its targets are the same characters, one further on.

    Reader b begins b/B of the way round behind the character that ``data_seed`` names; seed 0 names the first one.
    The last character is followed by the first, so the windows of a reader join without a gap.
    """
    places = task.read.places
    size = len(places)
    begin = (data_seed * STRIDE % MODULUS) * size // MODULUS
    readers = begin + np.arange(batch_size) * size // batch_size
    time = step * task.length + np.arange(task.length + 1)
    window = places[(readers + time[:, None]) % size]
    return TaskBatch(
        one_hot(window[:-1], task.input_size), torch.from_numpy(window[1:]), every_step(task.length, batch_size)
    )
