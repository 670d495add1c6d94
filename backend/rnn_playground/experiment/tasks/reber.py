"""reber: predict which symbols of an artificial grammar may come next."""

from __future__ import annotations

from typing import ClassVar, Literal

from rnn_playground.experiment.document import Document, bounded
from rnn_playground.experiment.tasks.facts import Loss, Modality, SolvedCriterion, TaskFacts
from rnn_playground.experiment.tasks.reber_grammar import SYMBOLS, count, even_odds, memory_needed, memoryless_loss


class ReberTask(Document):
    """Read a string of the Reber grammar and predict its next symbol; any symbol that the grammar allows is right.

    One string a sequence, drawn among those that fit; after its end nothing is read or scored.
    """

    input_size: ClassVar[int] = len(SYMBOLS)
    output_size: ClassVar[int] = len(SYMBOLS)
    loss: ClassVar[Loss] = "cross_entropy"
    modality: ClassVar[Modality] = "symbols"
    equation: ClassVar[tuple[str, ...]] = ("p(x_{t+1} | x_1 … x_t)",)
    source: ClassVar[str] = "Reber, 1967, doi:10.1016/S0022-5371(67)80149-X"

    kind: Literal["reber"] = "reber"
    length: int = bounded(20, 4, 2000, unit="time steps", scale="log")

    @property
    def sequence_length(self) -> int:
        """Number of time steps."""
        return self.length

    @property
    def longest(self) -> int:
        """Symbols of the longest string that fits: all but its last are read."""
        return self.length + 1

    def facts(self) -> TaskFacts:
        """Return what is known beforehand; the floor is the entropy of the next symbol given the present one."""
        counts = count(self.longest, self.longest)
        return TaskFacts(
            kind=self.kind,
            structure="many-to-many",
            loss=self.loss,
            metric="accuracy",
            chance=even_odds(),
            floor=memoryless_loss(counts.followers),
            required_lag=memory_needed(),
            sequence_length=self.length,
            input_size=self.input_size,
            output_size=self.output_size,
            input_labels=SYMBOLS,
            output_labels=SYMBOLS,
            solved=SolvedCriterion("metric", ">=", 0.99, 10),
            modality=self.modality,
            metric_chance=counts.choices / float(counts.followers.sum()) / self.output_size,
        )
