"""What of a batch is scored: found once a batch, used by every lane."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor

from rnn_playground.tasks import TaskBatch


class Scoring(NamedTuple):
    """The scored steps of a batch.

    ``time_steps``: those at which some sequence is scored, S of them; ``mask`` (S, batch): which sequences are, None
    where all are; ``targets`` (N, …) of the N scored steps.
    """

    time_steps: list[int]
    mask: Tensor | None
    targets: Tensor

    @classmethod
    def of(cls, batch: TaskBatch) -> Scoring:
        """Return what is scored in ``batch``."""
        time_steps = batch.scored_steps
        mask = batch.loss_mask[time_steps]
        targets = batch.targets[time_steps]
        if bool(mask.all()):
            return cls(time_steps, None, targets.flatten(0, 1))
        return cls(time_steps, mask, targets[mask])

    def select(self, predictions: Tensor) -> Tensor:
        """Return the scored ones (N, output) of ``predictions`` (S, batch, output)."""
        return predictions.flatten(0, 1) if self.mask is None else predictions[self.mask]
