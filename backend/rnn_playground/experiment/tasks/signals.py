"""Waves: to be followed one value ahead, or drawn from beginning to end."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from rnn_playground.experiment.document import bounded
from rnn_playground.experiment.tasks.facts import FRESH, TaskFacts, TimedTask


class SineTask(TimedTask):
    """Predict the next value of a sum of sines with random phases; after ``warm_up`` steps, also from own predictions.

    Component k (from 1) has period ``period`` / k and amplitude 1/√components, so the variance is always ½.
    The default period is no whole number, or a ReLU that adds a wave up would come back to its kink, 0, every period.
    """

    loss = "mean_squared_error"
    modality = "values"
    input_labels = ("value",)
    output_labels = ("next value",)
    equation = ("y_t = x_{t+1}",)
    source = "a sum of sines"

    kind: Literal["sine"] = "sine"
    length: int = bounded(50, 4, 2000, unit="time steps", scale="log")
    period: float = bounded(15.7, 8.0, 200.0, unit="time steps", scale="log")
    components: int = bounded(1, 1, 3, advanced=True)
    warm_up: int = bounded(10, 1, 2000, unit="time steps", advanced=True)

    @property
    def component_periods(self) -> tuple[float, ...]:
        """The period of each component in time steps."""
        return tuple(self.period / k for k in range(1, self.components + 1))

    @property
    def amplitude(self) -> float:
        """Of each component."""
        return 1.0 / math.sqrt(self.components)

    def facts(self) -> TaskFacts:
        """Return what is known beforehand: n sines of known periods obey a recurrence of order 2n.

        Before 2n values are read nobody can know the next one for certain. So solved is a loss of 1 % of the variance
        more than the best linear prediction of every next value from all before it, which is exact from then on.
        """
        errors = _linear_errors(self.component_periods)
        criterion = math.ceil(1e4 * (0.005 + mean_error(errors, self.length))) / 1e4
        return self._facts(
            chance=0.5,
            floor=_memoryless_sine_error(self.component_periods),
            required_lag=next(k for k in range(self.length) if mean_error(errors, self.length, k + 1) <= criterion),
            solved=criterion,
        )


def mean_error(errors: tuple[float, ...], length: int, sight: int | None = None) -> float:
    """Return the mean over ``length`` steps of a prediction from the last ``sight`` values, or all, at each of them.

    It errs by the first of ``errors`` with one value, by the second with two; by the last with that many or more.
    """
    most = min(sight or length, len(errors))
    return sum(errors[min(step, most) - 1] for step in range(1, length + 1)) / length


@lru_cache(maxsize=256)
def _linear_errors(periods: tuple[float, ...]) -> tuple[float, ...]:
    """Mean squared error of the best linear prediction of the next value from the last 1, 2, … 2n, which is 0.

    ½ − r R⁺ rᵀ with the autocovariances r(k) = Σ cos(ω k) / 2n (the normal equations).
    """
    count = 2 * len(periods)
    lags = np.arange(count + 1)
    covariance = np.mean([np.cos(2.0 * np.pi * lags / period) for period in periods], axis=0) / 2.0
    errors = []
    for values in range(1, count):
        matrix = covariance[np.abs(np.subtract.outer(lags[:values], lags[:values]))]
        right = covariance[1 : values + 1]
        errors.append(max(0.0, float(covariance[0] - right @ np.linalg.lstsq(matrix, right, rcond=None)[0])))
    return (*errors, 0.0)


@lru_cache(maxsize=256)
def _memoryless_sine_error(periods: tuple[float, ...]) -> float:
    """Mean squared error of the best prediction of the next value from the present one alone.

    One sine: E[x_{t+1} | x_t] = x_t cos ω, which leaves ½ sin² ω. Several: the conditional variance over a grid of
    all phases, within 256 equal-count bins of x_t.
    """
    frequencies = [2.0 * math.pi / period for period in periods]
    if len(periods) == 1:
        return 0.5 * math.sin(frequencies[0]) ** 2
    resolution = 512 if len(periods) == 2 else 64
    phases = 2.0 * np.pi * (np.arange(resolution) + 0.5) / resolution
    grids = np.meshgrid(*[phases] * len(periods), indexing="ij")
    scale = 1.0 / math.sqrt(len(periods))
    now = scale * np.sum([np.sin(grid) for grid in grids], axis=0).ravel()
    following = scale * np.sum([np.sin(grid + w) for grid, w in zip(grids, frequencies, strict=True)], axis=0).ravel()
    bins = np.array_split(following[np.argsort(now, kind="stable")], 256)
    return float(np.mean([chunk.var() for chunk in bins]))


COMMON_PERIOD = 160
SOLVED = 0.02


class WaveformTask(TimedTask):
    """Without a choice of ``waves`` there is no input, and the answer is always the same sum of four sines.

    With n > 1 of them the first input is k / n, k from 1 to n, and says which one to draw: the wave as it is k / n of
    the common period later. Nothing is read after it. Over 160 steps, the common period, the mean is 0 and the
    variance 1: the mean squared error is then the normalised one (error over variance) of the source.
    """

    loss = "mean_squared_error"
    modality = "values"
    output_labels = ("value",)
    equation = (
        "x_1 = k / n",
        "x_t = 0, t > 1",
        "y_t = Σ_{p ∈ {8, 32, 80, 160}} sin(2π (t + 160 k / n) / p + φ_p) / √2",
    )
    source = "Koutník, Greff, Gomez and Schmidhuber, 2014, arXiv:1402.3511"
    periods: ClassVar[tuple[float, ...]] = (8.0, 32.0, 80.0, 160.0)
    phases: ClassVar[tuple[float, ...]] = (0.0, 1.0, 2.0, 3.0)

    kind: Literal["waveform"] = "waveform"
    length: int = bounded(320, 4, 2000, unit="time steps", scale="log")
    waves: int = bounded(1, 1, 4, advanced=True)

    @property
    def input_labels(self) -> tuple[str, ...]:  # type: ignore[override]
        """What there is to read."""
        return ("value",) if self.waves > 1 else ("nothing",)

    @property
    def inputs(self) -> NDArray[np.float64]:
        """What is read (time_step, wave) for each wave that there is to choose from."""
        read = np.zeros((self.length, self.waves))
        read[0] = self._parts
        return read

    @property
    def targets(self) -> NDArray[np.float64]:
        """The values (time_step, wave) that are asked for; a longer wave continues a shorter one."""
        time = (np.arange(self.length)[:, None] + COMMON_PERIOD * self._parts)[:, :, None]
        waves = np.sin(2.0 * np.pi * time / np.array(self.periods) + np.array(self.phases))
        return np.asarray(waves.sum(axis=2) / math.sqrt(len(self.periods) / 2.0))

    def facts(self) -> TaskFacts:
        """Return what is known beforehand; chance is the variance, 1 where the length is a multiple of 160.

        Where there is one wave nothing is read, so there is no input to look back to: all that is to be known is when
        the sequence began.
        """
        chosen = self.waves > 1
        return self._facts(
            structure="one-to-many",
            chance=float(self.targets.var()),
            floor=self._floor() if chosen else None,
            required_lag=self._required_lag() if chosen else None,
            solved=SOLVED,
            repeats=not chosen,
            fresh=FRESH if chosen else 0,
        )

    @property
    def _parts(self) -> NDArray[np.float64]:
        """How much of the common period later each wave begins; there is nothing to tell of a single one."""
        return np.arange(1, self.waves + 1) / self.waves if self.waves > 1 else np.zeros(1)

    def _floor(self) -> float:
        """Return the error of the best answer to each input by itself."""
        inputs, targets = self.inputs, self.targets
        return sum(_scatter(targets[inputs == read]) for read in np.unique(inputs)) / targets.size

    def _required_lag(self) -> int:
        """Return how far back one has to look: whoever sees the first input knows all, whoever does not, nothing."""
        targets = self.targets
        return next(k for k in range(self.length) if _scatter(targets[k + 1 :]) / targets.size <= SOLVED)


def _scatter(values: NDArray[np.float64]) -> float:
    """Return the sum of squared distances from the mean; 0 of nothing."""
    return float(((values - values.mean()) ** 2).sum()) if values.size else 0.0
