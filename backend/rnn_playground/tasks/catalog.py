"""From the document of a task to its batches."""

from __future__ import annotations

from typing import assert_never

import numpy as np

from rnn_playground.experiment.tasks import AddingTask, HelloTask, SineTask, Task, TemporalOrderTask
from rnn_playground.tasks.adding import draw_adding
from rnn_playground.tasks.batch import TaskBatch
from rnn_playground.tasks.hello import draw_hello
from rnn_playground.tasks.sine import draw_sine
from rnn_playground.tasks.temporal_order import draw_temporal_order


def draw_batch(task: Task, batch_size: int, data_seed: int, step: int) -> TaskBatch:
    """Return the float64 batch of training step ``step``. Its stream follows from (``data_seed``, ``step``) alone."""
    stream = np.random.default_rng(np.random.SeedSequence([data_seed, step]))
    match task:
        case HelloTask():
            return draw_hello(task, batch_size, stream)
        case AddingTask():
            return draw_adding(task, batch_size, stream)
        case TemporalOrderTask():
            return draw_temporal_order(task, batch_size, stream)
        case SineTask():
            return draw_sine(task, batch_size, stream)
        case _ as unreachable:
            assert_never(unreachable)
