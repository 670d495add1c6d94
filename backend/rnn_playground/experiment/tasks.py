"""The tasks: what can be chosen about each, and what is known of it before anything is trained."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Annotated, Literal, NamedTuple

import numpy as np
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from rnn_playground.experiment.document import Document, bounded, kinds_not_yet

Loss = Literal["cross_entropy", "mean_squared_error"]
Metric = Literal["accuracy", "mean_squared_error"]
Structure = Literal["one-to-one", "one-to-many", "many-to-one", "many-to-many"]


class SolvedCriterion(NamedTuple):
    """Solved: the mean of ``quantity`` over the last ``over`` updates stands in ``relation`` to ``value``."""

    quantity: Literal["loss", "metric"]
    relation: Literal[">=", "<="]
    value: float
    over: int


class TaskFacts(NamedTuple):
    """What a task declares.

    ``chance``: loss of the best constant prediction, in the loss's unit (nats, or squared output units).
    ``floor``: loss of the best prediction from the current input alone, where that beats chance; else None.
    ``required_lag``: largest distance, in time steps, between a loss and an input that it needs.
    """

    kind: str
    structure: Structure
    loss: Loss
    metric: Metric
    chance: float
    floor: float | None
    required_lag: int
    sequence_length: int
    input_size: int
    output_size: int
    input_labels: tuple[str, ...]
    output_labels: tuple[str, ...]
    solved: SolvedCriterion


Text = Annotated[str, Field(min_length=1, max_length=64)]


class HelloTask(Document):
    """Predict the next letter of a word, one-hot in, class out; the l's of "hell" have different successors."""

    kind: Literal["hello"] = "hello"
    text: Text = Field(default="hell", json_schema_extra={"advanced": True})
    targets: Text = Field(default="ello", json_schema_extra={"advanced": True})

    @model_validator(mode="after")
    def _aligned(self) -> HelloTask:
        if len(self.text) != len(self.targets):
            raise PydanticCustomError(
                "targets_length",
                "targets has {targets} characters and text has {text}; give every character of text one target",
                {"targets": len(self.targets), "text": len(self.text)},
            )
        return self

    @property
    def alphabet(self) -> tuple[str, ...]:
        """The characters of text and targets in order of first appearance: the order of the one-hot vectors."""
        return tuple(dict.fromkeys(self.text + self.targets))

    @property
    def input_size(self) -> int:
        """Number of characters."""
        return len(self.alphabet)

    @property
    def output_size(self) -> int:
        """Number of characters."""
        return len(self.alphabet)

    @property
    def sequence_length(self) -> int:
        """Number of characters read."""
        return len(self.text)

    @property
    def loss(self) -> Loss:
        """Cross-entropy in nats, at every step."""
        return "cross_entropy"

    def facts(self) -> TaskFacts:
        """Return what is known beforehand; the floor is the conditional entropy of a target given its own input."""
        lag = next(lag for lag in range(len(self.text)) if self._context_entropy(lag) == 0.0)
        chance, floor = math.log(self.output_size), self._context_entropy(0)
        return TaskFacts(
            self.kind,
            "one-to-one" if len(self.text) == 1 else "many-to-many",
            self.loss,
            "accuracy",
            chance,
            floor if 0.0 < floor < chance else None,
            lag,
            self.sequence_length,
            self.input_size,
            self.output_size,
            self.alphabet,
            self.alphabet,
            SolvedCriterion("metric", ">=", 1.0, 10),
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


class AddingTask(Document):
    """Values in [0, 1) and two marks, one in each half; the answer, at the end, is the sum of the marked values."""

    kind: Literal["adding"] = "adding"
    length: int = bounded(50, 4, 2000, unit="time steps", scale="log")

    @property
    def input_size(self) -> int:
        """Value and mark."""
        return 2

    @property
    def output_size(self) -> int:
        """The sum."""
        return 1

    @property
    def sequence_length(self) -> int:
        """Number of time steps."""
        return self.length

    @property
    def loss(self) -> Loss:
        """Mean squared error, at the last step."""
        return "mean_squared_error"

    def facts(self) -> TaskFacts:
        """Return what is known before training; chance is the variance 2/12 of a sum of two U(0, 1)."""
        return TaskFacts(
            self.kind,
            "many-to-one",
            self.loss,
            "mean_squared_error",
            1.0 / 6.0,
            None,
            self.length - 1,
            self.length,
            self.input_size,
            self.output_size,
            ("value", "mark"),
            ("sum",),
            SolvedCriterion("loss", "<=", 0.01, 10),
        )


class TemporalOrderTask(Document):
    """Two symbols matter, an A or B early, another near the middle; the class, at the end, says which in what order.

    Noise symbols c, d, e, f. The first relevant symbol stands in [T/10, 2T/10), the second in [T/2, 6T/10)
    (Hochreiter and Schmidhuber, 1997, experiment 6a; lengths as Pascanu et al., 2013).
    """

    kind: Literal["temporal_order"] = "temporal_order"
    length: int = bounded(50, 4, 2000, unit="time steps", scale="log")

    @property
    def input_size(self) -> int:
        """Six symbols, one-hot."""
        return 6

    @property
    def output_size(self) -> int:
        """Four classes."""
        return 4

    @property
    def sequence_length(self) -> int:
        """Number of time steps."""
        return self.length

    @property
    def loss(self) -> Loss:
        """Cross-entropy in nats, at the last step."""
        return "cross_entropy"

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
        """Return what is known before training."""
        return TaskFacts(
            self.kind,
            "many-to-one",
            self.loss,
            "accuracy",
            math.log(4.0),
            None,
            self.length - 1 - self.first_positions.start,
            self.length,
            self.input_size,
            self.output_size,
            ("c", "d", "e", "f", "A", "B"),
            ("AA", "BA", "AB", "BB"),
            SolvedCriterion("metric", ">=", 0.95, 10),
        )


class SineTask(Document):
    """Predict the next value of a sum of sines with random phases; after ``warm_up`` steps, also from own predictions.

    Component k (from 1) has period ``period`` / k and amplitude 1/√components, so the variance is always ½.
    The default period is no whole number, or a ReLU that adds a wave up would come back to its kink, 0, every period.
    """

    kind: Literal["sine"] = "sine"
    length: int = bounded(50, 4, 2000, unit="time steps", scale="log")
    period: float = bounded(15.7, 8.0, 200.0, unit="time steps", scale="log")
    components: int = bounded(1, 1, 3, advanced=True)
    warm_up: int = bounded(10, 1, 2000, unit="time steps", advanced=True)

    @property
    def input_size(self) -> int:
        """One value."""
        return 1

    @property
    def output_size(self) -> int:
        """One value."""
        return 1

    @property
    def sequence_length(self) -> int:
        """Number of time steps."""
        return self.length

    @property
    def loss(self) -> Loss:
        """Mean squared error, at every step."""
        return "mean_squared_error"

    @property
    def component_periods(self) -> tuple[float, ...]:
        """The period of each component in time steps."""
        return tuple(self.period / k for k in range(1, self.components + 1))

    @property
    def amplitude(self) -> float:
        """Of each component."""
        return 1.0 / math.sqrt(self.components)

    def facts(self) -> TaskFacts:
        """Return what is known beforehand: n sines of known periods obey a recurrence of order 2n."""
        return TaskFacts(
            self.kind,
            "many-to-many",
            self.loss,
            "mean_squared_error",
            0.5,
            _memoryless_sine_error(self.component_periods),
            min(2 * self.components - 1, self.length - 1),
            self.length,
            self.input_size,
            self.output_size,
            ("value",),
            ("next value",),
            SolvedCriterion("loss", "<=", 0.005, 10),
        )


@lru_cache(maxsize=256)
def _memoryless_sine_error(periods: tuple[float, ...]) -> float:
    """Mean squared error of the best prediction of the next value from the present one alone.

    One sine: E[x_{t+1} | x_t] = x_t cos ω, which leaves ½ sin² ω. Several: the conditional variance over a grid of
    all phases, within 256 equal-count bins of x_t.
    """
    frequencies = [2.0 * math.pi / period for period in periods]
    if len(periods) == 1:
        return 0.5 * math.sin(frequencies[0]) ** 2
    phases = 2.0 * np.pi * (np.arange(512 if len(periods) == 2 else 64) + 0.5) / (512 if len(periods) == 2 else 64)
    grids = np.meshgrid(*[phases] * len(periods), indexing="ij")
    scale = 1.0 / math.sqrt(len(periods))
    now = scale * np.sum([np.sin(grid) for grid in grids], axis=0).ravel()
    following = scale * np.sum([np.sin(grid + w) for grid, w in zip(grids, frequencies, strict=True)], axis=0).ravel()
    bins = np.array_split(following[np.argsort(now, kind="stable")], 256)
    return float(np.mean([chunk.var() for chunk in bins]))


TASKS = (HelloTask, AddingTask, TemporalOrderTask, SineTask)
TASKS_NOT_YET = (
    "text", "waveform", "copy", "parity", "echo", "reber", "embedded_reber", "brackets", "digits", "mnist",
    "seq2seq_reverse",
)  # fmt: skip

Task = Annotated[
    HelloTask | AddingTask | TemporalOrderTask | SineTask,
    Field(discriminator="kind"),
    kinds_not_yet("task", ("hello", "adding", "temporal_order", "sine"), TASKS_NOT_YET),
]
