"""The batches of a run, one after the other: drawn in blocks, handed out one at a time."""

from __future__ import annotations

from typing import final

import torch

from rnn_playground.experiment.tasks import Task
from rnn_playground.tasks.batch import TaskBatch
from rnn_playground.tasks.catalog import batches_in_block, draw_block


@final
class BatchSource:
    """Keeps the block that was asked for last. Batch k follows from the seed and k alone, in whatever order."""

    def __init__(self, task: Task, batch_size: int, data_seed: int, dtype: torch.dtype) -> None:
        self.batch_size = batch_size
        self._task, self._seed, self._dtype = task, data_seed, dtype
        self._count = batches_in_block(task, batch_size)
        self._number = -1
        self._block: TaskBatch | None = None

    def block(self, step: int) -> tuple[TaskBatch, int]:
        """Return the block in which the batch of ``step`` lies, and its place among the block's batches."""
        number, place = divmod(step, self._count)
        if self._block is None or number != self._number:
            self._block = draw_block(self._task, self.batch_size, self._seed, number).to(self._dtype)
            self._number = number
        return self._block, place

    def batch(self, step: int) -> TaskBatch:
        """Return the batch of ``step``, as views into its block."""
        block, place = self.block(step)
        return block.samples(place * self.batch_size, self.batch_size)

    def left(self, step: int) -> int:
        """Return how many batches the block of ``step`` still holds, that of ``step`` among them."""
        return self._count - step % self._count
