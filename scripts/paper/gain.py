"""The gain per step back of a network that nobody trains, driven by noise."""

from __future__ import annotations

import time
from typing import NamedTuple

import numpy as np
import torch

from paper.profile import profile_of
from paper.run import Outcome
from rnn_playground.cells import draw_parameters
from rnn_playground.diagnostics.finite_difference import Problem
from rnn_playground.experiment import Lane
from rnn_playground.experiment.activations import ActivationKind
from rnn_playground.experiment.cells import CellConfig, RnnCell
from rnn_playground.experiment.initialisations import GaussianInit
from rnn_playground.learning.network import Network
from rnn_playground.learning.parameters import Parameters
from rnn_playground.tasks.batch import TaskBatch, last_step
from rnn_playground.telemetry.codec import Array

STEPS, SEQUENCES, UNITS, INPUTS = 100, 64, 32, 16


class GainRun(NamedTuple):
    """A Gaussian W_hh rescaled to ``radius``; 64 sequences of 100 steps of noise in 16 inputs, one loss at the end."""

    group: str
    network: str
    activation: ActivationKind
    radius: float
    seed: int

    def key(self) -> str:
        """Return what is computed, whatever it is called."""
        return f"slope {self.activation} {self.radius:g} {self.seed}"

    def measure(self) -> Outcome:
        """Return the gain of a step back."""
        began = time.perf_counter()
        gain = gain_per_step(self.profile())
        return {"gain": round(gain, 4), "seconds": round(time.perf_counter() - began, 2)}

    def profile(self) -> Array:
        """Return ‖∂ℓ/∂h_t‖ (time_step), the mean over the sequences, in float64."""
        cell = RnnCell(
            hidden_size=UNITS, activation=self.activation, recurrent_init=GaussianInit(spectral_radius=self.radius)
        )
        return noise_profile(cell, self.seed)


def noise_profile(cell: CellConfig, seed: int) -> Array:
    """Return ‖∂ℓ/∂h_t‖ (time_step) of ``cell`` at its start, the mean over 64 sequences of noise, in float64."""
    drawn = draw_parameters(Lane(cell=cell), INPUTS, 1, seed)
    parameters = Parameters.join({name: torch.from_numpy(value) for name, value in drawn.items()})
    return profile_of(Problem(Network.build(cell), parameters, noise(seed), "mean_squared_error"))


def gain_per_step(profile: Array) -> float:
    """Return e^−s, s the slope of the least-squares line through ln ``profile`` (time_step), its last entry aside."""
    logarithms = np.log(profile[:-1])
    return float(np.exp(-np.polyfit(np.arange(len(logarithms)), logarithms, 1)[0]))


def noise(seed: int) -> TaskBatch:
    """Return N(0, 1) to read and targets far away, so that every sequence pulls with nearly the same force."""
    stream = np.random.default_rng(seed)
    inputs = stream.standard_normal((STEPS, SEQUENCES, INPUTS))
    targets = 100.0 + stream.standard_normal((STEPS, SEQUENCES, 1))
    return TaskBatch(torch.from_numpy(inputs), torch.from_numpy(targets), last_step(STEPS, SEQUENCES))
