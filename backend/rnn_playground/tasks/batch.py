"""One batch of sequences with their targets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor


class TaskBatch(NamedTuple):
    """Sequences side by side, time first.

    ``inputs`` (time_step, batch, input); ``targets`` (time_step, batch) int64 classes or (time_step, batch, output)
    values; ``loss_mask`` (time_step, batch) bool: where it is false the target is filler and nothing is scored.
    ``metric_mask`` (time_step, batch) bool: those of the scored steps that count in the metric; None: all of them.
    ``legal`` (time_step, batch, output) bool: the classes that are right; None: the target alone.
    """

    inputs: Tensor
    targets: Tensor
    loss_mask: Tensor
    metric_mask: Tensor | None = None
    legal: Tensor | None = None

    @property
    def scored_steps(self) -> list[int]:
        """The time steps, from 0, at which at least one sequence is scored."""
        steps: list[int] = np.flatnonzero(self.loss_mask.numpy().any(axis=1)).tolist()  # torch takes ten times as long
        return steps

    def samples(self, first: int, count: int) -> TaskBatch:
        """Return ``count`` of the sequences from ``first`` on, as views."""
        end = first + count
        inputs, targets, loss_mask = (values[:, first:end] for values in self[:3])
        metric_mask, legal = (None if values is None else values[:, first:end] for values in self[3:])
        return TaskBatch(inputs, targets, loss_mask, metric_mask, legal)

    def to(self, dtype: torch.dtype) -> TaskBatch:
        """Return the same batch with its values, but not its classes, in another floating type."""
        targets = self.targets.to(dtype) if self.targets.is_floating_point() else self.targets
        return self._replace(inputs=self.inputs.to(dtype), targets=targets)


def side_by_side(batches: Sequence[TaskBatch]) -> TaskBatch:
    """Return the sequences of several batches, without masks of a metric or legal classes, as one batch."""
    inputs, targets, loss_mask = (torch.cat(values, dim=1) for values in list(zip(*batches, strict=True))[:3])
    return TaskBatch(inputs, targets, loss_mask)


def every_step(length: int, batch_size: int) -> Tensor:
    """Return a loss mask (time_step, batch) that scores everything."""
    return torch.ones(length, batch_size, dtype=torch.bool)


def last_step(length: int, batch_size: int) -> Tensor:
    """Return a loss mask (time_step, batch) that scores the last time step."""
    mask = torch.zeros(length, batch_size, dtype=torch.bool)
    mask[-1] = True
    return mask


def one_hot(symbols: NDArray[np.int64], size: int) -> Tensor:
    """Return (…, size) float64 with a one at each symbol's index."""
    return torch.from_numpy(np.eye(size)[symbols])


def one_hot_or_nothing(symbols: NDArray[np.int64], size: int) -> Tensor:
    """Return (…, size) float64 with a one at each symbol's index, and all zeros where the symbol is −1."""
    return torch.from_numpy(np.concatenate([np.eye(size), np.zeros((1, size))])[symbols])
