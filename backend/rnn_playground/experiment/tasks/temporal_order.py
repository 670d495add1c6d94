"""temporal order: remember two symbols and the order in which they came."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

from rnn_playground.experiment.document import Document, bounded
from rnn_playground.experiment.tasks.facts import Loss, Modality, SolvedCriterion, TaskFacts

CRITERION = 0.95


class TemporalOrderTask(Document):
    """Two symbols matter, an A or B early, another near the middle; the class, at the end, says which in what order.

    Noise symbols c, d, e, f. The first relevant symbol stands in [T/10, 2T/10), the second in [T/2, 6T/10)
    (Hochreiter and Schmidhuber, 1997, experiment 6a; lengths as Pascanu et al., 2013).
    """

    input_size: ClassVar[int] = 6
    output_size: ClassVar[int] = 4
    loss: ClassVar[Loss] = "cross_entropy"
    modality: ClassVar[Modality] = "symbols"
    equation: ClassVar[tuple[str, ...]] = ("y_T = 2 s_2 + s_1",)
    source: ClassVar[str] = (
        "Pascanu, Mikolov and Bengio, 2013, arXiv:1211.5063; "
        "after Hochreiter and Schmidhuber, 1997, doi:10.1162/neco.1997.9.8.1735, experiment 6a"
    )

    kind: Literal["temporal_order"] = "temporal_order"
    length: int = bounded(50, 4, 2000, unit="time steps", scale="log")

    @property
    def sequence_length(self) -> int:
        """Number of time steps."""
        return self.length

    @property
    def first_positions(self) -> range:
        """Where the first relevant symbol may stand (0-based); never empty."""
        start = self.length // 10
        return range(start, max(start + 1, 2 * self.length // 10))

    @property
    def second_positions(self) -> range:
        """Where the second relevant symbol may stand (0-based); never empty."""
        start = self.length // 2
        return range(start, max(start + 1, 6 * self.length // 10))

    def facts(self) -> TaskFacts:
        """Return what is known beforehand; whoever has not seen the first symbol is right in half of the sequences.

        So the criterion leaves a tenth of its places out of sight, those furthest away.
        """
        unseen = math.floor(2.0 * (1.0 - CRITERION) * len(self.first_positions) + 1e-9)
        return TaskFacts(
            kind=self.kind,
            structure="many-to-one",
            loss=self.loss,
            metric="accuracy",
            chance=math.log(4.0),
            floor=None,
            required_lag=self.length - 1 - self.first_positions.start - unseen,
            sequence_length=self.length,
            input_size=self.input_size,
            output_size=self.output_size,
            input_labels=("c", "d", "e", "f", "A", "B"),
            output_labels=("AA", "BA", "AB", "BB"),
            solved=SolvedCriterion("metric", ">=", CRITERION, 10),
            modality=self.modality,
        )
