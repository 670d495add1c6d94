"""Symbols that are read to the end and then written backwards."""

from __future__ import annotations

import numpy as np
import torch

from rnn_playground.experiment.tasks import Seq2seqReverseTask
from rnn_playground.tasks.batch import TaskBatch, one_hot


def draw_seq2seq_reverse(task: Seq2seqReverseTask, batch_size: int, stream: np.random.Generator) -> TaskBatch:
    """Evenly drawn symbols, then the sign to write at every step; what is written is scored, not what is read."""
    drawn = stream.integers(0, task.symbols, (task.length, batch_size))
    symbols = np.concatenate([drawn, np.full_like(drawn, task.symbols)])
    targets = np.concatenate([np.zeros_like(drawn), drawn[::-1]])
    writing = torch.zeros(task.sequence_length, batch_size, dtype=torch.bool)
    writing[task.length :] = True
    return TaskBatch(one_hot(symbols, task.input_size), torch.from_numpy(targets), writing)
