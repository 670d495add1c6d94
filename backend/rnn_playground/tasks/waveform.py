"""One wave, out of nothing."""

from __future__ import annotations

import torch

from rnn_playground.experiment.tasks import WaveformTask
from rnn_playground.tasks.batch import TaskBatch, every_step


def draw_waveform(task: WaveformTask, batch_size: int) -> TaskBatch:
    """Return zeros to read and the wave to draw, ``batch_size`` times; nothing is random about it."""
    wave = torch.from_numpy(task.wave)[:, None, None].repeat(1, batch_size, 1)
    return TaskBatch(torch.zeros_like(wave), wave, every_step(task.length, batch_size))
