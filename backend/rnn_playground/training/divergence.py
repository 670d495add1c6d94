"""A lane that left the finite numbers."""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

from rnn_playground.learning.parameters import Parameters
from rnn_playground.training.measurement import Measured

Quantity = Literal["parameters", "loss", "gradient_norm"]


class Divergence(NamedTuple):
    """``quantity`` was found infinite or not a number when ``step`` was measured: the lane's last step."""

    lane: int
    step: int
    quantity: Quantity


def diverged_quantity(parameters: Parameters, measurement: Measured) -> Quantity | None:
    """Return the first of parameters, loss and gradient norm that is not finite, None where all are."""
    if not bool(parameters.vector.isfinite().all()):
        return "parameters"
    if not math.isfinite(measurement.loss):
        return "loss"
    if not math.isfinite(measurement.gradient_norm):
        return "gradient_norm"
    return None
