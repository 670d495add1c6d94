"""embedded reber: a grammar within a grammar, whose last choice repeats the first."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from rnn_playground.experiment.document import Document, bounded
from rnn_playground.experiment.tasks.facts import Figure, Loss, Modality, SolvedCriterion, TaskFacts
from rnn_playground.experiment.tasks.reber_grammar import (
    SHORTEST,
    SYMBOLS,
    count,
    endings,
    even_odds,
    memoryless_loss,
)

CRITERION = 0.9995
"""Solved is every string, as in the source: one wrong in 2000, which is to guess at one in 1000."""


class EmbeddedReberTask(Document):
    """Predict the next symbol of B, T or P, a whole Reber string, the same T or P again, E.

    The metric is the accuracy of that second T or P alone; the figure ``legal`` is the share of all predictions that
    the grammar allows. One string a sequence, drawn among those that fit; where not even the shortest fits, its inner
    string is cut.
    """

    input_size: ClassVar[int] = len(SYMBOLS)
    output_size: ClassVar[int] = len(SYMBOLS)
    loss: ClassVar[Loss] = "cross_entropy"
    modality: ClassVar[Modality] = "symbols"
    figures: ClassVar[tuple[Figure, ...]] = ("legal",)
    equation: ClassVar[tuple[str, ...]] = ("p(x_{t+1} | x_1 … x_t)", "x_{T−1} = x_2")
    source: ClassVar[str] = "Hochreiter and Schmidhuber, 1997, doi:10.1162/neco.1997.9.8.1735, experiment 1"

    kind: Literal["embedded_reber"] = "embedded_reber"
    length: int = bounded(24, 4, 2000, unit="time steps", scale="log")

    @property
    def sequence_length(self) -> int:
        """Number of time steps."""
        return self.length

    @property
    def inner_room(self) -> int:
        """Symbols of the inner string that fit."""
        return self.length - 3

    @property
    def inner_longest(self) -> int:
        """Symbols of the longest inner string that is drawn, before it is cut to the room there is."""
        return max(SHORTEST, self.inner_room)

    def facts(self) -> TaskFacts:
        """Return what is known beforehand; the floor is the entropy of the next symbol given the present one.

        The second T or P is asked for as many time steps after the first as the inner string has symbols. Whoever does
        not see that far is right in half of these sequences, so one string in 1000, the longest, may be longer.
        """
        return TaskFacts(
            kind=self.kind,
            structure="many-to-many",
            loss=self.loss,
            metric="accuracy",
            chance=even_odds(),
            floor=self._memoryless_loss(),
            required_lag=self._longest_needed(),
            sequence_length=self.length,
            input_size=self.input_size,
            output_size=self.output_size,
            input_labels=SYMBOLS,
            output_labels=SYMBOLS,
            solved=SolvedCriterion("metric", ">=", CRITERION, 10),
            modality=self.modality,
            figures=self.figures,
            metric_chance=0.5,
        )

    def _longest_needed(self) -> int:
        ended = endings(self.inner_longest)[:, 0]
        return min(self.inner_room, int(np.argmax(ended >= (2.0 * CRITERION - 1.0) * ended[-1])))

    def _memoryless_loss(self) -> float:
        inner = count(self.inner_longest, self.inner_room)
        followers = inner.followers.copy()
        begin, end = SYMBOLS.index("B"), SYMBOLS.index("E")
        for outer in (SYMBOLS.index("T"), SYMBOLS.index("P")):
            followers[begin, outer] += 0.5
            followers[outer, begin] += 0.5
            followers[:, outer] += 0.5 * inner.last
            followers[outer, end] += 0.5
        return memoryless_loss(np.asarray(followers))
