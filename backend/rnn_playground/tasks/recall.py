"""Batches of the tasks that ask at the end for symbols that were read before."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from rnn_playground.experiment.tasks import AssociativeRecallTask, CopyTask, SelectiveCopyTask
from rnn_playground.tasks.batch import TaskBatch, every_step, one_hot


def draw_copy(task: CopyTask, batch_size: int, stream: np.random.Generator) -> TaskBatch:
    """Evenly drawn symbols, blanks, the delimiter ``copied`` steps before the end, blanks; the recall is last.

    Arjovsky, Shah and Bengio (2016), section “Copying memory problem”.
    """
    length, copied = task.sequence_length, task.copied
    drawn = stream.integers(0, task.symbols, (copied, batch_size))
    read = np.full((length, batch_size), task.symbols)
    read[:copied] = drawn
    read[length - copied - 1] = task.symbols + 1
    return _recall(task, read, drawn)


def draw_selective_copy(task: SelectiveCopyTask, batch_size: int, stream: np.random.Generator) -> TaskBatch:
    """Evenly drawn symbols at evenly drawn places among blanks, then as many delimiters; the recall is last.

    Gu and Dao (2023), section 4.1.1.
    """
    room, copied = task.sequence_length - task.copied, task.copied
    drawn = stream.integers(0, task.symbols, (copied, batch_size))
    places = np.sort(stream.random((room, batch_size)).argsort(axis=0)[:copied], axis=0)
    read = np.full((task.sequence_length, batch_size), task.symbols)
    read[places, np.arange(batch_size)] = drawn
    read[room:] = task.symbols + 1
    return _recall(task, read, drawn)


def _recall(task: CopyTask | SelectiveCopyTask, read: NDArray[np.int64], drawn: NDArray[np.int64]) -> TaskBatch:
    """Return the batch that reads ``read`` (time_step, batch) and is asked at the end for ``drawn`` (symbol, batch)."""
    targets = np.full_like(read, task.symbols)
    targets[-len(drawn) :] = drawn
    recall = torch.zeros(read.shape, dtype=torch.bool)
    recall[-len(drawn) :] = True
    return TaskBatch(one_hot(read, task.input_size), torch.from_numpy(targets), every_step(*read.shape), recall)


def draw_associative_recall(task: AssociativeRecallTask, batch_size: int, stream: np.random.Generator) -> TaskBatch:
    """Keys without repetition and evenly drawn values in turn, then queries; the answers to these alone are scored.

    After Arora et al. (2023).
    """
    pairs = 2 * task.stored
    keys = stream.random((task.keys, batch_size)).argsort(axis=0)[: task.stored]
    values = stream.integers(0, task.values, (task.stored, batch_size))
    asked = stream.integers(0, task.stored, (task.queries, batch_size))
    read = np.empty((task.sequence_length, batch_size), dtype=np.int64)
    read[0:pairs:2], read[1:pairs:2] = keys, task.keys + values
    read[pairs:] = np.take_along_axis(keys, asked, axis=0)
    targets = np.zeros_like(read)
    targets[pairs:] = np.take_along_axis(values, asked, axis=0)
    scored = torch.zeros(read.shape, dtype=torch.bool)
    scored[pairs:] = True
    return TaskBatch(one_hot(read, task.input_size), torch.from_numpy(targets), scored)
