"""From the document of a task to its batches: one of them, those of a run in order, those that were kept back."""

from __future__ import annotations

from typing import assert_never, final

import numpy as np
import torch
from numpy.typing import NDArray

from rnn_playground.experiment.tasks import (
    AddingTask,
    AssociativeRecallTask,
    BracketsTask,
    ChaosTask,
    CopyTask,
    DigitsTask,
    EchoTask,
    EmbeddedReberTask,
    FlipFlopTask,
    HelloTask,
    MnistTask,
    ParityTask,
    ReberTask,
    SelectiveCopyTask,
    Seq2seqReverseTask,
    SineTask,
    Task,
    TemporalOrderTask,
    TextTask,
    WaveformTask,
    WordProblemTask,
)
from rnn_playground.tasks.batch import TaskBatch, every_step, one_hot, side_by_side
from rnn_playground.tasks.chaos import draw_chaos
from rnn_playground.tasks.digits import digit_images
from rnn_playground.tasks.grammars import draw_brackets, draw_embedded_reber, draw_reber
from rnn_playground.tasks.images import draw_images, read_images
from rnn_playground.tasks.mnist import mnist_images
from rnn_playground.tasks.recall import draw_associative_recall, draw_copy, draw_selective_copy
from rnn_playground.tasks.signals import draw_sine, draw_waveform
from rnn_playground.tasks.state_tracking import draw_flip_flop, draw_word_problem
from rnn_playground.tasks.synthetic import (
    draw_adding,
    draw_echo,
    draw_parity,
    draw_seq2seq_reverse,
    draw_temporal_order,
)
from rnn_playground.tasks.text import draw_hello, draw_text

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
    block, index = divmod(step, batches_in_block(task, batch_size))
    return draw_block(task, batch_size, data_seed, block).samples(index * batch_size, batch_size)


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
        case ChaosTask():
            return draw_chaos(task, sequences, stream, data_seed)
        case CopyTask():
            return draw_copy(task, sequences, stream)
        case SelectiveCopyTask():
            return draw_selective_copy(task, sequences, stream)
        case AssociativeRecallTask():
            return draw_associative_recall(task, sequences, stream)
        case ParityTask():
            return draw_parity(task, sequences, stream)
        case WordProblemTask():
            return draw_word_problem(task, sequences, stream)
        case FlipFlopTask():
            return draw_flip_flop(task, sequences, stream)
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


@final
class BatchSource:
    """Keeps the block that was asked for last, and one that was drawn ahead of it.

    Batch k follows from the seed and k alone, in whatever order.
    """

    def __init__(self, task: Task, batch_size: int, data_seed: int, dtype: torch.dtype) -> None:
        self.batch_size = batch_size
        self._task, self._seed, self._dtype = task, data_seed, dtype
        self._count = batches_in_block(task, batch_size)
        self._number = -1
        self._block: TaskBatch | None = None
        self._ahead: dict[int, TaskBatch] = {}

    def block(self, step: int) -> tuple[TaskBatch, int]:
        """Return the block in which the batch of ``step`` lies, and its index among the block's batches."""
        number, index = divmod(step, self._count)
        if self._block is None or number != self._number:
            ahead = self._ahead.pop(number, None)
            self._block = self._draw(number) if ahead is None else ahead
            self._number = number
        return self._block, index

    def draw_ahead(self, step: int) -> TaskBatch:
        """Draw the block after that of ``step``, and return it; another thread may read that of ``step`` meanwhile."""
        number = step // self._count + 1
        block = self._draw(number)
        self._ahead = {number: block}
        return block

    def _draw(self, number: int) -> TaskBatch:
        return draw_block(self._task, self.batch_size, self._seed, number).to(self._dtype)

    def batch(self, step: int) -> TaskBatch:
        """Return the batch of ``step``, as views into its block."""
        block, index = self.block(step)
        return block.samples(index * self.batch_size, self.batch_size)

    def left(self, step: int) -> int:
        """Return how many batches the block of ``step`` still holds, that of ``step`` among them."""
        return self._count - step % self._count


def held_out_count(task: Task) -> int:
    """Return how many sequences were kept back; 0 where there are none. Raises Refusal as draw_batch."""
    match task:
        case DigitsTask():
            return len(digit_images().test.labels)
        case MnistTask():
            return len(mnist_images().test.labels)
        case TextTask():
            return _windows(task, task.read.held_out).inputs.shape[1] if len(task.read.held_out) else 0
        case _:
            return 0


def held_out_batch(task: DigitsTask | MnistTask | TextTask, count: int, first: int = 0) -> TaskBatch:
    """Return ``count`` of the kept-back sequences from ``first`` on, fewer at the end, always in the same order.

    Raises ValueError where there are none there, Refusal where the data are not there.
    """
    if first not in range(held_out_count(task)) or count < 1:
        raise ValueError(f"{count} sequences from {first} on are beyond the {held_out_count(task)} kept back")
    if isinstance(task, TextTask):
        return _windows(task, task.read.held_out).samples(first, count)
    images = (digit_images() if isinstance(task, DigitsTask) else mnist_images()).test
    rows = np.arange(len(images.labels))[first : first + count]
    return read_images(images.take(rows), task)


def whole_text(task: TextTask) -> TaskBatch:
    """Return what is trained on as one sequence; where every window starts from zeros, as windows side by side."""
    return _windows(task, task.read.places)


def _windows(task: TextTask, places: NDArray[np.int64]) -> TaskBatch:
    length = len(places) - 1 if task.carry_state else min(task.length, len(places) - 1)
    begins = np.arange(0, len(places) - length, length)
    windows = places[begins + np.arange(length + 1)[:, None]]
    return TaskBatch(
        one_hot(windows[:-1], task.input_size), torch.from_numpy(windows[1:]), every_step(length, len(begins))
    )
