"""Batches of the tasks that were made up to ask for memory."""

from __future__ import annotations

import numpy as np
import torch

from rnn_playground.experiment.tasks import (
    AddingTask,
    EchoTask,
    ParityTask,
    Seq2seqReverseTask,
    TemporalOrderTask,
)
from rnn_playground.tasks.batch import TaskBatch, every_step, last_step, one_hot


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


def draw_parity(task: ParityTask, batch_size: int, stream: np.random.Generator) -> TaskBatch:
    """Even bits as ±1; the class of step t is their sum up to t, modulo 2."""
    bits = stream.integers(0, 2, (task.length, batch_size))
    targets = np.bitwise_xor.accumulate(bits, axis=0)
    inputs = torch.from_numpy(2.0 * bits[:, :, None] - 1.0)
    return TaskBatch(inputs, torch.from_numpy(targets), every_step(task.length, batch_size))


def draw_echo(task: EchoTask, batch_size: int, stream: np.random.Generator) -> TaskBatch:
    """Even bits as ±1; the class of step t is the bit of step t − delay, and nothing is scored before step delay."""
    bits = stream.integers(0, 2, (task.length, batch_size))
    targets = np.zeros_like(bits)
    targets[task.delay :] = bits[: task.length - task.delay]
    mask = torch.zeros(task.length, batch_size, dtype=torch.bool)
    mask[task.delay :] = True
    return TaskBatch(torch.from_numpy(2.0 * bits[:, :, None] - 1.0), torch.from_numpy(targets), mask)


def draw_seq2seq_reverse(task: Seq2seqReverseTask, batch_size: int, stream: np.random.Generator) -> TaskBatch:
    """Evenly drawn symbols, then the sign to write at every step; what is written is scored, not what is read."""
    drawn = stream.integers(0, task.symbols, (task.length, batch_size))
    symbols = np.concatenate([drawn, np.full_like(drawn, task.symbols)])
    targets = np.concatenate([np.zeros_like(drawn), drawn[::-1]])
    writing = torch.zeros(task.sequence_length, batch_size, dtype=torch.bool)
    writing[task.length :] = True
    return TaskBatch(one_hot(symbols, task.input_size), torch.from_numpy(targets), writing)
