"""adding: remember two marked numbers and say their sum."""

from __future__ import annotations

from typing import ClassVar, Literal

from rnn_playground.experiment.document import Document, bounded
from rnn_playground.experiment.tasks.facts import Loss, Modality, SolvedCriterion, TaskFacts


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
        knows one of the two values, which leaves the variance 1/12. That is all the present input tells.
        """
        second_half = self.length - self.length // 2
        return TaskFacts(
            kind=self.kind,
            structure="many-to-one",
            loss=self.loss,
            metric="mean_squared_error",
            chance=1.0 / 6.0,
            floor=1.0 / 6.0 - 1.0 / (12.0 * second_half),
            required_lag=self.length - 1,
            sequence_length=self.length,
            input_size=self.input_size,
            output_size=self.output_size,
            input_labels=("value", "mark"),
            output_labels=("sum",),
            solved=SolvedCriterion("loss", "<=", 0.01, 10),
            modality=self.modality,
        )
