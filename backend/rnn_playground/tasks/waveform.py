"""One wave, out of nothing, or the one that the first input names."""

from __future__ import annotations

import numpy as np
import torch

from rnn_playground.experiment.tasks import WaveformTask
from rnn_playground.tasks.batch import TaskBatch, every_step


def draw_waveform(task: WaveformTask, batch_size: int, stream: np.random.Generator) -> TaskBatch:
    """Return what to read and the wave to draw; which one is random, where there is more than one."""
    chosen = stream.integers(0, task.waves, batch_size)
    inputs, targets = (torch.from_numpy(values[:, chosen])[:, :, None] for values in (task.inputs, task.targets))
    return TaskBatch(inputs, targets, every_step(task.length, batch_size))
