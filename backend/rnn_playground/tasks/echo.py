"""A stream of bits, repeated some time steps later."""

from __future__ import annotations

import numpy as np
import torch

from rnn_playground.experiment.tasks import EchoTask
from rnn_playground.tasks.batch import TaskBatch


def draw_echo(task: EchoTask, batch_size: int, stream: np.random.Generator) -> TaskBatch:
    """Even bits as ±1; the class of step t is the bit of step t − delay, and nothing is scored before step delay."""
    bits = stream.integers(0, 2, (task.length, batch_size))
    targets = np.zeros_like(bits)
    targets[task.delay :] = bits[: task.length - task.delay]
    mask = torch.zeros(task.length, batch_size, dtype=torch.bool)
    mask[task.delay :] = True
    return TaskBatch(torch.from_numpy(2.0 * bits[:, :, None] - 1.0), torch.from_numpy(targets), mask)
