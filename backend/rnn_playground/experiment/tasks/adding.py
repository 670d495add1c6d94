"""adding: remember two marked numbers and say their sum."""

from __future__ import annotations

from math import floor
from typing import ClassVar, Literal

from rnn_playground.experiment.document import Document, bounded
from rnn_playground.experiment.tasks.facts import Loss, Modality, SolvedCriterion, TaskFacts

CRITERION = 0.01


class AddingTask(Document):
    """Values in [0, 1) and two marks, one in each half; the answer, at the end, is the sum of the marked values."""

    input_size: ClassVar[int] = 2
    output_size: ClassVar[int] = 1
    loss: ClassVar[Loss] = "mean_squared_error"
    modality: ClassVar[Modality] = "values"
    equation: ClassVar[tuple[str, ...]] = ("y_T = v_i + v_j",)
    source: ClassVar[str] = (
        "Arjovsky, Shah and Bengio, 2016, arXiv:1511.06464; "
        "after Hochreiter and Schmidhuber, 1997, doi:10.1162/neco.1997.9.8.1735, experiment 4"
    )

    kind: Literal["adding"] = "adding"
    length: int = bounded(50, 4, 2000, unit="time steps", scale="log")

    @property
    def sequence_length(self) -> int:
        """Number of time steps."""
        return self.length

    def facts(self) -> TaskFacts:
        """Return what is known beforehand; chance is the variance 2/12 of a sum of two U(0, 1).

        The last step carries the second mark once in as many sequences as the second half has steps: who sees it there
        knows one of the two values, which leaves the variance 1/12. That is all the present input tells. Whoever sees
        the last k + 1 time steps is left with 1/12 as often as a mark stands before them, so there is no need to see
        the few first marks that stand furthest away.
        """
        first_half = self.length // 2
        second_half = self.length - first_half
        return TaskFacts(
            kind=self.kind,
            structure="many-to-one",
            loss=self.loss,
            metric="mean_squared_error",
            chance=1.0 / 6.0,
            floor=1.0 / 6.0 - 1.0 / (12.0 * second_half),
            required_lag=self.length - 1 - floor(12.0 * CRITERION * first_half + 1e-9),
            sequence_length=self.length,
            input_size=self.input_size,
            output_size=self.output_size,
            input_labels=("value", "mark"),
            output_labels=("sum",),
            solved=SolvedCriterion("loss", "<=", CRITERION, 10),
            modality=self.modality,
        )
