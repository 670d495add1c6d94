"""The running parity of a stream of bits."""

from __future__ import annotations

import numpy as np
import torch

from rnn_playground.experiment.tasks import ParityTask
from rnn_playground.tasks.batch import TaskBatch, every_step


def draw_parity(task: ParityTask, batch_size: int, stream: np.random.Generator) -> TaskBatch:
    """Even bits as ±1; the class of step t is their sum up to t, modulo 2."""
    bits = stream.integers(0, 2, (task.length, batch_size))
    targets = np.bitwise_xor.accumulate(bits, axis=0)
    inputs = torch.from_numpy(2.0 * bits[:, :, None] - 1.0)
    return TaskBatch(inputs, torch.from_numpy(targets), every_step(task.length, batch_size))
