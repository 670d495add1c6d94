"""Chaotic signals: windows of trajectories that a seed begins and a fixed step integrates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray

from rnn_playground.experiment.tasks.chaos import ChaosTask, LorenzTask
from rnn_playground.tasks.batch import TaskBatch, every_step

Values = NDArray[np.float64]
TRAJECTORIES: Final = 256
SAMPLES: Final = 500
"""Of each trajectory, after as many as ``SETTLING`` that are thrown away."""
SETTLING: Final = 100


def draw_chaos(task: ChaosTask, batch_size: int, stream: np.random.Generator, data_seed: int) -> TaskBatch:
    """Return windows of the trajectories that follow from ``data_seed``; the target of step t is x_{t+1}."""
    signals = trajectories(isinstance(task, LorenzTask), data_seed)
    begins = stream.integers(0, SAMPLES - task.length, batch_size)
    windows = signals[begins + np.arange(task.length + 1)[:, None], stream.integers(0, TRAJECTORIES, batch_size)]
    values = torch.from_numpy(windows[:, :, None])
    return TaskBatch(values[:-1], values[1:], every_step(task.length, batch_size))


@lru_cache(maxsize=8)
def trajectories(lorenz: bool, seed: int) -> Values:
    """Return ``SAMPLES`` of each trajectory (sample, trajectory), with mean 0 and variance 1 over all of them."""
    stream = np.random.default_rng(seed)
    signals = (_lorenz(stream) if lorenz else _mackey_glass(stream))[-SAMPLES:]
    scaled: Values = (signals - signals.mean()) / signals.std()
    return scaled


def _lorenz(stream: np.random.Generator) -> Values:
    """Return x every 0.1 time units, in steps of 0.02."""
    state = stream.normal([[0.0], [0.0], [25.0]], 10.0, (3, TRAJECTORIES))
    signals = np.empty((SETTLING + SAMPLES, TRAJECTORIES))
    for step in range(5 * len(signals)):
        state = _runge_kutta(_lorenz_rate, state, 0.02)
        signals[step // 5] = state[0]
    return signals


def _lorenz_rate(state: Values, _: int) -> Values:
    x, y, z = state
    return np.stack([10.0 * (y - x), x * (28.0 - z) - y, x * y - 8.0 / 3.0 * z])


def _mackey_glass(stream: np.random.Generator) -> Values:
    """Return x every 6 time units, in steps of 0.5, from a constant past.

    The delay is 34 steps; amid two of them the past is that of the cubic through the four around.
    """
    x = np.empty((12 * (SETTLING + SAMPLES) + 36, TRAJECTORIES))
    x[:36] = stream.uniform(0.5, 1.3, TRAJECTORIES)
    for now in range(35, len(x) - 1):
        before, first, last, after = x[now - 35 : now - 31]
        middle = (9.0 * (first + last) - before - after) / 16.0
        gains = [0.2 * past / (1.0 + past**10) for past in (first, middle, last)]
        x[now + 1] = _runge_kutta(partial(_mackey_glass_rate, gains), x[now], 0.5)
    return x[::12]


def _mackey_glass_rate(gains: Sequence[Values], x: Values, half: int) -> Values:
    return gains[half] - 0.1 * x


def _runge_kutta(rate: Callable[[Values, int], Values], state: Values, step: float) -> Values:
    """Return the state a ``step`` later, by the classical method of order 4; ``rate`` is told the half steps so far."""
    first = rate(state, 0)
    second = rate(state + step / 2.0 * first, 1)
    third = rate(state + step / 2.0 * second, 1)
    fourth = rate(state + step * third, 2)
    return state + step / 6.0 * (first + 2.0 * second + 2.0 * third + fourth)
