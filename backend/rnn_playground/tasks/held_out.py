"""What was kept back to validate and test with: no training step ever draws it."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from rnn_playground.experiment.tasks import DigitsTask, MnistTask, Task, TextTask
from rnn_playground.tasks.batch import TaskBatch, every_step, one_hot
from rnn_playground.tasks.digits import digit_images
from rnn_playground.tasks.images import read_images
from rnn_playground.tasks.mnist import mnist_images


def held_out_count(task: Task) -> int:
    """Return how many sequences were kept back; 0 where there are none. Raises Refusal as draw_batch."""
    match task:
        case DigitsTask():
            return len(digit_images().test.labels)
        case MnistTask():
            return len(mnist_images().test.labels)
        case TextTask():
            return _windows(task, task.read.held_out).inputs.shape[1] if len(task.read.held_out) else 0
        case _:
            return 0


def held_out_batch(task: DigitsTask | MnistTask | TextTask, count: int, first: int = 0) -> TaskBatch:
    """Return ``count`` of the kept-back sequences from ``first`` on, fewer at the end, always in the same order.

    Raises ValueError where there are none there, Refusal where the data are not there.
    """
    if first not in range(held_out_count(task)) or count < 1:
        raise ValueError(f"{count} sequences from {first} on are beyond the {held_out_count(task)} kept back")
    if isinstance(task, TextTask):
        return _windows(task, task.read.held_out).samples(first, count)
    images = (digit_images() if isinstance(task, DigitsTask) else mnist_images()).test
    rows = np.arange(len(images.labels))[first : first + count]
    return read_images(images.take(rows), task)


def whole_text(task: TextTask) -> TaskBatch:
    """Return what is trained on as one sequence; where every window starts from zeros, as windows side by side."""
    return _windows(task, task.read.places)


def _windows(task: TextTask, places: NDArray[np.int64]) -> TaskBatch:
    length = len(places) - 1 if task.carry_state else min(task.length, len(places) - 1)
    begins = np.arange(0, len(places) - length, length)
    windows = places[begins + np.arange(length + 1)[:, None]]
    return TaskBatch(
        one_hot(windows[:-1], task.input_size), torch.from_numpy(windows[1:]), every_step(length, len(begins))
    )
