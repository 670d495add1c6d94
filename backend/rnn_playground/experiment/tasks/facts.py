"""What a task says of itself before anything is trained."""

from __future__ import annotations

from typing import Literal, NamedTuple

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
