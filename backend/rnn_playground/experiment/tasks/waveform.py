"""waveform: out of nothing, draw one wave from beginning to end."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from rnn_playground.experiment.document import Document, bounded
from rnn_playground.experiment.tasks.facts import Loss, Modality, SolvedCriterion, TaskFacts


class WaveformTask(Document):
    """There is no input; the answer is always the same sum of four sines of unit variance, so a batch repeats it.

    Over 160 steps, the common period, the mean is 0 and the variance 1: the mean squared error is then the normalised
    one (error over variance) of the source.
    """

    input_size: ClassVar[int] = 1
    output_size: ClassVar[int] = 1
    loss: ClassVar[Loss] = "mean_squared_error"
    modality: ClassVar[Modality] = "values"
    equation: ClassVar[tuple[str, ...]] = ("x_t = 0", "y_t = Σ_{p ∈ {8, 32, 80, 160}} sin(2π t / p + φ_p) / √2")
    source: ClassVar[str] = "Koutník, Greff, Gomez and Schmidhuber, 2014, arXiv:1402.3511"
    periods: ClassVar[tuple[float, ...]] = (8.0, 32.0, 80.0, 160.0)
    phases: ClassVar[tuple[float, ...]] = (0.0, 1.0, 2.0, 3.0)

    kind: Literal["waveform"] = "waveform"
    length: int = bounded(320, 4, 2000, unit="time steps", scale="log")

    @property
    def sequence_length(self) -> int:
        """Number of time steps."""
        return self.length

    @property
    def wave(self) -> NDArray[np.float64]:
        """The values (time_step) that are asked for; a longer wave continues a shorter one."""
        time = np.arange(self.length)[:, None]
        waves = np.sin(2.0 * np.pi * time / np.array(self.periods) + np.array(self.phases))
        return np.asarray(waves.sum(axis=1) / math.sqrt(len(self.periods) / 2.0))

    def facts(self) -> TaskFacts:
        """Return what is known beforehand; chance is the variance of the wave, 1 where the length is a multiple of 160.

        Nothing is read, so there is no input to look back to: all that is to be known is when the sequence began.
        """
        return TaskFacts(
            kind=self.kind,
            structure="one-to-many",
            loss=self.loss,
            metric="mean_squared_error",
            chance=float(self.wave.var()),
            floor=None,
            required_lag=None,
            sequence_length=self.length,
            input_size=self.input_size,
            output_size=self.output_size,
            input_labels=("nothing",),
            output_labels=("value",),
            solved=SolvedCriterion("loss", "<=", 0.02, 10),
            modality=self.modality,
            repeats=True,
            fresh=0,
        )
