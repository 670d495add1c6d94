"""What the training steps of a run are made on: the batch of each step, made ready once for all lanes."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

import torch

from rnn_playground.experiment import Experiment
from rnn_playground.learning.scoring import Scoring
from rnn_playground.tasks import BatchSource, TaskBatch

if TYPE_CHECKING:
    from rnn_playground.kernels.training_steps import Batches


@final
class StepSource:
    """Draws the batches of a run; it keeps the batch, and the block of batches, that a lane asked for last."""

    def __init__(self, experiment: Experiment, dtype: torch.dtype) -> None:
        self._steps = experiment.steps
        self._source = BatchSource(experiment.task, experiment.batch_size, experiment.data_seed, dtype)
        self._scored: tuple[TaskBatch, Scoring] | None = None
        self._step = -1
        self._prepared: tuple[TaskBatch, Batches] | None = None
        self._ahead: tuple[TaskBatch, Batches] | None = None
        self._last_drawn = -1

    def batch(self, step: int) -> TaskBatch:
        """Return the batch of ``step``."""
        return self.scored(step)[0]

    def scored(self, step: int) -> tuple[TaskBatch, Scoring]:
        """Return the batch of ``step`` and what of it is scored."""
        if self._scored is None or step != self._step:
            batch = self._source.batch(step)
            self._scored, self._step = (batch, Scoring.of(batch)), step
        return self._scored

    def prepared(self, step: int) -> tuple[Batches, int]:
        """Return batches as the fused kernels read them, and the index of that of ``step`` among them."""
        from rnn_playground.kernels.fused_network import prepare_batches

        block, index = self._source.block(step)
        if self._prepared is None or self._prepared[0] is not block:
            ahead, self._ahead = self._ahead, None
            self._prepared = ahead if ahead and ahead[0] is block else (block, prepare_batches(block))
        return self._prepared[1], index

    def needs_block_after(self, step: int) -> bool:
        """Whether the run goes on beyond the block of ``step``, and the next one was not drawn ahead yet."""
        first_of_next = step + self.left(step)
        return self._last_drawn < first_of_next < self._steps

    def draw_ahead(self, step: int) -> None:
        """Make the block after that of ``step`` ready for the kernels; other threads may read that one meanwhile."""
        from rnn_playground.kernels.fused_network import prepare_batches

        block = self._source.draw_ahead(step)
        self._ahead, self._last_drawn = (block, prepare_batches(block)), step + self.left(step)

    def prefetch(self, step: int, *, fused: bool) -> None:
        """Draw the batch of ``step``, shaped for the fused kernels or for the reference, if it is not there yet."""
        if fused:
            self.prepared(step)
        else:
            self.scored(step)

    def left(self, step: int) -> int:
        """Return how many batches are at hand together, that of ``step`` and those after it."""
        return self._source.left(step)
