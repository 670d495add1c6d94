"""parity: keep count of the ones, modulo 2."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

from rnn_playground.experiment.document import Document, bounded
from rnn_playground.experiment.tasks.entropy import entropy
from rnn_playground.experiment.tasks.facts import Loss, Modality, SolvedCriterion, TaskFacts

CRITERION = 0.99


class ParityTask(Document):
    """Read bits, +1 for a one and −1 for a zero; say at every step whether the number of ones so far is even or odd."""

    input_size: ClassVar[int] = 1
    output_size: ClassVar[int] = 2
    loss: ClassVar[Loss] = "cross_entropy"
    modality: ClassVar[Modality] = "values"
    equation: ClassVar[tuple[str, ...]] = ("y_t = x_1 ⊕ … ⊕ x_t",)
    source: ClassVar[str] = "Minsky and Papert, 1969"

    kind: Literal["parity"] = "parity"
    length: int = bounded(12, 4, 2000, unit="time steps", scale="log")

    @property
    def sequence_length(self) -> int:
        """Number of time steps."""
        return self.length

    def facts(self) -> TaskFacts:
        """Return what is known beforehand: the first parity is the bit itself, every other is independent of its bit.

        So the bit agrees with the parity in a fraction ½ + 1/(2T) of the steps, which the floor makes use of. Whoever
        sees the last k + 1 bits knows the first k + 1 parities and is right in half of the others, which may be a
        fiftieth of all.
        """
        agreement = 0.5 + 0.5 / self.length
        return TaskFacts(
            kind=self.kind,
            structure="many-to-many",
            loss=self.loss,
            metric="accuracy",
            chance=math.log(2.0),
            floor=entropy((agreement, 1.0 - agreement)),
            required_lag=self.length - 1 - math.floor(2.0 * (1.0 - CRITERION) * self.length + 1e-9),
            sequence_length=self.length,
            input_size=self.input_size,
            output_size=self.output_size,
            input_labels=("bit",),
            output_labels=("0", "1"),
            solved=SolvedCriterion("metric", ">=", CRITERION, 10),
            modality=self.modality,
        )
