"""echo: repeat every bit some time steps later."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from rnn_playground.experiment.document import Document, bounded
from rnn_playground.experiment.tasks.facts import Loss, Modality, SolvedCriterion, TaskFacts


class EchoTask(Document):
    """Read random bits ±1 and say at every step the bit of ``lag`` steps ago; before there is one nothing is scored."""

    input_size: ClassVar[int] = 1
    output_size: ClassVar[int] = 2
    loss: ClassVar[Loss] = "cross_entropy"
    modality: ClassVar[Modality] = "values"
    equation: ClassVar[tuple[str, ...]] = ("y_t = x_{t−D}",)
    source: ClassVar[str] = "Jaeger, 2001"

    kind: Literal["echo"] = "echo"
    length: int = bounded(60, 4, 2000, unit="time steps", scale="log")
    lag: int | None = bounded(None, 1, 1999, unit="time steps", scale="log")

    @model_validator(mode="after")
    def _something_is_scored(self) -> EchoTask:
        if self.lag is not None and self.lag >= self.length:
            raise PydanticCustomError(
                "lag_length",
                "lag is {lag} and length is {length}; choose a lag below the length, or leave it out for a third of it",
                {"lag": self.lag, "length": self.length, "path": ["lag"]},
            )
        return self

    @property
    def delay(self) -> int:
        """The lag in time steps: as given, or a third of the length."""
        return self.length // 3 if self.lag is None else self.lag

    @property
    def sequence_length(self) -> int:
        """Number of time steps."""
        return self.length

    def facts(self) -> TaskFacts:
        """Return what is known beforehand; the present bit says nothing of an earlier one, so there is no floor."""
        return TaskFacts(
            kind=self.kind,
            structure="many-to-many",
            loss=self.loss,
            metric="accuracy",
            chance=math.log(2.0),
            floor=None,
            required_lag=self.delay,
            sequence_length=self.length,
            input_size=self.input_size,
            output_size=self.output_size,
            input_labels=("bit",),
            output_labels=("−1", "+1"),
            solved=SolvedCriterion("metric", ">=", 0.99, 10),
            modality=self.modality,
        )
