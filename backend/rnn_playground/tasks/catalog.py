"""From the document of a task to its batches."""

from __future__ import annotations

from typing import assert_never

import numpy as np

from rnn_playground.experiment.tasks import (
    AddingTask,
    BracketsTask,
    CopyTask,
    DigitsTask,
    EchoTask,
    EmbeddedReberTask,
    HelloTask,
    MnistTask,
    ParityTask,
    ReberTask,
    Seq2seqReverseTask,
    SineTask,
    Task,
    TemporalOrderTask,
    TextTask,
    WaveformTask,
)
from rnn_playground.tasks.adding import draw_adding
from rnn_playground.tasks.batch import TaskBatch
from rnn_playground.tasks.brackets import draw_brackets
from rnn_playground.tasks.copy import draw_copy
from rnn_playground.tasks.digits import digit_images
from rnn_playground.tasks.echo import draw_echo
from rnn_playground.tasks.embedded_reber import draw_embedded_reber
from rnn_playground.tasks.hello import draw_hello
from rnn_playground.tasks.images import draw_images
from rnn_playground.tasks.mnist import mnist_images
from rnn_playground.tasks.parity import draw_parity
from rnn_playground.tasks.reber import draw_reber
from rnn_playground.tasks.seq2seq_reverse import draw_seq2seq_reverse
from rnn_playground.tasks.sine import draw_sine
from rnn_playground.tasks.temporal_order import draw_temporal_order
from rnn_playground.tasks.text import draw_text
from rnn_playground.tasks.waveform import draw_waveform


def draw_batch(task: Task, batch_size: int, data_seed: int, step: int) -> TaskBatch:
    """Return the float64 batch of training step ``step``; it follows from (``data_seed``, ``step``) alone.

    Raises Refusal where the task reads data that are not there.
    """
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
        case CopyTask():
            return draw_copy(task, batch_size, stream)
        case ParityTask():
            return draw_parity(task, batch_size, stream)
        case EchoTask():
            return draw_echo(task, batch_size, stream)
        case ReberTask():
            return draw_reber(task, batch_size, stream)
        case EmbeddedReberTask():
            return draw_embedded_reber(task, batch_size, stream)
        case BracketsTask():
            return draw_brackets(task, batch_size, stream)
        case Seq2seqReverseTask():
            return draw_seq2seq_reverse(task, batch_size, stream)
        case TextTask():
            return draw_text(task, batch_size, data_seed, step)
        case WaveformTask():
            return draw_waveform(task, batch_size)
        case DigitsTask():
            return draw_images(digit_images().train, task, batch_size, stream)
        case MnistTask():
            return draw_images(mnist_images().train, task, batch_size, stream)
        case _ as unreachable:
            assert_never(unreachable)
