"""What a task says of itself before anything is trained."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, ClassVar, Literal, NamedTuple

import numpy as np

from rnn_playground.experiment.document import Choice

Loss = Literal["cross_entropy", "mean_squared_error"]
Metric = Literal["accuracy", "mean_squared_error"]
Structure = Literal["one-to-one", "one-to-many", "many-to-one", "many-to-many", "many-to-many-encoder-decoder"]
Modality = Literal["symbols", "values", "image"]
Figure = Literal["legal"]
PhaseName = Literal["read", "wait", "recall", "encoder", "decoder", "listen", "echo"]


BITS = (-1.0, 1.0)
FRESH = 512
"""Sequences that a lane is validated on where every one is drawn anew."""


class Phase(NamedTuple):
    """A part of a task's sequence: what is done there, and for how many time ``steps``."""

    name: PhaseName
    steps: int


class SolvedCriterion(NamedTuple):
    """Solved: ``quantity`` stands in ``relation`` to ``value`` on sequences that no training step reads.

    Where the task keeps some back it is measured on these. Where every sequence is drawn anew it is measured on fresh
    ones, once it holds in training: for the mean over the last ``over`` updates, with evidence that the network is no
    worse than halfway between guessing and ``value``. Where all batches are the same, it is measured on that batch.
    """

    quantity: Literal["loss", "metric"]
    relation: Literal[">=", "<="]
    value: float
    over: int

    def met_by(self, figure: float) -> bool:
        """Return whether ``figure`` stands in the relation, in float32 as it is logged; no number never does."""
        logged, value = np.float32(figure), np.float32(self.value)
        return bool(logged >= value if self.relation == ">=" else logged <= value)


class TaskFacts(NamedTuple):
    """What a task declares.

    ``chance``: loss of an answer that looks at nothing, in the loss's unit (nats, or squared output units).
    ``floor``: loss of the best prediction from the current input alone, where that beats chance; else None.
    ``required_lag``: least k such that who sees the present input and the k before it, and whether the sequence began
    among them, can meet ``solved``; None where nothing is read.
    ``modality``: what is read: one-hot ``symbols`` (all zeros where nothing is read), ``values`` or the pixels of an
    ``image`` of ``image_size`` (rows, columns). ``figures``: what a frame carries besides loss and metric, as
    ``n/figure/<name>``. ``metric_chance``: the metric of guessing where that is known; None: 1 / ``output_size``.
    ``pixel_order``: which pixel of the image, counted row by row, each time step reads. ``unigram``: the loss of
    telling a text's letters by their frequencies alone, which looks at no input. ``repeats``: whether every batch is
    the same, so that none is lucky. A lane is validated on ``fresh`` sequences, or on ``held_out`` answers to
    sequences that no training step reads; on what it trains on where both are 0. ``phases``: the parts of every
    sequence, in order; none where it is one piece. ``remembered``: of the symbols that are read those that have to be
    kept, where others only pass the time. ``levels``: the values that an input takes, where they are few.
    """

    kind: str
    structure: Structure
    loss: Loss
    metric: Metric
    chance: float
    floor: float | None
    required_lag: int | None
    sequence_length: int
    input_size: int
    output_size: int
    input_labels: tuple[str, ...]
    output_labels: tuple[str, ...]
    solved: SolvedCriterion
    modality: Modality
    image_size: tuple[int, int] | None = None
    figures: tuple[Figure, ...] = ()
    metric_chance: float | None = None
    pixel_order: tuple[int, ...] | None = None
    unigram: float | None = None
    repeats: bool = False
    fresh: int = FRESH
    held_out: int = 0
    phases: tuple[Phase, ...] = ()
    remembered: tuple[str, ...] = ()
    levels: tuple[float, ...] | None = None

    @property
    def guessing(self) -> float:
        """What guessing has of the quantity that ``solved`` names."""
        if self.solved.quantity == "loss":
            return self.chance
        return 1.0 / self.output_size if self.metric_chance is None else self.metric_chance


class TaskDocument(Choice):
    """What all tasks have. ``input_labels`` and ``output_labels`` name each number that is read or answered a step."""

    loss: ClassVar[Loss] = "cross_entropy"
    modality: ClassVar[Modality] = "symbols"
    input_labels: ClassVar[tuple[str, ...]]
    output_labels: ClassVar[tuple[str, ...]]
    sequence_length: ClassVar[int]

    @property
    def input_size(self) -> int:
        """Numbers that are read at a time step."""
        return len(self.input_labels)

    @property
    def output_size(self) -> int:
        """Numbers that are answered at a time step."""
        return len(self.output_labels)

    def _facts(
        self,
        *,
        required_lag: int | None,
        solved: float,
        over: int = 10,
        structure: Structure = "many-to-many",
        chance: float | None = None,
        floor: float | None = None,
        **more: Any,
    ) -> TaskFacts:
        """Return the task's facts, with ``more`` of them as given.

        ``solved`` bounds the accuracy of a task of classes, else the loss. Without ``chance`` all classes are equally
        likely. A ``floor`` that does not beat chance is left out.
        """
        classes = self.loss == "cross_entropy"
        criterion = SolvedCriterion("loss", "<=", solved, over)
        chance = math.log(self.output_size) if chance is None else chance
        return TaskFacts(
            kind=self.kind,
            structure=structure,
            loss=self.loss,
            metric="accuracy" if classes else "mean_squared_error",
            chance=chance,
            floor=floor if floor is not None and 0.0 < floor < chance else None,
            required_lag=required_lag,
            sequence_length=self.sequence_length,
            input_size=self.input_size,
            output_size=self.output_size,
            input_labels=self.input_labels,
            output_labels=self.output_labels,
            solved=criterion._replace(quantity="metric", relation=">=") if classes else criterion,
            modality=self.modality,
            **more,
        )


class TimedTask(TaskDocument):
    """A task whose sequences have as many time steps as its ``length`` says, where it says nothing else."""

    length: int

    @property
    def sequence_length(self) -> int:  # type: ignore[override]
        """Number of time steps."""
        return self.length


def entropy(probabilities: Iterable[float]) -> float:
    """Return −Σ p ln p in nats: what the best prediction that knows only the distribution loses."""
    return -sum(p * math.log(p) for p in probabilities if p > 0.0)
