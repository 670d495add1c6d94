"""Waves, and the values that follow."""

from __future__ import annotations

import numpy as np
import torch

from rnn_playground.experiment.tasks import SineTask, WaveformTask
from rnn_playground.tasks.batch import TaskBatch, every_step


def draw_sine(task: SineTask, batch_size: int, stream: np.random.Generator) -> TaskBatch:
    """x_t = amplitude · Σ_k sin(2π t / period_k + φ_k), φ_k from U[0, 2π); the target of step t is x_{t+1}."""
    time = np.arange(task.length + 1)[:, None, None]
    phases = stream.uniform(0.0, 2.0 * np.pi, (batch_size, task.components))
    waves = np.sin(2.0 * np.pi * time / np.array(task.component_periods) + phases)
    values = torch.from_numpy(task.amplitude * waves.sum(axis=2, keepdims=True))
    return TaskBatch(values[:-1], values[1:], every_step(task.length, batch_size))


def draw_waveform(task: WaveformTask, batch_size: int, stream: np.random.Generator) -> TaskBatch:
    """Return what to read and the wave to draw; which one is random, where there is more than one."""
    chosen = stream.integers(0, task.waves, batch_size)
    inputs, targets = (torch.from_numpy(values[:, chosen])[:, :, None] for values in (task.inputs, task.targets))
    return TaskBatch(inputs, targets, every_step(task.length, batch_size))
