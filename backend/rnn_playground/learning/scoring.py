"""What of a batch is scored: found once a batch, used by every lane."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor

from rnn_playground.tasks import TaskBatch


class Scoring(NamedTuple):
    """The scored steps of a batch.

    ``time_steps``: those at which some sequence is scored, S of them; ``mask`` (S, batch): which sequences are, None
    where all are; ``targets`` (N, …) of the N scored steps. ``counted`` (N,): which of them count in the metric, None
    where all do; ``legal`` (N, output): which classes are right, None where only the target is.
    """

    time_steps: list[int]
    mask: Tensor | None
    targets: Tensor
    counted: Tensor | None
    legal: Tensor | None

    @classmethod
    def of(cls, batch: TaskBatch) -> Scoring:
        """Return what is scored in ``batch``."""
        time_steps = batch.scored_steps
        together = time_steps == list(range(time_steps[0], time_steps[-1] + 1)) if time_steps else False
        rows = slice(time_steps[0], time_steps[-1] + 1) if together else time_steps  # a slice copies nothing
        scored = batch.loss_mask[rows]
        mask = None if bool(scored.numpy().all()) else scored

        def select(values: Tensor) -> Tensor:
            return _select(values[rows], mask)

        counted = None if batch.metric_mask is None else select(batch.metric_mask)
        legal = None if batch.legal is None else select(batch.legal)
        return cls(time_steps, mask, select(batch.targets), counted, legal)

    def select(self, predictions: Tensor) -> Tensor:
        """Return the scored ones (N, output) of ``predictions`` (S, batch, output)."""
        return _select(predictions, self.mask)


def _select(values: Tensor, mask: Tensor | None) -> Tensor:
    """Return the (N, …) of ``values`` (S, batch, …) that ``mask`` (S, batch) lets through."""
    return values.flatten(0, 1) if mask is None else values[mask]
