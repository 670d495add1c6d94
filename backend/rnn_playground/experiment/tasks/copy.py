"""copy: repeat a handful of symbols after a long silence."""

from __future__ import annotations

import math
import string
from typing import ClassVar, Literal

from rnn_playground.experiment.document import Document, bounded
from rnn_playground.experiment.tasks.facts import Loss, Modality, SolvedCriterion, TaskFacts


class CopyTask(Document):
    """Read ``copied`` symbols, wait for ``length`` steps, the last of them a "?", then say the symbols in order.

    While nothing is read or asked, input and target are the blank ".". Every step is scored in the loss, only the
    recall in the metric.
    """

    loss: ClassVar[Loss] = "cross_entropy"
    modality: ClassVar[Modality] = "symbols"
    equation: ClassVar[tuple[str, ...]] = ("y_t = x_{t−D−L} in the last L time steps",)
    source: ClassVar[str] = "Arjovsky, Shah and Bengio, 2016, arXiv:1511.06464"

    kind: Literal["copy"] = "copy"
    length: int = bounded(20, 4, 2000, unit="time steps", scale="log")
    symbols: int = bounded(8, 2, 26, advanced=True)
    copied: int = bounded(5, 1, 50, advanced=True)

    @property
    def alphabet(self) -> tuple[str, ...]:
        """The letters that may have to be copied."""
        return tuple(string.ascii_lowercase[: self.symbols])

    @property
    def input_size(self) -> int:
        """Letters, blank and "?"."""
        return self.symbols + 2

    @property
    def output_size(self) -> int:
        """Letters and blank."""
        return self.symbols + 1

    @property
    def sequence_length(self) -> int:
        """Number of time steps: reading, waiting, recall."""
        return self.length + 2 * self.copied

    def facts(self) -> TaskFacts:
        """Return what is known beforehand; chance is that of an answer that knows the time but no symbol."""
        return TaskFacts(
            kind=self.kind,
            structure="many-to-many",
            loss=self.loss,
            metric="accuracy",
            chance=self.copied * math.log(self.symbols) / self.sequence_length,
            floor=None,
            required_lag=self.length + self.copied,
            sequence_length=self.sequence_length,
            input_size=self.input_size,
            output_size=self.output_size,
            input_labels=(*self.alphabet, ".", "?"),
            output_labels=(*self.alphabet, "."),
            solved=SolvedCriterion("metric", ">=", 0.95, 10),
            modality=self.modality,
            metric_chance=1.0 / self.symbols,
        )
