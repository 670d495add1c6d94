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
from rnn_playground.tasks.batch import TaskBatch, side_by_side
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

MOST_BATCHES = 16
MOST_VALUES = 400_000


def batches_in_block(task: Task, batch_size: int) -> int:
    """Return how many batches are drawn at a time: drawing many costs little more than drawing one."""
    values = task.sequence_length * batch_size * max(task.input_size, task.output_size)
    return max(1, min(MOST_BATCHES, MOST_VALUES // values))


def draw_batch(task: Task, batch_size: int, data_seed: int, step: int) -> TaskBatch:
    """Return the float64 batch of training step ``step``; it follows from (``data_seed``, ``step``) alone.

    Raises Refusal where the task reads data that are not there.
    """
    block, place = divmod(step, batches_in_block(task, batch_size))
    return draw_block(task, batch_size, data_seed, block).samples(place * batch_size, batch_size)


def draw_block(task: Task, batch_size: int, data_seed: int, block: int) -> TaskBatch:
    """Return a block of float64 batches side by side; it follows from (``data_seed``, ``block``) alone.

    Raises Refusal where the task reads data that are not there.
    """
    count = batches_in_block(task, batch_size)
    stream = np.random.default_rng(np.random.SeedSequence([data_seed, block]))
    sequences = count * batch_size
    match task:
        case HelloTask():
            return draw_hello(task, sequences, stream)
        case AddingTask():
            return draw_adding(task, sequences, stream)
        case TemporalOrderTask():
            return draw_temporal_order(task, sequences, stream)
        case SineTask():
            return draw_sine(task, sequences, stream)
        case CopyTask():
            return draw_copy(task, sequences, stream)
        case ParityTask():
            return draw_parity(task, sequences, stream)
        case EchoTask():
            return draw_echo(task, sequences, stream)
        case ReberTask():
            return draw_reber(task, sequences, stream)
        case EmbeddedReberTask():
            return draw_embedded_reber(task, sequences, stream)
        case BracketsTask():
            return draw_brackets(task, sequences, stream)
        case Seq2seqReverseTask():
            return draw_seq2seq_reverse(task, sequences, stream)
        case TextTask():
            first = block * count
            windows = (draw_text(task, batch_size, data_seed, step) for step in range(first, first + count))
            return side_by_side(list(windows))
        case WaveformTask():
            return draw_waveform(task, sequences, stream)
        case DigitsTask():
            return draw_images(digit_images().train, task, sequences, stream)
        case MnistTask():
            return draw_images(mnist_images().train, task, sequences, stream)
        case _ as unreachable:
            assert_never(unreachable)
