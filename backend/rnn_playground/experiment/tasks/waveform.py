"""waveform: out of nothing, or from one number, draw one wave from beginning to end."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from rnn_playground.experiment.document import Document, bounded
from rnn_playground.experiment.tasks.facts import FRESH, Loss, Modality, SolvedCriterion, TaskFacts

COMMON_PERIOD = 160
SOLVED = 0.02


class WaveformTask(Document):
    """Without a choice of ``waves`` there is no input, and the answer is always the same sum of four sines.

    With n > 1 of them the first input is k / n, k from 1 to n, and says which one to draw: the wave as it is k / n of
    the common period later. Nothing is read after it. Over 160 steps, the common period, the mean is 0 and the
    variance 1: the mean squared error is then the normalised one (error over variance) of the source.
    """

    input_size: ClassVar[int] = 1
    output_size: ClassVar[int] = 1
    loss: ClassVar[Loss] = "mean_squared_error"
    modality: ClassVar[Modality] = "values"
    equation: ClassVar[tuple[str, ...]] = (
        "x_1 = k / n",
        "x_t = 0, t > 1",
        "y_t = Σ_{p ∈ {8, 32, 80, 160}} sin(2π (t + 160 k / n) / p + φ_p) / √2",
    )
    source: ClassVar[str] = "Koutník, Greff, Gomez and Schmidhuber, 2014, arXiv:1402.3511"
    periods: ClassVar[tuple[float, ...]] = (8.0, 32.0, 80.0, 160.0)
    phases: ClassVar[tuple[float, ...]] = (0.0, 1.0, 2.0, 3.0)

    kind: Literal["waveform"] = "waveform"
    length: int = bounded(320, 4, 2000, unit="time steps", scale="log")
    waves: int = bounded(1, 1, 4, advanced=True)

    @property
    def sequence_length(self) -> int:
        """Number of time steps."""
        return self.length

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
        chance, floor = float(self.targets.var()), self._floor()
        chosen = self.waves > 1
        return TaskFacts(
            kind=self.kind,
            structure="one-to-many",
            loss=self.loss,
            metric="mean_squared_error",
            chance=chance,
            floor=floor if chosen and 0.0 < floor < chance else None,
            required_lag=self._required_lag() if chosen else None,
            sequence_length=self.length,
            input_size=self.input_size,
            output_size=self.output_size,
            input_labels=("value" if chosen else "nothing",),
            output_labels=("value",),
            solved=SolvedCriterion("loss", "<=", SOLVED, 10),
            modality=self.modality,
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
