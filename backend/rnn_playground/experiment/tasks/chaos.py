"""Chaotic signals, to be followed one value ahead, then from own predictions."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

from rnn_playground.experiment.document import bounded
from rnn_playground.experiment.tasks.facts import TaskFacts, TimedTask
from rnn_playground.experiment.tasks.signals import mean_error


class ChaosTask(TimedTask):
    """Predict the next value of a chaotic signal; after ``warm_up`` steps, also from own predictions.

    The signal has mean 0 and variance 1. ``linear_errors`` are the squared errors of the best linear prediction of the
    next value from the last 1, 2, … values, ``best_errors`` those of the best prediction of all, both measured; the
    last of each holds from there on. With a ``forcing`` α below 1 a network of one layer reads, while it learns and is
    tried, too, α x_t + (1 − α) ŷ_{t−1}; as it knows ŷ_{t−1}, what can be known stays the same down to the least α.
    """

    loss = "mean_squared_error"
    modality = "values"
    input_labels = ("value",)
    output_labels = ("next value",)
    linear_errors: ClassVar[tuple[float, ...]]
    best_errors: ClassVar[tuple[float, ...]]

    length: int = bounded(60, 4, 400, unit="time steps", scale="log")
    forcing: float = bounded(1.0, 0.05, 1.0)
    warm_up: int = bounded(20, 1, 400, unit="time steps", advanced=True)

    def facts(self) -> TaskFacts:
        """Return what is known beforehand; solved is halfway between the best linear prediction and the best of all."""
        halfway = (mean_error(self.linear_errors, self.length) + mean_error(self.best_errors, self.length)) / 2.0
        criterion = math.ceil(1e4 * halfway) / 1e4
        sights = range(1, self.length + 1)
        return self._facts(
            chance=1.0,
            floor=self.best_errors[0],
            required_lag=next(k for k in sights if mean_error(self.best_errors, self.length, k) <= criterion) - 1,
            solved=criterion,
        )


class LorenzTask(ChaosTask):
    """Predict the x of the Lorenz system 0.1 time units ahead; after ``warm_up`` steps, also from own predictions.

    σ = 10, ρ = 28, β = 8/3; x is scaled to mean 0 and variance 1.
    """

    equation = ("dx/dt = 10 (y − x)", "dy/dt = x (28 − z) − y", "dz/dt = x y − 8 z / 3", "y_t = x_{t+1}")
    source = "Lorenz, 1963, doi:10.1175/1520-0469(1963)020<0130:DNF>2.0.CO;2"
    linear_errors = (0.2447, 0.1511, 0.1188, 0.1102, 0.1059, 0.1054, 0.1038, 0.1034)
    best_errors = (0.1936, 0.0010, 0.0)

    kind: Literal["lorenz"] = "lorenz"


class MackeyGlassTask(ChaosTask):
    """Predict the Mackey–Glass signal 6 time units ahead; after ``warm_up`` steps, also from own predictions.

    The delay is 17; x is scaled to mean 0 and variance 1.
    """

    equation = ("dx/dt = 0.2 x(t − 17) / (1 + x(t − 17)¹⁰) − 0.1 x(t)", "y_t = x_{t+1}")
    source = "Mackey and Glass, 1977, doi:10.1126/science.267326"
    linear_errors = (
        0.5587, 0.2217, 0.2015, 0.1822, 0.1795, 0.1609, 0.1520, 0.1501, 0.1497, 0.1493,
        0.1408, 0.1271, 0.1054, 0.0999, 0.0965, 0.0952, 0.0919, 0.0852,
    )  # fmt: skip
    best_errors = (0.5352, 0.0340, 0.0002, 0.0)

    kind: Literal["mackey_glass"] = "mackey_glass"
