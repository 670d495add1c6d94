"""hello: spell a word, letter by letter."""

from __future__ import annotations

import math
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from rnn_playground.experiment.document import Document
from rnn_playground.experiment.tasks.facts import Loss, Modality, SolvedCriterion, TaskFacts

Text = Annotated[str, Field(min_length=1, max_length=64)]
OutputClasses = Literal["alphabet", "targets"]


class HelloTask(Document):
    """Predict the next letter of a word, one-hot in, class out; the l's of "hell" have different successors."""

    loss: ClassVar[Loss] = "cross_entropy"
    modality: ClassVar[Modality] = "symbols"
    equation: ClassVar[tuple[str, ...]] = ("p(x_{t+1} | x_1 … x_t)",)
    source: ClassVar[str] = "the smallest character model"

    kind: Literal["hello"] = "hello"
    text: Text = Field(default="hell", json_schema_extra={"advanced": True})
    targets: Text = Field(default="ello", json_schema_extra={"advanced": True})
    output_classes: OutputClasses = Field(default="alphabet", json_schema_extra={"advanced": True})

    @model_validator(mode="after")
    def _aligned(self) -> HelloTask:
        if len(self.text) != len(self.targets):
            raise PydanticCustomError(
                "targets_length",
                "targets has {targets} characters and text has {text}; give every character of text one target",
                {"targets": len(self.targets), "text": len(self.text), "path": ["targets"]},
            )
        return self

    @model_validator(mode="after")
    def _has_a_choice(self) -> HelloTask:
        if self.output_classes == "targets" and self.output_size < 2:
            raise PydanticCustomError(
                "one_class",
                "every target is {letter}, so an output layer with the letters of the targets has nothing to choose; "
                'give targets of at least 2 letters, or set output_classes to "alphabet"',
                {"letter": self.targets[0], "path": ["output_classes"]},
            )
        return self

    @property
    def alphabet(self) -> tuple[str, ...]:
        """The characters of text and targets in order of first appearance: the order of the one-hot vectors."""
        return tuple(dict.fromkeys(self.text + self.targets))

    @property
    def classes(self) -> tuple[str, ...]:
        """The characters that the output layer chooses among, in the order of the alphabet."""
        if self.output_classes == "alphabet":
            return self.alphabet
        return tuple(letter for letter in self.alphabet if letter in self.targets)

    @property
    def input_size(self) -> int:
        """Number of characters."""
        return len(self.alphabet)

    @property
    def output_size(self) -> int:
        """Number of classes."""
        return len(self.classes)

    @property
    def sequence_length(self) -> int:
        """Number of characters read."""
        return len(self.text)

    def facts(self) -> TaskFacts:
        """Return what is known beforehand; the floor is the conditional entropy of a target given its own input."""
        lag = next(lag for lag in range(len(self.text)) if self._context_entropy(lag) == 0.0)
        chance, floor = math.log(self.output_size), self._context_entropy(0)
        return TaskFacts(
            kind=self.kind,
            structure="one-to-one" if len(self.text) == 1 else "many-to-many",
            loss=self.loss,
            metric="accuracy",
            chance=chance,
            floor=floor if 0.0 < floor < chance else None,
            required_lag=lag,
            sequence_length=self.sequence_length,
            input_size=self.input_size,
            output_size=self.output_size,
            input_labels=self.alphabet,
            output_labels=self.classes,
            solved=SolvedCriterion("metric", ">=", 1.0, 10),
            modality=self.modality,
            repeats=True,
            fresh=0,
        )

    def _context_entropy(self, lag: int) -> float:
        """Mean entropy in nats of a target given the last ``lag`` + 1 inputs (None stands before the first)."""
        padded: list[str | None] = [None] * lag + list(self.text)
        followers: dict[tuple[str | None, ...], list[str]] = {}
        for step, target in enumerate(self.targets):
            followers.setdefault(tuple(padded[step : step + lag + 1]), []).append(target)
        return sum(
            -seen.count(target) * math.log(seen.count(target) / len(seen))
            for seen in followers.values()
            for target in set(seen)
        ) / len(self.text)
