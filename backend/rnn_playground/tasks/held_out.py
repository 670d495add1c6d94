"""What was kept back to test with: images that no training step ever draws."""

from __future__ import annotations

import numpy as np

from rnn_playground.experiment.tasks import DigitsTask, MnistTask, Task
from rnn_playground.tasks.batch import TaskBatch
from rnn_playground.tasks.digits import digit_images
from rnn_playground.tasks.images import read_images
from rnn_playground.tasks.mnist import mnist_images


def held_out_count(task: Task) -> int:
    """Return how many sequences were kept back; 0 where every sequence is drawn anew. Raises Refusal as draw_batch."""
    match task:
        case DigitsTask():
            return len(digit_images().test.labels)
        case MnistTask():
            return len(mnist_images().test.labels)
        case _:
            return 0


def held_out_batch(task: DigitsTask | MnistTask, count: int, first: int = 0) -> TaskBatch:
    """Return ``count`` of the kept-back sequences from ``first`` on, fewer at the end, always in the same order.

    Raises ValueError where there are none there, Refusal where the data are not there.
    """
    images = (digit_images() if isinstance(task, DigitsTask) else mnist_images()).test
    rows = np.arange(len(images.labels))[first : first + count]
    if len(rows) == 0:
        raise ValueError(f"images {first} to {first + count} are beyond the {len(images.labels)} kept back")
    return read_images(images.take(rows), task)
