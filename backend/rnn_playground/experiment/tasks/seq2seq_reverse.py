"""reverse: read symbols to the end, then write them backwards."""

from __future__ import annotations

import math
import string
from typing import ClassVar, Literal

from rnn_playground.experiment.document import Document, bounded
from rnn_playground.experiment.tasks.facts import Loss, Modality, SolvedCriterion, TaskFacts

CRITERION = 0.95


class Seq2seqReverseTask(Document):
    """Read ``length`` symbols, then, while ">" is read, write them in reverse: encoder, then decoder."""

    loss: ClassVar[Loss] = "cross_entropy"
    modality: ClassVar[Modality] = "symbols"
    equation: ClassVar[tuple[str, ...]] = ("y_{L+k} = x_{L+1−k}, k = 1 … L",)
    source: ClassVar[str] = "Sutskever, Vinyals and Le, 2014, arXiv:1409.3215"

    kind: Literal["seq2seq_reverse"] = "seq2seq_reverse"
    length: int = bounded(6, 4, 1000, unit="symbols", scale="log")
    symbols: int = bounded(8, 2, 26, advanced=True)

    @property
    def alphabet(self) -> tuple[str, ...]:
        """The letters that are read and written."""
        return tuple(string.ascii_lowercase[: self.symbols])

    @property
    def input_size(self) -> int:
        """Letters and ">"."""
        return self.symbols + 1

    @property
    def output_size(self) -> int:
        """Letters."""
        return self.symbols

    @property
    def sequence_length(self) -> int:
        """Number of time steps: reading, then writing."""
        return 2 * self.length

    def facts(self) -> TaskFacts:
        """Return what is known beforehand: the last letter written is the first that was read.

        The letter written k-th lies 2k − 1 time steps back. Of long strings the last few may be guessed.
        """
        guessed = math.floor((1.0 - CRITERION) * self.length * self.symbols / (self.symbols - 1) + 1e-9)
        return TaskFacts(
            kind=self.kind,
            structure="many-to-many-encoder-decoder",
            loss=self.loss,
            metric="accuracy",
            chance=math.log(self.symbols),
            floor=None,
            required_lag=self.sequence_length - 1 - 2 * guessed,
            sequence_length=self.sequence_length,
            input_size=self.input_size,
            output_size=self.output_size,
            input_labels=(*self.alphabet, ">"),
            output_labels=self.alphabet,
            solved=SolvedCriterion("metric", ">=", CRITERION, 10),
            modality=self.modality,
        )
